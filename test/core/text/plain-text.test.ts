import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gsm7, manyLines, oneLine, shortened, subjectLine } from '#core/text/plain-text.ts';
import { anything, basicGsm7 } from './untrusted.ts';

describe('one line', () => {
  test('has no line break, no control, no invisible and no direction-changing character', () => {
    expect(oneLine(' a\r\nb\tc\u0000d\u200Be\u202Ef\u2066g\u2028h\u0085i ')).toBe(
      'a b c d e f g h i',
    );
    fc.assert(
      fc.property(anything, text => {
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|^\s|\s$|\s\s/u);
      }),
    );
  });

  test('leaves words of every script as they are', () => {
    for (const text of ['Überlauf auf Server 3', '決済が失敗', 'الدفع معطل']) {
      expect(oneLine(text)).toBe(text);
    }
  });
});

describe('many lines', () => {
  test('keep their breaks, whichever they were, and nothing else that is invisible', () => {
    expect(manyLines('a\r\nb\rc\u2028d\u0000e\u202Ef\n')).toBe('a\nb\nc\nd e f');
    fc.assert(
      fc.property(anything, text => {
        expect(manyLines(text)).not.toMatch(/[^\P{C}\n]/u);
      }),
    );
  });
});

describe('a text that is cut', () => {
  test('says so, and is never longer than asked', () => {
    expect(shortened('Payment processing down', 23)).toBe('Payment processing down');
    expect(shortened('Payment processing down', 12)).toBe('Payment pr..');
    expect(shortened('Payment processing down', 10)).toBe('Payment..');
    fc.assert(
      fc.property(anything, fc.integer({ min: 2, max: 200 }), (text, length) => {
        expect(shortened(text, length).length).toBeLessThanOrEqual(length);
      }),
    );
  });
});

describe('the subject of an e-mail', () => {
  test('is ASCII, one line and shorter than 100 characters, whatever it is made of', () => {
    fc.assert(
      fc.property(anything, text => {
        expect(subjectLine(text)).toMatch(/^[\x20-\x7e]{0,99}$/);
      }),
    );
  });

  test('cannot start a header of its own', () => {
    expect(subjectLine('[SEV1] a\r\nBcc: b')).toBe('[SEV1] a Bcc: b');
  });

  test('keeps the letters under their accents', () => {
    expect(subjectLine('Zürich: café “très lent” – 50 €')).toBe(
      'Zurich: cafe "tres lent" - 50 EUR',
    );
    expect(subjectLine('Große Ärger in Malmö, Ærø')).toBe('Grosse Arger in Malmo, AEro');
  });
});

describe('GSM-7', () => {
  test('is all that is left, whatever came in', () => {
    fc.assert(
      fc.property(anything, text => {
        expect(gsm7(oneLine(text))).toMatch(basicGsm7);
      }),
    );
  });

  test('leaves what is in the alphabet as it is', () => {
    const text = 'Größe @ £5, ¿qué? àèìòù ÄÖÑÜ §1 <ok> (50%)';
    expect(gsm7(text)).toBe(text);
  });

  test.each([
    ['“déjà vu” — naïve…', '"déjà vu" - naive...'],
    ['{"a": [1|2]}', '("a": (1/2))'],
    ['5 € ≥ 4 → ok', '5 EUR >= 4 -> ok'],
    ['Čeština', 'Cestina'],
    ['価格 down', '?? down'],
    ['😀 down', '? down'],
    ['⚠️ disk full', '? disk full'],
    ['ﬁle ①', 'file 1'],
  ])('folds %j to %j', (text, folded) => {
    expect(gsm7(text)).toBe(folded);
  });

  test('reads letters and their accents as one, however they were typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(gsm7(text.normalize('NFD'))).toBe(gsm7(text.normalize('NFC')));
      }),
    );
    expect(gsm7('de\u0301ja\u0300 vu')).toBe('déjà vu');
  });
});
