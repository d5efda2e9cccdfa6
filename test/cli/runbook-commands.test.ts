import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { fakeApi } from './fake-api.ts';

const project = join(import.meta.dirname, '../..');

/** Types a line into a shell, as a person does. */
async function typed(line: string, url: string, directory = project) {
  const shell = spawn('sh', ['-c', line], {
    cwd: directory,
    env: { PATH: process.env.PATH, TOCSIN_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error, exitCode] = await Promise.all([
    text(shell.stdout),
    text(shell.stderr),
    new Promise<number | null>(resolve => shell.on('close', resolve)),
  ]);
  return { out, error, exitCode };
}

// Each line stands in the runbook exactly like this.
describe('the lines of the runbook work as they are written', () => {
  test.each([
    [
      './scripts/incident/start.sh --severity=SEV1 --title="Database down"',
      'declareIncident',
      { title: 'Database down', severity: 'SEV1' },
    ],
    ['./scripts/incident/acknowledge.sh --severity=SEV1', 'acknowledgeIncident', {}],
    [
      './scripts/incident/update.sh --id=INC-001 --status="Investigating"',
      'postUpdate',
      { status: 'Investigating' },
    ],
    [
      './scripts/incident/resolve.sh --id=INC-001 --resolution="Restarted database"',
      'resolveIncident',
      { resolution: 'Restarted database' },
    ],
    ['./scripts/incident/report.sh --id=INC-001', 'incidentReport', undefined],
  ])('%s', async (line, operation, body) => {
    await using api = await fakeApi();
    const ran = await typed(line, api.url);
    expect(ran).toMatchObject({ error: '', exitCode: 0 });
    expect(ran.out).toContain('INC-2026-001');
    expect(api.violations).toEqual([]);
    const asked = api.requests.find(request => request.operation === operation);
    expect(asked).toBeDefined();
    expect(asked?.body).toEqual(body);
  });
});

test('a script runs from any directory, and writes its files there', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tocsin-cli-'));
  try {
    await using api = await fakeApi({ incidentReport: () => '# Report\n' });
    const line = `${project}/scripts/incident/report.sh --id=INC-2026-001 --output report.md`;
    expect(await typed(line, api.url, directory)).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(directory, 'report.md'), 'utf8')).toBe('# Report\n');
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('a script ends with the exit code of the command', async () => {
  await using api = await fakeApi({ listIncidents: () => ({ incidents: [] }) });
  const ran = await typed('./scripts/incident/acknowledge.sh --severity=SEV1', api.url);
  expect(ran).toMatchObject({ exitCode: 5, out: '' });
});
