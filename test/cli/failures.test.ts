import { describe, expect, test } from 'vitest';
import { fakeApi, refuse } from './fake-api.ts';
import { run } from './run.ts';

describe('exit codes', () => {
  test.each([
    ['2 for an unknown command', ['explode'], 2, "error: unknown command 'explode'"],
    ['2 for an unknown option', ['list', '--severty'], 2, 'Did you mean --severity?'],
    ['2 for a missing option', ['resolve', '1'], 2, "'--resolution <text>' not specified"],
    ['2 for a severity that is none', ['list', '--severity=SEV9'], 2, 'one of SEV1, SEV2, SEV3'],
    [
      '2 for a role that is none',
      ['assign', '1', '--role=king', '--person=a'],
      2,
      'communicationsLead',
    ],
    ['2 for a command without an incident', ['show'], 2, 'Which incident?'],
    ['2 for an id that is none', ['show', 'payments'], 2, 'Not an incident id: payments'],
    ['2 for no command at all', [], 2, 'Usage: tocsin'],
  ])('%s', async (_, words, exitCode, message) => {
    const ran = await run(words, { env: { TOCSIN_URL: 'http://127.0.0.1:1' } });
    expect(ran).toMatchObject({ exitCode, out: '' });
    expect(ran.error).toContain(message);
  });

  test.each([
    ['1 when the command is refused', refuse('refused', 'It is resolved.'), 1],
    [
      '1 when the input is not valid',
      refuse('invalid-request', 'The request is not valid.', {
        errors: [{ path: '/by', message: 'is nobody of tocsin.yaml' }],
      }),
      1,
    ],
    ['1 when the key was used before', refuse('idempotency-key-reused', 'Other body.'), 1],
    ['3 when the API is broken', refuse('internal', 'Something broke.'), 3],
    ['4 when the token is not known', refuse('unauthenticated', 'No such token.'), 4],
    ['4 when the token may not', refuse('forbidden', 'It needs respond.'), 4],
    ['5 when there is no such incident', refuse('not-found', 'There is no INC-2026-001.'), 5],
  ])('%s', async (_, refusal, exitCode) => {
    await using api = await fakeApi({ acknowledgeIncident: () => refusal });
    const ran = await run(['ack', '1'], { env: { TOCSIN_URL: api.url } });
    expect(ran).toMatchObject({ exitCode, out: '' });
    expect(ran.error).toContain(`tocsin: ${refusal.detail}`);
    expect(ran.error).toContain('Request req-1');
  });

  test('0 for help and version, on standard output', async () => {
    expect(await run(['--help'])).toMatchObject({ exitCode: 0, error: '' });
    expect(await run(['ack', '--help'])).toMatchObject({ exitCode: 0, error: '' });
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, out: '1.2.3' });
  });
});

test('what is wrong with the input is told field by field', async () => {
  await using api = await fakeApi({
    declareIncident: () =>
      refuse('invalid-request', 'The request is not valid.', {
        errors: [{ path: '/service', message: 'is not a service of tocsin.yaml' }],
      }),
  });
  const ran = await run(['start', '--title=Down', '--service=x'], { env: { TOCSIN_URL: api.url } });
  expect(ran.error).toBe(
    'tocsin: The request is not valid.\n' +
      '  --service is not a service of tocsin.yaml\n' +
      'Request req-1',
  );
});

test('a single wrong field that is the whole message is not told twice', async () => {
  await using api = await fakeApi({
    acknowledgeIncident: () =>
      refuse('invalid-request', '/by: no person zed is configured', {
        reason: 'unknown-person',
        errors: [{ path: '/by', message: 'no person zed is configured' }],
      }),
  });
  const ran = await run(['ack', '1', '--by=zed'], { env: { TOCSIN_URL: api.url } });
  expect(ran.error).toBe(
    'tocsin: --by: no person zed is configured\nThe people are those of tocsin.yaml, by their ids.\nRequest req-1',
  );
});

test.each([
  [['list', '--severity=SEV9', '--json'], 'is one of SEV1'],
  [['list', '--bogus', '--json'], "unknown option '--bogus'"],
  [['why', 'x', '--json'], '--person <id>'],
  [['acknowlege', '--json'], 'Did you mean acknowledge?'],
])('a machine reads that %j is wrong usage as JSON, too', async (words, message) => {
  const ran = await run(words);
  expect(ran).toMatchObject({ exitCode: 2, out: '' });
  expect(JSON.parse(ran.error)).toMatchObject({
    ...{ exitCode: 2, message: expect.stringContaining(message), errors: [] },
    next: expect.stringContaining('--help'),
  });
});

test('a machine reads failures as JSON on standard error', async () => {
  await using api = await fakeApi({ showIncident: () => refuse('not-found', 'There is none.') });
  const ran = await run(['show', '1', '--json'], { env: { TOCSIN_URL: api.url } });
  expect(ran).toMatchObject({ exitCode: 5, out: '' });
  expect(JSON.parse(ran.error)).toEqual({
    exitCode: 5,
    message: 'There is none.',
    errors: [],
    requestId: 'req-1',
  });
});

test.each([
  ['override', '--instead <id>'],
  ['drill', '--unannounced'],
  ['calendar', '--schedule <id>'],
  ['dead-letters', '--queue <name>'],
  ['action-items', '--status <status>'],
])('the help of %s shows what can be typed without a word after it', async (command, option) => {
  const { out } = await run([command, '--help']);
  expect(out).toContain(option);
});
