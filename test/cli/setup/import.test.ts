import { describe, expect, test } from 'vitest';
import { checkConfiguration } from '#cli/setup/configuration-file.ts';
import { run, succeeds } from '../run.ts';

const whole = {
  users: [{ id: 'P1', name: 'Ana', email: 'ana@example.com' }],
  schedules: [
    {
      id: 'S1',
      name: 'Primary',
      time_zone: 'Europe/Berlin',
      schedule_layers: [
        {
          name: 'Weekly',
          start: '2026-03-02T09:00:00+01:00',
          rotation_virtual_start: '2026-03-02T09:00:00+01:00',
          rotation_turn_length_seconds: 604_800,
          users: [{ user: { id: 'P1' } }],
          restrictions: [],
        },
      ],
    },
  ],
  escalation_policies: [
    {
      id: 'E1',
      name: 'Shop',
      escalation_rules: [
        { escalation_delay_in_minutes: 10, targets: [{ id: 'S1', type: 'schedule_reference' }] },
      ],
    },
  ],
  services: [
    {
      id: 'V1',
      name: 'Payments',
      escalation_policy: { id: 'E1' },
      integrations: [
        { id: 'I1', type: 'events_api_v2_inbound_integration', summary: 'Alertmanager' },
      ],
    },
  ],
};
const files = { '/home/ana/export.json': JSON.stringify(whole) };

describe('import', () => {
  test('reports what became of each thing, and writes nothing by itself', async () => {
    const ran = await succeeds(['import', 'pagerduty', 'export.json'], { files });
    expect(ran.files).toEqual(files);
    expect(ran.out).toContain('Exactly: ');
    expect(ran.out).toContain('rotation Weekly of Primary');
    expect(ran.out).not.toContain('tocsin_');
  });

  test('writes a configuration that apply takes, and shows each new key once', async () => {
    const ran = await succeeds(['import', 'pagerduty', 'export.json', '--out=tocsin.yaml'], {
      files,
      columns: 200,
    });
    const text = ran.files['/home/ana/tocsin.yaml'] ?? '';
    expect(checkConfiguration(text, 'tocsin.yaml')).toHaveProperty('document');
    expect(ran.out).toMatch(
      /Payments Alertmanager: https:\/\/YOUR-API\/v2\/enqueue with key tocsin_\S+/,
    );
    expect(text).not.toContain('tocsin_B');
    expect(ran.out).toContain('tocsin apply tocsin.yaml --dry-run');
  });

  test('writes each layer whole, so that one may be deleted when it is over', async () => {
    const [schedule] = whole.schedules;
    const standsIn = (day: string) => ({
      start: `${day}T09:00:00+01:00`,
      end: `${day}T18:00:00+01:00`,
      user: { id: 'P1' },
    });
    const overrides = {
      rendered_schedule_entries: [standsIn('2026-12-24'), standsIn('2026-12-26')],
    };
    const content = {
      ...whole,
      schedules: [{ ...schedule, overrides_subschedule: overrides }],
    };
    const ran = await succeeds(['import', 'pagerduty', 'export.json', '--out=tocsin.yaml'], {
      files: { '/home/ana/export.json': JSON.stringify(content) },
    });
    const text = ran.files['/home/ana/tocsin.yaml'] ?? '';
    expect(text).toContain('Override until 2026-12-26T18:00');
    expect(text).not.toMatch(/[&*]a1/);
  });

  test('reads a folder, and says what of it is no JSON', async () => {
    const bytes = Object.fromEntries(
      Object.entries(whole).map(([kind, content]) => [
        `/home/ana/pd/${kind}.json`,
        new TextEncoder().encode(JSON.stringify({ [kind]: content })),
      ]),
    );
    const notes = { '/home/ana/pd/notes.txt': new TextEncoder().encode('hello') };
    const ran = await succeeds(['import', 'pagerduty', 'pd', '--json'], {
      bytes: { ...bytes, ...notes },
    });
    expect(JSON.parse(ran.out).notes).toContainEqual({
      what: 'file notes.txt',
      how: 'not',
      why: 'it is not JSON',
      where: 'notes.txt',
    });
  });

  test('writes over nothing unasked, and is refused with every place where an export is broken', async () => {
    const there = { ...files, '/home/ana/tocsin.yaml': 'version: 1' };
    const words = ['import', 'pagerduty', 'export.json', '--out=tocsin.yaml'];
    expect(await run(words, { files: there })).toMatchObject({ exitCode: 2, files: there });
    expect(await run([...words, '--force'], { files: there })).toMatchObject({ exitCode: 0 });
    const broken = { '/home/ana/export.json': JSON.stringify({ ...whole, users: [] }) };
    expect(await run(['import', 'pagerduty', 'export.json'], { files: broken })).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('names person P1, which is not in the export'),
    });
    expect(await run(['import', 'pagerduty', 'elsewhere'], {})).toMatchObject({ exitCode: 2 });
    expect(await run(['import', 'nobody', 'export.json'], { files })).toMatchObject({
      exitCode: 2,
    });
  });
});
