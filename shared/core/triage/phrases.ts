import { type Definition, defaultRules } from '#core/triage/rules.ts';
import type { Vocabulary } from '#core/triage/vocabulary.ts';
import { type Clause, softBreak } from '#core/triage/words.ts';

export interface Found {
  definition: Definition;
  /** The words that matched, as they stand in the text. */
  quote: string;
}

/** Everything that a clause says of the runbook's definitions. */
export function definitionsIn(clause: Clause, { isTitle }: { isTitle: boolean }): Found[] {
  const found: Found[] = [];
  for (const { definition, phrases, notAfter } of compiled) {
    if (definition.titleOnly && !isTitle) continue;
    const quote = firstQuote(clause, phrases, notAfter);
    if (quote !== undefined) found.push({ definition, quote });
  }
  return found;
}

function firstQuote(
  clause: Clause,
  phrases: readonly Phrase[],
  notAfter: ReadonlySet<string>,
): string | undefined {
  for (let start = 0; start < clause.length; start++) {
    for (const phrase of phrases) {
      if (phrase.atBeginning && !isBeginning(clause, start)) continue;
      const end = endOf(clause, start, phrase.parts);
      if (end === undefined || qualifiedBy(clause, start, notAfter)) continue;
      if (isDenied(clause, start) || isOnlyMentioned(clause, start)) continue;
      return clause
        .slice(start, end)
        .filter(word => word !== softBreak)
        .join(' ')
        .replaceAll('_', ' ');
    }
  }
  return undefined;
}

/** Each part is a list of alternatives, each of them one word or several. */
interface Phrase {
  atBeginning: boolean;
  parts: readonly (readonly string[][])[];
}

const compiled = defaultRules.definitions.map(definition => ({
  definition,
  phrases: definition.phrases.map(phrase => compile(phrase, defaultRules.vocabulary)),
  notAfter: new Set(definition.notAfter?.split(' ')),
}));

function compile(phrase: string, vocabulary: Vocabulary): Phrase {
  const words = phrase.split(' ');
  const atBeginning = words[0] === '^';
  const parts = (atBeginning ? words.slice(1) : words).map(word => {
    const list = /^<(\w+)>$/.exec(word)?.[1];
    const entries = list === undefined ? [word] : (vocabulary[list] ?? []);
    // The longest first: "payment processing" must not end at "payment".
    return entries.map(entry => entry.split(' ')).toSorted((a, b) => b.length - a.length);
  });
  return { atBeginning, parts };
}

/** May stand between the parts without changing what is said. */
const fillers = new Set([
  ...[softBreak, 'is', 'are', 'was', 'were', 'be', 'been', 'being', 'has', 'have', 'had', 'the'],
  ...['our', 'a', 'an', 'to', 'currently', 'now', 'still', 'again', 'just', 'went', 'gone', 'go'],
  ...[
    'going',
    'appears',
    'seems',
    'completely',
    'totally',
    'fully',
    'entirely',
    'all',
    'any',
    'of',
  ],
  ...['keeps', 'suddenly', 'mostly', 'requests', 'calls', 'page', 'server', 'servers', 'cluster'],
  ...['in', 'also', 'customer', 'partially', 'production', 'service', 'system'],
]);
const fillersMax = 4;

/** Where the phrase that begins here ends, or nothing when the words are others. */
function endOf(clause: Clause, start: number, parts: Phrase['parts']): number | undefined {
  let at = start;
  for (const [index, alternatives] of parts.entries()) {
    let skipped = 0;
    let end = endOfPart(clause, at, alternatives);
    while (
      end === undefined &&
      index > 0 &&
      skipped < fillersMax &&
      fillers.has(clause[at] ?? '')
    ) {
      at += 1;
      skipped += 1;
      end = endOfPart(clause, at, alternatives);
    }
    if (end === undefined) return undefined;
    at = end;
  }
  return at;
}

function endOfPart(
  clause: Clause,
  at: number,
  alternatives: readonly string[][],
): number | undefined {
  for (const words of alternatives) {
    if (words.every((word, offset) => clause[at + offset] === word)) return at + words.length;
  }
  return undefined;
}

const articles = new Set([
  'the',
  'our',
  'main',
  'primary',
  'production',
  'prod',
  'whole',
  'entire',
]);

function isBeginning(clause: Clause, start: number): boolean {
  for (let at = start - 1; at >= 0; at--) {
    const word = clause[at] ?? '';
    if (word === softBreak) return true;
    if (!articles.has(word)) return false;
  }
  return true;
}

function qualifiedBy(clause: Clause, start: number, words: ReadonlySet<string>): boolean {
  return [clause[start - 1], clause[start - 2]].some(word => word !== undefined && words.has(word));
}

const negators = new Set([
  ...['no', 'not', 'without', 'never', 'zero', 'neither', 'nor', 'none', 'prevent', 'prevents'],
  ...['prevented', 'avoid', 'avoids', 'avoided', 'fixed', 'resolved', 'recovered'],
]);
const betweenNegation = new Set([
  ...[
    'a',
    'an',
    'the',
    'any',
    'of',
    'sign',
    'signs',
    'evidence',
    'indication',
    'report',
    'reports',
  ],
  ...['known', 'real', 'actual', 'actually', 'longer', 'been', 'being', 'or', 'data', 'loss'],
  ...['corruption', 'customer', 'user', 'from', 'further', 'more', 'is', 'was', 'there'],
]);

/** `no data loss`, `without any outage`, `no sign of a security breach`. */
function isDenied(clause: Clause, start: number): boolean {
  for (let at = start - 1; at >= 0; at--) {
    const word = clause[at] ?? '';
    if (negators.has(word)) return true;
    if (!betweenNegation.has(word)) return false;
  }
  return false;
}

const texts = new Set([
  ...['typo', 'typos', 'documentation', 'docs', 'readme', 'faq', 'runbook', 'wording', 'article'],
  ...['changelog', 'guide', 'spelling', 'template', 'postmortem', 'drill', 'test', 'dashboard'],
]);
const about = new Set(['of', 'for', 'about', 'on', 'in', 'page', 'pages', 'to', 'text', 'article']);
const causes = new Set([
  ...['took', 'takes', 'caused', 'causes', 'causing', 'cause', 'broke', 'breaks', 'brought', 'led'],
  ...['leads', 'made', 'makes', 'and', 'after', 'resulted'],
]);

/** `Typo in the article about payment failures` is about a text; `typo in a config took payments down` is not. */
function isOnlyMentioned(clause: Clause, start: number): boolean {
  const before = clause.slice(0, start);
  const text = before.findIndex((word, at) => texts.has(word) && about.has(clause[at + 1] ?? ''));
  return text !== -1 && !before.slice(text).some(word => causes.has(word));
}
