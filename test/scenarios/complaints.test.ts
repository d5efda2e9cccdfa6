import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tries } from '../support/effort.ts';
import { hours, minutes } from '../support/incidents.ts';
import { aWorld, codeIn, tokenIn } from '../support/world.ts';

/* Worst nights of other systems' users, each as a test that keeps it from happening here. */

const down = { title: 'Payment processing down', service: 'payments' };

describe('missed pages', () => {
  test('every schedule is lost, and the sweeper still pages within a minute', async () => {
    const world = await aWorld({ schedule: 'lost' });
    await world.receives(down);
    for (const id of ['bo', 'chidi', 'dana', 'emil'] as const) {
      await world.passes(minutes(5) + 60);
      world.person(id).phone.expects('Payment processing down');
    }
  });

  test('everything that was scheduled is forgotten mid-incident, and the escalation goes on', async () => {
    const world = await aWorld();
    await world.receives(down);
    await world.passes(minutes(3));
    world.forgetsAllSchedules();
    await world.passes(minutes(2) + 60);
    world.person('bo').phone.expects('Payment processing down');
  });

  test('a level that nobody can be reached on is passed over at once, with the reason', async () => {
    const world = await aWorld({
      vendor: ({ to }) =>
        to === '+15555550101' || to === 'ana@example.com'
          ? { sent: false, failed: 'give-up', reason: 'opted out' }
          : { sent: true },
    });
    await world.receives(down);
    world.person('bo').phone.expects('Payment processing down');
    expect((await world.story()).join('\n')).toContain(
      'nobody of level 1 could be reached: opted out',
    );
  });

  test('a dead vendor does not spin the ladder', async () => {
    const world = await aWorld({
      vendor: () => ({ sent: false, failed: 'give-up', reason: 'no money left' }),
    });
    await world.receives(down);
    const paged = (await world.story()).filter(line => line.startsWith('Paging level'));
    expect(paged).toHaveLength(5);
  });

  test('a vendor that asks for patience is tried again, and the text says so', async () => {
    let refusals = 2;
    const world = await aWorld({
      vendor: ({ channel }) =>
        channel === 'sms' && refusals-- > 0
          ? { sent: false, failed: 'retry', reason: 'throttled' }
          : { sent: true },
    });
    await world.receives(down);
    world.person('ana').phone.expectsNothing();
    await world.passes(30);
    world.person('ana').phone.expects('(again) SEV1');
    world.person('ana').phone.expectsNothing();
  });

  test('an unreadable webhook is quarantined and can be asked about', async () => {
    const world = await aWorld();
    const [id] = await world.receives('not json at all');
    expect(await world.receipt(id ?? '')).toMatchObject({ state: 'quarantined' });
    expect(world.errors).toHaveLength(1);
  });
});

describe('duplicate and after-the-fact pages', () => {
  test('two deliveries of a new alert at the same instant make one incident', async () => {
    const world = await aWorld({ deliveries: 2 });
    await world.receives(down);
    expect(world.count()).toBe(1);
    world.person('ana').phone.expects('Payment processing down');
    world.person('ana').phone.expectsNothing();
  });

  test('everything delivered twice gives the very messages of everything delivered once', async () => {
    const lived = async (options: Parameters<typeof aWorld>[0]) => {
      const world = await aWorld(options);
      await world.receives(down);
      await world.passes(minutes(6));
      await world.person('bo').texts('A1');
      await world.passes(minutes(20));
      await world.receives({ ...down, status: 'resolved' });
      await world.passes(minutes(40));
      return world.messages
        .map(({ to, channel, body, subject }) => `${to} ${channel} ${subject ?? body}`)
        .map(text => text.replace(/\/a\/\S+/, '/a/token').replace(/ [AU] \w{4} /, ' A code '))
        .toSorted();
    };
    const once = await lived({});
    expect(once.length).toBeGreaterThan(10);
    expect(await lived({ deliveries: 2, schedule: 'twice' })).toEqual(once);
  });

  test('acknowledged, and nobody else is paged', async () => {
    const world = await aWorld();
    await world.receives(down);
    await world.person('ana').texts('ack');
    world.person('ana').phone.clears();
    world.person('ana').mail.clears();
    await world.asks('postUpdate', { status: 'on it' });
    await world.passes(minutes(9));
    for (const id of ['bo', 'chidi', 'dana', 'emil'] as const) {
      world.person(id).phone.expectsNothing();
    }
  });

  test('a page that was decided hours ago is recorded as too old, not sent at breakfast', async () => {
    const world = await aWorld({
      vendor: ({ channel, at }) =>
        channel === 'sms' && at < '2026-11-23T02:14:01'
          ? { sent: false, failed: 'retry', reason: 'down' }
          : { sent: true },
    });
    await world.receives(down);
    const waiting = await world.pages();
    expect(waiting.some(({ status }) => status === 'retrying')).toBe(true);
    world.forgetsAllSchedules();
    // The queue hands the page out again when the outage is over, hours later.
    await world.passes(hours(5));
    const late = (await world.pages()).filter(({ key }) =>
      waiting.some(page => page.key === key && page.status === 'retrying'),
    );
    expect(late.map(({ status }) => status)).not.toContain('sent');
  });
});

describe('time', () => {
  test('no deadline is met before its moment, whenever the wakes come', async () => {
    const world = await aWorld({ schedule: 'twice' });
    await world.receives(down);
    await world.passes(minutes(5) - 1);
    world.person('bo').phone.expectsNothing();
    await world.passes(1);
    world.person('bo').phone.expects('Payment processing down');
    world.person('bo').phone.expectsNothing();
  });
});

describe('acknowledgement', () => {
  test('a scanner opens the link and nothing happens; the button acts, for its recipient, once', async () => {
    const world = await aWorld();
    await world.receives(down);
    const token = tokenIn(world.person('ana').phone.expects('Reply A '));
    for (let time = 0; time < 3; time++) {
      expect(await world.links.look(token)).toMatchObject({
        kind: 'incident',
        mayAcknowledge: true,
      });
    }
    expect((await world.incident()).phase).toBe('open');

    expect(await world.links.acknowledge(token)).toMatchObject({
      news: 'You acknowledged it. Escalation has stopped.',
      mayAcknowledge: false,
    });
    const acknowledged = await world.incident();
    // Who presses twice sees the second answer alone.
    expect(await world.links.acknowledge(token)).toMatchObject({
      news: 'You acknowledged it. Escalation has stopped.',
      mayAcknowledge: false,
    });
    expect(await world.incident()).toEqual(acknowledged);
    expect(await world.links.look('nonsense')).toEqual({ kind: 'unknown' });
  });

  test('a link expires', async () => {
    const world = await aWorld();
    await world.receives(down);
    const token = tokenIn(world.person('ana').phone.expects('Reply A '));
    await world.passes(hours(25));
    expect(await world.links.acknowledge(token)).toMatchObject({ kind: 'expired' });
    expect((await world.incident()).phase).toBe('open');
  });

  test('a link that acknowledged nothing, since it came too late, still does once it is open again', async () => {
    const world = await aWorld();
    await world.receives(down);
    await world.passes(minutes(5));
    const [ana, bo] = (['ana', 'bo'] as const).map(id =>
      tokenIn(world.person(id).phone.expects('Reply A ')),
    );
    await world.links.acknowledge(ana ?? '');
    await world.links.acknowledge(bo ?? '');
    await world.asks('resolveIncident', { resolution: 'Restarted.' });
    for (const link of [ana, bo]) {
      expect(await world.links.acknowledge(link ?? '')).toMatchObject({
        news: 'INC-2026-001 was resolved by Ana; there is nothing left to acknowledge.',
      });
    }
    await world.asks('reopenIncident', { reason: 'it is not over' });
    const spent = {
      mayAcknowledge: false,
      news: expect.stringMatching(/^It is open again.* newer page works\. .*tocsin acknowledge/),
    };
    expect(await world.links.look(ana ?? '')).toMatchObject(spent);
    expect(await world.links.acknowledge(ana ?? '')).toMatchObject(spent);
    expect(await world.links.look(bo ?? '')).toMatchObject({ mayAcknowledge: true });
    await world.links.acknowledge(bo ?? '');
    expect(await world.incident()).toMatchObject({ acknowledgedBy: { id: 'bo' } });
  });

  test('the second to acknowledge hears who was first', async () => {
    const world = await aWorld();
    await world.receives(down);
    await world.passes(minutes(5));
    const token = tokenIn(world.person('bo').phone.expects('Reply A '));
    await world.person('ana').texts('a');
    expect(await world.links.acknowledge(token)).toMatchObject({
      news: 'Ana was first and is already on it.',
    });
  });

  test('with several open incidents a reply without a code gets the list, and with a code it acts', async () => {
    const world = await aWorld();
    const ana = world.person('ana');
    await world.receives(down);
    await world.receives({ title: 'Total outage of the shop', severity: 'SEV1', key: 'shop' });
    const [first, second] = [1, 2].map(() => codeIn(ana.phone.expects('Reply A ')));
    await ana.texts('A');
    ana.phone.expects('Several are open', `${first} SEV1 INC-2026-001`, `${second} SEV1`);
    await ana.texts(`a ${second?.toLowerCase()}.`);
    ana.phone.expects('You acknowledged INC-2026-002');
    expect((await world.incident('INC-2026-001')).phase).toBe('open');
    expect((await world.incident('INC-2026-002')).phase).toBe('acknowledged');
  });

  test('a text with the codes of several acknowledges each of them, and says so of each', async () => {
    const world = await aWorld();
    const ana = world.person('ana');
    await world.receives(down);
    await world.receives({ title: 'Total outage of the shop', severity: 'SEV1', key: 'shop' });
    const codes = [1, 2].map(() => codeIn(ana.phone.expects('Reply A ')));
    await ana.texts(`A ${codes.join(' ')}`);
    for (const id of ['INC-2026-001', 'INC-2026-002']) {
      ana.phone.expects(`You acknowledged ${id}`);
      expect((await world.incident(id)).phase).toBe('acknowledged');
    }
  });

  test('of more incidents than a text has room for each is listed in its turn, as those before it are answered', async () => {
    const world = await aWorld();
    const ana = world.person('ana');
    for (const shop of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      await world.receives({ title: `Shop ${shop} is down`, severity: 'SEV1', key: shop });
    }
    ana.phone.clears();
    await ana.texts('?');
    const { body } = ana.phone.expects('Several are open', 'SEV1 INC-2026-004, +3 more');
    expect(body.length).toBeLessThanOrEqual(160);
    for (const [code] of body.matchAll(/\w{4}(?= SEV1)/g)) {
      await ana.texts(`A ${code}`);
      ana.phone.expects('You acknowledged');
    }
    await ana.texts('?');
    ana.phone.expects('SEV1 INC-2026-005', 'SEV1 INC-2026-006', 'SEV1 INC-2026-007');
  });

  test('a reply that nobody can parse gets the valid ones', async () => {
    const world = await aWorld();
    await world.receives(down);
    world.person('ana').phone.clears();
    await world.person('ana').texts('what is going on');
    world.person('ana').phone.expects('Not understood', 'Reply A');
  });
});

/** What Alertmanager posts of one group; the hosts are its members. */
const group = (members: Record<string, 'firing' | 'resolved'>) => ({
  version: '4',
  receiver: 'tocsin',
  groupKey: '{}:{alertname="PaymentsDown"}',
  status: Object.values(members).includes('firing') ? 'firing' : 'resolved',
  alerts: Object.entries(members).map(([host, status]) => ({
    status,
    labels: { alertname: 'PaymentsDown', service: 'payments', severity: 'critical', host },
    annotations: { summary: 'Payment processing down' },
    startsAt: '2026-11-23T02:12:00Z',
    endsAt: '0001-01-01T00:00:00Z',
  })),
});

describe('storms and deduplication', () => {
  test('a thousand alerts of one problem are one incident and one page per person and channel', async () => {
    const world = await aWorld();
    for (let from = 0; from < 1000; from += 100) {
      const hosts = Array.from({ length: 100 }, (_, index) => [`host-${from + index}`, 'firing']);
      await world.receivesFrom('alertmanager', group(Object.fromEntries(hosts)));
    }
    expect(world.count()).toBe(1);
    world.person('ana').phone.expects('Payment processing down');
    world.person('ana').mail.expects('Payment processing down');
    world.stakeholders.expects('Production Incident');
    world.expectsNothingElse();
    const incident = await world.incident();
    expect(incident.alerts).toEqual({ firing: 1000, cleared: 0 });
    expect(JSON.stringify(incident).length).toBeLessThan(6000);
  });

  test('an incident stays open while one of its alerts still fires', async () => {
    const world = await aWorld();
    await world.receivesFrom('alertmanager', group({ a: 'firing', b: 'firing' }));
    expect((await world.incident()).alerts).toEqual({ firing: 2, cleared: 0 });
    await world.receivesFrom('alertmanager', group({ a: 'resolved', b: 'firing' }));
    await world.passes(minutes(20));
    expect((await world.incident()).phase).toBe('open');
    await world.receivesFrom('alertmanager', group({ b: 'resolved' }));
    await world.passes(minutes(5));
    expect((await world.incident()).phase).toBe('watching');
  });

  test('a clear that overtakes its firing opens nothing', async () => {
    const world = await aWorld();
    const early = world.now();
    await world.passes(10);
    await world.receives({ ...down, status: 'resolved' });
    const late = { ...down };
    await world.receivesAt(early, late);
    expect(world.count()).toBe(0);
  });

  test('every delivery can be asked about', async () => {
    const world = await aWorld();
    const say = (members: Parameters<typeof group>[0]) =>
      world.receivesFrom('alertmanager', group(members));
    const [declared] = await say({ a: 'firing' });
    const [repeated] = await say({ a: 'firing' });
    const [joined] = await say({ b: 'firing' });
    const [cleared] = await say({ a: 'resolved' });
    const outcomes = await Promise.all(
      [declared, repeated, joined, cleared].map(
        async id => (await world.receipt(id ?? ''))?.outcomes[0],
      ),
    );
    expect(outcomes.map(outcome => outcome?.outcome)).toEqual([
      'declared',
      'repeated',
      'joined',
      'cleared',
    ]);
    for (const outcome of outcomes) {
      expect(outcome?.incident).toBe('INC-2026-001');
      expect(outcome?.reason).not.toBe('');
    }
  });

  test('whatever order firing and clearing come in, the counts and the phase agree with the last word', async () => {
    const step = fc.record({
      host: fc.constantFrom('a', 'b', 'c'),
      status: fc.constantFrom('firing' as const, 'resolved' as const),
      wait: fc.integer({ min: 1, max: 200 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async steps => {
        const world = await aWorld();
        const last = new Map<string, string>();
        for (const { host, status, wait } of steps) {
          await world.receivesFrom('alertmanager', group({ [host]: status }));
          last.set(host, status);
          await world.passes(wait);
        }
        const firing = [...last.values()].filter(status => status === 'firing').length;
        const incidents = [...world.table.states.values()].map(({ incident }) => incident);
        const current = incidents.find(
          incident => incident.phase === 'open' || incident.phase === 'acknowledged',
        );
        if (firing > 0) expect(current).toMatchObject({ alerts: { firing } });
        expect(incidents.filter(({ phase }) => phase === 'open').length).toBeLessThanOrEqual(1);
      }),
      tries(20),
    );
  });
});
