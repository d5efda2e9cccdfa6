import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asciiSubject,
  cut,
  gsm7,
  manyLines,
  oneLine,
  said,
  saidInQuotes,
  shortened,
  smsText,
  subjectLine,
} from '#core/text/plain-text.ts';
import { segmentsOf } from '../../support/sms-segments.ts';
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

test('no cut leaves half of a character, whatever it ends with', () => {
  const flames = '🔥'.repeat(9);
  for (const length of [2, 3, 4, 5, 6, 7]) {
    for (const text of [shortened(flames, length), cut(flames, length)]) {
      expect(text.isWellFormed()).toBe(true);
      expect(text.length).toBeLessThanOrEqual(length);
    }
  }
});

describe('the subject of an e-mail', () => {
  test('is one line and shorter than 100 characters, in ASCII where that is asked for', () => {
    fc.assert(
      fc.property(anything, text => {
        const subject = subjectLine(text);
        expect(subject).toMatch(/^[^\p{Cc}\p{Cs}]{0,99}$/u);
        expect(subject.length).toBeLessThanOrEqual(99);
        expect(asciiSubject(subject)).toMatch(/^[\x20-\x7e]{0,99}$/);
      }),
    );
  });

  test.each([
    'Оплата не работает',
    'Οι πληρωμές απέτυχαν',
    '決済が失敗',
    'الدفع معطل',
    'Диск 決済 é',
  ])('keeps the words of %j, encoded as mail programs read them', title => {
    const subject = subjectLine(`[SEV1] INC-2026-001 You are paged: ${title}`);
    expect(subject).toContain(title);
    const [, before, encoded = ''] =
      /^(\[SEV1\] INC-2026-001 You are paged: )=\?UTF-8\?B\?([\w+/=]+)\?=$/.exec(
        asciiSubject(subject),
      ) ?? [];
    expect(`${before}${Buffer.from(encoded, 'base64').toString()}`).toBe(subject);
  });

  test('is cut between characters where encoding makes it too long', () => {
    const ascii = asciiSubject(subjectLine(`[SEV1] ${'決済が失敗'.repeat(30)}`));
    const encoded = /\?B\?(.*)\?=$/.exec(ascii)?.[1] ?? '';
    expect(Buffer.from(encoded, 'base64').toString()).toMatch(/^[決済が失敗]{5,}\.\.$/u);
  });

  test('cannot start a header of its own', () => {
    expect(subjectLine('[SEV1] a\r\nBcc: b')).toBe('[SEV1] a Bcc: b');
  });

  test.each([
    ['Zürich: café “très lent” – 50 €', 'Zurich: cafe "tres lent" - 50 EUR'],
    ['Große Ärger in Malmö, Ærø', 'Grosse Arger in Malmo, AEro'],
  ])(
    'keeps %j as it is written, and where it has to be ASCII the letters under their accents',
    (text, ascii) => {
      expect(subjectLine(text)).toBe(text);
      expect(asciiSubject(subjectLine(text))).toBe(ascii);
    },
  );
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
    ['below \u22125 °C · «Kühlung» „hier“', 'below -5 degC - "Kühlung" "hier"'],
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

describe('words of a stranger in a text', () => {
  test.each([
    ['in letters of full width', 'https：／／evil．example/pay'],
    ['with a slash of full width', 'evil.example／pay'],
    ['with dots that only look like one', 'evil․example/pay'],
    ['of the web', 'www․evil․example'],
    ['with its slashes the other way', 'https:\\\\evil.example\\pay'],
    ['with lines for slashes', 'evil.example|pay'],
    ['in the middle of a sentence', 'See https:||evil．example now'],
  ])('are no link, an address %s as little as any', (_, title) => {
    expect(smsText(saidInQuotes(title))).not.toMatch(/:\/\/|evil\.example/);
    expect(asciiSubject(saidInQuotes(title))).not.toMatch(/:\/\/|evil\.example/);
  });

  test.each(['a.°/', 'a.×/', 'shop.€/pay', 'shop.™:80/', '°.a/'])(
    'become none by a sign that is letters in a text: %s',
    text => {
      expect(gsm7(said(text))).not.toMatch(/[a-z]\.[a-z]/i);
    },
  );

  test.each(['ｗｗｗ', '𝐰𝐰𝐰', 'ẃww', 'w\u0301wW', 'éｗｗｗ', '🅆🅆🅆'])(
    'become none by letters that are w in a text: %s',
    begin => {
      expect(gsm7(said(`${begin}.shop.example`))).not.toMatch(/www\.|\.shop|p\.e/i);
    },
  );

  test('become none by folding, whatever they are', () => {
    const link = /:\/\/|www\.|[\p{L}\p{N}]\.[\p{L}\p{N}]+\//iu;
    const letters = fc.constantFrom(...'aw:./\\|．․。／：…‥«＂℀⒈¼⁄–°×€™· '.split(''));
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 30 }), text => {
        expect(gsm7(said(text))).not.toMatch(link);
      }),
    );
  });

  test.each(['“', '»', '«', '＂', '″', '„'])('do not end before they do: %s', sign => {
    const text = smsText(saidInQuotes(`Disk${sign} Resolved by Bo ${sign}`));
    expect(text.slice(1, -1)).not.toContain('"');
  });

  test('are left as they are where they lead nowhere', () => {
    for (const text of ['C:\\data is full', 'cpu|disk', '故障。詳細', 'Disk… 90 % and/or more']) {
      expect(said(text)).toBe(text);
    }
  });
});

describe('a text', () => {
  test.each([
    'Оплата не работает',
    'Οι πληρωμές απέτυχαν',
    '決済が失敗',
    'الدفع معطل',
    'ชำระเงินไม่ได้',
  ])('says %j in its own letters', words => {
    expect(smsText(`SEV1 ${words}`)).toBe(`SEV1 ${words}`);
  });

  test('is one segment where its letters can be folded, and three at most where not', () => {
    fc.assert(
      fc.property(anything, text => {
        const sms = smsText(text);
        expect(sms.isWellFormed()).toBe(true);
        expect(segmentsOf(sms)).toBeLessThanOrEqual(basicGsm7.test(sms) ? 1 : 3);
      }),
    );
    expect(smsText('😀 down “now”')).toBe('? down "now"');
    expect(segmentsOf(smsText('決済が失敗'.repeat(100)))).toBe(3);
  });
});
