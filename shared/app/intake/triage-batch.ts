import type { HandleCommand } from '#app/incident/handle-command.ts';
import {
  type Applied,
  applyTriage,
  type Looked,
  type Subject,
  type TriagedAlert,
} from '#app/intake/apply-triage.ts';
import type { IncidentId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { type Home, type Known, triage } from '#core/intake/triage.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, ReceiptOutcome } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Log, Now, Pause } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface SettledAlert extends TriagedAlert {
  outcome: ReceiptOutcome['outcome'];
  incidentId?: string;
  reason: string;
}

export type TriageBatch = (
  alerts: readonly TriagedAlert[],
) => Promise<{ settled: SettledAlert[]; failed: TriagedAlert[] }>;

const attemptsMax = 8;
/** Its problem and its own. */
const keysPerAlert = 2;
/** So many are read at once. */
const keysPerRead = 100;

/**
 * Brings alerts to their incidents. The alerts of one problem are taken together, so that a storm is a few commits.
 * Whatever somebody else moved meanwhile is looked at again, a bounded number of times.
 */
export function triageBatch(deps: {
  incidents: IncidentStore;
  alerts: AlertIndex;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'current'>;
  handle: HandleCommand;
  now: Now;
  pause: Pause;
  log: Log;
}): TriageBatch {
  const bringTo = applyTriage(deps);

  return async alerts => {
    const settled: SettledAlert[] = [];
    const failed: TriagedAlert[] = [];
    if (alerts.length === 0) return { settled, failed };

    const known = await learn(alerts);
    for (const runs of runsOfProblems(alerts)) {
      try {
        for (const [index, run] of runs.entries()) {
          settled.push(...(await settleRun(run, index === 0 ? known : undefined)));
        }
      } catch (error) {
        const lost = runs.flat().flatMap(({ notifications }) => notifications);
        const fields = { alerts: lost.length, error: String(error) };
        deps.log('error', 'alerts could not be settled', fields);
        failed.push(...lost);
      }
    }
    return { settled, failed };
  };

  async function settleRun(run: readonly Subject[], known?: Knowledge): Promise<SettledAlert[]> {
    const settled: SettledAlert[] = [];
    let open = run;
    let knowledge = known;
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const now = knowledge ?? (await learn(open.flatMap(({ notifications }) => notifications)));
      const brought = await bringTo(open.map(subject => look(subject, now)));
      settled.push(...brought.flatMap(told));
      const done = new Set(brought.map(({ subject }) => subject));
      open = open.filter(subject => !done.has(subject));
      if (open.length === 0) return settled;
      if (brought.length === 0) await deps.pause(attempt);
      knowledge = undefined;
    }
    const [first] = open;
    throw new Error(`"${first?.alert.title}" stayed contended after ${attemptsMax} attempts`);
  }

  /** One read for statuses and claims, one for the incidents that they name. */
  async function learn(alerts: readonly TriagedAlert[]): Promise<Knowledge> {
    const found = await lookUp(alerts);
    const ids = new Set([
      ...found.problems.values(),
      ...[...found.alerts.values()].flatMap(({ incidents }) => incidents),
    ]);
    const loaded = await deps.incidents.loadMany([...ids]);
    const homeOf = (id: IncidentId): Home[] => {
      const state = loaded.get(id)?.incident;
      return state === undefined ? [] : [{ id, state }];
    };
    return alert => {
      const status = found.alerts.get(alert.fingerprint);
      const holder = found.problems.get(alert.problem);
      const [incident] = holder === undefined ? [] : homeOf(holder);
      return {
        ...(status !== undefined && {
          alert: { ...status, incidents: status.incidents.flatMap(homeOf) },
        }),
        ...(incident !== undefined && { incident }),
        isOfNow: found.ofNow.has(alert.fingerprint),
      };
    };
  }

  /**
   * What is not known by its identity may be known by the one that it had before there were domains. Few are asked for
   * by both at once; of many, which mostly repeat what is known, only those that are unknown a second time.
   */
  async function lookUp(triaged: readonly TriagedAlert[]) {
    const [now, early] = [triaged.map(({ alert }) => alert), triaged.flatMap(earlier)];
    const isOneRead = (now.length + early.length) * keysPerAlert <= keysPerRead;
    const first = await deps.alerts.lookUp(keysOf(isOneRead ? [...now, ...early] : now));
    const found = {
      problems: new Map(
        entriesOf(
          first.problems,
          now.map(({ problem }) => problem),
        ),
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
      before === undefined || (ofNow.has(alert.fingerprint) && found.problems.has(alert.problem))
        ? []
        : [{ alert, before }],
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
    return { ...found, ofNow };
  }
}

const earlier = ({ before }: TriagedAlert) => before ?? [];

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

type Knowledge = (alert: Alert) => Known & { isOfNow: boolean };

function look(subject: Subject, knowledge: Knowledge): Looked {
  const { isOfNow, ...known } = knowledge(subject.alert);
  return { subject, known, isOfNow, verdict: triage(subject.alert, subject.acceptedAt, known) };
}

/** The first notification of an alert did what was done; the others said it again. */
function told({ subject, outcome, incidentId, reason }: Applied): SettledAlert[] {
  const about = { reason, ...(incidentId !== undefined && { incidentId }) };
  return subject.notifications.map((notification, index) => ({
    ...notification,
    ...about,
    outcome: index > 0 && (outcome === 'declared' || outcome === 'joined') ? 'repeated' : outcome,
  }));
}

/**
 * Per problem, in the order of acceptance, runs of alerts that say the same (firing or cleared): within a run the
 * order does not matter, between runs it does.
 */
function runsOfProblems(alerts: readonly TriagedAlert[]): Subject[][][] {
  const problems = new Map<string, Subject[][]>();
  for (const item of alerts.toSorted((a, b) => (a.acceptedAt < b.acceptedAt ? -1 : 1))) {
    const { alert } = item;
    const runs = problems.get(alert.problem) ?? [];
    problems.set(alert.problem, runs);
    let run = runs.at(-1);
    if (run === undefined || run[0]?.alert.status !== alert.status) {
      run = [];
      runs.push(run);
    }
    const same = run.find(subject => subject.alert.fingerprint === alert.fingerprint);
    if (same === undefined) {
      run.push({ alert, acceptedAt: item.acceptedAt, notifications: [item] });
    } else {
      same.acceptedAt = item.acceptedAt;
      same.notifications.push(item);
    }
  }
  return [...problems.values()];
}
