import { type ReachedNow, reachedNow } from '#core/oncall/reached-now.ts';
import { addressInForce } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { Channel, Responder } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Instant } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';

type People = Directory['people'];

/** The team of a simulated night, of whom some leave, or have another number, while they are paged. */
export function leaving(begins: Directory, roster: RosterStore, now: () => Instant) {
  let people: People = { ...begins.people };
  const gone = new Set<string>();
  const ids = Object.keys(people);
  const left = new Map<string, Instant>();
  const leavesAll = (addresses: readonly (string | undefined)[]) => {
    for (const address of addresses) if (address !== undefined) left.set(address, now());
  };
  return {
    count: ids.length,
    async leave(who: number, isMove: boolean): Promise<void> {
      const id = ids[who] ?? '';
      const member = people[id];
      if (member === undefined) return;
      const { contacts } = await roster.newest();
      const theirs = contacts.filter(({ person }) => person === id);
      const number = addressInForce(member, theirs, 'sms');
      if (!isMove) {
        const { phone, email, webhook } = member;
        leavesAll([phone, email, webhook, number]);
        gone.add(id);
        people = without(people, gone);
      } else if (!theirs.some(({ enteredBy }) => enteredBy === 'person')) {
        const about = { channel: 'sms', state: 'verified', enteredBy: 'person' } as const;
        await roster.putContact({
          ...{ person: id, address: `+1555555017${who}`, at: now() },
          ...about,
        });
        leavesAll([number]);
      }
    },
    /** Somebody may have no number any more, or one again. */
    async applies(next: Directory): Promise<void> {
      const before = people;
      people = without(next.people, gone);
      const { contacts } = await roster.newest();
      for (const [id, { phone, email, webhook }] of Object.entries(before)) {
        const then = people[id];
        if (phone !== then?.phone) leavesAll([phone]);
        if (email !== then?.email) leavesAll([email]);
        if (webhook !== then?.webhook) leavesAll([webhook]);
      }
      for (const { phone, email, webhook } of Object.values(people)) {
        for (const address of [phone, email, webhook]) if (address) left.delete(address);
      }
      // What somebody entered of their own is theirs for as long as they are there.
      for (const { person, channel, address } of contacts) {
        if (channel === 'push') continue;
        if (!(person in people)) leavesAll([address]);
        else if (person in before === false) left.delete(address);
      }
    },
    /** Since when nothing may go to this address any more. */
    leftAt: (address: string) => left.get(address),
    reachedNow: (to: Responder, channel: Channel, roster: Pick<Roster, 'contacts'>): ReachedNow =>
      reachedNow(people, roster, to, channel),
  };
}

function without(people: People, gone: ReadonlySet<string>): People {
  return Object.fromEntries(Object.entries(people).filter(([id]) => !gone.has(id)));
}
