import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { SystemName } from '#core/oncall/moving/system-names.ts';
import { importExport } from '#core/oncall/moving/systems.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import { addSeconds, epochMs, type Instant, instant } from '#core/time/instant.ts';

/* What comes of an export, quarter of an hour by quarter, beside what the system's own rule says. */

/** Within 90 days of it the clocks go back in Europe and in America. */
export const now = instant('2026-09-20T10:00:00.000Z');
const quarters = Array.from({ length: 90 * 96 }, (_, index) => addSeconds(now, index * 900));

const newKey = (integration: string) => createHash('sha256').update(integration).digest('hex');

export function imported(system: SystemName, files: Record<string, unknown>) {
  const texts = Object.entries(files).map(
    ([name, content]) =>
      [name, typeof content === 'string' ? content : JSON.stringify(content)] as const,
  );
  return importExport(system, new Map(texts), { now, newKey });
}

export function succeeded(system: SystemName, files: Record<string, unknown>) {
  const made = imported(system, files);
  if ('faults' in made) throw new Error(JSON.stringify(made.faults, null, 2));
  return made;
}

/** The same people at every quarter of an hour; `rule` answers their names. */
export function expectSameDuty(
  made: ReturnType<typeof succeeded>,
  schedule: string,
  rule: (at: Instant) => readonly string[],
): void {
  const ids = made.schedules.find(({ name }) => name === schedule)?.ids ?? [];
  const until = addSeconds(quarters.at(-1) ?? now, 900);
  const shifts = ids.flatMap(id => {
    const known = knownSchedule(made.directory, id);
    return known === undefined ? [] : shiftsBetween(known, [], now, until);
  });
  const differing: unknown[] = [];
  for (const at of quarters) {
    const ours = shifts.filter(each => each.from <= at && at < each.until);
    const names = ours.map(({ person }) => made.directory.people[person]?.name ?? person);
    const mine = [...new Set(names)].toSorted().join();
    const theirs = [...new Set(rule(at))].toSorted().join();
    if (mine !== theirs) differing.push({ at, mine, theirs });
  }
  expect(differing.slice(0, 3)).toEqual([]);
}

/** Minutes since 1970 on the wall there, the slow way. */
export function onTheWall(at: Instant, timeZone: string): number {
  const key = `${timeZone} ${at}`;
  const known = walls.get(key);
  if (known !== undefined) return known;
  // Swedish times are ISO times.
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, clock);
  const shown = Date.parse(`${clock.format(epochMs(at)).replace(' ', 'T')}:00Z`) / 60_000;
  walls.set(key, shown);
  return shown;
}
const clocks = new Map<string, Intl.DateTimeFormat>();
const walls = new Map<string, number>();
