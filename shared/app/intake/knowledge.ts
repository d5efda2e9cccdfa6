import type { TriagedAlert } from '#app/intake/apply-triage.ts';
import type { IncidentId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { type Budget, type BudgetScope, budgetKey, floodProblem } from '#core/intake/flood.ts';
import type { Silence } from '#core/intake/mute.ts';
import type { Home, Known } from '#core/intake/triage.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, Held } from '#ports/intake.ts';

/** So many are read at once. */
const keysPerRead = 100;

export interface Knowledge {
  /** What is known of an alert. `isOfNow`: under today's identity; else by an older one, or not at all. */
  of: (alert: Alert) => Known & { isOfNow: boolean; held?: Held };
  /** What was spent of a budget, by its key. */
  spent: ReadonlyMap<string, Budget>;
  /** The incident that holds what is beyond it. */
  flood: (scope: BudgetScope) => Home | undefined;
  /** What people silenced, where any alert fires. */
  silences: readonly Silence[];
}

/** Looks up what is known of these alerts, and of the budgets that new ones are of. */
export function learning(deps: { incidents: IncidentStore; alerts: AlertIndex }) {
  /** One read for statuses and claims, one for the incidents that they name. */
  return async (
    alerts: readonly TriagedAlert[],
    scopes: readonly BudgetScope[],
  ): Promise<Knowledge> => {
    const found = await lookUp(alerts, scopes);
    const ids = new Set([
      ...found.problems.values(),
      ...[...found.alerts.values()].flatMap(({ incidents }) => incidents),
    ]);
    const loaded = await deps.incidents.loadMany([...ids]);
    const homeOf = (id: IncidentId): Home[] => {
      const state = loaded.get(id)?.incident;
      return state === undefined ? [] : [{ id, state }];
    };
    const flood = (scope: BudgetScope): Home | undefined => {
      const id = found.problems.get(floodProblem(scope));
      return id && homeOf(id)[0];
    };
    const of = (alert: Alert) => {
      const status = found.alerts.get(alert.fingerprint);
      const holder = found.problems.get(alert.problem);
      const [incident] = holder === undefined ? [] : homeOf(holder);
      return {
        ...(status !== undefined && {
          alert: { ...status, incidents: status.incidents.flatMap(homeOf) },
        }),
        ...(incident !== undefined && { incident }),
        isOfNow: found.ofNow.has(alert.fingerprint),
        ...(status?.held !== undefined && { held: status.held }),
      };
    };
    return { of, spent: found.budgets, flood, silences: found.silences };
  };

  /**
   * What is not known by its identity may be known by one that it had by an earlier rule. Few are asked for by all at once;
   * of many, which mostly repeat what is known, only those that are unknown a second time.
   */
  async function lookUp(triaged: readonly TriagedAlert[], scopes: readonly BudgetScope[]) {
    const now = triaged.map(({ alert }) => alert);
    const both = keysOf(triaged.flatMap(({ alert, before }) => [alert, ...before]));
    const isOneRead = both.problems.length + both.fingerprints.length <= keysPerRead;
    const floods = scopes.map(floodProblem);
    const { problems, fingerprints } = isOneRead ? both : keysOf(now);
    const first = await deps.alerts.lookUp({
      problems: [...problems, ...floods],
      fingerprints,
      budgets: scopes.map(budgetKey),
      silences: now.some(({ status }) => status === 'firing'),
    });
    const found = {
      problems: new Map(
        entriesOf(first.problems, [...now.map(({ problem }) => problem), ...floods]),
      ),
      alerts: new Map(
        entriesOf(
          first.alerts,
          now.map(({ fingerprint }) => fingerprint),
        ),
      ),
    };
    const ofNow = new Set(found.alerts.keys());
    const older = triaged.flatMap(({ alert, before }) =>
      ofNow.has(alert.fingerprint) && found.problems.has(alert.problem)
        ? []
        : before.map(identity => ({ alert, before: identity })),
    );
    const second =
      isOneRead || older.length === 0
        ? first
        : await deps.alerts.lookUp(keysOf(older.map(({ before }) => before)));
    for (const { alert, before } of older) {
      const status = second.alerts.get(before.fingerprint);
      const id = second.problems.get(before.problem);
      if (!found.alerts.has(alert.fingerprint) && status !== undefined) {
        found.alerts.set(alert.fingerprint, { ...status, fingerprint: alert.fingerprint });
      }
      if (!found.problems.has(alert.problem) && id !== undefined) {
        found.problems.set(alert.problem, id);
      }
    }
    return { ...found, ofNow, budgets: first.budgets, silences: first.silences };
  }
}

function keysOf(alerts: readonly Pick<Alert, 'problem' | 'fingerprint'>[]) {
  return {
    problems: [...new Set(alerts.map(({ problem }) => problem))],
    fingerprints: [...new Set(alerts.map(({ fingerprint }) => fingerprint))],
  };
}

function entriesOf<Key, Value>(map: ReadonlyMap<Key, Value>, keys: readonly Key[]): [Key, Value][] {
  return keys.flatMap(key => {
    const value = map.get(key);
    return value === undefined ? [] : [[key, value]];
  });
}
