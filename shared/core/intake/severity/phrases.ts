import { type Definition, nonProduction } from '#core/intake/severity/definitions.ts';
import { defaultRules } from '#core/intake/severity/rules.ts';
import type { Vocabulary } from '#core/intake/severity/vocabulary.ts';
import { type Clause, softBreak } from '#core/intake/severity/words.ts';

export interface Found {
  definition: Definition;
  /** The words that matched, as they stand in the text. */
  quote: string;
}

/** Everything that a clause says of the runbook's definitions. */
export function definitionsIn(clause: Clause, { isTitle }: { isTitle: boolean }): Found[] {
  const found: Found[] = [];
  for (const rule of compiled) {
    if (rule.definition.titleOnly && !isTitle) continue;
    const quote = firstQuote(clause, rule);
    if (quote !== undefined) found.push({ definition: rule.definition, quote });
  }
  return found;
}

function firstQuote(clause: Clause, { phrases, notAfter, notBefore }: Compiled) {
  for (let start = 0; start < clause.length; start++) {
    for (const phrase of phrases) {
      if (phrase.atBeginning && !isBeginning(clause, start)) continue;
      const end = endOf(clause, start, phrase.parts);
      if (end === undefined || qualifiedBefore(clause, start, notAfter)) continue;
      if (isDenied(clause, start) || isOnlyMentioned(clause, start)) continue;
      if (qualifiedBehind(clause, end, notBefore) || isOver(clause, end)) continue;
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

interface Compiled {
  definition: Definition;
  phrases: readonly Phrase[];
  notAfter: ReadonlySet<string>;
  notBefore: ReadonlySet<string>;
}

const set = (words: string) => new Set(words.split(' '));
const elsewhere = set(nonProduction);

const compiled: readonly Compiled[] = defaultRules.definitions.map(definition => ({
  definition,
  phrases: definition.phrases.map(phrase => compile(phrase, defaultRules.vocabulary)),
  notAfter: set(`${definition.notAfter ?? ''} ${nonProduction}`.trim()),
  notBefore: set(`${definition.notBefore ?? ''} drill exercise simulation rehearsal`.trim()),
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

/** `staging database`, but not `test of the shop: database`. */
function qualifiedBefore(clause: Clause, start: number, words: ReadonlySet<string>): boolean {
  const [near = softBreak, far = softBreak] = [clause[start - 1], clause[start - 2]];
  return words.has(near) || (near !== softBreak && words.has(far));
}

const connectors = set('for in on of at the our a an only just alert alarm attempt attempts');
const production = set('production prod live');
const environments = set('env environment');
const times = set('second seconds minute minutes min mins hour hours day days time while');

/** `down in staging`, `down for one user`, `failure alert test`; not `down for several minutes`. */
function qualifiedBehind(clause: Clause, end: number, words: ReadonlySet<string>): boolean {
  const isDetail = clause[end] === softBreak;
  let at = isDetail ? end + 1 : end;
  while (at < end + 5 && connectors.has(clause[at] ?? '')) at += 1;
  const [word = '', next = ''] = [clause[at], clause[at + 1]];
  if (elsewhere.has(word) && !clause.some(each => production.has(each))) {
    return !isDetail || next === '' || environments.has(next);
  }
  // What stands behind a colon is a sentence of its own: `Database down: some pods restart`.
  if (isDetail) return false;
  // "Down 20 %" is an amount. Behind "for" stands whom it concerns, and the share says how bad that is.
  if (/^\d[\d.]*%$/.test(word)) return at > end ? words.has('%') : clause[end - 1] === 'down';
  return words.has(word) && !times.has(next) && clause[end] !== 'on';
}

const endings = set('resolved recovered fixed restored over');
const beforeEnding = set(`${softBreak} is are was were has have been now fully completely already`);

/** `database down is now resolved`. */
function isOver(clause: Clause, end: number): boolean {
  let at = end;
  while (beforeEnding.has(clause[at] ?? '')) at += 1;
  return endings.has(clause[at] ?? '') && [undefined, softBreak, 'now'].includes(clause[at + 1]);
}

const markers = set(
  'test testing drill exercise simulation rehearsal resolved recovered closed ok maintenance',
);
const aroundMarkers = set(
  'this is a an just only alert alarm fire dr planned scheduled environment env please ignore',
);

/** A title that begins with `[TEST]`, `Resolved:` or `Staging:` tells of nothing that happens to customers now. */
export function isLabelled(clause: Clause): boolean {
  const label = clause.slice(0, Math.max(0, clause.indexOf(softBreak)));
  const isMarker = (word: string) => markers.has(word) || elsewhere.has(word);
  return label.some(isMarker) && label.every(word => isMarker(word) || aroundMarkers.has(word));
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
