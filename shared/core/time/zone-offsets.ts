import { Temporal } from 'temporal-polyfill';
import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

/** From this moment on the clocks of a zone stand so many minutes ahead of UTC. */
export interface ZoneOffset {
  from: Instant;
  minutes: number;
}

/** Where two copies of the time zone data do not agree: the law changed, and one of them does not know it yet. */
export interface Disagreement {
  from: Instant;
  until: Instant;
  /** How many minutes the second copy's clocks stand ahead of the first one's. */
  minutes: number;
}

/** What the time zone data of this very program says: the offset at `from`, and each change before `until`. */
export function zoneOffsets(timeZone: string, from: Instant, until: Instant): ZoneOffset[] {
  const end = epochMs(until);
  const offsets: ZoneOffset[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from(from).toZonedDateTimeISO(timeZone);
  while (at !== null && at.epochMilliseconds < end) {
    const minutes = at.offsetNanoseconds / 60_000_000_000;
    offsets.push({ from: fromEpochMs(at.epochMilliseconds), minutes });
    at = at.getTimeZoneTransition('next');
  }
  return offsets;
}

/** Both from the same moment on. */
export function disagreements(
  first: readonly ZoneOffset[],
  second: readonly ZoneOffset[],
  until: Instant,
): Disagreement[] {
  const moments = [...new Set([...first, ...second].map(({ from }) => from))].toSorted();
  const spans = moments.map((from, index) => ({
    from,
    until: moments[index + 1] ?? until,
    minutes: offsetAt(second, from) - offsetAt(first, from),
  }));
  const joined: Disagreement[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (span.minutes === 0) continue;
    if (last?.until === span.from && last.minutes === span.minutes) last.until = span.until;
    else joined.push(span);
  }
  return joined;
}

function offsetAt(offsets: readonly ZoneOffset[], at: Instant): number {
  return offsets.findLast(({ from }) => from <= at)?.minutes ?? 0;
}
