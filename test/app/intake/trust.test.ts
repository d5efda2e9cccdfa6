import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repeatMemory } from '#app/intake/accept-webhook.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import { incidentId } from '#core/ids.ts';
import { type Severity, severities } from '#core/severity.ts';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';
import { ana, carryOut, declaration, later } from '../../support/samples.ts';

/* Nobody can take a page away: what one sender may do to what another one opened, and to what it said itself. */

const keys = [
  { name: 'website', source: 'generic', service: 'website' },
  { name: 'payments', source: 'generic', service: 'payments' },
  { name: 'left door', source: 'generic', domain: 'one sender' },
  { name: 'right door', source: 'generic', domain: 'one sender' },
  { name: 'alertmanager', source: 'alertmanager' },
  { name: 'grafana', source: 'grafana' },
  { name: 'cloudwatch', source: 'cloudwatch' },
];

const pipeline = () => intakeOnMemory(keys);

const severity = (word: Severity) => ({ title: 'Trouble', key: 'db', severity: word });

describe('worse news of a known alert', () => {
  test('raises its incident at once, with the reason', async () => {
    const { send, all } = pipeline();
    await send('payments', { title: 'note', key: 'db', severity: 'SEV4' });
    await send('payments', { title: 'All payments fail', key: 'db', severity: 'SEV1' });
    expect(all()).toMatchObject([
      { severity: 'SEV1', plan: { opening: 'page' }, paging: { escalation: { level: 1 } } },
    ]);
  });

  test('is heard in the batch in which the milder word comes first', async () => {
    const { post, all, queued, take } = pipeline();
    await post('payments', severity('SEV4'));
    await post('payments', severity('SEV1'));
    await take(queued.splice(0));
    expect(all()).toMatchObject([{ severity: 'SEV1' }]);
  });

  test('never waits in the lane of repeats', async () => {
    const lanes: string[] = [];
    const repeats = repeatMemory();
    const { post, queued } = pipeline();
    await post('payments', severity('SEV4'));
    await post('payments', severity('SEV1'));
    for (const { webhook } of queued) {
      if (webhook.kind !== 'webhook') continue;
      const { severity: vendorSeverity } = JSON.parse(webhook.body);
      const said = [{ fingerprint: 'f', status: 'firing', vendorSeverity, labels: {} }];
      lanes.push(repeats.include(said as never, later(1)) ? 'repeats' : 'alerts');
      repeats.remember(said as never, later(1));
    }
    expect(lanes).toEqual(['alerts', 'alerts']);
  });

  test('is raised against what a person said only when it is worse than all before', async () => {
    const { send, all, incidents } = pipeline();
    await send('payments', severity('SEV2'));
    const [incident] = all();
    if (incident === undefined) throw new Error('Nothing was declared');
    await carryOut(incidents, incident.id as never, {
      type: 'ChangeSeverity',
      at: later(50),
      by: ana,
      to: 'SEV4',
      reason: { rule: 'person', text: 'nobody is hurt' },
      plan: incident.plan,
    });
    await send('payments', severity('SEV2'));
    expect(all()).toMatchObject([{ severity: 'SEV4' }]);
    await send('payments', severity('SEV1'));
    expect(all()).toMatchObject([{ severity: 'SEV1' }]);
  });

  test('is never hidden by the order, the repetition or the delay of deliveries', async () => {
    const words = fc.array(fc.constantFrom(...severities), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(words, fc.infiniteStream(fc.nat()), async (said, chance) => {
        const { post, deliver, all } = pipeline();
        for (const word of said) await post('payments', severity(word));
        await deliver(waiting =>
          [...waiting, ...waiting.filter(() => (chance.next().value ?? 0) % 2 === 0)]
            .map(each => ({ each, at: chance.next().value ?? 0 }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ each }) => each),
        );
        expect(all()).toMatchObject([{ severity: said.toSorted()[0] }]);
      }),
      { numRuns: 60 },
    );
  });
});

test('an all-clear that comes late takes nothing away that has fired since', async () => {
  const { send, post, queued, take, all, passes } = pipeline();
  const outage = { ...severity('SEV1'), title: 'All payments fail' };
  await send('payments', outage);
  await post('payments', { ...outage, status: 'resolved' });
  // Its function died, and its message rests.
  const late = queued.splice(0);
  passes(60);
  await send('payments', outage);
  passes(60);
  await take(late);
  expect(all()).toMatchObject([{ phase: 'open', alerts: { firing: 1 } }]);
  await send('payments', { ...outage, status: 'resolved' });
  expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
});

describe('a key', () => {
  const outage = { title: 'All payments fail', key: 'db', severity: 'SEV1' };
  const gone = { key: 'db', status: 'resolved' };

  test('cannot clear what came through another', async () => {
    const { send, all, outcomes } = pipeline();
    await send('payments', outage);
    await send('website', gone);
    expect(await outcomes()).toEqual(['ignored']);
    expect(all()).toMatchObject([{ alerts: { firing: 1 } }]);
    await send('payments', gone);
    expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
  });

  test('cannot hide its alert in the incident of another', async () => {
    const { send, all } = pipeline();
    await send('website', { ...outage, title: 'A button is blue', severity: 'SEV4' });
    await send('payments', outage);
    expect(all().map(({ plan }) => plan.service.id)).toEqual(['website', 'payments']);
  });

  test('clears through the other door of the same sender', async () => {
    const { send, all } = pipeline();
    await send('left door', outage);
    await send('right door', gone);
    expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
  });

  test('that is bound to a service stays there, whatever the request says', async () => {
    const { send, all } = pipeline();
    await send('website', { ...outage, service: 'payments' }, { service: 'payments' });
    expect(all().map(({ plan }) => plan.service.id)).toEqual(['website']);
  });

  test('cannot reach an alarm that came natively, nor what Tocsin says of itself', async () => {
    const { send, all, take } = pipeline();
    const arn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:down';
    const event = {
      ...{ source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
      resources: [arn],
      detail: { alarmName: 'down', state: { value: 'ALARM' } },
    };
    const webhook = { kind: 'alarm-event', receiptId: 'rcp_n', acceptedAt: later(0), event };
    await take([{ messageId: 'n', webhook: webhook as AcceptedWebhook }]);
    const ok = { ...event, detail: { alarmName: 'down', state: { value: 'OK' } } };
    await send('cloudwatch', ok);
    expect(all()).toMatchObject([{ alerts: { firing: 1 } }]);
  });
});

const alertmanager = (change: object, ...alerts: object[]) => ({
  ...{ version: '4', status: 'firing', receiver: 'tocsin', groupKey: '{}:{alertname="Down"}' },
  groupLabels: { alertname: 'Down' },
  alerts: alerts.map(alert => ({ status: 'firing', ...alert })),
  ...change,
});
const host = (name: string, change: object = {}) => ({
  labels: { alertname: 'Down', severity: 'critical', instance: name },
  fingerprint: `f-${name}`,
  ...change,
});
const resolved = { status: 'resolved' };

describe('the same series under another grouping', () => {
  test('is no second incident, brings its group along, and clears once', async () => {
    const { send, all } = pipeline();
    await send('alertmanager', alertmanager({}, host('a')));
    await send(
      'alertmanager',
      alertmanager({ groupKey: '{}/{x="y"}:{alertname="Down"}' }, host('a')),
    );
    await send(
      'alertmanager',
      alertmanager({ groupKey: '{}/{x="y"}:{alertname="Down"}' }, host('b')),
    );
    expect(all()).toMatchObject([{ alerts: { firing: 2 } }]);
    await send('alertmanager', alertmanager(resolved, host('a', resolved), host('b', resolved)));
    expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
  });

  test('is a member of each incident that it fires in, and clears in each', async () => {
    const { send, all } = pipeline();
    const other = { groupKey: '{}/{x="y"}:{alertname="Down"}' };
    await send('alertmanager', alertmanager({}, host('a')));
    await send('alertmanager', alertmanager(other, host('b')));
    await send('alertmanager', alertmanager(other, host('a')));
    expect(all()).toMatchObject([{ alerts: { firing: 1 } }, { alerts: { firing: 2 } }]);
    await send('alertmanager', alertmanager({}, host('a', resolved)));
    expect(all()).toMatchObject([{ alerts: { firing: 0 } }, { alerts: { firing: 1 } }]);
  });
});

describe('a body that the sender cut', () => {
  test('clears nothing as a whole while the group fires', async () => {
    const { send, all } = pipeline();
    await send('alertmanager', alertmanager({ truncatedAlerts: 3 }, host('a')));
    await send('alertmanager', alertmanager({ truncatedAlerts: 3 }, host('a', resolved)));
    const [incident] = all();
    expect(incident?.alerts.firing).toBe(1);
    expect(incident?.allClearSince).toBeUndefined();
  });

  test('clears every member once the group is over, listed or not', async () => {
    const { send, all } = pipeline();
    await send('alertmanager', alertmanager({}, host('a'), host('b'), host('c')));
    const over = { ...resolved, truncatedAlerts: 2 };
    await send('alertmanager', alertmanager(over, host('a', resolved)));
    expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
    await send('alertmanager', alertmanager({}, host('b')));
    expect(all()).toMatchObject([{ alerts: { firing: 1 } }]);
  });
});

test('the end of a group leaves what fires beside it under another grouping', async () => {
  const { send, all } = pipeline();
  const other = { groupKey: '{}/{x="y"}:{alertname="Down"}' };
  await send('alertmanager', alertmanager({}, host('a')));
  await send('alertmanager', alertmanager(other, host('a')));
  await send('alertmanager', alertmanager(other, host('b')));
  const over = { ...resolved, truncatedAlerts: 1 };
  await send('alertmanager', alertmanager(over, host('a', resolved)));
  expect(all()).toMatchObject([{ alerts: { firing: 1 } }]);
});

test.each(['instance="b"', 'alertname="Down"'])(
  'what a silence of %s keeps waiting is over with its group, listed or not',
  async match => {
    const { send, all, silences, passes, sweep } = pipeline();
    const until = { from: later(-60), until: later(3600) };
    const by = { owner: 'ana', reason: 'disks are swapped', by: 'Ana', createdAt: later(-60) };
    await silences.add({ id: 'sil_1', match, ...until, ...by }, later(0));
    await send('alertmanager', alertmanager({}, host('a'), host('b')));
    const over = { ...resolved, truncatedAlerts: 1 };
    passes(60);
    await send('alertmanager', alertmanager(over, host('a', resolved)));
    passes(3600);
    await sweep();
    expect(all().filter(({ alerts }) => alerts.firing > 0)).toEqual([]);
  },
);

test('a sender who left nothing out ends with a group what it lists, and no more', async () => {
  const { send, all } = pipeline();
  await send('alertmanager', alertmanager({}, host('a'), host('b')));
  await send('alertmanager', alertmanager(resolved, host('a', resolved)));
  expect(all()).toMatchObject([{ alerts: { firing: 1 } }]);
});

describe('a cut body of a group of several services', () => {
  const website = host('web', { labels: { alertname: 'Down', service: 'website' } });
  const payments = (name: string, change: object = {}) =>
    host(name, { labels: { alertname: 'Down', service: 'payments', instance: name }, ...change });

  test('leaves none of them clear while the group fires', async () => {
    const { send, all } = pipeline();
    await send('alertmanager', alertmanager({ truncatedAlerts: 3 }, website, payments('a')));
    const back = payments('a', resolved);
    await send('alertmanager', alertmanager({ truncatedAlerts: 3 }, website, back));
    expect(all().map(({ alerts }) => alerts.firing)).toEqual([2, 1]);
  });

  test('ends each of those that it names', async () => {
    const { send, all } = pipeline();
    await send('alertmanager', alertmanager({}, website, payments('a'), payments('b')));
    const over = { ...resolved, truncatedAlerts: 1 };
    const listed = [{ ...website, ...resolved }, payments('a', resolved)];
    await send('alertmanager', alertmanager(over, ...listed));
    expect(all().map(({ alerts }) => alerts.firing)).toEqual([0, 0]);
  });
});

test('a group ends nothing as a whole while its sender lost sight of one of it', async () => {
  const { send, all } = pipeline();
  await send('grafana', alertmanager({}, host('a'), host('b')));
  const paused = host('a', { ...resolved, annotations: { grafana_state_reason: 'Paused' } });
  await send('grafana', alertmanager({ ...resolved, truncatedAlerts: 1 }, paused));
  expect(all()).toMatchObject([{ alerts: { firing: 2 } }]);
});

test.each([1, 0])(
  'an all-clear of a whole group takes nothing away that fired after it, however late it comes',
  async count => {
    const { post, send, all, queued, take } = pipeline();
    await send('alertmanager', alertmanager({}, host('a'), host('b')));
    const over = { ...resolved, truncatedAlerts: 2 };
    await post('alertmanager', alertmanager(over, host('c', resolved)));
    const late = queued.splice(0);
    if (count > 0) await send('alertmanager', alertmanager({}, host('b')));
    await take(late);
    expect(all()).toMatchObject([{ alerts: { firing: count > 0 ? 2 : 0 } }]);
    await send('alertmanager', alertmanager(over, host('b', resolved)));
    expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
  },
);

test.each([[], [host('a')], [host('a'), host('b')]])(
  'what was said before the all-clear of a whole group and comes after it changes nothing (%#)',
  async (...known) => {
    const { post, send, all, queued, take } = pipeline();
    if (known.length > 0) await send('alertmanager', alertmanager({}, ...known));
    await post('alertmanager', alertmanager({}, host('b')));
    const late = queued.splice(0);
    await send(
      'alertmanager',
      alertmanager({ ...resolved, truncatedAlerts: 1 }, host('a', resolved)),
    );
    await take(late);
    expect(all()).toMatchObject(known.length > 0 ? [{ alerts: { firing: 0 } }] : []);
    await send('alertmanager', alertmanager({}, host('b')));
    expect(all()).toMatchObject([{ alerts: { firing: 1 } }]);
  },
);

describe('a good word that means "I do not know"', () => {
  test.each(['Paused', 'NoData', 'MissingSeries', 'Error', 'Updated', 'RuleDeleted'])(
    'of Grafana (%s) resolves nothing, and is told once',
    async reason => {
      const { send, all, incidents } = pipeline();
      const annotations = { grafana_state_reason: reason };
      await send('grafana', alertmanager({}, host('a')));
      for (let time = 0; time < 2; time++) {
        await send('grafana', alertmanager(resolved, host('a', { ...resolved, annotations })));
      }
      const [incident] = all();
      expect(incident).toMatchObject({ phase: 'open', alerts: { firing: 1 } });
      const events = (await incidents.history(incident?.id as never)).flatMap(each => each.events);
      const doubted = events.filter(({ type }) => type === 'AlertsDoubted');
      expect(doubted).toMatchObject([{ reason: `Grafana's state reason is ${reason}` }]);
    },
  );

  test('of Grafana that is plainly good clears', async () => {
    const { send, all } = pipeline();
    await send('grafana', alertmanager({}, host('a')));
    await send('grafana', alertmanager(resolved, host('a', resolved)));
    expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
  });

  const alarm = (value: string, more: object = {}) => ({
    ...{ source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
    resources: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:down'],
    detail: { alarmName: 'down', state: { value }, ...more },
  });

  test('of CloudWatch (INSUFFICIENT_DATA, a deleted alarm) resolves nothing', async () => {
    const { send, all } = pipeline();
    await send('cloudwatch', alarm('ALARM'));
    await send('cloudwatch', alarm('INSUFFICIENT_DATA'));
    const deletion = { 'detail-type': 'CloudWatch Alarm Configuration Change' };
    await send('cloudwatch', { ...alarm('ALARM', { operation: 'delete' }), ...deletion });
    expect(all()).toMatchObject([{ alerts: { firing: 1 }, doubted: { length: 1 } }]);
  });

  test('of one contributor clears that one alone', async () => {
    const { send, all } = pipeline();
    const type = { 'detail-type': 'CloudWatch Alarm Contributor State Change' };
    const contributor = (id: string, value: string) => ({
      ...alarm(value, { alarmContributor: { id, attributes: { TableName: id } } }),
      ...type,
    });
    await send('cloudwatch', contributor('one', 'ALARM'));
    await send('cloudwatch', contributor('two', 'ALARM'));
    await send('cloudwatch', contributor('one', 'OK'));
    expect(all()).toMatchObject([{ alerts: { firing: 1, cleared: 1 } }]);
  });
});

test('no grouping means name and service: two unrelated alerts are two incidents', async () => {
  const { send, all } = pipeline();
  const ungrouped = { groupKey: '{}:{}', groupLabels: {} };
  const labels = { severity: 'critical' };
  await send('alertmanager', alertmanager(ungrouped, { labels: { ...labels, alertname: 'Down' } }));
  await send('alertmanager', alertmanager(ungrouped, { labels: { ...labels, alertname: 'Full' } }));
  expect(all()).toHaveLength(2);
});

test('what is open under an identity of before there were domains still clears', async () => {
  const { all, take, send } = pipeline();
  const body = JSON.stringify({ title: 'All payments fail', key: 'db', severity: 'SEV1' });
  const old = {
    ...{ kind: 'webhook', receiptId: 'rcp_old', source: 'generic', integration: 'payments' },
    ...{ acceptedAt: later(0), body },
  } as AcceptedWebhook;
  await take([{ messageId: 'old', webhook: old }]);
  await send('payments', { key: 'db', title: 'All payments fail', severity: 'SEV1' });
  expect(all()).toMatchObject([{ alerts: { firing: 1 } }]);
  await send('payments', { key: 'db', status: 'resolved' });
  expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
});

test('incidents that were imported under the numbers to come keep nothing from being declared', async () => {
  const { send, all, incidents } = pipeline();
  await send('payments', severity('SEV2'));
  const [first] = all();
  for (const number of ['002', '003', '004']) {
    const id = incidentId(`INC-${first?.id.slice(4, 8)}-${number}`);
    await carryOut(incidents, id, declaration(id));
  }
  await send('website', severity('SEV1'));
  expect(all().at(-1)).toMatchObject({ severity: 'SEV1', plan: { service: { id: 'website' } } });
});

test.each([
  ['years ago', '2001-09-09T01:46:40Z', undefined],
  ['in years', '2199-01-01T00:00:00Z', undefined],
  ['within an hour from now', later(3600), undefined],
  ['weeks ago', later(-20 * 86_400), later(-20 * 86_400)],
])('a sender whose clock says that it began %s moves no more than that', async (_, said, is) => {
  const { send, all } = pipeline();
  await send('payments', { ...severity('SEV1'), startedAt: said });
  expect(all().map(({ startedAt }) => startedAt)).toEqual([is]);
});

/** An Alertmanager with several routes: what it groups, repeats, cuts and forgets, as its own code does. */
describe('routes whose groups overlap, with bodies that are cut', () => {
  const routes: Record<string, readonly string[]> = {
    all: ['a', 'b', 'c', 'd'],
    left: ['a', 'b'],
    middle: ['b', 'c'],
  };
  const step = fc.oneof(
    fc.record({ turns: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.record({
      ...{ tells: fc.constantFrom(...Object.keys(routes)), most: fc.integer({ min: 1, max: 4 }) },
      ...{ first: fc.nat(3), twice: fc.boolean() },
    }),
  );

  test('never hide what fires, and end with it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async steps => {
        const { send, all, table } = pipeline();
        const firing = new Set<string>();
        /** Of each route, what it told of last and has not taken back. */
        const told = new Map(Object.keys(routes).map(route => [route, new Set<string>()]));
        const heard = new Set<string>();
        const tell = async (route: string, most = 4, first = 0, twice = false) => {
          const before = told.get(route) ?? new Set();
          const group = (routes[route] ?? []).filter(name => firing.has(name) || before.has(name));
          if (group.length === 0) return;
          const rotated = [...group.slice(first), ...group.slice(0, first)];
          const listed = rotated.slice(0, most);
          const body = alertmanager(
            {
              ...{ groupKey: `{}/{route="${route}"}:{alertname="Down"}` },
              ...{ status: group.some(name => firing.has(name)) ? 'firing' : 'resolved' },
              truncatedAlerts: group.length - listed.length,
            },
            ...listed.map(name => host(name, firing.has(name) ? {} : resolved)),
          );
          await send('alertmanager', body);
          if (twice) await send('alertmanager', body);
          for (const name of listed) if (firing.has(name)) heard.add(name);
          told.set(route, new Set(group.filter(name => firing.has(name))));
        };
        for (const each of steps) {
          if ('turns' in each) {
            heard.delete(each.turns);
            if (!firing.delete(each.turns)) firing.add(each.turns);
            continue;
          }
          await tell(each.tells, each.most, each.first, each.twice);
          const open = all().filter(({ alerts }) => alerts.firing > 0);
          for (const name of heard) {
            const status = [...table.alerts.values()].find(({ fingerprint }) =>
              fingerprint.includes(`f-${name}|`),
            );
            expect(status).toMatchObject({ status: 'firing' });
            expect(open.map(({ id }) => id)).toEqual(
              expect.arrayContaining([status?.incidents.at(-1)]),
            );
          }
        }
        firing.clear();
        for (const route of Object.keys(routes)) await tell(route);
        expect(all().map(({ alerts }) => alerts.firing)).toEqual(all().map(() => 0));
      }),
      { numRuns: 100 },
    );
  });
});
