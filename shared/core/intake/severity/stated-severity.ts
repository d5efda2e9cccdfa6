import type { Alert } from '#core/intake/alert.ts';
import {
  environmentLabels,
  production,
  senderWords,
  staging,
  wordsInNames,
} from '#core/intake/severity/definitions.ts';
import { hitsIn, holdsIn, ruleOf, type Subject } from '#core/intake/severity/said.ts';
import type { Severity } from '#core/severity.ts';
import { clausesOf } from '#core/text/clauses.ts';
import { remembered } from '#core/text/remembered.ts';

/** A severity that somebody wrote down, and where. */
interface Stated {
  severity: Severity;
  /** In the runbook's own terms (`SEV1`, `P2`), which is more than a word such as `critical`. */
  isTerm: boolean;
  /** Where it stands, as the beginning of a sentence: `label priority is`. */
  where: string;
  text: string;
}

const severityKeys = new Set(['severity', 'sev', 'priority', 'incident_severity']);
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
  const title = subject.kind === 'alert' ? subject.alert.title : subject.title;
  const labelled = titleLabel.exec(title.normalize('NFKC'))?.[1];
  const inTitle = labelled === undefined ? [] : worstIn('title says', labelled);
  if (subject.kind === 'declaration') return inTitle;

  const { labels, annotations, vendorSeverity, name, source } = subject.alert;
  const said = [
    ...[...Object.entries(labels), ...Object.entries(annotations)].flatMap(([key, value]) =>
      severityKeys.has(key.toLowerCase()) ? worstIn(`label ${key} is`, value) : [],
    ),
    ...(vendorSeverity === undefined ? [] : worstIn("the sender's severity is", vendorSeverity)),
    ...inTitle,
  ];
  // What `generic` calls a name is a title.
  return said.length > 0 || source === 'generic' ? said : inName(name);
}

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
const worstIn = remembered((where: string, text): readonly Stated[] => {
  const clauses = clausesOf(text);
  const named = words.flatMap(({ severity, rule }) =>
    clauses.some(clause => hitsIn(clause, rule).length > 0) ? severity : [],
  );
  return stated(where, text, termsIn(text, anyTerm), named);
});

/** A name such as `prod-checkout-SEV1-5xx`. A `P1` in it may be anything. */
function inName(name: string): Stated[] {
  const terms = clausesOf(name).flatMap(clause => termsIn(clause.words.join(' '), sevTerm));
  return stated('the name is', name, terms, holdsIn(name, nameWords) ? ['SEV2'] : []);
}

function stated(where: string, text: string, terms: Severity[], named: Severity[]): Stated[] {
  const [worst] = [...terms, ...named].toSorted();
  return worst === undefined ? [] : [{ severity: worst, isTerm: terms.length > 0, where, text }];
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

export function isEnvironmentLabel(key: string): boolean {
  return environmentLabels.includes(key.toLowerCase().replace(/[^a-z\d]+/g, '_'));
}

/** The label that says that no customer is where the alert comes from. */
export function stagingLabel(subject: Subject): { key: string; value: string } | undefined {
  if (subject.kind === 'declaration') return undefined;
  for (const [key, value] of Object.entries(subject.alert.labels)) {
    if (!isEnvironmentLabel(key)) continue;
    if (holdsIn(value, isStaging) && !holdsIn(value, isProduction)) return { key, value };
  }
  return undefined;
}
