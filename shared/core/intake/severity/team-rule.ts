import { lookedAt } from '#core/intake/alert-matchers.ts';
import { meaningOf } from '#core/intake/severity/label-names.ts';
import { type Rule, type Subject, statedIn, statementsOf } from '#core/intake/severity/said.ts';
import { entryOf } from '#core/own-entry.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';
import type { Severity } from '#core/severity.ts';
import { allHold, type Looked, matchersOf, matcherText } from '#core/text/matchers.ts';
import { beginning } from '#core/text/plain-text.ts';
import { matches } from '#core/text/wildcard.ts';
import { wordPattern } from '#core/text/word-pattern.ts';

/** What made the rule match, or nothing when one of its conditions does not hold. */
export function teamRuleEvidence(
  { when = {}, match }: ClassificationRule,
  subject: Subject,
): string | undefined {
  const alert = subject.kind === 'alert' ? subject.alert : undefined;
  const title = subject.kind === 'alert' ? subject.alert.title : subject.title;
  const { number } = when;
  const conditions: (string | undefined)[] = [];
  const text = (what: string, wish: string | undefined, is: string | undefined) => {
    if (wish === undefined) return;
    const holds = is !== undefined && matches(wish, is);
    conditions.push(holds ? `${what} is ${JSON.stringify(beginning(is, 80))}` : undefined);
  };
  text('source', when.source, alert?.source);
  text('service', when.service, alert?.service);
  text('name', when.name, alert?.name);
  text('title', when.title, title);
  text('severity', when.vendorSeverity, alert?.vendorSeverity);
  if (when.text !== undefined) conditions.push(said(when.text, subject));
  for (const [label, wish] of Object.entries(when.labels ?? {})) {
    text(label, wish, entryOf(alert?.labels, label) ?? entryOf(alert?.annotations, label));
  }
  if (number !== undefined) {
    const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = number;
    const is = entryOf(alert?.numbers, number.name);
    const holds = is !== undefined && is > above && is < below;
    conditions.push(holds ? `${number.name} is ${is}` : undefined);
  }
  if (match !== undefined) conditions.push(matched(match, subject));
  if (conditions.includes(undefined)) return undefined;
  return conditions.length === 0 ? 'it has no conditions' : conditions.join(', ');
}

function matched(match: string, subject: Subject): string | undefined {
  const matchers = matchersOf(match);
  const look: Looked =
    subject.kind === 'alert'
      ? lookedAt(subject.alert, subject)
      : name => ({ texts: name === 'title' ? [subject.title] : [] });
  return allHold(matchers, look) ? matchers.map(matcherText).join(', ') : undefined;
}

const standard = 'default';

/** What the rule calls it: of several environments that it names, the first that a label of the alert says. */
export function severityOf(
  { severity }: ClassificationRule,
  subject: Subject,
): { severity: Severity; because?: string } {
  if (typeof severity === 'string') return { severity };
  const labels = subject.kind === 'alert' ? Object.entries(subject.alert.labels) : [];
  for (const [environment, as] of Object.entries(severity)) {
    if (environment === standard) continue;
    const found = labels.find(
      ([key, value]) => meaningOf(key).isEnvironment && matches(environment, value),
    );
    if (found !== undefined) {
      return { severity: as, because: `${found[0]} is ${JSON.stringify(beginning(found[1], 80))}` };
    }
  }
  return { severity: severity[standard] ?? 'SEV3' };
}

/** The words that match, under the same exclusions as the runbook's definitions. */
function said(pattern: string, subject: Subject): string | undefined {
  const patterns = [wordPattern(pattern)];
  const rule: Rule = { patterns: () => patterns, nowhere: () => [], around: [] };
  for (const statement of statementsOf(subject)) {
    const [hit] = statedIn(statement, rule);
    if (hit === undefined) continue;
    const words = beginning(statement.quote(hit.start, hit.end), 80);
    return `${statement.where} says ${JSON.stringify(words)}, matching "${pattern}"`;
  }
  return undefined;
}
