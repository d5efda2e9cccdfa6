import fc from 'fast-check';

/** What a sender may write: any script, emoji, controls, direction changes, markup, very long. */
export const anything: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
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
