import fc from 'fast-check';
import { anySigns } from '../core/text/untrusted.ts';

/** What stands where something else was expected, in ways that real bodies have shown. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, '', '  ', 0, -1, 1e308, true, false, [], {}, [[]], [null]),
  fc.constantFrom<unknown>(
    '<no value>',
    '{{ $labels.x }}',
    '$EVENT_TITLE',
    'null',
    '\u0000\u202e',
    '\ud800',
  ),
  fc.constantFrom<unknown>(
    'resolved',
    'OK',
    'firing',
    'javascript:alert(1)',
    'https://[',
    '9'.repeat(30),
  ),
  fc.constantFrom<unknown>('0001-01-01T00:00:00Z', '2026-02-31T25:61:00Z', 1e18, 253402300800000),
  // Where reading goes back and begins anew, it takes as often as long as the text is.
  fc
    .constantFrom(' ', '\n', '-', '1', 'a', '|', ': ', 'a=', '(', '[', '<', '}\n', '\n\n a')
    .map(sign => `x${sign.repeat(20_000)}x`),
  fc.constantFrom<unknown>('x'.repeat(5000), { constructor: 1, toString: 2, hasOwnProperty: 3 }),
  anySigns({ maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);

interface Damage {
  /** Which of the places of the body, counted round and round. */
  place: number;
  how: 'replace' | 'leave out' | 'wrap' | 'rename' | 'repeat' | 'as text';
  value: unknown;
}

export const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({
    place: fc.nat(10_000),
    how: fc.constantFrom<Damage['how']>(
      'replace',
      'leave out',
      'wrap',
      'rename',
      'repeat',
      'as text',
    ),
    value: odd,
  }),
  { minLength: 1, maxLength: 4 },
);

/** A body of the same structure, with some of its places spoiled. */
export function damaged(body: object, all: readonly Damage[]): unknown {
  const copy = { root: JSON.parse(JSON.stringify(body)) as unknown };
  for (const { place, how, value } of all) {
    const places = placesIn(copy);
    const found = places[place % places.length];
    if (found === undefined) continue;
    const [holder, key] = found;
    const held = holder[key];
    // Copied, or one of the constants put into itself would make a circle.
    if (how === 'replace') holder[key] = structuredClone(value);
    else if (how === 'wrap') holder[key] = [held];
    else if (how === 'as text')
      holder[key] = typeof held === 'string' ? [held] : JSON.stringify(held);
    else if (how === 'repeat')
      holder[key] = Array.isArray(held) ? [...held, ...held] : [held, held];
    else if (key !== 'root') {
      delete holder[key];
      if (how === 'rename') holder[key.toUpperCase()] = held;
    }
  }
  return copy.root;
}

type Holder = Record<string, unknown>;

/** Every member of what is in it, however deep: whose, and by which name. */
export function placesIn(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return Object.entries(holder).flatMap(([key, inner]) => [
    [holder, key] as [Holder, string],
    ...placesIn(inner),
  ]);
}

/** Mails with what mails are made of. */
export const mails = [
  'From: Backup <backup@example.com>\r\nTo: a@example.com\r\nSubject: =?UTF-8?B?8J+UpSBEb3du?=\r\nDate: Mon, 23 Nov 2026 02:14:00 +0000\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nno space=20left=\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx\r\n--b--\r\n',
  'From: x@example.com\nSubject: [RESOLVED] Disk is full\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\nPGI+V2VsbDwvYj4=\n',
];

/** Where a text is cut, what of it is left out or said again, and what stands there instead. */
export const cuts = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(40),
    instead: fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('=?utf-8?Q?', '--b', '\r\n\r\n', '\0', '\u202e', '(((', '<'.repeat(300)),
    ),
  }),
  { minLength: 1, maxLength: 6 },
);

export function cut(text: string, all: { at: number; length: number; instead: string }[]): string {
  let changed = text;
  for (const { at, length, instead } of all) {
    const from = Math.floor(at * changed.length);
    changed = changed.slice(0, from) + instead + changed.slice(from + length);
  }
  return changed;
}
