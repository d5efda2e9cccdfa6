import { describe, expect, test } from 'vitest';
import { pageId, statuspageFiles } from '#core/communication/status-page/statuspage-api.ts';
import {
  incident,
  investigating,
  minutesLater,
  monitoring,
  resolved,
  stateOf,
  work,
} from './pages.ts';

// A file has whatever its test expects of it.
// biome-ignore lint/suspicious/noExplicitAny: JSON that others read
const files = (state: Parameters<typeof stateOf>[0] = {}): Record<string, any> =>
  JSON.parse(JSON.stringify(statuspageFiles(stateOf(state))));

const fieldsOf = (value: object) => Object.keys(value).toSorted();

describe('the API of Statuspage', () => {
  test('has every file of theirs, each with the page', () => {
    const all = files();
    expect(fieldsOf(all)).toEqual([
      'components.json',
      'incidents.json',
      'incidents/unresolved.json',
      'scheduled-maintenances.json',
      'scheduled-maintenances/active.json',
      'scheduled-maintenances/upcoming.json',
      'status.json',
      'summary.json',
    ]);
    for (const file of Object.values(all)) {
      expect(fieldsOf(file.page)).toEqual(['id', 'name', 'time_zone', 'updated_at', 'url']);
    }
    expect(fieldsOf(all['summary.json'])).toEqual([
      ...['components', 'incidents', 'page', 'scheduled_maintenances', 'status'],
    ]);
  });

  test('gives components and their groups the fields that theirs have', () => {
    const { components } = files()['components.json'];
    const common = [
      ...['created_at', 'description', 'group', 'group_id', 'id', 'name', 'only_show_if_degraded'],
      ...['page_id', 'position', 'showcase', 'start_date', 'status', 'updated_at'],
    ];
    const group = components.find((each: { group: boolean }) => each.group);
    expect(fieldsOf(components[0])).toEqual(common);
    expect(fieldsOf(group)).toEqual([...common, 'components'].toSorted());
    const members = components.filter((each: { group_id: string }) => each.group_id === group.id);
    expect(members.map(({ id }: { id: string }) => id)).toEqual(group.components);
    expect(components.map(({ name }: { name: string }) => name)).toEqual([
      ...['Payment processing', 'Search', 'Website', 'Shop'],
    ]);
  });

  test.each([
    ['nothing', {}, { indicator: 'none', description: 'All Systems Operational' }],
    [
      'an outage',
      { incidents: [incident(investigating)] },
      { indicator: 'critical', description: 'Major Service Outage' },
    ],
    [
      'maintenance',
      { said: { maintenances: [work] }, at: minutesLater(601) },
      { indicator: 'maintenance', description: 'Service Under Maintenance' },
    ],
    [
      'a slow component',
      {
        said: {
          said: { search: { status: 'degraded_performance', at: minutesLater(1), by: 'Ana' } },
        },
      },
      { indicator: 'minor', description: 'Partially Degraded Service' },
    ],
    [
      'a part',
      { said: { said: { search: { status: 'partial_outage', at: minutesLater(1), by: 'Ana' } } } },
      { indicator: 'major', description: 'Partial System Outage' },
    ],
  ] as const)('with %s has the words that theirs has', (_what, state, status) => {
    expect(files(state as never)['status.json'].status).toEqual(status);
  });

  test('tells of an incident what theirs does, the newest update first', () => {
    const all = files({ incidents: [incident(investigating, monitoring)], at: minutesLater(70) });
    const [one] = all['incidents/unresolved.json'].incidents;
    expect(fieldsOf(one)).toEqual([
      ...['components', 'created_at', 'id', 'impact', 'incident_updates', 'monitoring_at', 'name'],
      ...['page_id', 'resolved_at', 'shortlink', 'started_at', 'status', 'updated_at'],
    ]);
    expect(one).toMatchObject({
      ...{ name: 'Service Disruption Notice', status: 'monitoring', impact: 'critical' },
      ...{
        started_at: minutesLater(0),
        created_at: minutesLater(3),
        monitoring_at: minutesLater(63),
      },
      ...{ resolved_at: null, components: [{ name: 'Payment processing' }] },
    });
    expect(one.incident_updates.map(({ status }: { status: string }) => status)).toEqual([
      ...['monitoring', 'investigating'],
    ]);
    expect(fieldsOf(one.incident_updates[0])).toEqual([
      ...['affected_components', 'body', 'created_at', 'custom_tweet', 'deliver_notifications'],
      ...['display_at', 'id', 'incident_id', 'status', 'tweet_id', 'updated_at'],
    ]);
    expect(one.incident_updates[0].affected_components).toEqual([
      {
        ...{ code: pageId('component', 'payment-processing'), name: 'Payment processing' },
        ...{ old_status: 'major_outage', new_status: 'operational' },
      },
    ]);
  });

  test('keeps what is over in its list, and out of the others', () => {
    const all = files({ incidents: [incident(investigating, resolved)], at: minutesLater(99) });
    expect(all['incidents.json'].incidents).toMatchObject([
      { status: 'resolved', resolved_at: minutesLater(93) },
    ]);
    expect(all['incidents/unresolved.json'].incidents).toEqual([]);
    expect(all['summary.json'].incidents).toEqual([]);
  });

  test('tells of maintenance before, while and after', () => {
    const said = { maintenances: [work] };
    const stages = (at: number) => {
      const all = files({ said, at: minutesLater(at) });
      return ['', '/upcoming', '/active'].map(which =>
        all[`scheduled-maintenances${which}.json`].scheduled_maintenances.map(
          ({ status }: { status: string }) => status,
        ),
      );
    };
    expect(stages(5)).toEqual([['scheduled'], ['scheduled'], []]);
    expect(stages(610)).toEqual([['in_progress'], [], ['in_progress']]);
    expect(stages(800)).toEqual([['completed'], [], []]);
    const [one] = files({ said })['summary.json'].scheduled_maintenances;
    expect(one).toMatchObject({
      ...{ impact: 'maintenance', scheduled_for: work.from, scheduled_until: work.until },
    });
  });

  test('names the same thing alike for ever, with twelve letters and digits', () => {
    expect(pageId('incident', 'INC-2024-001')).toBe(pageId('incident', 'INC-2024-001'));
    expect(pageId('incident', 'a')).not.toBe(pageId('component', 'a'));
    for (const id of ['a', 'b', 'c', 'INC-2024-001'])
      expect(pageId('x', id)).toMatch(/^[a-z0-9]{12}$/);
  });
});
