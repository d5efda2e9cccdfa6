import type { Alert } from '#core/intake/alert.ts';
import { type Budget, budgetKey, isInFlood, isRoomFor, spend } from '#core/intake/flood.ts';
import type { TrustDomain } from '#core/intake/trust-domain.ts';
import type { Directory } from '#core/setup/directory.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import type { Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';

/** Whether a webhook may wait: what it holds is more of a flood, and nothing that has room of its own. */
export type StormWatch = (
  alerts: readonly Alert[],
  about: { domain: TrustDomain; directory: Directory; at: Instant },
) => Promise<boolean>;

/** Enough to see whether a body may wait; the run that takes it judges every alert. */
const problemsJudged = 10;

/**
 * How bad it is, is judged before it waits: by the rule and the budgets of triage, kept in the memory of one running
 * function and therefore a hint. It chooses the lane, never what becomes of an alert. Few alerts come near a budget, so
 * what judges them is loaded by the first that does.
 */
export function stormWatch(): StormWatch {
  const budgets = new Map<string, Budget>();
  return async (alerts, { domain, directory, at }) => {
    const problems = [...new Map(alerts.map(alert => [alert.problem, alert])).values()];
    const judged = (await worstFirst(problems)).slice(0, problemsJudged);
    let isAllFlood = judged.length > 0;
    for (const [index, alert] of judged.entries()) {
      const { service } = serviceFor(directory, alert);
      const key = budgetKey({ domain, service });
      // An all-clear waits for what it clears.
      if (alert.status !== 'firing') {
        isAllFlood &&= isInFlood(budgets.get(key), at);
        continue;
      }
      // The rest of the body counts as its mildest.
      const count = index + 1 < judged.length ? 1 : problems.length - index;
      const severity = isRoomFor(budgets.get(key), at, count)
        ? undefined
        : await severityOf(directory, alert, service);
      const { isFlood, budget } = spend(budgets.get(key), severity, at, count);
      budgets.set(key, budget);
      isAllFlood &&= isFlood;
    }
    return isAllFlood;
  };
}

async function worstFirst(problems: readonly Alert[]): Promise<readonly Alert[]> {
  if (problems.length <= problemsJudged) return problems;
  const { mostUrgentFirst } = await import('#core/intake/severity/stated-severity.ts');
  return mostUrgentFirst(problems, alert => alert);
}

/** Kept in hand: to import what is there already takes as long as judging a few alerts. */
let judge: typeof import('#core/intake/severity/classify.ts') | undefined;

async function severityOf({ rules }: Directory, alert: Alert, service: string): Promise<Severity> {
  judge ??= await import('#core/intake/severity/classify.ts');
  return judge.classify(rules, { kind: 'alert', alert, service }).severity;
}
