import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };

/** Each but halves of pairs. The library's own makes a table of all of them first, in three seconds for each worker. */
const sign = fc.integer({ min: 0, max: 0x10ffff - surrogates.count }).map(
  place => String.fromCodePoint(place < surrogates.first ? place : place + surrogates.count),
  text => {
    if (typeof text !== 'string' || [...text].length !== 1 || !text.isWellFormed()) {
      throw new Error('No such sign');
    }
    const code = text.codePointAt(0) ?? 0;
    return code < surrogates.first ? code : code - surrogates.count;
  },
);

/** Of any signs that there are. */
export const anySigns = (given: { maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({ unit: sign, ...given });

/** What a sender may write: any script, emoji, controls, direction changes, markup, very long. */
export const anything: fc.Arbitrary<string> = fc.oneof(
  anySigns({ maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'|`*_[]()<>#&;!\\~-+=.1 \n\r'), maxLength: 80 }),
  fc.constantFrom(
    '“Čaj” — 価格 😀',
    '{[|^~€]}'.repeat(40),
    'a\u202Eb\u2028c\u0000d\r\ne',
    '👩‍👩‍👧‍👦'.repeat(60),
    '\ud800 lone surrogate',
    'x'.repeat(5000),
  ),
);

/** The basic alphabet of GSM 03.38 without line breaks: 160 of these are one text message. */
export const basicGsm7 =
  /^[@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;
