import type { NotifyOnce } from '#app/communication/notify-once.ts';
import { markUnusable } from '#app/paging/mark-unusable.ts';
import { optedOutLeadNotice, optedOutNotice } from '#core/communication/opt-out.ts';
import { sha256 } from '#core/digest.ts';
import { contactAt, masked } from '#core/oncall/addresses.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { ContactMethod, Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { leadsOf } from '#core/setup/leads.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** A mail server that is set up wrongly for a night bounces everything for good: its people are tried again after this. */
const undeliverableSeconds = 3 * 86_400;

/**
 * Brings what we know of phones in line with what AWS knows (carriers take STOP without asking us), and tells those
 * whom it concerns: the person, and who leads their team. `again`: something is left for the next round.
 */
export function syncOptOuts(deps: {
  configuration: ConfigurationStore;
  roster: RosterStore;
  tell: NotifyOnce;
  now: Now;
}) {
  const mark = markUnusable(deps);

  return async (optedOut: readonly string[]): Promise<'done' | 'again'> => {
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return 'done';
    const refusing = new Set(optedOut);
    const outcomes: ('done' | 'again')[] = [];
    for (const number of phonesOf(directory, await deps.roster.newest())) {
      if (!refusing.has(number.address)) continue;
      const marked = await mark({ ...number, channel: 'sms', ...answeredStop });
      outcomes.push(marked === 'conflict' ? 'again' : 'done');
    }
    const roster = await deps.roster.newest();
    const horizon = addSeconds(deps.now(), -undeliverableSeconds);
    for (const contact of roster.contacts) {
      if (contact.state === 'undeliverable' && contact.at <= horizon) {
        outcomes.push(await takeBack(contact, roster));
      }
      if (contact.channel !== 'sms' || contact.state !== 'opted-out') continue;
      if (!Object.hasOwn(directory.people, contact.person)) continue;
      outcomes.push(
        refusing.has(contact.address)
          ? await tellOf(contact, directory, roster)
          : await takeBack(contact, roster),
      );
    }
    return outcomes.includes('again') ? 'again' : 'done';
  };

  async function takeBack(contact: ContactMethod, roster: Roster): Promise<'done' | 'again'> {
    const { reason: _, wasVerified = false, ...known } = contact;
    // Its owner proved it once, which its calls still know.
    const call = contactAt(roster, contact.person, 'voice', contact.address);
    const state = wasVerified || call?.state === 'verified' ? 'verified' : 'pending';
    const next: ContactMethod = { ...known, state, at: deps.now() };
    return (await deps.roster.putContact(next, contact)) === 'conflict' ? 'again' : 'done';
  }

  async function tellOf(
    { person, address, at }: ContactMethod,
    directory: Directory,
    roster: Roster,
  ): Promise<'done' | 'again'> {
    const theirs = responderFor(directory, roster, person, 'high');
    const name = entryOf(directory.people, person)?.name ?? person;
    const others = [...new Set(theirs?.contacts?.map(({ channel }) => channel))];
    const about = { name, number: masked('sms', address), others };
    // Once per opting out, and again after the months for which the book remembers it.
    const task = `opted-out#${person}#${sha256(address).slice(0, 16)}#${at}`;
    const outcomes = [await deps.tell(task, addressee(person), optedOutNotice(about))];
    for (const lead of leadsOf(directory, person)) {
      const notice = optedOutLeadNotice(about);
      outcomes.push(await deps.tell(`${task}#${lead}`, addressee(lead), notice));
    }
    return outcomes.includes('again') ? 'again' : 'done';

    function addressee(id: string) {
      return { person: id, email: responderFor(directory, roster, id, 'low')?.email };
    }
  }
}

const answeredStop = { state: 'opted-out', reason: 'it answered STOP' } as const;

/** Every number that a page might go to by text. */
function phonesOf(
  directory: Directory,
  { contacts }: Roster,
): { person: string; address: string }[] {
  return Object.entries(directory.people).flatMap(([person, { phone }]) => {
    const entered = contacts
      .filter(
        contact =>
          contact.person === person && (contact.channel === 'sms' || contact.channel === 'voice'),
      )
      .map(({ address }) => address);
    const numbers = new Set([...(phone === undefined ? [] : [phone]), ...entered]);
    return [...numbers].map(address => ({ person, address }));
  });
}
