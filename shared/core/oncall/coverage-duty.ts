import { deadOverrides } from '#core/oncall/dead-overrides.ts';
import type { Finding } from '#core/oncall/finding.ts';
import { nameOf, type Outlook } from '#core/oncall/outlook.ts';
import { type KnownSchedule, layerShiftsBetween, type Shift } from '#core/oncall/who-is-on-call.ts';
import type { Layer } from '#core/setup/schedule.ts';
import { listed } from '#core/text/listing.ts';
import { dayAndTime } from '#core/time/clock-time.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';
import { firstInstantAt, wallMinutes } from '#core/time/wall-minutes.ts';

const week = 7 * 86_400;

/** When nobody is on duty where somebody should be, and what makes the duty other than somebody thinks. */
export function dutyFindings(outlook: Outlook): Finding[] {
  return [
    ...gaps(outlook),
    ...unknownReferences(outlook),
    ...[...outlook.duty.keys()].flatMap(id => overlaps(id, outlook)),
    ...[...outlook.duty.values()].flatMap(({ schedule }) =>
      schedule.layers.flatMap((layer, index) => idleLayer(schedule, layer, index, outlook)),
    ),
  ];
}

interface Span {
  from: Instant;
  until: Instant;
}

/** Levels that lead to schedules alone; one finding for all that have the same schedules. */
function gaps(outlook: Outlook): Finding[] {
  const { directory } = outlook;
  const levels = Object.entries(directory.escalationPolicies).flatMap(([policy, { levels }]) =>
    levels.map(({ people, schedules = [] }, index) => ({
      policy,
      name: `level ${index + 1} of ${policy}`,
      isAlone: !people.some(person => Object.hasOwn(directory.people, person)),
      schedules: [...new Set(schedules)].toSorted(),
    })),
  );
  const alone = levels.filter(({ isAlone, schedules }) => isAlone && schedules.length > 0);
  const hurt = new Set<string>();
  const findings: Finding[] = [];
  for (const [, [level, ...others]] of Map.groupBy(alone, each => each.schedules.join('\n'))) {
    if (level === undefined) continue;
    const { schedules, policy } = level;
    const shifts = schedules.flatMap(id => staffed(outlook, id));
    const [first, ...more] = holes(shifts, outlook);
    if (first === undefined) continue;
    for (const id of schedules) hurt.add(id);
    const [only, ...rest] = schedules;
    const places = [level, ...others].map(({ name }) => name);
    findings.push({
      kind: 'gap',
      severity: 'problem',
      text: `${nobody(outlook, schedules, first, more.length)}: ${listed(places)} ${places.length === 1 ? 'leads' : 'lead'} to nobody then`,
      ...(only !== undefined && rest.length === 0 && { schedule: only }),
      ...(others.every(other => other.policy === policy) && { policy }),
      ...first,
    });
  }
  for (const id of outlook.duty.keys()) {
    const [first, ...more] = holes(staffed(outlook, id), outlook);
    if (first === undefined || hurt.has(id)) continue;
    const text = `${nobody(outlook, [id], first, more.length)}: no level depends on it alone`;
    findings.push({ kind: 'gap', severity: 'note', text, schedule: id, ...first });
  }
  return findings;
}

/** Somebody who is not configured is paged on no channel, so they are nobody. */
function staffed({ directory, duty }: Outlook, id: string): Shift[] {
  const shifts = duty.get(id)?.shifts ?? [];
  return shifts.filter(({ person }) => Object.hasOwn(directory.people, person));
}

function nobody(
  { duty, from, until, timeZone: zone }: Outlook,
  schedules: readonly string[],
  first: Span,
  more: number,
): string {
  const known = schedules.flatMap(id => duty.get(id)?.schedule ?? []);
  const names = listed(known.map(({ name }) => name));
  if (first.from === from && first.until === until) return `nobody is ever on duty for ${names}`;
  const begin = dayAndTime(first.from, zone);
  const end = first.until === until ? 'on' : `to ${dayAndTime(first.until, zone)}`;
  const again =
    more === 0 ? '' : ` and ${more === 1 ? 'once more' : `${more} more times`} in the time ahead`;
  return `nobody is on duty for ${names} from ${begin} ${end}${again}`;
}

/** What none of the shifts covers, in order. */
function holes(shifts: readonly Span[], { from, until }: Span): Span[] {
  const found: Span[] = [];
  let covered = from;
  for (const shift of shifts.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (shift.from > covered) found.push({ from: covered, until: shift.from });
    if (shift.until > covered) covered = shift.until;
  }
  if (covered < until) found.push({ from: covered, until });
  return found;
}

function unknownReferences({
  directory,
  roster,
  from: begins,
  until: ends,
  timeZone,
}: Outlook): Finding[] {
  return deadOverrides(directory, roster, begins, timeZone)
    .filter(({ override }) => override.from < ends)
    .map(({ override: { schedule, person, instead, from, until }, missing, text }) => {
      const span = { person: missing === 'instead' ? (instead ?? person) : person, from, until };
      return missing === 'schedule'
        ? { kind: 'unknown-schedule', severity: 'warning', text, ...span }
        : { kind: 'unknown-person', severity: 'problem', text, schedule, ...span };
    });
}

/** Two that put different people in the place of the same ones. */
function overlaps(id: string, outlook: Outlook): Finding[] {
  const { roster, from, until, duty, timeZone: zone } = outlook;
  const { schedule, shifts = [] } = duty.get(id) ?? {};
  const own = roster.overrides.filter(override => override.schedule === id);
  return own.flatMap((one, index) =>
    own.slice(index + 1).flatMap((other): Finding[] => {
      const span = {
        from: [one.from, other.from, from].toSorted().at(-1) ?? from,
        until: [one.until, other.until, until].toSorted().at(0) ?? until,
      };
      const concernsOthers =
        one.instead !== undefined && other.instead !== undefined && one.instead !== other.instead;
      if (schedule === undefined || span.from >= span.until) return [];
      if (one.person === other.person || concernsOthers) return [];
      const then = shifts.find(shift => shift.from <= span.from && span.from < shift.until);
      const who = then === undefined ? 'nobody' : nameOf(outlook, then.person);
      return [
        {
          kind: 'overlap',
          severity: 'warning',
          text: `two overrides of ${schedule.name} overlap from ${dayAndTime(span.from, zone)} to ${dayAndTime(span.until, zone)}, for ${nameOf(outlook, one.person)} and for ${nameOf(outlook, other.person)}: the newer one counts, and ${who} is on duty`,
          schedule: id,
          ...span,
        },
      ];
    }),
  );
}

/** A layer whose windows never open within its own time. Holidays come when they come. */
function idleLayer(
  schedule: KnownSchedule,
  layer: Layer,
  index: number,
  { from, until }: Outlook,
): Finding[] {
  const { timeZone, id, name } = schedule;
  const begins = firstInstantAt(wallMinutes(layer.start), timeZone);
  const ends = layer.end === undefined ? until : firstInstantAt(wallMinutes(layer.end), timeZone);
  const active = { from: begins > from ? begins : from, until: ends < until ? ends : until };
  // Within a week every weekday has come.
  const isLongEnough = secondsBetween(active.from, active.until) > week;
  const isWholeLife = layer.end !== undefined && begins >= from && ends <= until;
  if (layer.on === 'holidays' || active.from >= active.until) return [];
  if (!isLongEnough && !isWholeLife) return [];
  if (layerShiftsBetween(schedule, index, active.from, active.until).length > 0) return [];
  const text = `layer ${layer.name} of ${name} is never on duty: none of its windows opens while it lasts`;
  return [{ kind: 'never-on-duty', severity: 'warning', text, schedule: id, ...active }];
}
