import { type ReachedNow, reachedNow, type Team } from '#core/oncall/reached-now.ts';
import type { ContactMethod } from '#core/oncall/roster.ts';
import type { Channel, Responder } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';
import { team } from '../support/team.ts';

/** The team of a simulated night, of whom some leave, or have another number, while they are paged. */
export function leaving(now: () => Instant) {
  const here: Record<string, Team[string]> = { ...team.people };
  const contacts: ContactMethod[] = [];
  const left = new Map<string, Instant>();
  const ids = Object.keys(here);
  return {
    count: ids.length,
    leave(who: number, isMove: boolean): void {
      const person = ids[who] ?? '';
      const member = here[person];
      if (member === undefined) return;
      const { phone = '', email = '' } = member;
      const own = contacts.find(each => each.person === person);
      if (!isMove) {
        delete here[person];
        for (const address of [phone, email, own?.address ?? '']) left.set(address, now());
      } else if (own === undefined) {
        const address = `+1555555017${who}`;
        const about = { channel: 'sms', state: 'verified', enteredBy: 'person' } as const;
        contacts.push({ person, address, at: now(), ...about });
        left.set(phone, now());
      }
    },
    /** Since when nothing may go to this address any more. */
    leftAt: (address: string) => left.get(address),
    reachedNow: (to: Responder, channel: Channel): ReachedNow =>
      reachedNow(here, { contacts }, to, channel),
  };
}
