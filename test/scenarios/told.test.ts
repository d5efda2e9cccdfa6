import { describe, expect, test } from 'vitest';
import { clocksIn, incidentFigures } from '#core/review/incident-figures.ts';
import { hours, minutes } from '../support/incidents.ts';
import { team } from '../support/team.ts';
import { aWorld } from '../support/world.ts';

/* What people are told, in which words and by which way. */

const down = { title: 'Payment processing down', service: 'payments' };

describe('a page that comes after others', () => {
  test('says who did not answer and how long it burns; to whom it is not new it says (again)', async () => {
    const world = await aWorld();
    await world.receives(down);
    const first = world.person('ana').phone.expects('SEV1 INC-2026-001 Payments: ');
    await world.passes(minutes(5));
    const second = world.person('bo').phone.expects('SEV1 INC-2026-001 5 min, no answer: Ana. ');
    expect(second.body).not.toContain('(again)');
    world.person('bo').mail.expects('Did not answer: Ana');
    await world.passes(minutes(20));
    const again = world
      .person('ana')
      .phone.expects('(again) SEV1 INC-2026-001 25 min, no answer: ');
    expect(again.body).not.toBe(first.body);
  });

  test('of somebody’s own later contacts says (again)', async () => {
    const high = ['sms', { channel: 'sms', after: '2m' }];
    const world = await aWorld({ configuration: { ...team, notify: { high, low: high } } });
    await world.receives(down);
    world.person('ana').phone.expects(/^\s*SEV1/);
    await world.passes(minutes(2));
    world.person('ana').phone.expects('(again) SEV1 INC-2026-001 2 min old. ');
  });
});

test('an acknowledgement that is taken back reaches its holder by what woke them', async () => {
  const configuration = {
    ...team,
    severities: { SEV1: { fillRolesWithin: 'never', unacknowledgeForgotten: true } },
  };
  const world = await aWorld({ configuration });
  await world.receives(down);
  await world.person('ana').texts('ack');
  await world.passes(minutes(14));
  const { phone } = world.person('ana');
  phone.clears();
  await world.passes(minutes(2));
  expect((await world.incident()).phase).toBe('open');
  const told = phone.expects('Your ack was taken back. Reply A ');
  phone.expectsNothing();
  await world.person('ana').texts(`A ${/Reply A (\w{4})/.exec(told.body)?.[1]}`);
  expect(await world.incident()).toMatchObject({ acknowledgedBy: { id: 'ana' } });
});

describe('whoever is given a role', () => {
  test('is told by what reaches them, with what it is for, and hears what follows', async () => {
    const world = await aWorld();
    await world.receives(down);
    await world.person('ana').texts('ack');
    await world.asks('assignRole', { role: 'communicationsLead', person: 'emil' }, 'ana');
    const duty = 'Ana made you Communications Lead: post the updates';
    world.person('emil').phone.expects('You are Communications Lead: post updates. https://');
    world.person('emil').mail.expects('You are Communications Lead', duty);
    await world.asks('postUpdate', { status: 'Rolling back' }, 'ana');
    world.person('emil').mail.expects('Update: ');
  });

  test('is not told what they said themselves', async () => {
    const world = await aWorld();
    await world.receives(down);
    await world.person('ana').texts('ack');
    world.person('ana').phone.clears();
    await world.asks('assignRole', { role: 'scribe', person: 'ana' }, 'ana');
    world.person('ana').phone.expectsNothing();
  });
});

test('the time to detect begins no earlier than the incident before it ended', async () => {
  const world = await aWorld();
  const startedAt = world.now();
  await world.receives({ ...down, startedAt });
  await world.passes(minutes(10));
  await world.receives({ ...down, startedAt, status: 'resolved' });
  await world.passes(hours(1));
  const before = await world.incident('INC-2026-001');
  if (!('resolvedAt' in before)) throw new Error('Not resolved');
  await world.passes(hours(2));
  await world.receives({ ...down, startedAt });
  const next = await world.incident('INC-2026-002');
  expect(next.startedAt).toBe(before.resolvedAt);
  const took = incidentFigures(next, [], clocksIn(undefined))?.detectSeconds ?? 0;
  expect(took).toBeLessThan(hours(3.2));
});
