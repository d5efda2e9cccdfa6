import { fromEpochMs, type Instant, parseInstant } from '#core/time/instant.ts';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const years = { from: '2000', until: '2200' };

/**
 * A moment as senders write it: seconds, milliseconds, microseconds or nanoseconds since 1970, ISO 8601 with or without a
 * zone (then UTC), Go's `2026-11-23 02:14:05.1 +0000 UTC`, or the dates of mail. Year 1, 1970 and empty text mean "not yet";
 * what has more than one reading, such as 03/04/2026, is not read.
 */
export function momentOf(value: unknown): Instant | undefined {
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{9,19}(\.\d+)?$/.test(text)) return ofNumber(Number(text));
  return within(parseInstant(text) ?? ofText(text));
}

function ofNumber(value: number): Instant | undefined {
  const ms = [1e12, 1e15, 1e18].map((from, index) => (value >= from ? value / 1000 ** index : 0));
  const known = ms.findLast(each => each > 0) ?? value * 1000;
  return known > 0 && known < 7.3e12 ? within(fromEpochMs(Math.trunc(known))) : undefined;
}

const withoutZone =
  /^(\d{4})[-/](\d\d?)[-/](\d\d?)[T ]{1,2}(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:\s*([AP]M)\b)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?:\s+[A-Z]{3,5})?$/i;
const ofMail =
  /^(?:[A-Z][a-z]{2},? )?(\d\d?) ([A-Z][a-z]{2})[a-z]*,? (\d{4}) (\d\d?):(\d\d)(?::(\d\d))?(?:\s*([AP]M)\b)?(?: (UTC|GMT|Z|[+-]\d{4}))?/;
const monthFirst =
  /^(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2})[a-z]* (\d\d?),? (\d{4}),? (?:at )?(\d\d?):(\d\d)(?::(\d\d))?(?:\s*([AP]M)\b)?(?: (UTC|GMT|[+-]\d{4}))?/;

/** No moment is written in more. */
const longest = 100;

function ofText(text: string): Instant | undefined {
  if (text.length > longest) return undefined;
  const iso = withoutZone.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction = '0', half, zone] = iso;
    return written([year, month, day, ofDay(hour, half), minute, second], fraction, zone);
  }
  const mail = ofMail.exec(text);
  const other = monthFirst.exec(text);
  const found = mail ?? other;
  if (found === null) return undefined;
  const [, first = '', second = '', year, hour, minute, seconds, half, zone] = found;
  const [day, name] = mail === null ? [second, first] : [first, second];
  const month = String(months.indexOf(name.toLowerCase()) + 1);
  return written([year, month, day, ofDay(hour, half), minute, seconds], '0', zone);
}

/** The hour of the day: 12 AM is its first, and 12 PM its thirteenth. */
function ofDay(hour: string | undefined, half: string | undefined): string | undefined {
  return half === undefined
    ? hour
    : String((Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0));
}

function written(
  [year, ...parts]: (string | undefined)[],
  fraction: string,
  zone = 'Z',
): Instant | undefined {
  const [month, day, hour, minute, second] = parts.map((part = '0') => part.padStart(2, '0'));
  const offset = /^[+-]/.test(zone) ? zone : 'Z';
  return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}${offset}`);
}

function within(moment: Instant | undefined): Instant | undefined {
  return moment !== undefined && moment >= years.from && moment < years.until ? moment : undefined;
}
