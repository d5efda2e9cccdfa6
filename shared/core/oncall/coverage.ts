import type { Directory } from '#core/directory/directory.ts';
import { knownSchedule } from '#core/directory/on-duty.ts';
import { responderFor } from '#core/directory/responder.ts';
import type { Instant } from '#core/instant.ts';
import { dayAndTime } from '#core/oncall/local-time.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';

/** Something that would keep a page from reaching somebody, before a night finds it. */
export interface Finding {
  /** A stable word. */
  kind: 'gap' | 'overlap' | 'contacts' | 'unusable' | 'unreachable' | 'ends-in-nobody';
  severity: 'problem' | 'warning';
  text: string;
  schedule?: string;
  policy?: string;
  person?: string;
  from?: Instant;
  until?: Instant;
}

/** Looks ahead over everything that pages depend on. An empty answer means that somebody can always be reached. */
export function coverage(input: {
  directory: Directory;
  roster: Roster;
  from: Instant;
  until: Instant;
}): Finding[] {
  const { directory } = input;
  return [
    ...Object.keys(directory.schedules).flatMap(id => [
      ...gapsOf(id, input),
      ...overlapsOf(id, input),
    ]),
    ...[...paged(directory)].flatMap(person => contactsOf(person, input)),
    ...endings(directory),
  ];
}

type Input = Parameters<typeof coverage>[0];

function gapsOf(id: string, { directory, roster, from, until }: Input): Finding[] {
  const schedule = knownSchedule(directory, id);
  if (schedule === undefined) return [];
  const gaps: Finding[] = [];
  const add = (begin: Instant, end: Instant) => {
    const zone = schedule.timeZone;
    gaps.push({
      kind: 'gap',
      severity: isAlone(directory, id) ? 'problem' : 'warning',
      text: `nobody is on call for ${schedule.name} from ${dayAndTime(begin, zone)} to ${dayAndTime(end, zone)}`,
      schedule: id,
      from: begin,
      until: end,
    });
  };
  let covered = from;
  for (const shift of shiftsBetween(schedule, roster.overrides, from, until)) {
    if (shift.from > covered) add(covered, shift.from);
    covered = shift.until;
  }
  if (covered < until) add(covered, until);
  return gaps;
}

/** A gap hurts where a level leads to this schedule and to nobody else. */
function isAlone({ escalationPolicies }: Directory, id: string): boolean {
  return Object.values(escalationPolicies).some(({ levels }) =>
    levels.some(
      ({ people, schedules = [] }) =>
        people.length === 0 && schedules.length === 1 && schedules[0] === id,
    ),
  );
}

function overlapsOf(id: string, { directory, roster, from, until }: Input): Finding[] {
  const own = roster.overrides
    .filter(override => override.schedule === id && override.until > from && override.from < until)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const zone = directory.schedules[id]?.timeZone ?? directory.organisation.timeZone;
  return own.flatMap((override, index) => {
    const next = own[index + 1];
    if (next === undefined || next.from >= override.until) return [];
    const text = `two overrides stand over each other from ${dayAndTime(next.from, zone)}: ${override.person} and ${next.person}; the newer one counts`;
    return [{ kind: 'overlap', severity: 'warning', text, schedule: id, from: next.from } as const];
  });
}

function paged({ escalationPolicies, schedules, fallback }: Directory): Set<string> {
  return new Set([
    ...Object.values(escalationPolicies).flatMap(({ levels }) =>
      levels.flatMap(({ people }) => people),
    ),
    ...Object.values(schedules).flatMap(({ layers }) => layers.flatMap(({ people }) => people)),
    ...(fallback === undefined ? [] : [fallback]),
  ]);
}

function contactsOf(person: string, { directory, roster }: Input): Finding[] {
  const name = directory.people[person]?.name ?? person;
  const responder = responderFor(directory, roster, person, 'high');
  const known = roster.contacts.filter(contact => contact.person === person);
  const verified = new Set(
    known.filter(({ state }) => state === 'verified').map(({ address }) => address),
  );
  const unusable = known
    .filter(({ state }) => state === 'opted-out' || state === 'undeliverable')
    .map(
      ({ channel, state }): Finding => ({
        kind: 'unusable',
        severity: 'problem',
        text: `${name}'s ${channel} is ${state}`,
        person,
      }),
    );
  if (responder === undefined || (responder.contacts ?? []).length === 0) {
    const text = `${name} is paged, and cannot be reached on any channel`;
    return [...unusable, { kind: 'unreachable', severity: 'problem', text, person }];
  }
  if (verified.size >= 2) return unusable;
  const text = `${name} has ${verified.size === 0 ? 'no verified way' : 'one verified way only'} of being reached; two are needed`;
  return [...unusable, { kind: 'contacts', severity: 'problem', text, person }];
}

/** A policy whose every level may be empty ends in nobody, unless there is a fallback contact. */
function endings({ escalationPolicies, fallback }: Directory): Finding[] {
  if (fallback !== undefined) return [];
  return Object.entries(escalationPolicies)
    .filter(([, { levels }]) => levels.at(-1)?.people.length === 0)
    .map(([policy]) => ({
      kind: 'ends-in-nobody',
      severity: 'problem',
      text: `policy ${policy} ends in a schedule, and there is no fallback contact`,
      policy,
    }));
}
