import { epochMs, type Instant } from '#core/time/instant.ts';

/** `14:45 EST`: the form of the runbook's templates, in the team's own zone. */
export function clockTime(at: Instant, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat('en-US', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  }).format(epochMs(at));
}

/** `2026-11-25 14:45 EST`: for what is not today. */
export function dayAndTime(at: Instant, timeZone = 'UTC'): string {
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone });
  return `${day.format(epochMs(at))} ${clockTime(at, timeZone)}`;
}

/** `Mon 23 Nov 09:00`, for what is within some weeks; with its zone where nothing beside it says that. */
export function weekdayAndTime(at: Instant, timeZone: string, { zone = false } = {}): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone,
  }).formatToParts(epochMs(at));
  const of = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? '';
  const time = clockTime(at, timeZone);
  return `${of('weekday')} ${of('day')} ${of('month')} ${zone ? time : time.slice(0, 5)}`;
}

/** `40 s`, `3 min`, `2 h 5 min`, `4 d`: how long something has lasted, as a person says it. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
  }
  return `${Math.floor(minutes / (24 * 60))} d`;
}
