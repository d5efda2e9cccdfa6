import { epochMs, type Instant } from '#core/time/instant.ts';

const forms = {
  clock: ['en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' }],
  day: ['en-CA', { dateStyle: 'short' }],
  weekday: ['en-US', { weekday: 'short', day: 'numeric', month: 'short' }],
} as const;

/** Making one takes longer than all else that is done for a message. */
const made = new Map<string, Intl.DateTimeFormat>();

function formatter(form: keyof typeof forms, timeZone: string): Intl.DateTimeFormat {
  const key = `${form} ${timeZone}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const [locale, options] = forms[form];
  const one = new Intl.DateTimeFormat(locale, { ...options, timeZone });
  made.set(key, one);
  return one;
}

/** Messages about one incident name the same few minutes: so many are kept as they were last said. */
const saidMax = 256;
const said = new Map<string, Map<number, string>>();

/** `14:45 EST`: the form of the runbook's templates, in the team's own zone. */
export function clockTime(at: Instant, timeZone = 'UTC'): string {
  const ofZone = said.get(timeZone) ?? new Map<number, string>();
  const minute = Math.floor(epochMs(at) / 60_000);
  const known = ofZone.get(minute);
  if (known !== undefined) return known;
  const text = formatter('clock', timeZone).format(epochMs(at));
  if (ofZone.size >= saidMax) ofZone.clear();
  said.set(timeZone, ofZone.set(minute, text));
  return text;
}

/** `2026-11-25 14:45 EST`: for what is not today. */
export function dayAndTime(at: Instant, timeZone = 'UTC'): string {
  return `${formatter('day', timeZone).format(epochMs(at))} ${clockTime(at, timeZone)}`;
}

/** The time alone as long as nobody can take it for that of another day, else with its day. */
export function timeSeenFrom(now: Instant, at: Instant, timeZone?: string): string {
  const isNear = Math.abs(epochMs(at) - epochMs(now)) < 12 * 3_600_000;
  return isNear ? clockTime(at, timeZone) : dayAndTime(at, timeZone);
}

/** `Mon 23 Nov 09:00`, for what is within some weeks; with its zone where nothing beside it says that. */
export function weekdayAndTime(at: Instant, timeZone: string, { zone = false } = {}): string {
  const parts = formatter('weekday', timeZone).formatToParts(epochMs(at));
  const of = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? '';
  const time = clockTime(at, timeZone);
  return `${of('weekday')} ${of('day')} ${of('month')} ${zone ? time : time.slice(0, 5)}`;
}

/** `40 s`, `3 min`, `2 h 5 min`, `2 d 23 h`: how long something has lasted, as a person says it. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return inTwo(minutes, 60, 'h', 'min');
  return inTwo(Math.round(seconds / 3600), 24, 'd', 'h');
}

function inTwo(count: number, size: number, large: string, small: string): string {
  const rest = count % size;
  return `${Math.floor(count / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
