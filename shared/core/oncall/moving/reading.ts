import { parsePhoneNumber } from '#core/ids.ts';
import type { Fault, MovedSchedule } from '#core/oncall/moving/moved.ts';
import { parseSource, type Source, sources } from '#core/sources.ts';
import { earliest, type Instant, parseInstant } from '#core/time/instant.ts';
import { isZone } from '#core/time/is-zone.ts';

/* What every export is read with. */

export function readInstant(text: string, where: string, faults: Fault[]): Instant | undefined {
  const at = parseInstant(text);
  if (at === undefined) faults.push({ where, message: `is not a time with its zone: ${text}` });
  return at;
}

/** From one time until another, where both can be read. */
export function readSpan(
  start: string,
  end: string,
  where: string,
  faults: Fault[],
): { from: Instant; until: Instant } | undefined {
  const [from, until] = [readInstant(start, where, faults), readInstant(end, where, faults)];
  return from && until && { from, until };
}

/** Whether there is such a time zone; a schedule in another is a fault. */
export function hasZone(name: string, where: string, faults: Fault[]): boolean {
  const isThere = isZone(name);
  if (!isThere) faults.push({ where, message: `names a time zone that there is not: ${name}` });
  return isThere;
}

type Timeline = NonNullable<MovedSchedule['timeline']>;

/** What a system has worked out covers as much as its shifts do; without any there is none. */
export function timelineFrom(shifts: Timeline['shifts']): { timeline?: Timeline } {
  const from = earliest(shifts.map(shift => shift.from));
  const until = shifts
    .map(shift => shift.until)
    .toSorted()
    .at(-1);
  return from === undefined || until === undefined ? {} : { timeline: { from, until, shifts } };
}

/** As systems write them: `+1 555…`, `1-555…`. What is dialled behind a pause would make it another number. */
export function readPhone(text: string): string | undefined {
  if (/[,;#*x]/i.test(text)) return undefined;
  return parsePhoneNumber(`+${text.replace(/\D/g, '')}`);
}

/** The sender that a name says: `Amazon CloudWatch`, `New Relic`, `Datadog (US)`. */
export function senderNamed(name: string): Source | undefined {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const inside = (source: Source) => {
    const word = source.replace(/[^a-z0-9]/g, '');
    return word.length > 4 && letters.includes(word);
  };
  return parseSource(name) ?? sources.find(inside);
}

/** A list and a single answer may both be there: what says more is taken. */
export function once<It extends { id: string }>(
  all: { where: string; it: It }[],
  weight: (it: It) => number = () => 0,
): { where: string; it: It }[] {
  const byId = new Map<string, { where: string; it: It }>();
  for (const each of all) {
    const before = byId.get(each.it.id);
    if (before === undefined || weight(each.it) > weight(before.it)) byId.set(each.it.id, each);
  }
  return [...byId.values()];
}
