import { type ProblemKey, problemKey } from '#core/ids.ts';
import { rule, type TrustDomain } from '#core/intake/trust-domain.ts';
import type { Severity } from '#core/severity.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/*
 * A flood: one integration brings more new problems for one service than anybody can read one by one. Beyond its budget
 * they are one incident, of which each is a member.
 */

/** So many new problems of one integration for one service open incidents of their own within a minute. */
export const problemsPerMinute = 10;
/** And so many more of SEV1, whatever came before them. */
export const worstPerMinute = 5;
const windowSeconds = 60;
/** A flood is remembered so long after its last alert, so that what comes in waves is one flood. */
const floodSeconds = 600;

/** What was spent, as the moments from which nothing is owed any more. */
export interface Budget {
  problems: Instant;
  worst: Instant;
}

/** Which budget a new problem is of. */
export interface BudgetScope {
  domain: TrustDomain | undefined;
  service: string;
}

export function budgetKey({ domain = '' as TrustDomain, service }: BudgetScope): string {
  return `${domain}|${service}`;
}

/** The problem that everything beyond the budget is of; no sender can name it, for it is of no source. */
export function floodProblem({ domain = '' as TrustDomain, service }: BudgetScope): ProblemKey {
  return problemKey(`${rule}|${domain.replace(/[\\|]/g, '\\$&')}|flood:${service}`);
}

export function isFlood({ problem = '' }: { problem?: string }): boolean {
  return /^v\d+\|(?:[^\\|]|\\.)*\|flood:/.test(problem);
}

/** Whether so many new problems may be incidents of their own whatever their severity is. */
export function isRoomFor(budget: Budget | undefined, at: Instant, count = 1): boolean {
  return isWithin(spent(budget?.problems, at, count, problemsPerMinute), at);
}

/**
 * Whether so many new problems may be incidents of their own, and what is spent by them in either case. `severity`:
 * not asked for where `isRoomFor` them.
 */
export function spend(
  budget: Budget | undefined,
  severity: Severity | undefined,
  at: Instant,
  count = 1,
): { isFlood: boolean; budget: Budget } {
  const problems = spent(budget?.problems, at, count, problemsPerMinute);
  if (isWithin(problems, at)) {
    return { isFlood: false, budget: { worst: at, ...budget, problems } };
  }
  const isWorst = severity === 'SEV1';
  const worst = isWorst ? spent(budget?.worst, at, count, worstPerMinute) : (budget?.worst ?? at);
  return { isFlood: !isWorst || !isWithin(worst, at), budget: { problems, worst } };
}

/** Whether spending more changes next to nothing: a storm need not write it down each time. */
export function isSpent({ problems }: Budget, at: Instant): boolean {
  return problems >= addSeconds(at, floodSeconds - windowSeconds);
}

/** Whether what comes now is beyond it. */
export function isInFlood(budget: Budget | undefined, at: Instant): boolean {
  return budget !== undefined && !isWithin(budget.problems, at);
}

function spent(from: Instant | undefined, at: Instant, count: number, perMinute: number): Instant {
  const start = from === undefined || from < at ? at : from;
  const next = addSeconds(start, (count * windowSeconds) / perMinute);
  const latest = addSeconds(at, floodSeconds);
  return next < latest ? next : latest;
}

function isWithin(owedUntil: Instant, at: Instant): boolean {
  return owedUntil <= addSeconds(at, windowSeconds);
}

/** What people read of it. */
export function floodWords(about: { alerts: number; integration: string; service: string }): {
  title: string;
  description: string;
} {
  const { alerts, integration, service } = about;
  return {
    title: `${alerts} alerts of integration ${integration} for service ${service} in the last minute: flood`,
    description:
      `${integration} brings more new problems for ${service} than people can read one by one: more than ${problemsPerMinute} in a ` +
      `minute, and ${worstPerMinute} more of SEV1. The first of them are incidents of their own. Each further one is a member of this ` +
      'incident, named on its timeline, and clears here; it is as bad as the worst of them.',
  };
}
