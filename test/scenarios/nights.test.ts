import { describe, expect, test } from 'vitest';
import { hours, minutes } from '../support/incidents.ts';
import { team } from '../support/team.ts';
import { aWorld } from '../support/world.ts';

/* More of the nights that others had (complaints.test.ts has the first): on duty, redialled, bundled, forgotten. */

const down = { title: 'Payment processing down', service: 'payments' };
const [ana, bo] = ['+15555550101', '+15555550102'];
const [first, ...others] = team.escalationPolicies.default.levels;

describe('missed pages', () => {
  test('the only call hits a dead spot, and the phone rings again within the same step', async () => {
    const high = ['sms', { channel: 'sms', after: '2m' }, { channel: 'email', after: '4m' }];
    const world = await aWorld({ configuration: { ...team, notify: { ...team.notify, high } } });
    await world.receives(down);
    const { phone, mail } = world.person('ana');
    phone.expects('Payment processing down');
    phone.expectsNothing();
    await world.passes(minutes(2));
    phone.expects('Payment processing down');
    mail.expectsNothing();
    await world.passes(minutes(2));
    mail.expects('Payment processing down');
    world.person('bo').phone.expectsNothing();
  });

  test('a refused text moves to the next channel at once, not when its turn comes', async () => {
    const high = ['sms', { channel: 'email', after: '4m' }];
    const world = await aWorld({
      configuration: { ...team, notify: { ...team.notify, high } },
      vendor: ({ channel, to }) =>
        channel === 'sms' && to === ana
          ? { sent: false, failed: 'give-up', reason: 'no such number' }
          : { sent: true },
    });
    await world.receives(down);
    world.person('ana').mail.expects('Payment processing down');
    expect((await world.story()).join('\n')).toContain('no such number');
  });

  test('a phone in a storm is neither flooded nor left in silence: the rest comes in one text', async () => {
    const world = await aWorld();
    for (let number = 0; number < 15; number++) {
      await world.receives({
        title: `Shop ${number} down`,
        severity: 'SEV1',
        key: `shop-${number}`,
      });
    }
    await world.passes(30);
    const texts = world.messages.filter(({ to }) => to === ana);
    expect(texts).toHaveLength(4);
    expect(texts.at(-1)?.body).toContain('+11 more');
    // Told, and not dropped: each of them is in the ledger with the message that told it.
    for (let number = 1; number <= 15; number++) {
      const id = `INC-2026-${String(number).padStart(3, '0')}`;
      const page = (await world.pages(id)).find(
        ({ channel, person }) => channel === 'sms' && person === 'ana',
      );
      expect([id, page?.status]).toEqual([id, 'sent']);
    }
  });

  test('the first page waits for no timer: with every schedule lost it is there at once', async () => {
    const world = await aWorld({ schedule: 'lost' });
    const sentAt = world.now();
    await world.receives(down);
    expect(world.person('ana').phone.expects('Payment processing down').at).toBe(sentAt);
  });

  test('an escalation that cannot be is refused with the reason, and not in silence', async () => {
    const world = await aWorld();
    await world.receives(down);
    await world.asks('acknowledgeIncident', {});
    await world.asks('resolveIncident', { resolution: 'Restarted.' });
    await world.passes(hours(1));
    const acted = await world.asks('escalateIncident', { reason: 'it is not over' });
    expect(JSON.stringify(acted)).toMatch(/reject|refus|already|resolved/i);
  });
});

describe('wrong-person and after-the-fact pages', () => {
  test('two ways to one person page them once', async () => {
    const layers = [{ name: 'Turns', people: ['ana'], start: '2026-11-16T00:00', turn: 'weekly' }];
    const world = await aWorld({
      configuration: {
        ...team,
        schedules: { primary: { name: 'Primary', timeZone: 'UTC', layers } },
        escalationPolicies: {
          default: {
            levels: [{ name: first?.name, people: ['ana'], schedules: ['primary'] }, ...others],
          },
        },
      },
    });
    await world.receives(down);
    world.person('ana').phone.expects('Payment processing down');
    world.person('ana').mail.expects('Payment processing down');
    world.stakeholders.expects('Production Incident');
    world.expectsNothingElse();
  });

  test('acknowledged long ago, and weeks later no old page wakes anybody', async () => {
    const world = await aWorld();
    await world.receives({ ...down, severity: 'SEV3' });
    await world.asks('acknowledgeIncident', {});
    await world.passes(60);
    for (const id of ['ana', 'bo'] as const) {
      world.person(id).phone.clears();
      world.person(id).mail.clears();
    }
    await world.passes(hours(24 * 14));
    for (const id of ['ana', 'bo', 'chidi', 'dana', 'emil'] as const) {
      world.person(id).phone.expectsNothing();
    }
  });
});

test('an exercise that nobody answers ends with one mail, and by no alerts, of which it has none', async () => {
  const world = await aWorld();
  await world.drills({ announced: false });
  await world.passes(minutes(25));
  const { mail } = world.person('ana');
  mail.expects('You are paged', /^DRILL SEV1 INC-2026-001: /m);
  mail.expects('All clear', /^DRILL SEV1 INC-2026-001: /m, 'Nobody answered the exercise.');
  mail.expectsNothing();
  const story = (await world.story()).join('\n');
  expect(story).toMatch(/Resolved by Tocsin: Nobody answered the exercise\.$/m);
});

test('an incident that is put off for days says until which day', async () => {
  const world = await aWorld();
  await world.receives({ title: 'The disk fills up', severity: 'SEV3' });
  world.person('ana').mail.clears();
  await world.asks('snoozeIncident', { for: '3d', reason: 'a new disk comes' }, 'bo');
  const until = 'until 2026-11-25 21:14 EST';
  world.person('ana').mail.expects(`Bo snoozed it ${until}`);
  expect((await world.story()).join('\n')).toContain(`Snoozed ${until} by Bo`);
});

describe('whom one incident wakes a second time is told that it is no second one', () => {
  const paged = async () => {
    const world = await aWorld();
    await world.receives({ ...down, severity: 'SEV2' });
    world.person('ana').phone.clears();
    return world;
  };

  test('when it fires again', async () => {
    const world = await paged();
    await world.receives({ ...down, status: 'resolved' });
    await world.passes(minutes(10));
    world.person('ana').phone.expectsNothing();
    await world.receives({ ...down, severity: 'SEV2' });
    world.person('ana').phone.expects('(again) SEV2 INC-2026-001 10 min old. ');
  });

  test('when it gets worse', async () => {
    const world = await paged();
    await world.asks('changeSeverity', { severity: 'SEV1', reason: 'all of them' });
    world.person('ana').phone.expects('(again) SEV1 INC-2026-001 ');
  });

  test('when a snooze ends', async () => {
    const world = await paged();
    await world.asks('snoozeIncident', { for: '30m', reason: 'the vendor is on it' });
    await world.passes(minutes(30));
    world.person('ana').phone.expects('(again) SEV2 INC-2026-001 30 min old. ');
  });
});

describe('time, zones and hand-offs', () => {
  const dutyOf = (people: string[], start: string) => ({
    ...team,
    schedules: {
      primary: {
        name: 'Primary',
        timeZone: 'America/New_York',
        layers: [{ name: 'Days', people, start, turn: 'daily' }],
      },
    },
    escalationPolicies: {
      default: {
        levels: [
          { name: 'On call', schedules: ['primary'], acknowledgeWithin: '15m' },
          { name: 'Again', schedules: ['primary'], acknowledgeWithin: '15m' },
        ],
      },
    },
    fallback: 'emil',
  });

  test('whoever comes on duty between two levels is the one whom the second pages', async () => {
    // The world begins at 21:14 in New York; the shift ends at 21:20.
    const world = await aWorld({ configuration: dutyOf(['ana', 'bo'], '2026-11-21T21:20') });
    await world.receives(down);
    const paged = () =>
      world.messages.filter(({ channel }) => channel === 'sms').map(({ to }) => to);
    const [before, ...more] = paged();
    expect(more).toEqual([]);
    await world.passes(minutes(15));
    expect(paged()).toEqual([before, before === ana ? bo : ana]);
  });

  test('an incident that is opened again days later pages whoever is on duty then', async () => {
    const world = await aWorld({
      configuration: dutyOf(['ana', 'bo', 'chidi'], '2026-11-21T09:00'),
    });
    await world.receives(down);
    world.person('bo').phone.expects('Payment processing down');
    await world.asks('resolveIncident', { resolution: 'Restarted the pool.' });
    await world.passes(hours(24 * 4));
    for (const id of ['ana', 'chidi'] as const) world.person(id).phone.expectsNothing();
    await world.asks('reopenIncident', { reason: 'customers still cannot pay' });
    world.person('chidi').phone.expects('Payment processing down');
    for (const id of ['ana', 'bo'] as const) world.person(id).phone.expectsNothing();
  });

  test('a hand-off by the clock on the wall is where it was after the clocks have changed', async () => {
    // Daily at 09:00 in New York from before the end of summer time: 14:00 UTC now, and 13:00 UTC then.
    const world = await aWorld({ configuration: dutyOf(['ana', 'bo'], '2026-10-26T09:00') });
    await world.passes(hours(11) + minutes(40));
    await world.receives({ ...down, key: 'before' });
    const [before] = world.messages.filter(({ channel }) => channel === 'sms');
    expect(before?.at).toBe('2026-11-23T13:54:00.000Z');
    await world.passes(minutes(7));
    await world.receives({ ...down, key: 'after', title: 'Refunds down', severity: 'SEV1' });
    const after = world.messages.findLast(({ channel }) => channel === 'sms');
    expect(after?.at).toBe('2026-11-23T14:01:00.000Z');
    expect(after?.to).not.toBe(before?.to);
  });
});

describe('acknowledgement', () => {
  test.each(['a1', ' A1. ', 'Ack', 'A 1!', 'ACK 1'])('"%s" acknowledges', async text => {
    const world = await aWorld();
    await world.receives(down);
    await world.person('ana').texts(text);
    expect((await world.incident()).phase).toBe('acknowledged');
  });

  test.each(['100aa', 'A7', 'thanks'])('"%s" changes nothing and is answered', async text => {
    const world = await aWorld();
    await world.receives(down);
    world.person('ana').phone.clears();
    await world.person('ana').texts(text);
    expect((await world.incident()).phase).toBe('open');
    world.person('ana').phone.expects(/./);
  });

  test.each(['STOP', 'END', 'QUIT', 'CANCEL', 'UNSUBSCRIBE'])(
    'the word %s of the carriers is no command of ours',
    async word => {
      const world = await aWorld();
      await world.receives(down);
      await world.person('ana').texts(word);
      const { phase } = await world.incident();
      expect(phase).toBe('open');
    },
  );

  test('acknowledged and forgotten: nudged first, and then somebody else is paged', async () => {
    const configuration = {
      ...team,
      severities: { SEV1: { fillRolesWithin: 'never', unacknowledgeForgotten: true } },
    };
    const world = await aWorld({ configuration });
    await world.receives(down);
    await world.person('ana').texts('ack');
    world.person('ana').phone.clears();
    await world.passes(minutes(11));
    world.person('ana').phone.expects(/update/i);
    world.person('bo').phone.expectsNothing();
    await world.passes(minutes(5));
    expect((await world.incident()).phase).toBe('open');
    world.person('bo').phone.expects('Payment processing down');
    expect((await world.story()).join('\n')).toContain('gave no update');
  });
});

describe("the pager's own health", () => {
  test('numbers rot: one that answered STOP is not tried by the next page, and the story says why', async () => {
    const world = await aWorld({
      vendor: ({ channel, to }) =>
        channel === 'sms' && to === ana
          ? { sent: false, failed: 'give-up', reason: 'Phone number is opted out' }
          : { sent: true },
    });
    await world.receives(down);
    await world.receives({ ...down, key: 'another', title: 'Refunds down', severity: 'SEV1' });
    const pages = await world.pages('INC-2026-002');
    expect(pages.map(({ person, channel }) => `${person} ${channel}`)).toEqual(['ana email']);
  });
});
