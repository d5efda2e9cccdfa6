import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DeclaredIncident, evolve, undeclared } from '#core/incident/incident.ts';
import { problemsPerMinute, worstPerMinute } from '#core/intake/flood.ts';
import type { Severity } from '#core/severity.ts';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';
import { ana, carryOut, later } from '../../support/samples.ts';

/* However much one sender says, and however it is packed: the same few incidents, and nobody else waits. */

const intake = () =>
  intakeOnMemory([
    { name: 'website', source: 'generic', service: 'website' },
    { name: 'payments', source: 'generic', service: 'payments' },
    { name: 'any', source: 'generic' },
    { name: 'alertmanager', source: 'alertmanager' },
  ]);
const trouble = (number: number, severity: Severity = 'SEV2', more = {}) => ({
  ...{ title: `Trouble ${number}`, key: `trouble-${number}`, severity },
  ...more,
});
const many = (count: number, severity: Severity = 'SEV2', more = {}) =>
  Array.from({ length: count }, (_, number) => trouble(number, severity, more));
const floods = (all: DeclaredIncident[]) => all.filter(({ title }) => title.endsWith('flood'));
const members = (incident: DeclaredIncident | undefined) => incident?.alerts.firing ?? 0;

describe('more new problems than anybody reads one by one', () => {
  test('are as many incidents as the budget allows, and one that holds the rest and pages', async () => {
    const { send, all, receipt } = intake();
    await send('website', many(600));
    expect(all()).toHaveLength(problemsPerMinute + 1);
    const [flood, ...more] = floods(all());
    expect(more).toEqual([]);
    expect(flood).toMatchObject({
      title: '600 alerts of integration website for service Website in the last minute: flood',
      severity: 'SEV2',
      phase: 'open',
      plan: { service: { id: 'website' } },
      paging: { escalation: { level: 1 } },
      alerts: { firing: 600 - problemsPerMinute },
    });
    expect(await receipt()).toMatchObject({ state: 'processed' });
  });

  test('are the same few in one body or in two hundred', async () => {
    const counts = await Promise.all(
      [1, 20, 200].map(async bodies => {
        const { send, all } = intake();
        const alerts = many(1500);
        for (let body = 0; body < bodies; body++) {
          await send(
            'website',
            alerts.filter((_, index) => index % bodies === body),
          );
        }
        expect(all().reduce((sum, each) => sum + members(each), 0)).toBe(1500);
        return all().length;
      }),
    );
    expect(counts).toEqual([11, 11, 11]);
  });

  test('name every member on the timeline of their flood', async () => {
    const { send, all, incidents } = intake();
    await send('website', many(100));
    const [flood] = floods(all());
    const history = await incidents.history(flood?.id as never);
    const named = history
      .flatMap(({ events }) => events)
      .flatMap(event =>
        event.type === 'AlertsAttached'
          ? event.alerts
          : event.type === 'IncidentDeclared' && event.origin.kind === 'alert'
            ? [event.origin.alert]
            : [],
      );
    expect(new Set(named.map(({ title }) => title)).size).toBe(90);
    expect(history.flatMap(({ events }) => events).reduce(evolve, undeclared)).toEqual(flood);
  });

  test('clear where they are members, and the flood is clear with the last of them', async () => {
    const { send, all } = intake();
    await send('website', many(50));
    await send(
      'website',
      many(49).map(alert => ({ ...alert, status: 'resolved' })),
    );
    expect(floods(all())).toMatchObject([{ alerts: { firing: 1, cleared: 39 } }]);
    await send('website', { ...trouble(49), status: 'resolved' });
    expect(all().filter(each => members(each) > 0)).toEqual([]);
    expect(floods(all())).toMatchObject([{ allClearSince: expect.anything() }]);
  });

  test('said again are members still, and no more', async () => {
    const { send, all, outcomes } = intake();
    await send('website', many(50));
    const before = all();
    await send('website', many(50));
    expect(new Set(await outcomes())).toEqual(new Set(['repeated']));
    expect(all()).toEqual(before);
  });

  test('raise their flood when one of them is worse', async () => {
    const { send, all } = intake();
    await send('website', many(50, 'SEV3'));
    expect(floods(all())).toMatchObject([{ severity: 'SEV3' }]);
    await send('website', trouble(40, 'SEV1'));
    expect(floods(all())).toMatchObject([
      { severity: 'SEV1', paging: { escalation: { level: 1 } } },
    ]);
  });

  test('raise their flood when one that is new in it is worse', async () => {
    const { send, all } = intake();
    await send('website', many(50, 'SEV4'));
    await send('website', trouble(60, 'SEV2'));
    expect(floods(all())).toMatchObject([
      { severity: 'SEV2', paging: { escalation: { level: 1 } } },
    ]);
  });

  test('open a flood again when somebody has resolved it without them', async () => {
    const { send, all, incidents } = intake();
    await send('website', many(50));
    const [flood] = floods(all());
    const resolution = 'Switched off.';
    await carryOut(incidents, flood?.id as never, {
      ...{ type: 'ResolveIncident', by: ana, resolution, at: later(3600) },
    });
    await send('website', trouble(99));
    expect(floods(all())).toMatchObject([{ id: flood?.id, phase: 'open' }]);
  });

  test('are one flood when they come in waves', async () => {
    const { send, all, passes } = intake();
    for (let wave = 0; wave < 4; wave++) {
      await send(
        'website',
        many(400).map(each => ({ ...each, key: `${wave}-${each.key}` })),
      );
      passes(300);
    }
    expect(all()).toHaveLength(problemsPerMinute + 1);
  });

  test('are incidents of their own again once it was quiet', async () => {
    const { send, all, passes } = intake();
    await send('website', many(50));
    passes(1200);
    await send('website', trouble(99));
    expect(all().at(-1)).toMatchObject({ title: 'Trouble 99', alerts: { firing: 1 } });
  });
});

describe('in a flood', () => {
  test('SEV1 of the same sender has room of its own', async () => {
    const { send, all } = intake();
    await send('website', many(500, 'SEV3'));
    await send('website', { title: 'Nothing works', key: 'all', severity: 'SEV1' });
    expect(all().at(-1)).toMatchObject({ title: 'Nothing works', severity: 'SEV1' });
    expect(floods(all())).toMatchObject([{ severity: 'SEV3' }]);
  });

  test('the worst of one body are the ones that stand alone', async () => {
    const { send, all } = intake();
    const body = [...many(300, 'SEV3'), { title: 'Nothing works', key: 'all', severity: 'SEV1' }];
    await send('website', body);
    expect(all().filter(({ severity }) => severity === 'SEV1')).toMatchObject([
      { title: 'Nothing works' },
    ]);
  });

  test('of SEV1 a few stand alone, and the flood pages as SEV1', async () => {
    const { send, all } = intake();
    await send('website', many(300, 'SEV1'));
    expect(all()).toHaveLength(problemsPerMinute + worstPerMinute + 1);
    expect(floods(all())).toMatchObject([{ severity: 'SEV1' }]);
  });

  test('other integrations and other services are as always', async () => {
    const { send, all } = intake();
    await send('website', many(500));
    const before = all().length;
    await send('any', trouble(1, 'SEV2', { service: 'website' }));
    await send('payments', trouble(1));
    expect(all().slice(before)).toMatchObject([{ title: 'Trouble 1' }, { title: 'Trouble 1' }]);
  });

  test('each service of one integration has a budget', async () => {
    const { send, all } = intake();
    await send('any', many(300, 'SEV2', { service: 'website' }));
    const before = all().length;
    await send('any', { ...trouble(1), key: 'pay', service: 'payments' });
    expect(all().slice(before)).toMatchObject([{ title: 'Trouble 1' }]);
  });

  test('names of services that nobody knows are all of the default one', async () => {
    const { send, all } = intake();
    await send(
      'any',
      many(300).map((each, number) => ({ ...each, service: `s-${number}` })),
    );
    expect(all()).toHaveLength(problemsPerMinute + 1);
  });

  test('no sender can name the incident of a flood', async () => {
    const { send, all } = intake();
    await send('website', many(50));
    const [flood] = floods(all());
    await send('website', { key: flood?.problem, title: 'x', status: 'resolved' });
    await send('website', { key: 'flood:website', title: 'x', status: 'resolved' });
    expect(floods(all())).toEqual([flood]);
  });

  test.each([3, 0])(
    'what a group left out clears with its group, whose last body leaves out %i',
    async left => {
      const { send, all } = intake();
      const group = (number: number, status: string, truncatedAlerts = 3) => ({
        ...{ version: '4', status, groupKey: `{}:{n="${number}"}`, truncatedAlerts },
        alerts: [
          {
            status,
            labels: { alertname: `A${number}`, service: 'website', severity: 'warning' },
            startsAt: later(0),
          },
        ],
      });
      for (let number = 0; number < 20; number++) {
        await send('alertmanager', group(number, 'firing'));
      }
      for (let number = 0; number < 20; number++) {
        await send('alertmanager', group(number, 'resolved', left));
      }
      expect(all().map(members)).toEqual(all().map(() => 0));
    },
  );
});

describe('before it waits, how bad it is', () => {
  test('sends what is more of a flood to the slow lane, and lets everything else pass', async () => {
    const { post, lanes } = intake();
    const laneOf = async (...sent: Parameters<typeof post>) => {
      await post(...sent);
      return lanes.at(-1);
    };
    for (let number = 0; number < 60; number++) await post('any', trouble(number, 'SEV3'));
    expect(lanes.filter(lane => lane === 'alerts').length).toBeLessThan(25);
    expect(await laneOf('any', trouble(98, 'SEV3'))).toBe('repeats');
    // Of another sender, of another service, and worse.
    expect(await laneOf('website', trouble(99, 'SEV3'))).toBe('alerts');
    expect(await laneOf('any', trouble(99, 'SEV3', { service: 'payments' }))).toBe('alerts');
    const words = { title: 'Payment processing down for all users', key: 'all' };
    expect(await laneOf('any', words)).toBe('alerts');
    expect(await laneOf('any', [...many(300, 'SEV3'), trouble(100, 'SEV1')])).toBe('alerts');
    expect(await laneOf('any', many(300, 'SEV3', { labels: { n: '1' } }))).toBe('repeats');
    expect(await laneOf('any', { ...trouble(98), status: 'resolved' })).toBe('repeats');
  });

  test('is not known without a configuration, and nothing waits', async () => {
    const { post, lanes, table } = intake();
    table.configurations.splice(0);
    await Promise.all(many(30).map(each => post('first key', each)));
    expect(new Set(lanes)).toEqual(new Set(['alerts']));
  });
});

describe('a body that takes more than one run', () => {
  test('is worked in parts, of which nothing is done twice, and its receipt ends', async () => {
    const { post, take, queued, all, receipt } = intake();
    await post('website', many(2500));
    const parts: number[] = [];
    while (queued.length > 0) {
      const [message] = queued.splice(0, 1);
      if (message === undefined) throw new Error('unreachable');
      parts.push(message.webhook.part?.number ?? 0);
      expect(await take([message])).toEqual({ failed: [] });
      if (queued.length > 0) expect(await receipt()).toMatchObject({ state: 'accepted' });
      // SQS may bring it again, after it is done.
      if (message.webhook.part !== undefined) await take([message]);
    }
    expect(parts).toEqual([0, 1, 2]);
    expect(await receipt()).toMatchObject({ state: 'processed', raw: 'raw/1' });
    expect(all().reduce((sum, each) => sum + members(each), 0)).toBe(2500);
  });

  test('goes on in the next one when the time is up', async () => {
    const { post, take, queued, all, deliver, receipt } = intake();
    await post('website', many(400));
    const [message] = queued.splice(0, 1);
    if (message === undefined) throw new Error('unreachable');
    let looks = 0;
    expect(await take([message], () => (++looks > 6 ? 1000 : 20_000))).toEqual({ failed: [] });
    expect(queued).toMatchObject([{ webhook: { part: { number: 1 } } }]);
    expect(all().length).toBeGreaterThan(0);
    await deliver();
    expect(await receipt()).toMatchObject({ state: 'processed' });
    expect(all().reduce((sum, each) => sum + members(each), 0)).toBe(400);
  });

  test('goes back as a message of its own when others in its batch left no room for it', async () => {
    const { post, take, queued, deliver, all } = intake();
    for (let body = 0; body < 3; body++) {
      const alerts = many(600).map(one => ({ ...one, key: `${body}-${one.key}` }));
      await post('website', alerts);
    }
    expect(await take(queued.splice(0))).toEqual({ failed: [] });
    const parts = queued.map(({ webhook }) => webhook.part?.left.match(/1/g)?.length);
    expect(parts).toEqual([200, 600]);
    await deliver();
    expect(all().reduce((sum, each) => sum + members(each), 0)).toBe(1800);
  });

  test('that gets nowhere in its time comes again by itself, so that its attempts are counted', async () => {
    const { post, take, queued } = intake();
    await post('website', many(20));
    const [message] = queued.splice(0, 1);
    if (message === undefined) throw new Error('unreachable');
    expect(await take([message], () => 0)).toEqual({ failed: [message.messageId] });
    expect(queued).toEqual([]);
  });
});

describe('in any order, doubled, and in any packing', () => {
  test('a flood is the same few incidents, nothing is lost, and the worst is heard', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Severity>('SEV1', 'SEV2', 'SEV3', 'SEV4'), {
          minLength: 30,
          maxLength: 80,
        }),
        fc.integer({ min: 1, max: 30 }),
        fc.infiniteStream(fc.nat()),
        async (severities, size, random) => {
          const { post, take, queued, all } = intake();
          const alerts = severities.map((severity, number) => trouble(number, severity));
          for (let from = 0; from < alerts.length; from += size) {
            await post('website', alerts.slice(from, from + size));
          }
          const next = (max: number) => (random.next().value as number) % max;
          const messages = queued
            .splice(0)
            .flatMap(each => (next(3) === 0 ? [each, each] : [each]));
          while (messages.length > 0) {
            const batch = Array.from({ length: 1 + next(3) }).flatMap(() =>
              messages.splice(next(Math.max(messages.length, 1)), 1),
            );
            expect(await take(batch)).toEqual({ failed: [] });
          }
          expect(all().reduce((sum, each) => sum + members(each), 0)).toBe(alerts.length);
          expect(all().length).toBeLessThanOrEqual(
            // One each six seconds is added to the budget while they come.
            problemsPerMinute + worstPerMinute + 1 + Math.ceil(alerts.length / size / 6),
          );
          const worst = severities.toSorted()[0];
          expect(
            all()
              .map(({ severity }) => severity)
              .toSorted()[0],
          ).toBe(worst);

          // Then some of them clear, while what was said before is delivered once more.
          const cleared = alerts.filter(() => next(2) === 0);
          await post('website', alerts);
          for (const alert of cleared) await post('website', { ...alert, status: 'resolved' });
          const rest = queued.splice(0);
          while (rest.length > 0) {
            const [message] = rest.splice(next(rest.length), 1);
            if (message === undefined) throw new Error('unreachable');
            const batch = next(4) === 0 ? [message, message] : [message];
            expect(await take(batch)).toEqual({ failed: [] });
          }
          const firing = all().reduce((sum, each) => sum + members(each), 0);
          expect(firing).toBe(alerts.length - cleared.length);
        },
      ),
      { numRuns: 25 },
    );
  });
});
