import type { TriagedAlert } from '#app/intake/triaged.ts';
import type { IncidentId } from '#core/ids.ts';
import { type Alert, mayEndAsGroup } from '#core/intake/alert.ts';
import { type Budget, type BudgetScope, budgetKey, floodProblem } from '#core/intake/flood.ts';
import type { Silence } from '#core/intake/mute.ts';
import type { Home, Known } from '#core/intake/triage.ts';
import { groupMark } from '#core/intake/trust-domain.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, AlertStatus, Held, ReadStatus } from '#ports/intake.ts';

/** So many are read at once. */
const keysPerRead = 100;

export interface Knowledge {
  /** What is known of an alert. `read`: what is kept under today's identity, as it was read. */
  of: (alert: Alert) => Known & { read?: ReadStatus; held?: Held };
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
      const own = found.alerts.get(alert.fingerprint);
      const status = latest(own, found.alerts.get(groupMark(alert.problem)));
      const holder = found.problems.get(alert.problem);
      const [incident] = holder === undefined ? [] : homeOf(holder);
      return {
        ...(status !== undefined && {
          alert: { ...status, incidents: status.incidents.flatMap(homeOf) },
        }),
        ...(incident !== undefined && { incident }),
        ...(own !== undefined && found.ofNow.has(alert.fingerprint) && { read: asRead(own) }),
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
    const marks = [...new Set(now.filter(mayEndAsGroup).map(({ problem }) => groupMark(problem)))];
    const isOneRead = both.problems.length + both.fingerprints.length + marks.length <= keysPerRead;
    const floods = scopes.map(floodProblem);
    const { problems, fingerprints } = isOneRead ? both : keysOf(now);
    const first = await deps.alerts.lookUp({
      problems: [...problems, ...floods],
      fingerprints: [...fingerprints, ...marks],
      budgets: scopes.map(budgetKey),
      silences: now.some(({ status }) => status === 'firing'),
    });
    const found = {
      problems: new Map(
        entriesOf(first.problems, [...now.map(({ problem }) => problem), ...floods]),
      ),
      alerts: new Map(
        entriesOf(first.alerts, [...now.map(({ fingerprint }) => fingerprint), ...marks]),
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

function asRead({ status, at, held }: AlertStatus): ReadStatus {
  return { status, at, ...(held !== undefined && { held }) };
}

/**
 * A group that is over took each of its alerts with it, listed or not, unless one was heard of since. What waits is told
 * when it is looked at again.
 */
function latest(own: AlertStatus | undefined, group: AlertStatus | undefined) {
  if (group === undefined || own?.status === 'held') return own;
  if (own !== undefined && own.at >= group.at) return own;
  const { status, at } = group;
  return { ...group, ...own, status, at };
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
