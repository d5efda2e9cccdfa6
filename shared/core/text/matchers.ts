import { fullTest, patternMax } from '#core/text/full-pattern.ts';
import { cut } from '#core/text/plain-text.ts';

/*
 * Conditions in Alertmanager's syntax: `service="checkout", alertname=~"High.*|Slow.*", env!="staging"`, and beyond it
 * numbers: `value > 90`. Braces around it may stand or not. Quoted text is read as Alertmanager reads it: `\"`, `\\` and
 * `\n` are escapes, and any other backslash stands for itself, so that `"\d+"` is the expression that it looks like.
 */

export interface Matcher {
  name: string;
  is: '=' | '!=' | '=~' | '!~' | '>' | '>=' | '<' | '<=';
  value: string;
}

/** What a name stands for: texts, of which any may be meant, and where it is one, a number. */
export type Looked = (name: string) => { texts: readonly string[]; number?: number };

export const matchersMax = { characters: 1000, matchers: 20 };

const example = 'such as service="checkout", severity=~"crit.*"';

export function parseMatchers(text: string): { matchers: Matcher[] } | { fault: string } {
  if (text.length > matchersMax.characters) {
    return { fault: `must not be longer than ${matchersMax.characters} characters` };
  }
  const inner = text.trim().replace(/^\{/, '').replace(/\}$/, '').trim().replace(/,$/, '');
  if (inner.trim() === '') return { fault: `must name at least one condition, ${example}` };
  const parts = splitAtCommas(inner);
  if (parts.length > matchersMax.matchers) {
    return { fault: `must not have more than ${matchersMax.matchers} conditions` };
  }
  const matchers: Matcher[] = [];
  for (const part of parts) {
    const read = parseOne(part);
    if ('fault' in read) return { fault: `${shown(part)} ${read.fault}` };
    matchers.push(read);
  }
  return { matchers };
}

/** Of those that are regular expressions, what they say. */
export function patternsIn(matchers: readonly Matcher[]): string[] {
  return matchers.flatMap(({ is, value }) => (is === '=~' || is === '!~' ? [composed(value)] : []));
}

/** A letter with its mark is one sign: some senders write two, which look the same to whoever writes the condition. */
function composed(text: string): string {
  return text.normalize('NFC');
}

const parsed = new Map<string, Matcher[]>();
const parsedMax = 1000;

/** Of text that was found right when it was taken; what became wrong since is no condition that holds. */
export function matchersOf(text: string): readonly Matcher[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const read = parseMatchers(text);
  const matchers = 'fault' in read ? [never] : read.matchers;
  if (parsed.size >= parsedMax) parsed.clear();
  parsed.set(text, matchers);
  return matchers;
}

const never: Matcher = { name: '', is: '>', value: 'NaN' };

/** All of them must hold. What is not there is empty text, as in Alertmanager: `team!="db"` holds without a team. */
export function allHold(matchers: readonly Matcher[], look: Looked): boolean {
  return matchers.every(matcher => holds(matcher, look));
}

export function holds({ name, is, value: written }: Matcher, look: Looked): boolean {
  const { texts, number } = look(name);
  const among = texts.length === 0 ? [''] : texts.map(composed);
  const value = composed(written);
  switch (is) {
    case '=':
      return among.includes(value);
    case '!=':
      return !among.includes(value);
    case '=~':
      return among.some(fullTest(value));
    case '!~':
      return !among.some(fullTest(value));
    case '>':
      return number !== undefined && number > Number(value);
    case '>=':
      return number !== undefined && number >= Number(value);
    case '<':
      return number !== undefined && number < Number(value);
    case '<=':
      return number !== undefined && number <= Number(value);
    default:
      return is satisfies never;
  }
}

/** As it would be written, for reasons. */
export function matcherText({ name, is, value }: Matcher): string {
  const isPlain = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
  const said = is.includes('=') && is !== '>=' && is !== '<=' ? JSON.stringify(value) : ` ${value}`;
  return `${isPlain ? name : JSON.stringify(name)}${said.startsWith(' ') ? ` ${is}` : is}${said}`;
}

/** Commas between quotes separate nothing. */
function splitAtCommas(text: string): string[] {
  const parts = [''];
  let isQuoted = false;
  let isEscaped = false;
  for (const sign of text) {
    if (sign === ',' && !isQuoted) {
      parts.push('');
      continue;
    }
    parts[parts.length - 1] += sign;
    if (sign === '"' && !isEscaped) isQuoted = !isQuoted;
    isEscaped = sign === '\\' && !isEscaped;
  }
  return parts;
}

const form = /^(?:"((?:[^"\\]|\\.)*)"|([^\s{}!=~<>,\\"'`]+))\s*(=~|!~|!=|>=|<=|==|=|>|<)\s*(.*)$/s;

function parseOne(part: string): Matcher | { fault: string } {
  const found = form.exec(part.trim());
  if (found === null)
    return { fault: `is no condition: it is a name, =, !=, =~ or !~, and a text, ${example}` };
  const [, quotedName, bare = '', sign = '', rest = ''] = found;
  const name = quotedName === undefined ? bare : unescaped(quotedName);
  if (name === '') return { fault: 'names nothing' };
  if (sign === '==') return { fault: 'has == where Alertmanager writes =' };
  const is = sign as Matcher['is'];
  const value = valueIn(rest.trim());
  if (value === undefined) {
    return { fault: 'has a double quote that is not closed, or needs a backslash before it' };
  }
  if (/^[<>]/.test(is)) {
    return value !== '' && Number.isFinite(Number(value))
      ? { name, is, value }
      : { fault: `must compare with a number, such as ${shown(name)} ${is} 90` };
  }
  if ((is === '=~' || is === '!~') && value.length > patternMax) {
    return { fault: `has an expression of more than ${patternMax} characters` };
  }
  return { name, is, value };
}

/** `undefined`: a quote too many. */
function valueIn(text: string): string | undefined {
  if (!text.startsWith('"'))
    return /(?:^|[^\\])(?:\\\\)*"/.test(text) ? undefined : unescaped(text);
  const inner = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1];
  return inner === undefined ? undefined : unescaped(inner);
}

function unescaped(text: string): string {
  return text.replace(/\\([n"\\])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

function shown(text: string): string {
  const one = text.trim().replace(/\s+/g, ' ');
  return cut(one, 60);
}
