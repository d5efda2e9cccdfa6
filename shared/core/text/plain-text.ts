/**
 * Alert text is whatever a sender wrote. Before it stands in a message it loses what could change how the rest is
 * read: control characters, line breaks, invisible and direction-changing characters.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Keeps line breaks, for bodies. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{C}\n]+/gu, ' ')
    .trim();
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
