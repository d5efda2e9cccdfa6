import type { Alert } from '#core/intake/alert.ts';
import {
  conditions,
  exclusions,
  labelsSetAside,
  lists,
  type Said,
} from '#core/intake/severity/definitions.ts';
import { type Clause, clausesOf } from '#core/text/clauses.ts';
import { remembered } from '#core/text/remembered.ts';
import {
  type Match,
  matchesOf,
  mayBegin,
  type WordPattern,
  wordPattern,
} from '#core/text/word-pattern.ts';

/** What is classified: an alert, or what a person declares. */
export type Subject =
  /** `service`: the one of tocsin.yaml that takes it, where that is known. */
  | { kind: 'alert'; alert: Alert; service?: string }
  | { kind: 'declaration'; title: string; description?: string };

/** Patterns with what sets them aside, ready to be looked for. */
export interface Rule {
  patterns: Sought;
  /** Words that may stand nowhere in the clause. */
  nowhere: Sought;
  /** Words that may not stand around those that matched. */
  around: readonly { before?: WordPattern; after?: WordPattern }[];
}

/** Those that are worth following in a clause. */
type Sought = (clause: Clause) => readonly WordPattern[];

export interface Hit extends Match {
  pattern: string;
}

/** As many words beside a match are looked at, so that the time stays that of the text's length. */
const aroundMax = 20;

export function ruleOf({ patterns, except = '' }: Said): Rule {
  const exceptions = listed(except);
  return {
    patterns: mayBegin(listed(patterns).map(text => wordPattern(text, lists))),
    nowhere: mayBegin(
      exceptions.filter(text => !text.includes('@')).map(text => wordPattern(text, lists)),
    ),
    around: exceptions
      .filter(text => text.includes('@'))
      .map(text => {
        const [before = '', after = ''] = text.split('@').map(each => each.trim());
        return {
          ...(before !== '' && { before: wordPattern(`(${before}) $`, lists) }),
          ...(after !== '' && { after: wordPattern(`^ (${after})`, lists) }),
        };
      }),
  };
}

function listed(text: string): string[] {
  return text
    .split(';')
    .map(each => each.trim())
    .filter(each => each !== '');
}

/** Everything in the clause that the rule means, the first of its patterns first. */
export function hitsIn(clause: Clause, { patterns, nowhere, around }: Rule): Hit[] {
  const found = patterns(clause).flatMap(pattern =>
    matchesOf(pattern, clause).map(match => ({ ...match, pattern: pattern.text })),
  );
  if (found.length === 0 || stands(clause, nowhere(clause))) return [];
  return found.filter(match => !isWithin(clause, match, around));
}

export function holdsIn(text: string, rule: Rule): boolean {
  return clausesOf(text).some(clause => hitsIn(clause, rule).length > 0);
}

function stands(clause: Clause, patterns: readonly WordPattern[]): boolean {
  return patterns.some(pattern => matchesOf(pattern, clause).length > 0);
}

function isWithin(clause: Clause, { start, end }: Match, around: Rule['around']): boolean {
  const { words } = clause;
  const before = { ...clause, words: words.slice(Math.max(0, start - aroundMax), start) };
  const after = { ...clause, words: words.slice(end, end + aroundMax), firsts: new Set([0]) };
  return around.some(
    each =>
      (each.before === undefined || stands(before, [each.before])) &&
      (each.after === undefined || stands(after, [each.after])),
  );
}

/** A clause of a subject, with what sets its matches aside. */
export interface Statement extends Clause {
  where: 'title' | 'name' | 'description';
  setAside: Rule['around'];
}

const compiledExclusions = exclusions.map(({ except, unless }) => ({
  ...ruleOf({ patterns: '', except }),
  unless: unless && ruleOf(unless),
}));
const conditional = ruleOf(conditions);
const setAsideLabels = ruleOf(labelsSetAside);

/** What is said, the title first: when two say the same, the reason quotes what people see. */
export function statementsOf(subject: Subject): Statement[] {
  const { title, description = '' } = subject.kind === 'alert' ? subject.alert : subject;
  const name = subject.kind === 'alert' && !title.startsWith(subject.alert.name);
  return [
    ...inTitle(title),
    ...(name ? inName(subject.alert.name) : []),
    ...(description === '' ? [] : inDescription(description)),
  ];
}

const inTitle = remembered(text => (isSetAside(text) ? [] : stated('title', text)));
const inName = remembered(text => stated('name', text));
const inDescription = remembered(text =>
  stated('description', text).filter(statement => hitsIn(statement, conditional).length === 0),
);

function stated(where: Statement['where'], text: string): Statement[] {
  return clausesOf(text).flatMap(clause => {
    const holding = compiledExclusions.filter(
      ({ unless }) => unless === undefined || hitsIn(clause, unless).length === 0,
    );
    return holding.some(({ nowhere }) => stands(clause, nowhere(clause)))
      ? []
      : [{ ...clause, where, setAside: holding.flatMap(({ around }) => around) }];
  });
}

/** The same as `hitsIn`, without what is denied, over, in staging, or only possible. */
export function statedIn(statement: Statement, rule: Rule): Hit[] {
  return hitsIn(statement, rule).filter(match => !isWithin(statement, match, statement.setAside));
}

/** `[TEST] …`, `Resolved: …`. */
function isSetAside(title: string): boolean {
  const [label = '', ...rest] = title.split(/:\s|\]|\s[-–—|]+\s/);
  return rest.length > 0 && holdsIn(label.replace(/^\s*\[/, ''), setAsideLabels);
}
