import type { Alert } from '#core/intake/alert.ts';
import {
  production,
  senderWords,
  staging,
  wordsInNames,
} from '#core/intake/severity/definitions.ts';
import { meaningOf } from '#core/intake/severity/label-names.ts';
import { hitsIn, holdsIn, ruleOf, type Subject } from '#core/intake/severity/said.ts';
import type { Severity } from '#core/severity.ts';
import { clausesOf } from '#core/text/clauses.ts';
import { remembered } from '#core/text/remembered.ts';

/** A severity that somebody wrote down, and where. */
interface Stated extends Worst {
  /** Where it stands, as the beginning of a sentence: `label priority is`. */
  where: string;
}

/** The worst of what one text says. */
interface Worst {
  severity: Severity;
  /** In the runbook's own terms (`SEV1`, `P2`), which is more than a word such as `critical`. */
  isTerm: boolean;
  text: string;
}

const words = senderWords.map(({ severity, ...said }) => ({ severity, rule: ruleOf(said) }));
const nameWords = ruleOf(wordsInNames);

/** `SEV1: …`, `[P2] …`, `CRITICAL - …`. */
const titleLabel =
  /^\s*[[(]?\s*((?:sev|p)[ _-]?[0-5](?![\p{L}\p{N}%.])|(?:critical|crit|fatal|emergency)(?=\s*[\]):]|\s+[-–—|]\s))/iu;

/**
 * Whatever names a severity: the sender's own word, labels and annotations called so, the beginning of the title, and
 * the name of the alert's rule where nothing else does.
 */
export function statedSeverities(subject: Subject): readonly Stated[] {
  const said: Stated[] = [];
  const add = (where: string, worst: readonly Worst[]) => {
    for (const each of worst) said.push({ ...each, where });
  };
  if (subject.kind === 'declaration') {
    add('title says', inTitle(subject.title));
    return said;
  }
  const { labels, annotations, vendorSeverity, name, source, title } = subject.alert;
  for (const map of [labels, annotations]) {
    for (const key in map) {
      if (meaningOf(key).isSeverity) add(`label ${key} is`, worstIn(map[key] ?? ''));
    }
  }
  if (vendorSeverity !== undefined) add("the sender's severity is", worstIn(vendorSeverity));
  add('title says', inTitle(title));
  // What `generic` calls a name is a title.
  if (said.length === 0 && source !== 'generic') add('the name is', inName(name));
  return said;
}

const inTitle = remembered(title => {
  const labelled = titleLabel.exec(title.normalize('NFKC'))?.[1];
  return labelled === undefined ? [] : worstIn(labelled);
});

/**
 * In which order alerts are looked at that are too many to be judged: what fires before what clears, and what its sender
 * calls worse before the rest. Only words that name a severity count; few sentences are read as quickly.
 */
export function mostUrgentFirst<Item>(
  items: readonly Item[],
  alertOf: (item: Item) => Alert,
): Item[] {
  return items
    .map(item => {
      const alert = alertOf(item);
      const said = statedSeverities({ kind: 'alert', alert }).map(({ severity }) => severity);
      return { item, order: alert.status === 'firing' ? (said.toSorted()[0] ?? 'SEV3') : 'then' };
    })
    .toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .map(({ item }) => item);
}

const anyTerm =
  /(?<![\p{L}\p{N}])(?:sev|severity|p|prio|priority)[ _-]?([0-5])(?![\p{L}\p{N}%])/giu;
const sevTerm = /(?<![\p{L}\p{N}])sev[ _-]?([0-5])(?![\p{L}\p{N}%])/giu;

/** The worst of what one value says: `P1 - Critical`, `critical,warning`. */
const worstIn = remembered(text => {
  const clauses = clausesOf(text);
  const named = words.flatMap(({ severity, rule }) =>
    clauses.some(clause => hitsIn(clause, rule).length > 0) ? severity : [],
  );
  return worst(text, termsIn(text, anyTerm), named);
});

/** A name such as `prod-checkout-SEV1-5xx`. A `P1` in it may be anything. */
const inName = remembered(name => {
  const terms = clausesOf(name).flatMap(clause => termsIn(clause.words.join(' '), sevTerm));
  return worst(name, terms, holdsIn(name, nameWords) ? ['SEV2'] : []);
});

function worst(text: string, terms: Severity[], named: Severity[]): readonly Worst[] {
  const [severity] = [...terms, ...named].toSorted();
  return severity === undefined ? [] : [{ severity, isTerm: terms.length > 0, text }];
}

/** Others count from 0 or to 5; there is nothing worse than SEV1 or milder than SEV4. */
const byDigit: readonly Severity[] = ['SEV1', 'SEV1', 'SEV2', 'SEV3', 'SEV4', 'SEV4'];

function termsIn(text: string, term: RegExp): Severity[] {
  // Keyboards of some languages write wide letters, which mean the same.
  return [...text.normalize('NFKC').matchAll(term)].flatMap(
    ([, digit]) => byDigit[Number(digit)] ?? [],
  );
}

const isStaging = ruleOf(staging);
const isProduction = ruleOf(production);

/** The label that says that no customer is where the alert comes from. */
export function stagingLabel(subject: Subject): { key: string; value: string } | undefined {
  if (subject.kind === 'declaration') return undefined;
  const { labels } = subject.alert;
  for (const key in labels) {
    const value = labels[key] ?? '';
    if (meaningOf(key).isEnvironment && environment(value).isStaging) return { key, value };
  }
  return undefined;
}

const environment = remembered(text => ({
  isStaging: holdsIn(text, isStaging) && !holdsIn(text, isProduction),
}));
