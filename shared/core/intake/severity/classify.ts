import type { Alert } from '#core/intake/alert.ts';
import { type Amount, amountNamed, amountsIn } from '#core/intake/severity/amounts.ts';
import { definitionsIn, isLabelled } from '#core/intake/severity/phrases.ts';
import { defaultRules, type Subject } from '#core/intake/severity/rules.ts';
import { teamRuleEvidence } from '#core/intake/severity/team-rule.ts';
import { clausesOf, isConditional } from '#core/intake/severity/words.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';
import { isPaging, isWorse, type Severity, type SeverityReason } from '#core/severity.ts';

export interface Classified {
  severity: Severity;
  reason: SeverityReason;
}

/**
 * The runbook's R1. The first that says something decides: the team's rules, a severity in the runbook's own terms,
 * the runbook's definitions (the worst that matches), the sender's word for the severity. What says nothing is SEV3:
 * somebody looks at it, and nobody is woken for a guess. Text never silences a sender that asks for a page.
 */
export function classify(teamRules: readonly ClassificationRule[], subject: Subject): Classified {
  return (
    byTeamRule(teamRules, subject) ??
    byExplicitSeverity(subject) ??
    neverSilenced(byDefinition(subject), byVendorWord(subject)) ?? {
      severity: 'SEV3',
      reason: { rule: 'unclassified', text: unclassified(subject) },
    }
  );
}

/**
 * Whoever wrote `severity: critical` into a rule wants to be woken. Words that sound harmless may lower that to SEV2,
 * which still pages; making it a ticket takes a rule of the team.
 */
function neverSilenced(
  defined: Classified | undefined,
  sent: Classified | undefined,
): Classified | undefined {
  if (defined === undefined || sent === undefined) return defined ?? sent;
  if (isPaging(defined.severity) || !isPaging(sent.severity)) return defined;
  const text = `the sender's severity asks for a page, although ${defined.reason.text}`;
  return { severity: 'SEV2', reason: { rule: sent.reason.rule, text } };
}

function byTeamRule(
  rules: readonly ClassificationRule[],
  subject: Subject,
): Classified | undefined {
  for (const rule of rules) {
    const evidence = teamRuleEvidence(rule, subject);
    if (evidence === undefined) continue;
    const text = rule.reason ?? `the team's rule "${rule.name}" matches: ${evidence}`;
    return { severity: rule.severity, reason: { rule: rule.name, text } };
  }
  return undefined;
}

const severityKeys = new Set(['severity', 'sev', 'priority', 'incident_severity']);

function byExplicitSeverity(subject: Subject): Classified | undefined {
  const said: Classified[] = [];
  const say = (where: string, text: string, severity: Severity | undefined) => {
    if (severity === undefined) return;
    said.push({
      severity,
      reason: { rule: 'explicit-severity', text: `${where} ${quoted(text)}` },
    });
  };
  if (subject.kind === 'alert') {
    const { labels, annotations, vendorSeverity } = subject.alert;
    for (const [key, value] of [...Object.entries(labels), ...Object.entries(annotations)]) {
      if (severityKeys.has(key.toLowerCase())) say(`label ${key} is`, value, runbookTerm(value));
    }
    if (vendorSeverity !== undefined && said.length === 0) {
      say('the sender says', vendorSeverity, runbookTerm(vendorSeverity));
    }
  }
  const title = titleOf(subject);
  const term = /^\s*[[(]?\s*((?:sev|p)[ _-]?[0-5])(?![\p{L}\p{N}%.])/iu.exec(title)?.[1];
  if (term !== undefined) say('title says', term, runbookTerm(term));
  return worst(said);
}

/** `SEV1`, `sev-2`, `P3`. Others count from 0 or to 5; there is nothing worse than SEV1 or milder than SEV4. */
function runbookTerm(text: string): Severity | undefined {
  const digit = /^\s*(?:sev|severity|p|prio|priority)[ _-]?([0-5])\s*$/i.exec(text)?.[1];
  if (digit === undefined) return undefined;
  const terms: Severity[] = ['SEV1', 'SEV1', 'SEV2', 'SEV3', 'SEV4', 'SEV4'];
  return terms[Number(digit)];
}

function byDefinition(subject: Subject): Classified | undefined {
  const found: Classified[] = [];
  for (const { where, text } of textsOf(subject)) {
    const isTitle = where !== 'description';
    for (const clause of clausesOf(text)) {
      if (isTitle ? isLabelled(clause) : isConditional(clause)) continue;
      for (const { definition, quote } of definitionsIn(clause, { isTitle })) {
        const { name: rule, severity } = definition;
        const why = `(${definition.definition}, runbook ${severity})`;
        found.push({ severity, reason: { rule, text: `${where} says ${quoted(quote)} ${why}` } });
      }
      for (const amount of amountsIn(clause)) {
        const judged = byAmount(amount, `${where} says`);
        if (amount.bound !== 'above' || isPaging(judged.severity)) found.push(judged);
      }
    }
  }
  if (subject.kind === 'alert') {
    found.push(...measuredAmounts(subject.alert).map(amount => byAmount(amount, 'alert has')));
  }
  return worst(found);
}

/** The title first: when two say the same, the reason quotes what people see. */
function textsOf(subject: Subject): { where: string; text: string }[] {
  const { description } = subject.kind === 'alert' ? subject.alert : subject;
  const name = subject.kind === 'alert' ? subject.alert.name : undefined;
  return [
    { where: 'title', text: titleOf(subject) },
    ...(name === undefined || titleOf(subject).startsWith(name)
      ? []
      : [{ where: 'name', text: name }]),
    ...(description === undefined ? [] : [{ where: 'description', text: description }]),
  ];
}

const namelessValues = new Set(['value', 'current_value', 'currentvalue', 'current']);

function measuredAmounts({ name, labels, annotations, numbers }: Alert): Amount[] {
  const unit = Object.hasOwn(labels, 'unit') ? labels.unit : undefined;
  const measured = [labels, annotations, numbers].flatMap(map => Object.entries(map));
  return measured.flatMap(
    ([key, value]) =>
      amountNamed(namelessValues.has(key.toLowerCase()) ? name : key, value, unit) ?? [],
  );
}

function byAmount({ kind, percent, quote, bound }: Amount, where: string): Classified {
  const levels = defaultRules.amounts[kind];
  const reaches = ({ from }: { from: number }) =>
    bound === 'below' ? percent > from : percent >= from;
  const level = levels.find(reaches) ?? levels[levels.length - 1];
  const { severity = 'SEV3', definition = '' } = level ?? {};
  const text = `${where} ${quoted(quote)} (${definition}, runbook ${severity})`;
  return { severity, reason: { rule: amountRules[kind], text } };
}

const amountRules = { users: 'users-affected', errors: 'error-ratio', degradation: 'degradation' };

const vendorWords = new Map(
  Object.entries(defaultRules.vendorWords).flatMap(([severity, words]) =>
    words.map(word => [word, severity as Severity] as const),
  ),
);

function byVendorWord(subject: Subject): Classified | undefined {
  const word = subject.kind === 'alert' ? subject.alert.vendorSeverity : undefined;
  const severity = vendorWords.get(word?.trim().toLowerCase() ?? '');
  if (word === undefined || severity === undefined) return undefined;
  const text = `the sender's severity is ${quoted(word)}, and nothing in it says more`;
  return { severity, reason: { rule: 'sender-severity', text } };
}

function unclassified(subject: Subject): string {
  const word = subject.kind === 'alert' ? subject.alert.vendorSeverity : undefined;
  const unknown = word === undefined ? '' : ` (the sender's severity ${quoted(word)} is not known)`;
  return `nothing in it says how severe it is${unknown}, so it is SEV3 until a person decides`;
}

function titleOf(subject: Subject): string {
  return subject.kind === 'alert' ? subject.alert.title : subject.title;
}

function worst(found: readonly Classified[]): Classified | undefined {
  return found.reduce<Classified | undefined>(
    (sofar, next) => (sofar === undefined || isWorse(next.severity, sofar.severity) ? next : sofar),
    undefined,
  );
}

function quoted(text: string): string {
  return `"${text.length > 80 ? `${text.slice(0, 79)}…` : text}"`;
}
