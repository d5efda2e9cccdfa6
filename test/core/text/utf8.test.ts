import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8 } from '#core/text/utf8.ts';

test.each([
  ['Latin-1', Buffer.from('people:\n  zoe:\n    name: Zoë\n', 'latin1'), { line: 3, column: 13 }],
  ['UTF-16', Buffer.from('\ufeffname: Zoë\n', 'utf16le'), { line: 1, column: 1 }],
  ['half a letter', Buffer.from('a\nb\nZoë').subarray(0, 7), { line: 3, column: 3 }],
])('%s is told by its line and column', (_, bytes, place) => {
  expect(decodeUtf8(bytes)).toEqual(place);
});

test('a byte order mark is no part of the text', () => {
  expect(decodeUtf8(Buffer.from('\ufeffversion: 1\n'))).toEqual({ text: 'version: 1\n' });
});

test('whatever is UTF-8 is read as it was written, and of all else a place is told', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      if (!text.isWellFormed() || text.startsWith('\ufeff')) return;
      expect(decodeUtf8(Buffer.from(text))).toEqual({ text });
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
      const read = decodeUtf8(bytes);
      if ('text' in read) return;
      expect(read.line).toBeGreaterThan(0);
      expect(read.column).toBeGreaterThan(0);
    }),
  );
});
