import type { Alert } from '#core/intake/alert.ts';
import { type Budget, budgetKey, isInFlood, spend } from '#core/intake/flood.ts';
import { classify } from '#core/intake/severity/classify.ts';
import { mostUrgentFirst } from '#core/intake/severity/stated-severity.ts';
import type { TrustDomain } from '#core/intake/trust-domain.ts';
import type { Directory } from '#core/setup/directory.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import type { Instant } from '#core/time/instant.ts';

/** Whether a webhook may wait: what it holds is more of a flood, and nothing that has room of its own. */
export type StormWatch = (
  alerts: readonly Alert[],
  about: { domain: TrustDomain; directory: Directory; at: Instant },
) => boolean;

/** Enough to see whether a body may wait; the run that takes it judges every alert. */
const problemsJudged = 10;

/**
 * How bad it is, is judged before it waits: by the rule and the budgets of triage, kept in the memory of one running
 * function and therefore a hint. It chooses the lane, never what becomes of an alert.
 */
export function stormWatch(): StormWatch {
  const budgets = new Map<string, Budget>();
  return (alerts, { domain, directory, at }) => {
    const problems = [...new Map(alerts.map(alert => [alert.problem, alert])).values()];
    const isFew = problems.length <= problemsJudged;
    const ordered = isFew ? problems : mostUrgentFirst(problems, alert => alert);
    const judged = ordered.slice(0, problemsJudged);
    const mayWait = judged.map((alert, index) => {
      const { service } = serviceFor(directory, alert);
      const key = budgetKey({ domain, service });
      const spent = budgets.get(key);
      // An all-clear waits for what it clears.
      if (alert.status !== 'firing') return isInFlood(spent, at);
      const { severity } = classify(directory.rules, { kind: 'alert', alert, service });
      // The rest of the body counts as its mildest.
      const count = index + 1 < judged.length ? 1 : problems.length - index;
      const { isFlood, budget } = spend(spent, severity, at, count);
      budgets.set(key, budget);
      return isFlood;
    });
    return mayWait.length > 0 && mayWait.every(Boolean);
  };
}
