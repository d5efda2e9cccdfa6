import type { HandleCommand } from '#app/incident/handle-command.ts';
import { alertsPerCommit, statusOf, type With, type WithVerdict } from '#app/intake/triaged.ts';
import { chunks } from '#core/chunks.ts';
import { type Fingerprint, fingerprint, type IncidentId } from '#core/ids.ts';
import type { MemberAlert } from '#core/incident/events.ts';
import type { Incident } from '#core/incident/incident.ts';
import { memberAlerts } from '#core/incident/member-alerts.ts';
import type { Alert } from '#core/intake/alert.ts';
import { groupMark, restOf } from '#core/intake/trust-domain.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Claim, IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, AlertStatus } from '#ports/intake.ts';
import type { Now } from '#ports/runtime.ts';

/** A sender says that a whole group is over: what it left out ends with it, in every incident. */
export function groupEnds(deps: {
  incidents: Pick<IncidentStore, 'history'>;
  alerts: AlertIndex;
  handle: HandleCommand;
  now: Now;
}) {
  return { endGroup, endGroups, rememberGroup };

  /** What was listed has cleared: what stands for the others of its groups ends with them. Answers what takes another look. */
  async function endGroups(cleared: Incident, members: readonly With<'clear'>[]) {
    const again = new Set<With<'clear'>>();
    const groups = new Map(members.map(each => [each.subject.alert.problem, each]));
    for (const each of groups.values()) {
      const { ends } = each.verdict;
      const isLeft =
        cleared.phase !== 'undeclared' && (cleared.id !== ends || cleared.alerts.firing > 0);
      if (ends === undefined || !isLeft) continue;
      if ((await endGroup(ends, each)) === undefined) again.add(each);
    }
    return again;
  }

  /**
   * Whatever of an incident was last heard of in this group is over; what fires in it under another grouping is not.
   * `since`: so many fired by a newer word than this, which is overtaken. `undefined`: somebody else was quicker.
   */
  async function endGroup(
    id: IncidentId,
    each: WithVerdict,
  ): Promise<{ since: number } | undefined> {
    const { alert, acceptedAt } = each.subject;
    // Some senders say of each alert alone that its group is over: only one that left some out says it of all.
    if (!alert.wholeProblem && !(await isRestIn(id, alert))) return { since: 0 };
    const members = new Map(
      memberAlerts(await deps.incidents.history(id)).map(one => [
        fingerprint(one.fingerprint),
        one,
      ]),
    );
    const mark = groupMark(alert.problem);
    const fingerprints = [mark, ...members.keys()];
    const { alerts: known } = await deps.alerts.lookUp({ problems: [], fingerprints });
    const ended = known.get(mark)?.at;
    const firing = [...known.values()].filter(
      ({ status, incidents }) => status === 'firing' && incidents.includes(id),
    );
    const theirs = firing.filter(
      ({ problem = alert.problem, at }) =>
        problem === alert.problem && (ended === undefined || at >= ended),
    );
    const since = theirs.filter(({ at }) => at > acceptedAt).length;
    if (since > 0) return { since };
    const isAll =
      theirs.length === firing.length && theirs.every(one => one.incidents.length === 1);
    if (isAll) {
      const at = deps.now();
      const handled = await deps.handle(id, { type: 'ClearAlerts', at, alerts: [], all: true });
      if (!('incident' in handled)) return undefined;
    }
    for (const some of isAll ? [] : chunks(theirs, alertsPerCommit)) {
      if (!(await endEverywhere(some, members, acceptedAt))) return undefined;
    }
    await rememberGroup(each);
    return { since };
  }

  async function isRestIn(id: IncidentId, { source, problem }: Alert): Promise<boolean> {
    const rest = restOf(source, problem);
    const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints: [rest] });
    const known = alerts.get(rest);
    return known?.status === 'firing' && known.incidents.includes(id);
  }

  /** In one incident after the other; what is over in all of them is remembered as cleared. */
  async function endEverywhere(
    statuses: readonly AlertStatus[],
    members: ReadonlyMap<Fingerprint, MemberAlert>,
    at: Instant,
  ): Promise<boolean> {
    let open = statuses;
    for (const id of new Set(statuses.flatMap(({ incidents }) => incidents))) {
      const here = open.filter(({ incidents }) => incidents.includes(id));
      const next = new Map(here.map(was => [was.fingerprint, endedIn(id, was, at)]));
      const alerts = here.flatMap(one => members.get(one.fingerprint) ?? []);
      const claims = here.map((previous): Claim => {
        return { kind: 'alert', status: next.get(previous.fingerprint) ?? previous, previous };
      });
      const command = { type: 'ClearAlerts', at: deps.now(), alerts } as const;
      if ('taken' in (await deps.handle(id, command, { claims }))) return false;
      open = open.map(one => next.get(one.fingerprint) ?? one);
    }
    return true;
  }

  /** What was said of its group before, and comes later, counts no more. */
  async function rememberGroup(each: WithVerdict): Promise<void> {
    const fingerprint = groupMark(each.subject.alert.problem);
    await deps.alerts.remember({ ...statusOf(each, 'cleared', []), fingerprint });
  }
}

function endedIn(id: IncidentId, was: AlertStatus, at: Instant): AlertStatus {
  const left = was.incidents.filter(other => other !== id);
  if (left.length > 0) return { ...was, at, incidents: left };
  const { problem: _gone, ...known } = was;
  return { ...known, at, incidents: [id], status: 'cleared' };
}
