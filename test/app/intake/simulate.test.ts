import { describe, expect, test } from 'vitest';
import { simulateOperation } from '#app/intake/simulate.ts';
import type { RequestOf } from '#contract/api.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import {
  memoryAlerts,
  memoryConfiguration,
  memoryIncidents,
  memoryTable,
} from '../../support/memory/memory-table.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const nights = {
  ...team,
  schedules: {
    primary: {
      name: 'Primary',
      timeZone: 'Europe/London',
      layers: [
        { name: 'Weekly', people: ['ana', 'bo'], start: '2026-11-23T09:00', turn: 'weekly' },
      ],
    },
  },
  escalationPolicies: { default: { levels: [{ name: 'On call', schedules: ['primary'] }] } },
  integrations: [
    { name: 'shop', source: 'alertmanager', keySha256: 'a'.repeat(64), service: 'website' },
  ],
};

function simulator(document: unknown = nights) {
  const table = memoryTable();
  const configuration = memoryConfiguration(table);
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const { simulate } = simulateOperation({
    configuration,
    alerts: memoryAlerts(table),
    incidents: memoryIncidents(table),
    roster: memoryRoster(),
    now: () => start,
  });
  const ask = (body: RequestOf<'simulate'>) => simulate({ body } as Parameters<typeof simulate>[0]);
  const answer = async (body: RequestOf<'simulate'>) => {
    const told = await ask(body);
    if (!('answer' in told)) throw new Error(JSON.stringify(told));
    return told.answer;
  };
  return { ask, answer };
}

const christmas = '2026-12-24T03:00:00+00:00';
const down = { title: 'Payment processing down', service: 'payments', at: christmas };

describe('what if this came in', () => {
  test('is answered with who would be paged at that moment, and who has no duty then', async () => {
    const { alerts } = await simulator().answer(down);
    expect(alerts).toMatchObject([
      {
        service: 'payments',
        severity: 'SEV1',
        severityReason: expect.stringContaining('payment system failure'),
        rungs: [
          {
            at: '2026-12-24T03:00:00.000Z',
            pages: [
              {
                person: 'ana',
                channel: 'sms',
                why: expect.stringContaining('on call for Primary'),
              },
              { person: 'ana', channel: 'email' },
            ],
          },
        ],
        offDuty: [{ person: 'bo', schedule: 'Primary', next: '2026-12-28T09:00:00.000Z' }],
      },
    ]);
  });

  test('takes a title as it is said, whatever the first integration for generic is bound to or reads', async () => {
    const mapped = {
      ...{ name: 'watcher', source: 'generic', keySha256: 'b'.repeat(64), service: 'website' },
      mapping: { title: '{$.check} fails' },
    };
    const { alerts } = await simulator({ ...nights, integrations: [mapped] }).answer(down);
    expect(alerts).toMatchObject([{ title: 'Payment processing down', service: 'payments' }]);
  });

  test('takes a body as its sender posts it, through the door of its integration', async () => {
    const body = JSON.stringify({
      status: 'firing',
      groupLabels: {},
      alerts: [{ status: 'firing', labels: { alertname: 'QueueGrows', severity: 'critical' } }],
    });
    const asked = { body, source: 'alertmanager', at: christmas };
    const { alerts } = await simulator().answer(asked);
    expect(alerts).toMatchObject([{ service: 'website', severity: 'SEV2' }]);
  });

  test('says why nobody is paged for what is over', async () => {
    const body = JSON.stringify({ title: 'x', status: 'resolved' });
    const { alerts } = await simulator().answer({ body, source: 'generic' });
    expect(alerts).toMatchObject([{ nobody: 'it tells that something is over', rungs: [] }]);
  });

  test('says which maintenance keeps it waiting at that moment', async () => {
    const maintenance = [
      {
        name: 'christmas',
        match: 'service="payments"',
        owner: 'ana',
        reason: 'racks move',
        from: '2026-12-23T22:00',
        until: '2026-12-24T02:00',
        includeSev1: true,
      },
    ];
    const { alerts } = await simulator({ ...nights, maintenance }).answer(down);
    expect(alerts).toMatchObject([
      { nobody: expect.stringContaining('muted by the maintenance christmas of ana'), rungs: [] },
    ]);
  });

  test('is refused with the place where a body is not what its source sends', async () => {
    expect(await simulator().ask({ body: '{"colour":1}', source: 'generic' })).toMatchObject({
      invalid: [{ path: '/body/colour' }],
    });
    expect(await simulator().ask({ body: '{}', source: 'nobody' })).toHaveProperty('notFound');
    const at = '9999-01-01T00:00:00Z';
    expect(await simulator().ask({ ...down, at })).toMatchObject({ invalid: { path: '/at' } });
  });
});
