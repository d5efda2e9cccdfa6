import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* The runbook's own command lines, typed literally (R5, R26). */

const stack = realStack();

/** As a shell would: the line is split where it is quoted in the runbook. */
async function types(line: string): Promise<string> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], {
    env: { ...process.env, TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local' },
    timeout: 30_000,
  });
  await stack.passes(1);
  return stdout;
}

describe('scripts of the runbook', () => {
  test('start.sh declares an incident', async () => {
    const said = await types('./scripts/incident/start.sh --severity=SEV1 --title="Database down"');
    expect(said).toContain('INC-');
    const [incident] = await stack.incidents();
    expect(incident).toMatchObject({ severity: 'SEV1', title: 'Database down', phase: 'open' });
  });

  test('acknowledge.sh takes the newest open one of a severity', async () => {
    await types('./scripts/incident/acknowledge.sh --severity=SEV1');
    const [incident] = await stack.incidents();
    expect(incident?.phase).toBe('acknowledged');
  });

  test('update.sh posts an update in the template, with the next one', async () => {
    await types('./scripts/incident/update.sh --id=INC-001 --status="Investigating"');
    const mails = await stack.inbox('ana@example.com');
    const body = mails.at(-1)?.body ?? '';
    expect(body).toMatch(/^UPDATE \[\d\d:\d\d \w+\]\nStatus: Investigating\n/);
    expect(body).toMatch(/\nNext update: \d\d:\d\d \w+$/);
  });

  test('resolve.sh resolves, with the resolution', async () => {
    await types('./scripts/incident/resolve.sh --id=INC-001 --resolution="Restarted database"');
    const [incident] = await stack.incidents();
    expect(incident).toMatchObject({ phase: 'watching', resolution: 'Restarted database' });
  });

  test('report.sh prints the report', async () => {
    const report = await types('./scripts/incident/report.sh --id=INC-001');
    expect(report).toMatch(/^# INC-\d{4}-001: Database down\n/);
    expect(report).toContain('Restarted database');
  });

  test('a script whose command is refused fails', async () => {
    await expect(types('./scripts/incident/acknowledge.sh --severity=SEV1')).rejects.toThrow();
  });
});
