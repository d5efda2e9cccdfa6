import type { IncidentEvent } from '#core/incident/events.ts';
import { dutyHours } from '#core/oncall/duty-hours.ts';
import type { Shift } from '#core/oncall/who-is-on-call.ts';
import type { Channel } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';
import { isNight, isWeekend } from '#core/time/local-time.ts';

export interface Load {
  person: string;
  name: string;
  pages: number;
  nightPages: number;
  weekendPages: number;
  dutyHours: number;
  nightHours: number;
  weekendHours: number;
}

/** What a page to somebody is counted in: their own clock. */
export interface Member {
  person: string;
  name: string;
  timeZone: string;
}

/**
 * Who carried how much: pages, nights and weekends by each person's own clock, and hours on duty. Whoever was paged by
 * text, mail and call at once was woken once. Exercises do not count, nor do pages of before `from`. The heaviest load first.
 */
export function fairness(input: {
  members: readonly Member[];
  incidents: readonly { isDrill: boolean; events: readonly IncidentEvent[] }[];
  shifts: readonly Shift[];
  from?: Instant;
}): Load[] {
  const { members, incidents, shifts, from } = input;
  return members
    .map(({ person, name, timeZone }) => {
      const theirs = shifts.filter(shift => shift.person === person);
      const { hours, nightHours, weekendHours } = dutyHours(theirs, timeZone);
      return {
        ...wakingsOf({ person, name, timeZone }, incidents, from),
        ...{ dutyHours: hours, nightHours, weekendHours },
      };
    })
    .toSorted((a, b) => b.pages - a.pages || b.dutyHours - a.dutyHours);
}

export interface Waking {
  person: string;
  at: Instant;
  /** What its texts and calls are called by their carriers: one may tell of several incidents. */
  messages: readonly string[];
}

const tellsOfSeveral = (channel: Channel) => channel === 'sms' || channel === 'voice';

/** How often somebody was woken, by their own clock. */
export function wakingsOf(
  { person, name, timeZone }: Member,
  incidents: readonly { isDrill: boolean; events: readonly IncidentEvent[] }[],
  from?: Instant,
): Pick<Load, 'person' | 'name' | 'pages' | 'nightPages' | 'weekendPages'> {
  const all = incidents
    .filter(({ isDrill }) => !isDrill)
    .flatMap(({ events }) => wakings(events))
    .filter(each => each.person === person && (from === undefined || each.at >= from));
  const pages = apart(all);
  return {
    person,
    name,
    pages: pages.length,
    nightPages: pages.filter(({ at }) => isNight(at, timeZone)).length,
    weekendPages: pages.filter(({ at }) => isWeekend(at, timeZone)).length,
  };
}

/** Pages on several channels for one reason are one waking: those of one person that were decided together. */
export function wakings(events: readonly IncidentEvent[]): Waking[] {
  const all = new Map<string, Waking>();
  for (const event of events) {
    if (event.type !== 'PageSent') continue;
    const { person, at, channel, externalId } = event;
    const told = externalId === undefined || !tellsOfSeveral(channel) ? [] : [externalId];
    // Beside the ladder there are no rounds: each reminder of a long night has a moment of its own.
    const [, decided] = event.page.split('#');
    const key = `${decided}#${event.purpose}#${event.round}#${event.level}#${person}`;
    const known = all.get(key) ?? { person, at, messages: [] };
    all.set(key, { ...known, messages: [...known.messages, ...told] });
  }
  return [...all.values()];
}

/** Of several incidents: those that one text or call told of woke once. */
export function apart<Known extends Waking>(wakings: readonly Known[]): Known[] {
  const told = new Set<string>();
  return wakings
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .filter(({ person, messages }) => {
      const keys = messages.map(message => `${person}#${message}`);
      const isKnown = keys.some(key => told.has(key));
      for (const key of keys) told.add(key);
      return !isKnown;
    });
}

/** Everybody whom a page was sent to, with the name by which an incident knew them. */
export function pagedIn(
  stories: readonly { events: readonly IncidentEvent[] }[],
): Map<string, string> {
  const events = stories.flatMap(story => story.events);
  const paged = events.flatMap(event => (event.type === 'PageSent' ? [event.person] : []));
  const names = new Map<string, string>();
  for (const event of events) {
    if (event.type !== 'LevelPaged') continue;
    for (const { person, name } of event.people) names.set(person, name);
  }
  return new Map(paged.map(person => [person, names.get(person) ?? person]));
}
