import type { Classified } from '#core/intake/severity/classify.ts';
import type { Subject } from '#core/intake/severity/said.ts';
import { teamRuleEvidence } from '#core/intake/severity/team-rule.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';

export interface Tried {
  rule: string;
  matched: boolean;
  because?: string;
}

/** What `classify` goes through when no rule of the team matches, in its order. */
const builtIn = [
  'explicit-severity',
  'environment',
  'definitions',
  'sender-severity',
  'service-down',
];

/** Which rules were asked, in their order, up to the one that decided. */
export function rulesTried(
  rules: readonly ClassificationRule[],
  subject: Subject,
  { reason }: Classified,
): Tried[] {
  const tried: Tried[] = [];
  for (const rule of rules) {
    const because = teamRuleEvidence(rule, subject);
    tried.push({ rule: rule.name, matched: because !== undefined, ...(because && { because }) });
    if (because !== undefined) return tried;
  }
  for (const rule of builtIn) {
    const isIt =
      rule === reason.rule ||
      (rule === 'definitions' && ![...builtIn, 'unclassified'].includes(reason.rule));
    tried.push(
      isIt ? { rule: reason.rule, matched: true, because: reason.text } : { rule, matched: false },
    );
    if (isIt) return tried;
  }
  return [...tried, { rule: reason.rule, matched: true, because: reason.text }];
}
