import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';
import type { Mapping } from '#core/setup/document-integrations.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { team } from '../../support/team.ts';

const mapping: Mapping = {
  each: '$.events[*]',
  title: ['$.headline', '{$.check} fails on {$.host}'],
  service: ['$.service', '$.host'],
  severity: '$.meta.level',
  status: '$.state',
  clearedBy: ['Gone'],
  key: '$.id',
  labels: { region: '$.meta.region' },
  links: { Runbook: '$.runbook' },
};
const read = (body: object, by: Mapping = mapping) =>
  parsePayload('generic', JSON.stringify(body), undefined, by);

describe('a body of a sender that nobody wrote a parser for', () => {
  test('is read as its integration says, each of its alerts', async () => {
    const events = [
      {
        ...{ id: 1, check: 'ping', host: 'db-1', state: 'Bad', runbook: 'https://r.example.com' },
        meta: { level: 'high', region: 'eu' },
      },
      { id: 2, headline: 'Shop is slow', service: 'shop', state: 'gone' },
    ];
    expect(await read({ events })).toMatchObject({
      alerts: [
        {
          ...{ title: 'ping fails on db-1', service: 'db-1', vendorSeverity: 'high' },
          ...{ status: 'firing', fingerprint: 'generic:1', labels: { region: 'eu' } },
          links: [{ title: 'Runbook', url: 'https://r.example.com' }],
        },
        { title: 'Shop is slow', service: 'shop', status: 'cleared', fingerprint: 'generic:2' },
      ],
    });
  });

  test('is over by the usual words where none are named', async () => {
    const { each: _each, clearedBy: _words, ...one } = mapping;
    const body = { id: 1, headline: 'x', state: 'RESOLVED' };
    expect(await read(body, one)).toMatchObject({ alerts: [{ status: 'cleared' }] });
  });

  test('says of an end no more than what is over, and of one without a title that it is none', async () => {
    const events = [
      { id: 7, state: 'gone' },
      { id: 8, state: 'bad' },
    ];
    expect(await read({ events })).toMatchObject({
      alerts: [{ title: '7', status: 'cleared', fingerprint: 'generic:7' }],
      ignored: [expect.stringContaining('$.headline')],
    });
    expect(await read({ events: events.slice(0, 1) })).toMatchObject({ ignored: [] });
  });

  test('is refused with the path at which nothing is', async () => {
    expect(await read({ events: [{ id: 1 }] })).toMatchObject({
      invalid: [{ message: expect.stringContaining('$.headline') }],
    });
  });
});

describe('a mapping in tocsin.yaml', () => {
  const problemsOf = (given: object, source = 'generic') => {
    const integration = { name: 'a', source, keySha256: 'a'.repeat(64), mapping: given };
    const parsed = parseDirectory({ ...team, integrations: [integration] });
    return 'problems' in parsed ? parsed.problems.map(({ message }) => message) : [];
  };

  test('may hold paths, texts with paths in them, and lists of both', () => {
    expect(problemsOf(mapping)).toEqual([]);
  });

  test.each([
    [{ title: '$.a[' }, 'is not a JSONPath'],
    [{ title: 'x {$..[} y' }, 'is not a JSONPath'],
    [{ title: ['$.a', '$.b['] }, 'is not a JSONPath'],
    [{ title: '$.a', labels: { x: '$.b[' } }, 'is not a JSONPath'],
    [{ title: '$[?match(@.a, "(a+)+")]' }, 'for ever'],
    [{ title: '$.a', colour: '$.b' }, 'is not a known field'],
    [{ key: '$.a' }, 'must be a JSONPath'],
  ])('%j is refused', (given, message) => {
    expect(problemsOf(given)).toEqual([expect.stringContaining(message)]);
  });

  test('is only for the source generic', () => {
    expect(problemsOf({ title: '$.a' }, 'datadog')).toEqual(['is only for the source generic']);
  });
});
