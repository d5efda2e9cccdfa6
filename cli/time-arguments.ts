import type { Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import type { Display } from '#cli/incident-text.ts';
import type { Session } from '#cli/session.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { dayAndTime, weekdayAndTime } from '#core/time/clock-time.ts';
import { parseDuration } from '#core/time/duration-text.ts';
import { addSeconds, type Instant, parseInstant, secondsBetween } from '#core/time/instant.ts';
import { isZone } from '#core/time/is-zone.ts';
import { dayThere } from '#core/time/local-time.ts';

/** Times as people type and read them: on the clock of their own place, or of the zone that they name. */

export const withZone = (command: Command) =>
  command.option('--zone <zone>', 'IANA zone in which times are read and shown');

/** The same display on another clock. */
export function inZone({ display }: Session, zone: string | undefined): Display {
  if (zone === undefined) return display;
  if (!isZone(zone)) {
    throw new CliFailure('usage', `There is no time zone ${zone}.`, {
      next: 'It looks like Europe/Berlin or UTC.',
    });
  }
  return { ...display, timeZone: zone };
}

interface Reading {
  option: string;
  /** A bare time at or before this is of the day after: from 18:00 until 08:00. */
  after?: Instant;
  /** A bare time that is yet to come was yesterday's. */
  isPast?: boolean;
}

/** `now`, `+2h`, `18:00`, `2026-11-24`, `2026-11-24 18:00`, or ISO 8601 with its zone. */
export async function readMoment(
  text: string,
  { timeZone, askTime }: Display,
  { option, after, isPast = false }: Reading,
): Promise<Instant> {
  const tidy = text.trim();
  if (tidy === 'now') return askTime();
  const later = tidy.startsWith('+') ? parseDuration(tidy.slice(1)) : undefined;
  if (later !== undefined) return addSeconds(after ?? (await askTime()), later);
  const whole = parseInstant(tidy);
  if (whole !== undefined) return whole;

  // Loaded only here: most commands are told no time.
  const { beginningOf, onlyInstantAt } = await import('#core/time/wall-clock.ts');
  const local = /^(?:(\d{4}-\d{2}-\d{2})(?:[T ](?=\d))?)?(\d{1,2}:\d{2})?$/.exec(tidy);
  if (tidy === '' || local === null) throw notATime(text, option);
  const [, day, clock] = local;
  if (day !== undefined && clock === undefined) {
    const begins = beginningOf(day, timeZone);
    if (begins === undefined) throw notATime(text, option);
    return begins;
  }
  const time = (clock ?? '').padStart(5, '0');
  const onDay = (which: string) => {
    const found = onlyInstantAt({ day: which, time }, timeZone);
    if (found === undefined) throw never(`${which} ${time}`, timeZone, option);
    return found;
  };
  if (day !== undefined) return onDay(day);

  const now = await askTime();
  const base = after ?? now;
  const today = onDay(dayThere(base, timeZone));
  if (after !== undefined && today <= after) return onDay(dayThere(base, timeZone, 1));
  return isPast && today > now ? onDay(dayThere(base, timeZone, -1)) : today;
}

function notATime(text: string, option: string): CliFailure {
  return new CliFailure('usage', `${option} is not a time: ${oneLine(text)}`, {
    next: 'Write 18:00, +2h, "2026-11-24 18:00", or 2026-11-24T18:00:00+01:00.',
  });
}

function never(shown: string, timeZone: string, option: string): CliFailure {
  return new CliFailure(
    'usage',
    `${option}: clocks in ${timeZone} show ${shown} never, or twice that night.`,
    { next: 'Write it with its offset, such as 2026-10-25T02:30:00+02:00.' },
  );
}

const halfYearSeconds = 182 * 86_400;

/** `Mon 23 Nov 09:00`, for tables that say the zone once; with its year where that may be another one. */
export function tableTime(at: string, { timeZone, now }: Display): string {
  const moment = parseInstant(at);
  if (moment === undefined) return oneLine(at);
  return Math.abs(secondsBetween(now(), moment)) < halfYearSeconds
    ? weekdayAndTime(moment, timeZone)
    : dayAndTime(moment, timeZone).slice(0, '2026-11-23 09:00'.length);
}

export const zoneLine = ({ timeZone, paint }: Display) => paint('dim', `Times in ${timeZone}.`);
