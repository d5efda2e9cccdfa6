import { type Clause, isSmallWord, written } from '#core/text/clauses.ts';
import { matches } from '#core/text/wildcard.ts';

/**
 * A pattern of words, compared with the words of a clause:
 *
 *     payment down          these words, one directly after the other; "the payment is down" too: small words do not count
 *     payment*              a word that begins so; a star may stand anywhere in a word
 *     *                     up to four words of any kind
 *     (down|not working|)   one of these; an empty one may be left out
 *     %                     a percentage
 *     ^  $                  the beginning and the end of the clause; it begins again behind a colon or a dash
 *     <name>                a named list of alternatives, where the caller has any
 *
 * All places of the clause are followed at the same time, word by word and without ever going back, so the time is the
 * pattern's length times the text's.
 */
export interface WordPattern {
  text: string;
  entries: Entries;
}

/** Of hundreds of states, those that one word takes further are found at once; the others have to be asked. */
interface Entries {
  all: readonly State[];
  byWord: ReadonlyMap<string, readonly State[]>;
  others: readonly State[];
}

/** What has to hold of the next word, or of the place before it, and what comes then. */
type State = (
  | { kind: 'word'; is: Is; next: readonly State[] }
  | { kind: 'place'; holds: (clause: Clause, at: number) => boolean; next: readonly State[] }
  | { kind: 'done' }
) & { left: Mark; reached: Mark };

/** At which turn, and from which start: noted at the state itself, which takes a tenth of the time of a map. */
interface Mark {
  turn: number;
  start: number;
}

const unmarked = () => ({ left: { turn: 0, start: 0 }, reached: { turn: 0, start: 0 } });

/** One of some words, whatever begins so, or whatever holds. */
type Is = ReadonlySet<string> | string | ((word: string) => boolean);

/** The words from `start` up to `end`, which is not part of it. */
export interface Match {
  start: number;
  end: number;
}

/** Named alternatives: what stands in the brackets, split into its parts. */
type Lists = ReadonlyMap<string, readonly string[]>;

const anyWordsMax = 4;
const done: State = { kind: 'done', ...unmarked() };

/** Each may name those before it. */
export function listsOf(texts: Readonly<Record<string, string>>): Lists {
  const lists = new Map<string, readonly string[]>();
  for (const [name, text] of Object.entries(texts)) lists.set(name, tokensOf(text, lists));
  return lists;
}

/** What is wrong with a pattern that somebody wrote. */
export function patternFault(text: string): string | undefined {
  try {
    wordPattern(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Throws when the pattern is none, with what is wrong with it. */
export function wordPattern(text: string, lists: Lists = new Map()): WordPattern {
  const tokens = tokensOf(text, lists);
  const { build, end } = alternatives(tokens);
  if (end < tokens.length) throw new Error('has a ")" without its "("');
  const entries = build([done]);
  if (canEnd(entries)) throw new Error('must have a word that cannot be left out');
  return { text, entries: entriesOf(entries) };
}

/** For each place at which the pattern ends in the clause, the shortest stretch that matches. */
export function matchesOf({ entries }: WordPattern, clause: Clause): Match[] {
  const { words } = clause;
  const found: Match[] = [];
  const here: Here = { clause, at: 0, next: '', turn, reached: [] };
  let starts: number[] = [];
  for (let at = 0; at <= words.length; at++) {
    const { reached } = here;
    turn += 1;
    here.at = at;
    here.next = words[at] ?? '';
    here.turn = turn;
    if (reached.length > 0) here.reached = [];
    for (let index = 0; index < reached.length; index++) {
      const state = reached[index];
      if (state !== undefined) arrive(state, starts[index] ?? at, here);
    }
    for (const state of entries.byWord.get(here.next) ?? none) arrive(state, at, here);
    for (const state of entries.others) arrive(state, at, here);
    if (done.left.turn === turn) found.push({ start: done.left.start, end: at });
    if (here.reached.length > 0) starts = here.reached.map(state => state.reached.start);
  }
  return found;
}

/** Counts the places looked at, of all clauses. */
let turn = 0;

/** A pattern, and those among which it was given. */
interface Among {
  pattern: WordPattern;
  all: readonly WordPattern[];
}

/** Everything that `mayBegin` was told of, by what it begins with; prefixes by their first letter, too. */
const begunBy = {
  word: new Map<string, Among[]>(),
  prefix: new Map<string, Map<string, Among[]>>(),
  test: new Map<(word: string) => boolean, Among[]>(),
};

/**
 * Of these patterns those that may begin somewhere in a clause, in their order: most begin with none of its words, and of
 * a hundred one or two have to be followed. For patterns that stay: they are noted for good, so that a clause is looked
 * through once for all that are sought in it.
 */
export function mayBegin(
  patterns: readonly WordPattern[],
): (clause: Clause) => readonly WordPattern[] {
  for (const pattern of patterns) {
    for (const state of reachable(pattern.entries.all)) {
      if (state.kind === 'word') note(state.is, { pattern, all: patterns });
    }
  }
  return ({ words }) => {
    const begun = begunIn(words).get(patterns) ?? nothing;
    return begun.size < 2 ? [...begun] : patterns.filter(pattern => begun.has(pattern));
  };
}

const nothing: ReadonlySet<WordPattern> = new Set();

function note(is: Is, among: Among): void {
  if (isSet(is)) {
    for (const word of is) noted(begunBy.word, word).push(among);
  } else if (typeof is === 'string') {
    const letter = is.charAt(0);
    const prefixes = begunBy.prefix.get(letter) ?? new Map<string, Among[]>();
    begunBy.prefix.set(letter, prefixes);
    noted(prefixes, is).push(among);
  } else noted(begunBy.test, is).push(among);
}

function noted<Key>(by: Map<Key, Among[]>, key: Key): Among[] {
  const before = by.get(key) ?? [];
  by.set(key, before);
  return before;
}

/** One clause is asked for many sets of patterns, one after the other. */
let newest: { words: readonly string[]; begun: ReturnType<typeof begunIn> } | undefined;

function begunIn(
  words: readonly string[],
): ReadonlyMap<readonly WordPattern[], ReadonlySet<WordPattern>> {
  if (newest?.words === words) return newest.begun;
  const begun = new Map<readonly WordPattern[], Set<WordPattern>>();
  const add = (among: readonly Among[]) => {
    for (const { all, pattern } of among) {
      const before = begun.get(all);
      if (before === undefined) begun.set(all, new Set([pattern]));
      else before.add(pattern);
    }
  };
  for (const word of words) {
    add(begunBy.word.get(word) ?? []);
    for (const [prefix, among] of begunBy.prefix.get(word.charAt(0)) ?? []) {
      if (word.startsWith(prefix)) add(among);
    }
    for (const [holds, among] of begunBy.test) if (holds(word)) add(among);
  }
  newest = { words, begun };
  return begun;
}

function entriesOf(all: readonly State[]): Entries {
  const byWord = new Map<string, readonly State[]>();
  const others: State[] = [];
  for (const state of all) {
    if (state.kind !== 'word' || !isSet(state.is)) others.push(state);
    else for (const each of state.is) byWord.set(each, [...(byWord.get(each) ?? none), state]);
  }
  return { all, byWord, others };
}

const none: readonly State[] = [];

function isSet(is: Is): is is ReadonlySet<string> {
  return typeof is === 'object';
}

function holds(is: Is, word: string): boolean {
  if (typeof is === 'string') return word.startsWith(is);
  return typeof is === 'function' ? is(word) : is.has(word);
}

/** Those states and, behind those that ask for a place, whatever may follow without a word: each once. */
function reachable(states: readonly State[]): ReadonlySet<State> {
  const all = new Set(states);
  // A set may grow while one walks through it.
  for (const state of all) {
    if (state.kind === 'place') for (const next of state.next) all.add(next);
  }
  return all;
}

/** A place in the clause, where each state is reached from as late a start as can be. */
interface Here {
  clause: Clause;
  at: number;
  /** The word there. */
  next: string;
  turn: number;
  /** States behind the word. */
  reached: State[];
}

function arrive(state: State, start: number, here: Here): void {
  if (state.kind === 'word') {
    if (!holds(state.is, here.next)) return;
    for (const each of state.next) {
      const isNew = each.reached.turn !== here.turn;
      if (isNew) here.reached.push(each);
      if (isNew || start > each.reached.start) mark(each.reached, here.turn, start);
    }
    return;
  }
  if (state.kind === 'place' && !state.holds(here.clause, here.at)) return;
  // Who came here before, from as late a start, has gone on from here already.
  if (state.left.turn === here.turn && state.left.start >= start) return;
  mark(state.left, here.turn, start);
  if (state.kind === 'place') for (const each of state.next) arrive(each, start, here);
}

function mark(at: Mark, turn: number, start: number): void {
  at.turn = turn;
  at.start = start;
}

function canEnd(states: readonly State[]): boolean {
  return reachable(states).has(done);
}

function tokensOf(text: string, lists: Lists): string[] {
  const tokens = written(text.normalize('NFKC')).match(/<[^>]*>?|[\p{L}\p{N}*]+|[(|)^$%]/gu) ?? [];
  return tokens.flatMap(token => {
    if (!token.startsWith('<')) return isSmallWord(token) ? [] : [token];
    const list = lists.get(token.slice(1, -1));
    if (list === undefined) throw new Error(`names a list that is not known: ${token}`);
    return ['(', ...list, ')'];
  });
}

/** From what comes after a part to the states with which the part begins. */
type Build = (next: readonly State[]) => readonly State[];

const isPlain = /^[\p{L}\p{N}]+$/u;

/** Everything from a place up to the bracket that closes it. Alternatives of one plain word each are one look-up. */
function alternatives(tokens: readonly string[], from = 0): { build: Build; end: number } {
  const plain = new Set<string>();
  const branches: Build[][] = [];
  let at = from;
  while (true) {
    const [only = '', behind = ')'] = [tokens[at], tokens[at + 1]];
    if (isPlain.test(only) && (behind === '|' || behind === ')')) {
      plain.add(only);
      at += 1;
    } else {
      const branch: Build[] = [];
      while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') {
        const token = tokens[at] ?? '';
        const inner = token === '(' ? alternatives(tokens, at + 1) : undefined;
        if (inner !== undefined && tokens[inner.end] !== ')') {
          throw new Error('has a "(" without its ")"');
        }
        branch.push(inner?.build ?? buildOf(token));
        at = (inner?.end ?? at) + 1;
      }
      branches.push(branch);
    }
    if (tokens[at] !== '|') break;
    at += 1;
  }
  if (plain.size > 0) branches.push([word(plain)]);
  return {
    build: next => [
      // What can be left out leads to the same states as what follows.
      ...new Set(
        branches.flatMap(branch => branch.reduceRight((after, part) => part(after), next)),
      ),
    ],
    end: at,
  };
}

function buildOf(token: string): Build {
  if (token === '^') return place(({ firsts }, at) => firsts.has(at));
  if (token === '$') return place(({ words }, at) => at === words.length);
  if (token === '%') return word(isPercentage);
  if (/^\*+$/.test(token)) {
    const any = word(isAny);
    return next =>
      Array.from({ length: anyWordsMax }).reduce<readonly State[]>(
        after => [...any(after), ...next],
        next,
      );
  }
  const prefix = token.slice(0, -1);
  if (!token.includes('*')) return word(new Set([token]));
  return prefix.includes('*') || !token.endsWith('*')
    ? word(each => matches(token, each))
    : word(prefix);
}

export const isPercentage = (word: string) => word.endsWith('%');
const isAny = () => true;

function word(is: Is): Build {
  return next => [{ kind: 'word', is, next, ...unmarked() }];
}

function place(holds: (clause: Clause, at: number) => boolean): Build {
  return next => [{ kind: 'place', holds, next, ...unmarked() }];
}
