import { describe, expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { renewPlans } from '#app/oncall/replan.ts';
import type { ContactMethod } from '#core/oncall/roster.ts';
import { directoryOf } from '../core/setup/documents.ts';
import { minutes } from '../support/incidents.ts';
import { memoryIncidents } from '../support/memory/memory-table.ts';
import { emptyRoster } from '../support/samples.ts';
import { team } from '../support/team.ts';
import { aWorld } from '../support/world.ts';

/* Plans are frozen, people are not: a page goes to where its person is when it is sent. */

const down = { title: 'Payment processing down', service: 'payments' };
const newPhone = '+15555550177';
type World = Awaited<ReturnType<typeof aWorld>>;

function contact(world: World, change: Partial<ContactMethod> = {}): ContactMethod {
  return {
    ...{ person: 'bo', channel: 'sms', address: newPhone, state: 'verified' },
    ...{ enteredBy: 'person', at: world.now() },
    ...change,
  };
}

/** Ana was paged, and Bo will be: as the plan knows him from when it began. */
async function burning(configuration: unknown = team, before?: (world: World) => Promise<void>) {
  const world = await aWorld({ configuration });
  await before?.(world);
  await world.receives(down);
  world.person('ana').phone.clears();
  world.person('ana').mail.clears();
  return world;
}

const pagesTo = async (world: World, person: string) =>
  (await world.pages())
    .filter(page => page.person === person)
    .map(({ channel, status, reason, detail }) => ({ channel, status, reason, detail }));

describe('a page that a plan still holds', () => {
  test('goes to the number that its person verified meanwhile, and says so', async () => {
    const world = await burning();
    await world.roster.putContact(contact(world));
    await world.passes(minutes(15));
    world.person('bo').phone.expectsNothing();
    world.inbox(newPhone).expects('Payment processing down');
    expect(await pagesTo(world, 'bo')).toContainEqual(
      expect.objectContaining({
        channel: 'sms',
        status: 'sent',
        reason: expect.stringContaining('the number that the plan has of Bo was replaced since'),
      }),
    );
    // The old number answers nothing, the new one does.
    await world.textFrom(newPhone, 'A');
    expect(await world.incident()).toMatchObject({ acknowledgedBy: { id: 'bo' } });
  });

  test('goes to the number that the configuration has of them now', async () => {
    const world = await burning();
    const bo = { ...team.people.bo, phone: newPhone, email: 'bo.new@example.com' };
    world.applies({ ...team, people: { ...team.people, bo } });
    await world.passes(minutes(15));
    world.person('bo').phone.expectsNothing();
    world.person('bo').mail.expectsNothing();
    world.inbox(newPhone).expects('Payment processing down');
    world.inbox('bo.new@example.com').expects('Payment processing down');
  });

  test('goes back to the configuration’s number when they take out of use what they entered', async () => {
    const world = await burning(team, async world => {
      await world.roster.putContact(contact(world));
    });
    await world.roster.removeContact(contact(world), world.now());
    await world.passes(minutes(15));
    world.inbox(newPhone).expectsNothing();
    world.person('bo').phone.expects('Payment processing down');
  });

  test.each(['removed', 'replaced by one that is not confirmed', 'unconfirmed again'])(
    'goes nowhere when the only number was %s, and their next way is tried at once',
    async what => {
      const { phone: _none, ...bo } = team.people.bo;
      const notify = { high: ['sms', { channel: 'email', after: '10m' }], low: ['email'] };
      const people = { ...team.people, bo };
      const world = await burning({ ...team, people, notify }, async world => {
        await world.roster.putContact(contact(world));
        // Otherwise the number would be the only way that is used.
        const mail = { channel: 'email', enteredBy: 'configuration', address: bo.email } as const;
        await world.roster.putContact(contact(world, mail));
      });
      const known = (await world.contacts()).find(({ channel }) => channel === 'sms');
      if (known === undefined) throw new Error('No contact');
      if (what === 'removed') await world.roster.removeContact(known, world.now());
      else if (what === 'unconfirmed again') {
        await world.roster.putContact({ ...known, state: 'pending' }, known);
      } else {
        const next = { ...known, address: '+15555550178', state: 'pending' as const };
        await world.roster.putContact(next, known);
      }
      await world.passes(minutes(15) + 5);
      world.inbox(newPhone).expectsNothing();
      world.inbox('+15555550178').expectsNothing();
      world.person('bo').mail.expects('Payment processing down');
      expect(await pagesTo(world, 'bo')).toContainEqual(
        expect.objectContaining({
          status: 'failed',
          detail: 'the number that the plan has of Bo was taken out of use',
        }),
      );
    },
  );

  test('goes nowhere when its person has left, and the next is paged at once', async () => {
    const world = await burning();
    const { bo: _left, ...people } = team.people;
    const levels = team.escalationPolicies.default.levels.map(level => ({
      ...level,
      people: level.people.map(id => (id === 'bo' ? 'ana' : id)),
    }));
    const teams = { commerce: { ...team.teams.commerce, members: ['ana'] } };
    const escalationPolicies = { default: { levels } };
    world.applies({ ...team, people, teams, escalationPolicies });
    await world.passes(minutes(15) + 5);
    world.person('bo').phone.expectsNothing();
    world.person('bo').mail.expectsNothing();
    world.person('chidi').phone.expects('Payment processing down');
    expect(await pagesTo(world, 'bo')).toEqual(
      ['sms', 'email'].map(channel =>
        expect.objectContaining({
          channel,
          status: 'failed',
          detail: 'Bo is no longer in the configuration',
        }),
      ),
    );
  });

  test('goes to those who came, once everybody whom its plan names has left', async () => {
    const alone = (id: 'ana' | 'bo') => ({
      ...{ ...team, people: { [id]: team.people[id] } },
      teams: { commerce: { ...team.teams.commerce, members: [id] } },
      escalationPolicies: { default: { levels: [{ name: 'On call', people: [id] }] } },
    });
    const world = await burning(alone('ana'));
    world.applies(alone('bo'));
    await world.passes(minutes(11));
    world.person('bo').phone.expectsNothing();
    const incidents = memoryIncidents(world.table);
    const handle = handleCommand({ incidents, pause: async () => {} });
    const round = renewPlans({ incidents, handle, now: world.now });
    await round(directoryOf(alone('bo')), emptyRoster, world.now(), true);
    await world.passes(minutes(10));
    world.person('bo').phone.expects('Payment processing down');
    world.person('ana').phone.expectsNothing();
    await world.asks('acknowledgeIncident', {}, 'bo');
    expect((await world.incident()).phase).toBe('acknowledged');
  });

  test('still goes to somebody who is called by another id now', async () => {
    const world = await burning();
    const { bo, ...people } = team.people;
    const levels = team.escalationPolicies.default.levels.map(level => ({
      ...level,
      people: level.people.map(id => (id === 'bo' ? 'bo-berg' : id)),
    }));
    const teams = { commerce: { ...team.teams.commerce, members: ['ana', 'bo-berg'] } };
    const escalationPolicies = { default: { levels } };
    world.applies({ ...team, people: { ...people, 'bo-berg': bo }, teams, escalationPolicies });
    await world.passes(minutes(15) + 5);
    world.person('bo').phone.expects('Payment processing down');
  });

  test('is retried at the new number when the vendor asked for patience in between', async () => {
    const refused: string[] = [];
    const world = await aWorld({
      vendor: ({ to }) => {
        if (to !== team.people.ana.phone) return { sent: true, externalId: 'm' };
        refused.push(to);
        return { sent: false, failed: 'retry', reason: 'throttled' };
      },
    });
    await world.receives(down);
    expect(refused).toHaveLength(1);
    await world.roster.putContact(contact(world, { person: 'ana' }));
    await world.passes(30);
    expect(refused).toHaveLength(1);
    world.inbox(newPhone).expects('Payment processing down');
    const [page] = (await pagesTo(world, 'ana')).filter(({ channel }) => channel === 'sms');
    expect(page?.reason).toContain('was replaced since');
  });
});

describe('what else a plan’s people are told', () => {
  test('goes to their new address, and not to somebody who left', async () => {
    const world = await burning();
    const { dana: _left, ...others } = team.people;
    await world.passes(minutes(15));
    world.person('bo').phone.clears();
    world.person('bo').mail.clears();
    const people = { ...others, ana: { ...team.people.ana, email: 'ana.new@example.com' } };
    const levels = team.escalationPolicies.default.levels.filter(
      ({ people: [person] }) => person !== 'dana',
    );
    world.applies({ ...team, people, escalationPolicies: { default: { levels } } });
    await world.asks('acknowledgeIncident', {}, 'bo');
    world.person('ana').mail.expectsNothing();
    world.inbox('ana.new@example.com').expects('Bo acknowledged');
    await world.asks('resolveIncident', { resolution: 'Restarted.' }, 'bo');
    world.inbox('ana.new@example.com').expects('Resolved');
  });
});
