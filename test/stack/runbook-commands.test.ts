import { describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';
import { typist, wordsOf } from './typed.ts';

/* The runbook's own command lines, typed literally (R5, R26). What a shell makes of them: test/cli. */

const stack = realStack();
const { types, tries, typesInShell } = typist(stack);

describe('scripts of the runbook', () => {
  async function opens(): Promise<string> {
    const declared = { title: 'Database down', severity: 'SEV1' };
    return (await stack.call<{ id: string }>('POST', '/v1/incidents', declared)).id;
  }

  test('start.sh declares an incident', async () => {
    const said = await types('./scripts/incident/start.sh --severity=SEV1 --title="Database down"');
    expect(said).toContain('INC-');
    const [incident] = await stack.incidents();
    expect(incident).toMatchObject({ severity: 'SEV1', title: 'Database down', phase: 'open' });
    await stack.resolves(incident?.id ?? '');
  });

  test('acknowledge.sh takes the newest open one of a severity', async () => {
    const id = await opens();
    await types('./scripts/incident/acknowledge.sh --severity=SEV1');
    expect((await stack.show(id)).phase).toBe('acknowledged');
    await stack.resolves(id);
  });

  test('update.sh posts an update in the template, with the next one', async () => {
    const id = await opens();
    await types('./scripts/incident/acknowledge.sh --severity=SEV1');
    await types(`./scripts/incident/update.sh --id=${id} --status="Investigating"`);
    const mails = await stack.inbox('ana@example.com');
    const body = mails.findLast(mail => mail.body.startsWith('UPDATE'))?.body ?? '';
    expect(body).toMatch(/^UPDATE \[\d\d:\d\d \w+\]\nStatus: Investigating\n/);
    expect(body).toMatch(/\nNext update: \d\d:\d\d \w+$/);
    await stack.resolves(id);
  });

  test('resolve.sh resolves, with the resolution, and takes a number for an id', async () => {
    const id = await opens();
    const number = id.replace(/^INC-\d{4}-/, 'INC-');
    await types(`./scripts/incident/resolve.sh --id=${number} --resolution="Restarted database"`);
    const [incident] = await stack.incidents();
    expect(incident).toMatchObject({ phase: 'watching', resolution: 'Restarted database' });
  });

  test('report.sh prints the report', async () => {
    const id = await opens();
    await types(`./scripts/incident/resolve.sh --id=${id} --resolution="Restarted database"`);
    const report = await types(`./scripts/incident/report.sh --id=${id}`);
    expect(report).toMatch(/^# INC-\d{4}-\d+: Database down\n/);
    expect(report).toContain('Restarted database');
  });

  test('a script whose command is refused fails', async () => {
    const { exitCode } = await tries('./scripts/incident/acknowledge.sh --severity=SEV1');
    expect(exitCode).toBe(5);
  });
});

test('npm, a shell and package.json pass on what the lines of these tests are read as', async () => {
  const line = 'npm run tocsin -- start --severity=SEV4 --title="Two words, and \'one\'"';
  expect(wordsOf(line)).toEqual(['start', '--severity=SEV4', "--title=Two words, and 'one'"]);
  await typesInShell(line);
  const [incident] = await stack.incidents();
  expect(incident).toMatchObject({ severity: 'SEV4', title: "Two words, and 'one'" });
  await stack.resolves(incident?.id ?? '');
  const npx = await typesInShell('npx tocsin list');
  expect(npx).toContain(incident?.id);
});
