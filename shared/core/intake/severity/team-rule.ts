import type { Subject } from '#core/intake/severity/rules.ts';
import type { ClassificationRule } from '#core/setup/document-rules.ts';

/** What made the rule match, or nothing when one of its conditions does not hold. */
export function teamRuleEvidence(
  { when }: ClassificationRule,
  subject: Subject,
): string | undefined {
  const alert = subject.kind === 'alert' ? subject.alert : undefined;
  const title = subject.kind === 'alert' ? subject.alert.title : subject.title;
  const { number } = when;
  const conditions: (string | undefined)[] = [];
  const text = (what: string, wish: string | undefined, is: string | undefined) => {
    if (wish === undefined) return;
    const holds = is !== undefined && matches(wish, is);
    conditions.push(holds ? `${what} is ${JSON.stringify(is.slice(0, 80))}` : undefined);
  };
  text('source', when.source, alert?.source);
  text('service', when.service, alert?.service);
  text('name', when.name, alert?.name);
  text('title', when.title, title);
  text('severity', when.vendorSeverity, alert?.vendorSeverity);
  for (const [label, wish] of Object.entries(when.labels ?? {})) {
    text(label, wish, own(alert?.labels, label) ?? own(alert?.annotations, label));
  }
  if (number !== undefined) {
    const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = number;
    const is = own(alert?.numbers, number.name);
    const holds = is !== undefined && is > above && is < below;
    conditions.push(holds ? `${number.name} is ${is}` : undefined);
  }
  if (conditions.includes(undefined)) return undefined;
  return conditions.length === 0 ? 'it has no conditions' : conditions.join(', ');
}

/**
 * `*` stands for any characters, everything else for itself; upper and lower case are the same. The pieces between
 * the stars are looked for from left to right, so there is no backtracking and no pattern that takes for ever.
 */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const subject = text.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return subject === first;
  if (!subject.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = subject.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return subject.length - last.length >= at && subject.endsWith(last);
}

function own<Value>(map: Record<string, Value> | undefined, key: string): Value | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
