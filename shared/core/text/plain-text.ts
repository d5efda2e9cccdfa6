/**
 * Alert text is whatever a sender wrote. Before it stands in a message it loses what could change how the rest is
 * read: control characters, line breaks, invisible and direction-changing characters.
 */
export function oneLine(text: string): string {
  return text
    .replace(
      /(?:[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]|\u034F|\u17B4|\u17B5)+/gu,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** Keeps line breaks, for bodies. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
    .replace(/(?:[^\P{C}\n]|[\u115F\u1160\u2800\u3164\uFFA0]|\u034F|\u17B4|\u17B5)+/gu, ' ')
    .trim();
}

/**
 * One line of somebody else's words in a message of ours: no program makes a link of what is in it, so that the only
 * address to press is the one that we gave.
 */
export function said(text: string): string {
  return oneLine(text)
    .replaceAll('://', '[:]//')
    .replace(/\bwww\./gi, 'www[.]');
}

/** The same between quotation marks, which end where it ends: for where words of ours follow. */
export function saidInQuotes(text: string): string {
  return `"${said(text).replace(/["“”„‟″＂]/g, "'")}"`;
}

/** Somebody else's words as a part of a body: no line of it can pass for one of ours. */
export function quoted(text: string): string {
  return manyLines(text).replace(/^/gm, '> ');
}

/** Words behind a label of ours: their further lines stand under it and begin none of their own. */
export function underLabel(text: string): string {
  return manyLines(text).replace(/\n/g, '\n  ');
}

export function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 2)).trimEnd()}..`;
}

/** SNS refuses a subject of 100 characters or more, with a line break, or outside ASCII. */
export function subjectLine(text: string): string {
  return shortened(folded(oneLine(text), isAscii), 99);
}

const basic =
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsmCharacters = new Set(basic);
const isGsm = (character: string) => gsmCharacters.has(character);
const isAscii = (character: string) => character >= ' ' && character <= '~';
const lookAlikes: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '•': '-',
  '→': '->',
  '≥': '>=',
  '≤': '<=',
  '`': "'",
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '|': '/',
  '\\': '/',
  '^': "'",
  '~': '-',
  '€': 'EUR',
  ß: 'ss',
  Æ: 'AE',
  æ: 'ae',
  Ø: 'O',
  ø: 'o',
};

/**
 * Folds text to the basic GSM-7 alphabet, in which 160 characters are one SMS segment. One curly quote would turn
 * the whole message into UCS-2 with 70 characters a segment; the extension table counts double and is folded too.
 */
export function gsm7(text: string): string {
  return folded(text, isGsm);
}

/** Letter by letter: itself where it fits, else what looks alike, else the letter under its accents, else `?`. */
function folded(text: string, fits: (character: string) => boolean): string {
  return [...text.normalize('NFC')]
    .map(character => {
      if (fits(character)) return character;
      const alike = lookAlikes[character];
      if (alike !== undefined) return alike;
      const bare = [...character.normalize('NFKD').replace(/\p{M}/gu, '')];
      return bare.every(fits) ? bare.join('') : '?';
    })
    .join('');
}
