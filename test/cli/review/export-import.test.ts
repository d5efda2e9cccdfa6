import { describe, expect, test } from 'vitest';
import { incidentTemplate } from '../../support/incidents.ts';
import { type Answers, fakeApi, refuse } from '../fake-api.ts';
import { run, type Situation } from '../run.ts';

const file = '/home/ana/outage.yaml';

async function asks(words: string[], situation: Situation = {}, answers: Answers = {}) {
  await using api = await fakeApi(answers);
  const env = { TOCSIN_URL: api.url, TOCSIN_TOKEN: 'local' };
  const ran = await run(words, { env, ...situation });
  expect(api.violations).toEqual([]);
  return { ...ran, requests: api.requests };
}

describe('incident:export', () => {
  test('prints the template, as the runbook asks for it', async () => {
    const ran = await asks(
      ['incident:export', '--id=INC-2024-001'],
      {},
      {
        exportIncident: () => incidentTemplate,
      },
    );
    expect(ran.out).toBe(incidentTemplate.trimEnd());
    expect(ran.requests).toMatchObject([
      { operation: 'exportIncident', params: { id: 'INC-2024-001' }, query: { format: 'yaml' } },
      { operation: 'recordExport', params: { id: 'INC-2024-001' }, body: { format: 'yaml' } },
    ]);
  });

  test('is given to whoever may only read, and not recorded then', async () => {
    const ran = await asks(
      ['incident:export', 'INC-2024-001'],
      {},
      {
        exportIncident: () => incidentTemplate,
        recordExport: () => refuse('forbidden', 'This needs a token with the scope respond.'),
      },
    );
    expect(ran.out).toBe(incidentTemplate.trimEnd());
  });

  test.each(['json', 'markdown', 'csv'])('as %s goes to a file whole', async format => {
    const words = ['incident:export', 'INC-2024-001', `--format=${format}`, '--output=case.txt'];
    const ran = await asks(words, {}, { exportIncident: () => `of ${format}\n` });
    expect(ran.files['/home/ana/case.txt']).toBe(`of ${format}\n`);
    expect(ran.out).toBe('INC-2024-001 written to case.txt');
  });
});

describe('incident:import', () => {
  test('sends the file, and says that nobody was paged', async () => {
    const words = ['incident:import', '--file=outage.yaml', '--service=payments'];
    const ran = await asks(words, { files: { [file]: incidentTemplate } });
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toContain('imported; nobody was paged');
    expect(ran.requests).toMatchObject([
      {
        operation: 'importIncident',
        body: {
          service: 'payments',
          incident: { id: 'INC-2024-001', timeline: [{ time: '14:15' }, {}, {}] },
        },
      },
    ]);
  });

  test('takes what incident:export --format=json wrote', async () => {
    const { incident } = JSON.parse(
      JSON.stringify({ incident: { ...template(), title: 'As JSON' } }),
    );
    const ran = await asks(['incident:import', 'outage.yaml'], {
      files: { [file]: JSON.stringify({ incident }, null, 2) },
    });
    expect(ran.requests).toMatchObject([{ body: { incident: { title: 'As JSON' } } }]);
  });

  test('names everything that is wrong by its line, and sends nothing', async () => {
    const wrong = incidentTemplate
      .replace('INC-2024-001', 'OUTAGE-1')
      .replace('SEV1', 'SEV9')
      .replace('2024-01-15T15:45:00Z', 'yesterday')
      .replace('users_affected: 15000', 'users_affected: many')
      .replace('time: 14:18', 'when: 14:18');
    const ran = await asks(['incident:import', 'outage.yaml'], { files: { [file]: wrong } });
    expect(ran.exitCode).toBe(1);
    expect(ran.requests).toEqual([]);
    expect(ran.error).toContain('outage.yaml has');
    expect(ran.error).toContain('outage.yaml:3:3 incident.severity: must be one of SEV1');
    expect(ran.error).toContain('outage.yaml:7:3 incident.resolved_at: must be a moment');
    expect(ran.error).toContain(
      'outage.yaml:10:5 incident.impact.users_affected: must be a number',
    );
    expect(ran.error).toContain('incident.timeline.1.when: is not a known field');
    expect(ran.error).toContain('incident.timeline.1.time: is missing');
    expect(ran.error).toContain('Nothing was stored.');
  });

  test('says where a file is no YAML, and which file is not there', async () => {
    const ran = await asks(['incident:import', 'outage.yaml'], { files: { [file]: 'a: [1' } });
    expect(ran.error).toMatch(/outage\.yaml:1:\d+ this is not valid YAML/);
    const none = await asks(['incident:import', '--file=none.yaml']);
    expect(none).toMatchObject({ exitCode: 2, error: 'tocsin: There is no file none.yaml.' });
    expect((await asks(['incident:import'])).exitCode).toBe(2);
  });

  test('shows the refusal of an id that is taken', async () => {
    const ran = await asks(
      ['incident:import', 'outage.yaml'],
      { files: { [file]: incidentTemplate } },
      { importIncident: () => refuse('refused', 'There is an incident INC-2024-001 already.') },
    );
    expect(ran).toMatchObject({ exitCode: 1 });
    expect(ran.error).toContain('There is an incident INC-2024-001 already.');
  });
});

function template() {
  return {
    id: 'INC-2024-001',
    severity: 'SEV1',
    title: 'Payment processing outage',
    started_at: '2024-01-15T14:15:00Z',
    detected_by: 'monitoring_alert',
    resolved_at: '2024-01-15T15:45:00Z',
    impact: { users_affected: null, revenue_lost: null, duration_minutes: 90 },
    timeline: [],
    action_items: [],
  };
}
