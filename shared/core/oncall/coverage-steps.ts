import type { Finding } from '#core/oncall/finding.ts';
import { ledTo, nameOf, type Outlook } from '#core/oncall/outlook.ts';
import { responderFor, rulesOf } from '#core/oncall/responder.ts';
import type { Contact } from '#core/people.ts';
import { pagedPlaces, placesText } from '#core/setup/paged-places.ts';
import { type Urgency, urgencyOf } from '#core/severity.ts';
import { durationText } from '#core/time/duration-text.ts';

/** Steps of policies and of people's rules that can never be taken. */
export function stepFindings(outlook: Outlook): Finding[] {
  return [...endings(outlook), ...lateContacts(outlook)];
}

/** A policy whose last level may be empty ends in nobody, unless there is a fallback contact. */
function endings({ directory }: Outlook): Finding[] {
  const { escalationPolicies, fallback, people } = directory;
  const isKnown = (person: string) => Object.hasOwn(people, person);
  if (fallback !== undefined && isKnown(fallback)) return [];
  return Object.entries(escalationPolicies)
    .filter(([, { levels }]) => !levels.at(-1)?.people.some(isKnown))
    .map(([policy]) => ({
      kind: 'ends-in-nobody',
      severity: 'problem',
      text: `policy ${policy} does not end in a person: its last level has schedules alone, and there is no fallback contact`,
      policy,
    }));
}

/** Attempts that come after the level is over, since the next one is paged first. */
function lateContacts(outlook: Outlook): Finding[] {
  // Once for each person: in a big team there are tens of thousands of places.
  const known = new Map<string, readonly Contact[]>();
  const late = pagedPlaces(outlook.directory, level => ledTo(outlook, level)).flatMap(place => {
    const urgency = urgencyOf(place.severity);
    const key = `${urgency} ${place.person}`;
    const contacts = known.get(key) ?? contactsOf(outlook, place.person, urgency);
    known.set(key, contacts);
    const cut = contacts.filter(({ afterSeconds }) => afterSeconds >= place.lastsSeconds);
    if (cut.length === 0) return [];
    return [{ ...place, urgency, cut, isNeverTried: cut.length === contacts.length }];
  });
  const untried = Map.groupBy(
    late.filter(({ isNeverTried }) => isNeverTried),
    ({ person }) => person,
  );
  const unmade = Map.groupBy(
    late
      .filter(({ isNeverTried }) => !isNeverTried)
      .flatMap(({ cut, ...place }) => cut.map(contact => ({ ...place, contact }))),
    ({ person, urgency, contact }) =>
      `${ownerOf(outlook, person, urgency)}\n${urgency}\n${contact.channel}\n${contact.afterSeconds}`,
  );
  return [
    ...[...untried].map(([person, places]): Finding => {
      const earliest = Math.min(...places.flatMap(({ cut }) => cut.map(each => each.afterSeconds)));
      const text = `${nameOf(outlook, person)} is never tried ${placesText(places)}: the first attempt comes after ${durationText(earliest)}, and the next level before that`;
      return { kind: 'never-tried', severity: 'problem', text, person };
    }),
    ...[...unmade.values()].flatMap((places): Finding[] => {
      const [first] = places;
      if (first === undefined) return [];
      const { contact, urgency } = first;
      const person = ownerOf(outlook, first.person, urgency);
      const rules = person === undefined ? 'the rules of all' : nameOf(outlook, person);
      const text = `${contact.channel} after ${durationText(contact.afterSeconds)} (${rules}, ${urgency} urgency) is never made ${placesText(places)}: the next level comes before`;
      const about = person === undefined ? {} : { person };
      return [{ kind: 'never-made', severity: 'warning', text, ...about }];
    }),
  ];
}

function contactsOf(
  { directory, roster }: Outlook,
  person: string,
  urgency: Urgency,
): readonly Contact[] {
  return responderFor(directory, roster, person, urgency)?.contacts ?? [];
}

/** Whose rules they are; absent: those of everybody who has none. */
function ownerOf(
  { directory, roster }: Outlook,
  person: string,
  urgency: Urgency,
): string | undefined {
  return rulesOf(directory, roster, person, urgency).isOfAll ? undefined : person;
}
