import { Temporal } from 'temporal-polyfill';
import { type Instant, instant } from '#core/time/instant.ts';

/** What a clock on a wall shows: a day and a time, without saying where. */
export interface WallClock {
  /** `2026-11-23` */
  day: string;
  /** `09:30` */
  time: string;
}

/** `undefined`: on this day the clock there shows this time never or twice, or it is no day or time at all. */
export function onlyInstantAt({ day, time }: WallClock, timeZone: string): Instant | undefined {
  return known(() =>
    Temporal.PlainDate.from(day, { overflow: 'reject' })
      .toPlainDateTime(Temporal.PlainTime.from(time, { overflow: 'reject' }))
      .toZonedDateTime(timeZone, { disambiguation: 'reject' }),
  );
}

/** When a day begins, also where its midnight is skipped or comes twice. `undefined`: there is no such day. */
export function beginningOf(day: string, timeZone: string): Instant | undefined {
  return known(() =>
    Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(timeZone),
  );
}

function known(moment: () => Temporal.ZonedDateTime): Instant | undefined {
  try {
    return instant(moment().toInstant().toString({ fractionalSecondDigits: 3 }));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
