/** A stretch of text that stands for itself, as the words that a pattern is compared with. */
export interface Clause {
  /** In lower case, without the small words. */
  words: readonly string[];
  /** Which of them is the first of the clause, or the first behind a colon, a dash or a bracket. */
  firsts: ReadonlySet<number>;
  /** The text as it was written from one of the words up to another, small words included. */
  quote: (start: number, end: number) => string;
}

const textMax = 2000;

/** They change nothing in what is said, so patterns need not care where they stand. */
const smallWords = new Set(
  (
    'a an the our is are was were be been being has have had just still now again currently ' +
    'went go going keeps suddenly seems appears also very'
  ).split(' '),
);

/** Products whose names have capitals inside are still one word. */
const productNames = /(?:My|Postgre|No)SQL|(?:Mongo|Maria|Dynamo)DB|RabbitMQ|OpenSearch/g;
const softBreak = '|';
const clauseEnd =
  /[.!?](?:\s|$)|[;,()[\n\r]|\b(?:but|however|although|though|whereas|while|except)\b/;

/**
 * `HighErrorRate` and `error_rate` become words of their own, `63 percent` becomes `63%`, `can't` becomes `cannot`, and
 * addresses are left out: the words in a link say nothing about the incident. Only the beginning of a long text is read.
 */
export function clausesOf(text: string): Clause[] {
  const plain = text
    .slice(0, textMax)
    .normalize('NFKC')
    .replace(/\bhttps?:\/\/\S+/gi, ' ')
    .replace(productNames, name => name.toLowerCase())
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/([\p{Lu}\d])(\p{Lu}\p{Ll})/gu, '$1 $2');
  return written(plain)
    .replace(/>=?/g, ' above ')
    .replace(/<=?/g, ' below ')
    .replace(/(\d)\s*(?:%|percent\b|per cent\b)/g, '$1% ')
    .replace(/(\d),(\d{3})(?=[\d.]*%)/g, '$1$2')
    .replace(/(\d),(\d{1,2}%)/g, '$1.$2')
    .replace(/(?<!\s)\s+[-–—]+\s+|:\s+|[–—|\]]/g, ` ${softBreak} `)
    .split(clauseEnd)
    .map(clause => clauseOf(clause.match(/\d+(?:\.\d+)?%|[\p{L}\p{N}]+|[|]/gu) ?? []))
    .filter(({ words }) => words.length > 0);
}

/** How one word is written: the same in texts and in patterns. */
export function written(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’‘`]/g, "'")
    .replace(/\bcan't\b/g, 'cannot')
    .replace(/\bwon't\b/g, 'will not')
    .replace(/n't\b/g, ' not');
}

export function isSmallWord(word: string): boolean {
  return smallWords.has(word);
}

function clauseOf(tokens: readonly string[]): Clause {
  const all = tokens.filter(token => token !== softBreak);
  const breaks = tokens.flatMap((token, index) => (token === softBreak ? index : []));
  const at = [...all.keys()].filter(index => !isSmallWord(all[index] ?? ''));
  // A place among the tokens, less the breaks before it, is a place among the words.
  const behind = [0, ...breaks.map((place, before) => place - before)];
  return {
    words: at.map(index => all[index] ?? ''),
    firsts: new Set(behind.map(place => at.findIndex(index => index >= place))),
    quote: (start, end) => all.slice(at[start], (at[end - 1] ?? 0) + 1).join(' '),
  };
}
