import { fingerprint, problemKey } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { amountsIn, type JudgedAmount, measuredAmounts } from '#core/intake/severity/amounts.ts';
import { definitions, missingData, serviceDown } from '#core/intake/severity/definitions.ts';
import {
  ruleOf,
  type Statement,
  type Subject,
  statedIn,
  statementsOf,
} from '#core/intake/severity/said.ts';
import { stagingLabel, statedSeverities } from '#core/intake/severity/stated-severity.ts';
import { severityOf, teamRuleEvidence } from '#core/intake/severity/team-rule.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';
import { isPaging, isWorse, type Severity, type SeverityReason } from '#core/severity.ts';
import { cut } from '#core/text/plain-text.ts';

export interface Classified {
  severity: Severity;
  reason: SeverityReason;
}

/**
 * The runbook's R1. The first that says something decides: the team's rules, a severity in the runbook's own terms, a
 * label that says that no customer is there, the runbook's definitions (the worst that matches), the sender's word for
 * the severity, and at last that something is down. What says nothing is SEV3: somebody looks at it, and nobody is
 * woken for a guess. Text never silences a sender that asks for a page.
 */
export function classify(teamRules: readonly ClassificationRule[], subject: Subject): Classified {
  const byTeam = byTeamRule(teamRules, subject);
  if (byTeam !== undefined) return byTeam;

  const stated = statedSeverities(subject);
  const term = worst(stated.filter(({ isTerm }) => isTerm));
  const word = worst(stated);
  const byTerm = term && because(term.severity, 'explicit-severity', said(term));
  const byWord =
    word && because(word.severity, 'sender-severity', `${said(word)}, and nothing in it says more`);
  const isMissing = isMissingData(subject);
  // The texts tell what the rule is for. That data is missing tells nothing of that.
  const statements = isMissing ? [] : statementsOf(subject);
  const measured =
    isMissing || subject.kind === 'declaration' ? [] : measuredAmounts(subject.alert);
  const found =
    byTerm ??
    byEnvironment(subject) ??
    neverSilenced(byDefinition(statements, measured), byWord) ??
    byServiceDown(statements) ??
    unclassified(subject, isMissing);
  return stated.length > 0 ? found : withUnknownWord(subject, found);
}

function byTeamRule(
  rules: readonly ClassificationRule[],
  subject: Subject,
): Classified | undefined {
  for (const rule of rules) {
    const evidence = teamRuleEvidence(rule, subject);
    if (evidence === undefined) continue;
    const { severity, because: where } = severityOf(rule, subject);
    const matches = [evidence, ...(where === undefined ? [] : [where])].join('; ');
    const text = rule.reason ?? `the team's rule "${rule.name}" matches: ${matches}`;
    return because(severity, rule.name, text);
  }
  return undefined;
}

function byEnvironment(subject: Subject): Classified | undefined {
  const label = stagingLabel(subject);
  if (label === undefined) return undefined;
  const text = `label ${label.key} is ${quoted(label.value)}, where no customer is`;
  return because('SEV4', 'environment', text);
}

/**
 * Whoever wrote `severity: critical` into a rule wants to be woken. Words that sound harmless may not change that;
 * making it a ticket takes a rule of the team, or a label of the environment.
 */
function neverSilenced(
  defined: Classified | undefined,
  sent: Classified | undefined,
): Classified | undefined {
  if (defined === undefined || sent === undefined) return defined ?? sent;
  if (isPaging(defined.severity) || !isPaging(sent.severity)) return defined;
  const text = `the sender's severity asks for a page, although ${defined.reason.text}`;
  return because(sent.severity, sent.reason.rule, text);
}

const compiled = definitions.map(definition => ({ definition, rule: ruleOf(definition) }));
const compiledServiceDown = { definition: serviceDown, rule: ruleOf(serviceDown) };

function byDefinition(
  statements: readonly Statement[],
  measured: readonly JudgedAmount[],
): Classified | undefined {
  const found = statements.flatMap(meantBy);
  for (const amount of measured) found.push(byAmount(amount, 'alert has'));
  return worst(found);
}

/** What is said once is remembered as one statement, and means the same each time. */
const meant = new WeakMap<Statement, readonly Classified[]>();

function meantBy(statement: Statement): readonly Classified[] {
  const known = meant.get(statement) ?? [
    ...compiled.flatMap(each => defined(statement, each) ?? []),
    ...amountsIn(statement).map(amount => byAmount(amount, `${statement.where} says`)),
  ];
  meant.set(statement, known);
  return known;
}

function byServiceDown(statements: readonly Statement[]): Classified | undefined {
  return statements
    .filter(({ where }) => where !== 'description')
    .flatMap(statement => defined(statement, compiledServiceDown) ?? [])[0];
}

function defined(
  statement: Statement,
  { definition: { name, severity, definition }, rule }: (typeof compiled)[number],
): Classified | undefined {
  const { where, quote } = statement;
  // In a description the words of the mild ones are a side remark.
  if (where === 'description' && !isPaging(severity)) return undefined;
  const [hit] = statedIn(statement, rule);
  if (hit === undefined) return undefined;
  const evidence = `${quoted(quote(hit.start, hit.end))}, matching ${quoted(hit.pattern)}`;
  return because(severity, name, `${where} says ${evidence} (${definition}, runbook ${severity})`);
}

const amountRules = { users: 'users-affected', errors: 'error-ratio', degradation: 'degradation' };

function byAmount({ of, severity, definition, quote }: JudgedAmount, where: string): Classified {
  const text = `${where} ${quoted(quote)} (${definition}, runbook ${severity})`;
  return because(severity, amountRules[of], text);
}

function isMissingData(subject: Subject): boolean {
  if (subject.kind === 'declaration') return false;
  const { name, labels, annotations } = subject.alert;
  const { names, annotation, values } = missingData;
  return (
    names.includes(name) ||
    names.includes(labels.alertname ?? '') ||
    values.includes(annotations[annotation] ?? '')
  );
}

function unclassified(subject: Subject, isMissing: boolean): Classified {
  const isGuess = subject.kind === 'alert' && subject.alert.guess !== undefined;
  const why = isGuess
    ? 'its sender is not understood: tell us of it; nothing in it says how severe it is'
    : isMissing
      ? 'data is missing, which says nothing of what its texts are about'
      : 'nothing in it says how severe it is';
  return because('SEV3', 'unclassified', `${why}, so it is SEV3 until a person decides`);
}

/** First of all, because a word that means nothing here is often a page that nobody gets. */
function withUnknownWord(subject: Subject, { severity, reason }: Classified): Classified {
  const word = subject.kind === 'alert' ? subject.alert.vendorSeverity : undefined;
  if (word === undefined) return { severity, reason };
  const unknown = `the sender's severity ${quoted(word)} is not known, a rule can say what it means`;
  return because(severity, reason.rule, `${unknown}; ${reason.text}`);
}

function because(severity: Severity, rule: string, text: string): Classified {
  return { severity, reason: { rule, text } };
}

/** The first of the worst. */
function worst<Found extends { severity: Severity }>(found: readonly Found[]): Found | undefined {
  return found.reduce<Found | undefined>(
    (sofar, next) => (sofar === undefined || isWorse(next.severity, sofar.severity) ? next : sofar),
    undefined,
  );
}

function said({ where, text }: { where: string; text: string }): string {
  return `${where} ${quoted(text)}`;
}

function quoted(text: string): string {
  return `"${cut(text, 80)}"`;
}

/** Functions and expressions are compiled when they are first used: here, and not while a page waits. */
const sample: Alert = {
  source: 'alertmanager',
  status: 'firing',
  fingerprint: fingerprint('sample'),
  problem: problemKey('sample'),
  name: 'HighErrorRate',
  title: 'Checkout: error rate of 5 % is not resolved',
  description: 'Payments are failing. If the database is down, see the runbook.',
  labels: { severity: 'unknown', namespace: 'shop' },
  annotations: {},
  numbers: { error_ratio: 0.05 },
  links: [],
};
classify([], { kind: 'alert', alert: sample });
