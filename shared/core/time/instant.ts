/**
 * A moment, as ISO 8601 text in UTC with milliseconds: `2026-11-23T02:14:05.120Z`.
 * Fixed width, so the order of the text is the order of time; the same value in memory, table, log and test.
 */
export type Instant = string & { readonly brand: 'Instant' };

/** As we write it, of a day that every month has and a time that no clock doubts: such text is its own instant. */
const ours =
  /^(19[7-9]|2\d\d)\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Reads any ISO 8601 text with a zone; `undefined` when it is not one. A zero time (year 1) is "not given". */
export function parseInstant(text: string): Instant | undefined {
  if (ours.test(text)) return text as Instant;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text))
    return undefined;
  const ms = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(ms) || ms < 0 || ms >= yearsOfFiveDigits) return undefined;
  // The platform reads 31 February as 3 March.
  const day = text.slice(0, 10);
  const isThere = day.slice(8) <= '28' || fromEpochMs(Date.parse(day)).startsWith(day);
  return isThere ? fromEpochMs(ms) : undefined;
}

/** `9999-12-31T23:59-01:00` is in one: as text it begins with a plus, and would come before all others. */
const yearsOfFiveDigits = Date.UTC(10_000, 0);

/** `Wed, 21 Oct 2026 07:28:00 GMT`, as headers have it. Source: RFC 9110, 5.6.7. */
export function parseHttpDate(text: string): Instant | undefined {
  if (!/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : fromEpochMs(ms);
}

/** For values that this system wrote itself; throws on anything else, because that is a bug. */
export function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`Not an instant with a zone: ${JSON.stringify(text)}`);
  return parsed;
}

/**
 * The work of one night reckons with the same moments again and again: the last one of each place is known, by its number
 * and by its text. A day is a part of the place, since much is due at this very second of another day.
 */
const momentsKept = 16_384;
const byNumber = places();
const byText = places();

export function fromEpochMs(ms: number): Instant {
  // What is finer is dropped; there is one zero.
  const whole = Math.trunc(ms) + 0;
  const place = placeOf(Math.floor(whole / 1000));
  const known = byNumber.texts[place];
  if (byNumber.numbers[place] === whole && known) return known;
  const at = new Date(whole).toISOString() as Instant;
  keep(byNumber, place, at, whole);
  keep(byText, placeOfText(at), at, whole);
  return at;
}

export function epochMs(at: Instant): number {
  const place = placeOfText(at);
  if (byText.texts[place] === at) return byText.numbers[place] ?? Number.NaN;
  const ms = Date.parse(at);
  if (!Number.isNaN(ms)) keep(byText, place, at, ms);
  return ms;
}

function places() {
  const texts = new Array<Instant>(momentsKept).fill('' as Instant);
  return { texts, numbers: new Float64Array(momentsKept) };
}

function keep(known: ReturnType<typeof places>, place: number, at: Instant, ms: number): void {
  known.texts[place] = at;
  known.numbers[place] = ms;
}

function placeOf(seconds: number): number {
  return seconds & (momentsKept - 1);
}

function placeOfText(at: string): number {
  const hours = twoDigits(at, 8) * 24 + twoDigits(at, 11);
  return placeOf(hours * 3600 + twoDigits(at, 14) * 60 + twoDigits(at, 17));
}

function twoDigits(text: string, from: number): number {
  return 10 * text.charCodeAt(from) + text.charCodeAt(from + 1) - 11 * 48;
}

/** Milliseconds of the epoch at which a clock in Greenwich shows this: `2026-11-02T09:00`, or a day alone, at its beginning. */
export function msInGreenwich(text: string): number {
  const ms = Date.parse(text.includes('T') ? `${text}Z` : text);
  if (Number.isNaN(ms)) throw new RangeError(`${text} is no time of a wall clock`);
  return ms;
}

export function addSeconds(at: Instant, seconds: number): Instant {
  return fromEpochMs(epochMs(at) + seconds * 1000);
}

/** Positive when `to` is after `from`; may have a fraction. */
export function secondsBetween(from: Instant, to: Instant): number {
  return (epochMs(to) - epochMs(from)) / 1000;
}

/** A deadline is met from its very millisecond on, never before. */
export function isDue(dueAt: Instant, now: Instant): boolean {
  return dueAt <= now;
}

export function earliest(instants: readonly Instant[]): Instant | undefined {
  return instants.reduce<Instant | undefined>(
    (first, at) => (first === undefined || at < first ? at : first),
    undefined,
  );
}

/** For libraries that want the platform's mutable type; it goes no further than their call. */
export function sdkDate(at: Instant): Date {
  return new Date(at);
}
