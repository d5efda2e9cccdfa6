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
  entries: readonly State[];
  /** Whether it may begin with a word: most clauses have none of these, and are done at a glance. */
  opens: (word: string) => boolean;
}

/** What has to hold of the next word, or of the place before it, and what comes then. */
type State =
  | { kind: 'word'; is: Is; next: readonly State[] }
  | { kind: 'place'; holds: (clause: Clause, at: number) => boolean; next: readonly State[] }
  | { kind: 'done' };

/** One of some words, or whatever holds. */
type Is = ReadonlySet<string> | ((word: string) => boolean);

/** The words from `start` up to `end`, which is not part of it. */
export interface Match {
  start: number;
  end: number;
}

/** Named alternatives: what stands in the brackets, split into its parts. */
type Lists = ReadonlyMap<string, readonly string[]>;

const anyWordsMax = 4;
const done: State = { kind: 'done' };

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
  const { build, rest } = alternatives(tokensOf(text, lists));
  if (rest.length > 0) throw new Error('has a ")" without its "("');
  const entries = build([done]);
  if (canEnd(entries)) throw new Error('must have a word that cannot be left out');
  return { text, entries, opens: openingWith(entries) };
}

/** For each place at which the pattern ends in the clause, the shortest stretch that matches. */
export function matchesOf({ entries, opens }: WordPattern, clause: Clause): Match[] {
  if (!clause.words.some(opens)) return [];
  const found: Match[] = [];
  let reached = new Map<State, number>();
  for (let at = 0; at <= clause.words.length; at++) {
    const next = clause.words[at] ?? '';
    const begins = entries.some(state => state.kind !== 'word' || holds(state.is, next));
    if (!begins && reached.size === 0) continue;
    const here = new Map<State, number>();
    for (const [state, start] of reached) arrive(state, start, clause, at, here);
    for (const state of entries) arrive(state, at, clause, at, here);
    const start = here.get(done);
    if (start !== undefined) found.push({ start, end: at });
    reached = new Map();
    for (const [state, start] of here) {
      if (state.kind !== 'word' || !holds(state.is, next)) continue;
      for (const after of state.next) {
        reached.set(after, Math.max(start, reached.get(after) ?? 0));
      }
    }
  }
  return found;
}

/** Whether one of the patterns may begin with the word. */
export function opens(patterns: readonly WordPattern[]): (word: string) => boolean {
  return openingWith(patterns.flatMap(({ entries }) => entries));
}

function openingWith(entries: readonly State[]): (word: string) => boolean {
  const all = [...reachable(entries)].flatMap(state => (state.kind === 'word' ? [state.is] : []));
  const words = new Set(all.flatMap(is => (typeof is === 'function' ? [] : [...is])));
  const others = all.filter(is => typeof is === 'function');
  return word => words.has(word) || others.some(is => is(word));
}

function holds(is: Is, word: string): boolean {
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

/** A state that asks for a place is left at once, when the place is right. */
function arrive(
  state: State,
  start: number,
  clause: Clause,
  at: number,
  here: Map<State, number>,
): void {
  const known = here.get(state);
  // Who came here before, from as late a start, has gone on from here already.
  if (known !== undefined && known >= start) return;
  here.set(state, start);
  if (state.kind === 'place' && state.holds(clause, at)) {
    for (const next of state.next) arrive(next, start, clause, at, here);
  }
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

/** Everything up to the bracket that closes it. Alternatives of one plain word each are one look-up. */
function alternatives(tokens: readonly string[]): { build: Build; rest: readonly string[] } {
  const plain = new Set<string>();
  const branches: Build[][] = [];
  let rest: readonly string[] = ['|', ...tokens];
  while (rest[0] === '|') {
    const [, only = '', behind = ')'] = rest;
    if (/^[\p{L}\p{N}]+$/u.test(only) && /^[|)]$/.test(behind)) {
      plain.add(only);
      rest = rest.slice(2);
      continue;
    }
    const branch: Build[] = [];
    rest = rest.slice(1);
    while (rest.length > 0 && rest[0] !== '|' && rest[0] !== ')') {
      const [token = '', ...behind] = rest;
      const inner = token === '(' ? alternatives(behind) : undefined;
      if (inner !== undefined && inner.rest[0] !== ')')
        throw new Error('has a "(" without its ")"');
      branch.push(inner?.build ?? buildOf(token));
      rest = inner?.rest.slice(1) ?? behind;
    }
    branches.push(branch);
  }
  if (plain.size > 0) branches.push([word(plain)]);
  return {
    build: next => [
      // What can be left out leads to the same states as what follows.
      ...new Set(
        branches.flatMap(branch => branch.reduceRight((after, part) => part(after), next)),
      ),
    ],
    rest,
  };
}

function buildOf(token: string): Build {
  if (token === '^') return place(({ firsts }, at) => firsts.has(at));
  if (token === '$') return place(({ words }, at) => at === words.length);
  if (token === '%') return word(each => each.endsWith('%'));
  if (/^\*+$/.test(token)) {
    const any = word(() => true);
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
    : word(each => each.startsWith(prefix));
}

function word(is: Is): Build {
  return next => [{ kind: 'word', is, next }];
}

function place(holds: (clause: Clause, at: number) => boolean): Build {
  return next => [{ kind: 'place', holds, next }];
}
