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
  const ascii = [...oneLine(text)].map(character =>
    /[\x20-\x7e]/.test(character) ? character : gsm7(character).replace(/[^\x20-\x7e]/g, '?'),
  );
  return shortened(ascii.join(''), 99);
}

const basic =
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsmCharacters = new Set(basic);
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
};

/**
 * Folds text to the basic GSM-7 alphabet, in which 160 characters are one SMS segment. One curly quote would turn
 * the whole message into UCS-2 with 70 characters a segment; the extension table counts double and is folded too.
 */
export function gsm7(text: string): string {
  return [...text].map(character => foldToGsm7(character)).join('');
}

function foldToGsm7(character: string): string {
  if (gsmCharacters.has(character)) return character;
  const alike = lookAlikes[character];
  if (alike !== undefined) return alike;
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain !== '' && [...plain].every(part => gsmCharacters.has(part)) ? plain : '?';
}
