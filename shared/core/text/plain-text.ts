/**
 * Alert text is whatever a sender wrote. Before it stands in a message it loses what could change how the rest is
 * read: control characters, line breaks, invisible and direction-changing characters.
 */
export function oneLine(text: string): string {
  if (isPlainLine.test(text)) return text;
  return text
    .replace(
      /(?:[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]|\u034F|\u17B4|\u17B5)+/gu,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** Most lines are: words of ASCII, one blank between them. */
const isPlainLine = /^[!-~]+(?: [!-~]+)*$/;

/** Keeps line breaks, for bodies. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
    .replace(/(?:[^\P{C}\n]|[\u115F\u1160\u2800\u3164\uFFA0]|\u034F|\u17B4|\u17B5)+/gu, ' ')
    .trim();
}

/**
 * One line of somebody else's words in a message of ours: no program makes a link of an address in it, so that the only one
 * to press is the one that we gave. Phones and mail programs take `shop.example.com/pay` for an address, too; a host alone
 * stays as it is, for it is what most alerts are about.
 */
export function said(text: string): string {
  const line = oneLine(text).replace(notAscii, asFolded).replace(likeWww, asWww);
  // Most lines have nothing of an address.
  if (!mayBeAddress.test(line)) return line;
  return line
    .replace(
      /:([/\\|]{2})([^\s/\\|?#"'<>]*)/g,
      (_, slashes: string, host: string) => `[:]${slashes}${dotless(host)}`,
    )
    .replace(/\bwww\.[^\s/?#"'<>]*/gi, dotless)
    .replace(hostBefore, host => (/[^.]\.+[^.]/.test(host) ? dotless(host) : host));
}

/** Signs such as `°`, `×`, `€` and `™` become letters in a text: `a.°/` is `a.deg/` there. */
const hostBefore = /(?<![\p{L}\p{N}\p{So}×€₨_.-])[\p{L}\p{N}\p{So}×€₨_.-]+(?=(?::\d+)?[/\\|])/gu;

/** In a text `\` and `|` become slashes. */
const mayBeAddress = /[/\\|]|www\./i;

/** What becomes a sign of an address in a text, as `．` and `／` do, is one before it is looked for. */
function asFolded(character: string): string {
  const plain = character.normalize('NFKD');
  return '…‥'.includes(character) || !/[.:/"]/.test(plain) ? character : plain;
}
const notAscii = /[^\p{ASCII}]/gu;

/** The same of several lines, each as far in as it was. */
export function saidInLines(text: string): string {
  return manyLines(text)
    .split('\n')
    .map(line => `${/^ */.exec(line)?.[0] ?? ''}${said(line)}`)
    .join('\n');
}

/** A text writes `ẃ` and `𝐰` as `w`. */
function asWww(three: string): string {
  return gsm7(three).toLowerCase() === 'www' ? 'www' : three;
}
const likeWww = /(?:[\p{L}\p{So}]\p{M}*){3}(?=\.)/gu;

function dotless(host: string): string {
  return host.replaceAll('.', '[.]');
}

/** The same between quotation marks, which end where it ends: for where words of ours follow. */
export function saidInQuotes(text: string): string {
  return `"${said(text).replace(/["“”„‟″«»]/g, "'")}"`;
}

/** Somebody else's words as a part of a body: no line of it can pass for one of ours. */
export function quoted(text: string): string {
  return manyLines(text).replace(/^/gm, '> ');
}

/** Words behind a label of ours: their further lines stand under it and begin none of their own. */
export function underLabel(text: string): string {
  return manyLines(text).replace(/\n/g, '\n  ');
}

/** The first of it, at most so long in UTF-16, and no character cut in two. */
export function beginning(text: string, length: number): string {
  return text.slice(0, Math.max(0, length)).replace(/[\uD800-\uDBFF]$/, '');
}

/** At most so long, in letters that every message has. */
export function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${beginning(text, length - 2).trimEnd()}..`;
}

/** The same for where there is more room for letters than a text message has. */
export function cut(text: string, length: number): string {
  const whole = text.toWellFormed();
  return whole.length <= length ? whole : `${beginning(whole, length - 1)}…`;
}

/** SNS refuses a subject of 100 characters or more, and one with a line break. */
const subjectLength = 99;

/** The words as they are written, for whoever sends it to encode. */
export function subjectLine(text: string): string {
  return shortened(wellFormed(oneLine(text)), subjectLength);
}

/**
 * A subject for where it has to be ASCII: the letters under their accents where that says it. Else what is not ASCII stands
 * at the end as an encoded word, which mail programs show as it was written, and which has less room. Source: RFC 2047, 2 (at
 * most 75 characters a word) and 5.
 */
export function asciiSubject(subject: string): string {
  if (!losesLetters(subject, isAscii)) return shortened(folded(subject, isAscii), subjectLength);
  const begin = /^[ -~]*(?= )/.exec(subject)?.[0].slice(0, 60) ?? '';
  const prefix = begin === '' ? '' : `${begin.trimEnd()} `;
  const room = Math.min(75, subjectLength - prefix.length) - '=?UTF-8?B??='.length;
  const bytes = Math.floor(room / 4) * 3;
  const rest = [...wellFormed(subject.slice(begin.length).trim())];
  const sizeOf = (text: string) => new TextEncoder().encode(text).length;
  let kept = rest.length;
  const words = () => rest.slice(0, kept).join('') + (kept < rest.length ? '..' : '');
  while (sizeOf(words()) > bytes) kept -= 1;
  const binary = String.fromCharCode(...new TextEncoder().encode(words()));
  return `${prefix}=?UTF-8?B?${btoa(binary)}?=`;
}

const basic =
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsmCharacters = new Set(basic);
const isGsm = (character: string) => gsmCharacters.has(character);
const isAscii = (character: string) => character >= ' ' && character <= '~';
/** What folds to itself in both, as most texts do. */
const isInBoth = /^[ -Z_a-z]*$/;
const lookAlikes: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2015': '-',
  '\u2212': '-',
  '·': '-',
  '×': 'x',
  '°': 'deg',
  '‚': "'",
  '‹': "'",
  '›': "'",
  '„': '"',
  '«': '"',
  '»': '"',
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

/** Characters that a carrier takes as one message, and in each of several that are not of its alphabet. */
const gsm7Length = 160;
const ucs2Length = 67;
/** A text in another alphabet is worth this many: with a link in it, one segment would hold no words. */
const ucs2SegmentsMax = 3;

/** How a text is written: folded to GSM-7, unless letters were lost by it, which then arrive as UCS-2. */
export function textForm(words: string): {
  fold: (text: string) => string;
  length: number;
  /** That it may take. */
  segments: number;
} {
  return losesLetters(words, isGsm)
    ? {
        fold: text => wellFormed(text),
        length: ucs2Length * ucs2SegmentsMax,
        segments: ucs2SegmentsMax,
      }
    : { fold: gsm7, length: gsm7Length, segments: 1 };
}

/** A text as long as it is, each letter of it readable. */
export function readableText(text: string): string {
  return textForm(text).fold(text);
}

/** A whole text of one line. */
export function smsText(text: string): string {
  const line = oneLine(text);
  const { fold, length } = textForm(line);
  return shortened(fold(line), length);
}

/** As carriers join so many: of either alphabet about as many words. */
const wholeTextLength = { gsm7: 3 * 153, ucs2: 6 * ucs2Length };

/** All of it in the fewest texts, each letter readable; `undefined`: it would take more than anybody reads in one. */
export function wholeText(text: string): string | undefined {
  const { fold, segments } = textForm(text);
  const words = fold(text);
  const length = segments === 1 ? wholeTextLength.gsm7 : wholeTextLength.ucs2;
  return words.length <= length ? words : undefined;
}

/** Whether a letter or a digit would become a question mark; that of a picture is no loss. */
function losesLetters(text: string, fits: (character: string) => boolean): boolean {
  return (
    !isInBoth.test(text) &&
    [...text.normalize('NFC')].some(
      character => /[\p{L}\p{N}]/u.test(character) && folded(character, fits) === '?',
    )
  );
}

function wellFormed(text: string): string {
  return text.normalize('NFC').toWellFormed();
}

/** Letter by letter: itself where it fits, else what looks alike, else the letter under its accents, else `?`. */
function folded(text: string, fits: (character: string) => boolean): string {
  if (isInBoth.test(text)) return text;
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

/**
 * Without blanks, line breaks and control characters. What reads an address drops or takes them, and in a page they would
 * begin a line of their own.
 */
export function isOneWord(text: string): boolean {
  return text !== '' && !/[\s\p{C}]/u.test(text);
}
