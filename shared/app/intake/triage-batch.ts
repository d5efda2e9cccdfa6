import type { HandleCommand } from '#app/incident/handle-command.ts';
import {
  type Applied,
  applyTriage,
  type Looked,
  type Subject,
  type TriagedAlert,
} from '#app/intake/apply-triage.ts';
import type { Alert } from '#core/intake/alert.ts';
import { type Known, triage } from '#core/intake/triage.ts';
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

    const known = await learn(alerts.map(({ alert }) => alert));
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
      const now = knowledge ?? (await learn(open.map(({ alert }) => alert)));
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
  async function learn(alerts: readonly Alert[]): Promise<Knowledge> {
    const found = await deps.alerts.lookUp({
      problems: [...new Set(alerts.map(({ problem }) => problem))],
      fingerprints: [...new Set(alerts.map(({ fingerprint }) => fingerprint))],
    });
    const ids = new Set([
      ...found.problems.values(),
      ...[...found.alerts.values()].flatMap(({ incidentId }) => incidentId ?? []),
    ]);
    const loaded = await deps.incidents.loadMany([...ids]);
    return alert => {
      const status = found.alerts.get(alert.fingerprint);
      const id = alert.status === 'firing' ? found.problems.get(alert.problem) : status?.incidentId;
      const state = id === undefined ? undefined : loaded.get(id)?.incident;
      return {
        ...(status !== undefined && { alert: status }),
        ...(id !== undefined && state !== undefined && { incident: { id, state } }),
      };
    };
  }
}

type Knowledge = (alert: Alert) => Known;

function look(subject: Subject, knowledge: Knowledge): Looked {
  const known = knowledge(subject.alert);
  return { subject, known, verdict: triage(subject.alert.status, subject.acceptedAt, known) };
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
