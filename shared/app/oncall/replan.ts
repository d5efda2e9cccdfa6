import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import { incidentId } from '#core/ids.ts';
import type { DeclaredIncident, Incident } from '#core/incident/incident.ts';
import { isInTeam, onCallEndsAt, replannedOnCall, whoLeft } from '#core/oncall/escalation.ts';
import { handOffHorizonSeconds } from '#core/oncall/on-duty.ts';
import { type ResponsePlan, sameLevels } from '#core/oncall/plan.ts';
import type { OnCallChange, Roster } from '#core/oncall/roster.ts';
import { type Actor, system } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { OnCallChanges, QueueReplan, RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** A plan that knows less than this of the shifts to come is worked out anew. */
export const renewWithinSeconds = 24 * 3600;

/** So many are told while somebody waits for the answer. */
const atOnce = 20;
const perStep = 100;
/** Longer than a declaration takes, and than the list lags behind. */
const againSeconds = 20;
const secondLook = '-again';
/** Before the function's time is over, the rest goes back to the queue. */
const secondsPerRun = 12;
/** What its own run would have ended long since. */
const leftAfterSeconds = 120;

/**
 * Plans hold the shifts to come. When those change, every incident concerned gets them anew, as a fact of its own. However
 * many there are, it is gone through step by step, and where it stands is stored: any run can go on with it.
 */
export function replan(deps: {
  incidents: IncidentStore;
  changes: OnCallChanges;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  queueReplan: QueueReplan;
  now: Now;
}) {
  const self = {
    /** The first of them at once; the rest is queued. Answers how far it has come. */
    async begin(change: OnCallChange): Promise<OnCallChange> {
      const begun = change.looked === 0 ? await step(change, atOnce) : change;
      if (begun.doneAt === undefined) await deps.queueReplan(begun.id, 0);
      return begun;
    },

    async goOn(id: string): Promise<void> {
      const ends = addSeconds(deps.now(), secondsPerRun);
      let change = await deps.changes.find(id);
      while (change !== undefined && change.doneAt === undefined) {
        if (deps.now() >= ends) return deps.queueReplan(id, 0);
        change = await step(change, perStep);
      }
    },

    /** Those whose runs died, and their messages with them. */
    async goOnWithLeft(at: Instant): Promise<number> {
      const left = (await deps.changes.unfinished()).filter(
        change => addSeconds(change.at, leftAfterSeconds) <= at,
      );
      for (const { id } of left) await self.goOn(id);
      return left.length;
    },
  };
  return self;

  async function step(change: OnCallChange, most: number): Promise<OnCallChange> {
    const { cursor, by, reason } = change;
    const directory = (await deps.configuration.current())?.directory;
    const page = await deps.incidents.list({ phases: runningPhases, limit: most, cursor });
    const roster = await deps.roster.newest();
    let changed = 0;
    for (const { incident } of page.incidents) {
      if (directory === undefined || !concerns(change, incident)) continue;
      if (await tell(deps, incident.id, { directory, roster, by, reason })) changed += 1;
    }
    const { cursor: _read, ...rest } = change;
    const next: OnCallChange = {
      ...rest,
      looked: change.looked + page.incidents.length,
      changed: change.changed + changed,
      ...(page.next === undefined ? { doneAt: deps.now() } : { cursor: page.next }),
    };
    if (next.doneAt !== undefined) await lookAgain(next);
    // Another run was quicker: where it stands is where this goes on.
    if ((await deps.changes.goOn(next, change)) === 'stored') return next;
    return (await deps.changes.find(change.id)) ?? next;
  }

  /** Incidents that were declared at the same moment are not in the list yet, or are made of what was known before. */
  async function lookAgain(done: OnCallChange): Promise<void> {
    if (done.id.endsWith(secondLook)) return;
    const { doneAt: at = done.at, schedules, by, reason } = done;
    const id = `${done.id}${secondLook}`;
    await deps.changes.begin({ id, schedules, by, reason, at, looked: 0, changed: 0 });
    await deps.queueReplan(id, againSeconds);
  }
}

function concerns({ schedules }: OnCallChange, incident: Incident): incident is DeclaredIncident {
  return (
    incident.phase !== 'undeclared' &&
    incident.plan.levels.some(level => level.schedules?.some(id => schedules.includes(id)))
  );
}

/**
 * A plan holds the shifts of two days. Incidents that outlive them get the next ones in time, as a fact of their own;
 * those that know enough are not read. After a new configuration all are: whoever left the team was paged in vain, and
 * whoever came in their place is not known to any plan.
 */
export function renewPlans(deps: { incidents: IncidentStore; handle: HandleCommand; now: Now }) {
  return async (
    directory: Directory,
    roster: Roster,
    at: Instant,
    isNewConfiguration: boolean,
  ): Promise<number> => {
    const soon = addSeconds(at, renewWithinSeconds);
    const by = system('duty', 'the duty round');
    let renewed = 0;
    // Whoever is younger knows the shifts for longer than that.
    const older = addSeconds(at, renewWithinSeconds - handOffHorizonSeconds + 1);
    const before = isNewConfiguration ? undefined : older;
    for await (const incident of eachIncident(deps.incidents, runningPhases, before)) {
      if (await renew(incident)) renewed += 1;
      if (isNewConfiguration) await takeBack(incident);
    }
    return renewed;

    async function renew(incident: DeclaredIncident): Promise<boolean> {
      const ends = onCallEndsAt(incident);
      const isEnding = ends !== undefined && ends <= soon;
      const { plan } = incident;
      const left = isNewConfiguration ? whoLeft(plan, directory, roster).length : 0;
      if (!isEnding && left === 0) return false;
      const next = replanned(incident, directory, roster, at);
      // Their names may stay in it, beside others who are there; what else a later moment knows is for its own time.
      const isMended =
        left > 0 &&
        (next.levels.length > plan.levels.length || whoLeft(next, directory, roster).length < left);
      if (!isEnding && !isMended) return false;
      const reason = isMended
        ? 'somebody whom it names is no longer in the configuration'
        : 'it runs for longer than the shifts that it knew';
      if (sameLevels(next.levels, plan.levels)) return false;
      return tell(deps, incident.id, { directory, roster, by, reason });
    }

    /** In the hands of somebody who left, and of nobody else: it would stay there, and nobody would come. */
    async function takeBack(incident: DeclaredIncident): Promise<void> {
      if (incident.phase !== 'acknowledged') return;
      const { acknowledgedBy: of, roles } = incident;
      const holders = Object.values(roles).map(({ person }) => person);
      const isThere = (person: string) => isInTeam(incident, person, directory, roster);
      if (of.kind !== 'person' || [of.id, ...holders].some(isThere)) return;
      const reason = `${of.name}, who acknowledged it, is no longer in the configuration`;
      await deps.handle(incidentId(incident.id), {
        type: 'TakeBackAcknowledgement',
        ...{ at: deps.now(), of, reason },
      });
    }
  };
}

async function tell(
  deps: { handle: HandleCommand; now: Now },
  idText: string,
  change: { directory: Directory; roster: Roster; by: Actor; reason: string },
): Promise<boolean> {
  const { directory, roster, by, reason } = change;
  const at = deps.now();
  // The list may lag behind; the plan to work on is the one that holds when it is changed.
  const handled = await deps.handle(incidentId(idText), incident => {
    const plan = replanned(incident, directory, roster, at);
    return { type: 'ChangeOnCall', at, by, plan, reason };
  });
  return 'events' in handled && handled.events.length > 0;
}

function replanned(
  { plan, severity }: DeclaredIncident,
  directory: Directory,
  roster: Roster,
  at: Instant,
): ResponsePlan {
  return replannedOnCall(plan, directory, roster, at, severity);
}
