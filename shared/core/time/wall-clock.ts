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
  try {
    const shown = Temporal.PlainDate.from(day, { overflow: 'reject' }).toPlainDateTime(
      Temporal.PlainTime.from(time, { overflow: 'reject' }),
    );
    const zoned = shown.toZonedDateTime(timeZone, { disambiguation: 'reject' });
    return instant(zoned.toInstant().toString({ fractionalSecondDigits: 3 }));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
