import { configuredAddress, contactAt, storedContact } from '#core/oncall/addresses.ts';
import type { ContactMethod, Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Channel } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface Unusable {
  person: string;
  channel: Channel;
  address: string;
  state: 'opted-out' | 'undeliverable';
  reason: string;
}

export type MarkUnusable = (unusable: Unusable) => Promise<'marked' | 'known' | 'conflict'>;

/** What a vendor or a carrier refuses for good is not tried again at the next page: it says so itself from now on. */
export function markUnusable(deps: {
  configuration: ConfigurationStore;
  roster: RosterStore;
  now: Now;
}): MarkUnusable {
  return async ({ person, channel, address, state, reason }) => {
    const roster = await deps.roster.newest();
    const known = contactAt(roster, person, channel, address);
    if (known?.state === state) return 'known';
    const directory = (await deps.configuration.current())?.directory;
    const configured = directory && configuredIn(directory, person, channel);
    // A plan of before may still write there; nobody is reached by it from now on.
    if (channel === 'email' && known === undefined && configured !== address) return 'known';
    const enteredBy = known?.enteredBy ?? (configured === address ? 'configuration' : 'person');
    const previous = storedContact(roster, { person, channel, enteredBy });
    // They are about to change it themselves; what is known of the old address is of no use any more.
    if (enteredBy === 'person' && previous !== undefined && previous.address !== address) {
      return 'known';
    }
    const next: ContactMethod = {
      person,
      channel,
      address,
      state,
      enteredBy,
      at: deps.now(),
      reason,
      ...(known?.state === 'verified' && { wasVerified: true }),
    };
    // First: marked already, nobody would come back to it, and pages would go to the number that their own one replaced.
    if (channel === 'sms' && known?.state === 'verified') await keepForCalls(roster, known);
    return (await deps.roster.putContact(next, previous)) === 'conflict' ? 'conflict' : 'marked';
  };

  /** The number is still theirs: that it takes no texts says nothing about calls. */
  async function keepForCalls(roster: Roster, verified: ContactMethod): Promise<void> {
    const call: ContactMethod = { ...verified, channel: 'voice' };
    if (storedContact(roster, call) === undefined) await deps.roster.putContact(call);
  }
}

function configuredIn({ people }: Directory, id: string, channel: Channel): string | undefined {
  const person = entryOf(people, id);
  return person && configuredAddress(person, channel);
}
