/*
 * Regular expressions that must hold of a whole text, as matchers write them. Most are a few words: `db|cache`, `crit.*`.
 * Those are answered here. The engine for all others weighs 150 KB and is loaded when the first of them is met.
 */

/** In characters; what stands in a matcher is rarely longer than a line. */
export const patternMax = 500;

type Test = (text: string) => boolean;
type Engine = typeof import('#core/text/linear-pattern.ts');

let engine: Engine | undefined;
const tests = new Map<string, Test>();
/** More than all configurations of a day hold. */
const testsMax = 1000;

/** Loads what these take. To be awaited wherever expressions are read, before any of them is asked. */
export async function readyFor(patterns: readonly string[]): Promise<void> {
  if (engine !== undefined || patterns.every(pattern => plainTest(pattern) !== undefined)) return;
  engine = await import('#core/text/linear-pattern.ts');
}

/** For whoever checks a whole configuration, and carries the engine anyway. */
export function readyWith(loaded: Engine): void {
  engine = loaded;
}

/** What is wrong with an expression, and what to write instead. */
export async function patternFlaw(pattern: string): Promise<string | undefined> {
  if (plainTest(pattern) !== undefined) return undefined;
  const { syntaxFlaw } = await import('#core/text/linear-pattern.ts');
  return syntaxFlaw(pattern);
}

/** Whether it holds of a whole text, in time that grows with the text alone. */
export function fullTest(pattern: string): Test {
  const known = tests.get(pattern);
  if (known !== undefined) return known;
  const test = plainTest(pattern) ?? engine?.wholeTest(pattern);
  if (test === undefined) throw new Error(`The engine for ${pattern} was not loaded`);
  if (tests.size >= testsMax) tests.clear();
  tests.set(pattern, test);
  return test;
}

/** Alternatives of plain words, in which `.*` and `.+` stand for any text of one line. */
function plainTest(pattern: string): Test | undefined {
  if (!/^(?:[^\\^$.|?*+()[\]{}\n]|\\[.\-/:@_]|\.[*+]|\|)*$/.test(pattern)) return undefined;
  const alternatives = pattern.split('|').map(pieces);
  return text => !text.includes('\n') && alternatives.some(each => holds(each, text));
}

interface Piece {
  text: string;
  /** How much of any text stands before it: nothing, whatever there is, or at least one sign. */
  gap: 'none' | 'any' | 'some';
}

function pieces(alternative: string): Piece[] {
  const found: Piece[] = [{ text: '', gap: 'none' }];
  for (const [sign] of alternative.matchAll(/\.[*+]|\\?./gsu)) {
    const last = found.at(-1);
    if (last === undefined) continue;
    if (sign === '.*' || sign === '.+') {
      found.push({ text: '', gap: sign === '.+' ? 'some' : 'any' });
    } else last.text += sign.startsWith('\\') ? sign.slice(1) : sign;
  }
  return found;
}

function holds([first, ...rest]: readonly Piece[], text: string): boolean {
  if (first === undefined || !text.startsWith(first.text)) return false;
  if (rest.length === 0) return text === first.text;
  let at = first.text.length;
  for (const [index, { text: piece, gap }] of rest.entries()) {
    const from = at + (gap === 'some' ? widthAt(text, at) : 0);
    if (from > text.length) return false;
    if (index === rest.length - 1) {
      return text.length - piece.length >= from && text.endsWith(piece);
    }
    const found = text.indexOf(piece, from);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

/** One sign may be two units of the text; none is left at its end. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
