/** The runbook's four levels (R1). SEV1 is the worst; text order is order of weight. */
export const severities = ['SEV1', 'SEV2', 'SEV3', 'SEV4'] as const;
export type Severity = (typeof severities)[number];

export function parseSeverity(text: string): Severity | undefined {
  const tidy = text
    .trim()
    .toUpperCase()
    .replace(/[\s_-]/g, '');
  return severities.find(severity => severity === tidy);
}

export function isWorse(severity: Severity, than: Severity): boolean {
  return severity < than;
}

/** SEV1 and SEV2 page and are commanded; SEV3 and SEV4 are tickets (R4, R7). */
export function isPaging(severity: Severity): boolean {
  return severity === 'SEV1' || severity === 'SEV2';
}

export type Urgency = 'high' | 'low';

/** What is worth waking somebody for. */
export function urgencyOf(severity: Severity): Urgency {
  return isPaging(severity) ? 'high' : 'low';
}

/** Why an incident has its severity: the rule that won and a sentence a person can check. */
export interface SeverityReason {
  rule: string;
  text: string;
}
