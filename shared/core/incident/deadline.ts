import { holdOf } from '#core/incident/flapping.ts';
import { type Incident, rolesDueAt, unfilledRoles } from '#core/incident/incident.ts';
import { isLastOfDrill, nextLevel } from '#core/incident/ladder.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import { addSeconds, earliest, type Instant, secondsBetween } from '#core/time/instant.ts';
import { daysLater } from '#core/time/local-time.ts';

/** What time alone will do next. `what` is a stable word, `text` is how a person says it. */
export interface Deadline {
  at: Instant;
  what:
    | 'page-next-level'
    | 'page-ticket'
    | 'remind-update'
    | 'miss-update'
    | 'chase-roles'
    | 'end-snooze'
    | 'resolve'
    | 'close';
  text: string;
}

/** What happens if nobody does anything, and when. `undefined`: the incident can wait for ever. */
export function nextDeadline(incident: Incident): Deadline | undefined {
  switch (incident.phase) {
    case 'undeclared':
    case 'resolved':
      return undefined;
    case 'open':
      // Nobody is woken for a problem that is going away by itself; a new alert resumes the ladder where it stood.
      return bySignal(incident) ?? unanswered(incident);
    case 'acknowledged':
      return soonest(
        bySignal(incident),
        ...(incident.snoozedUntil === undefined
          ? [owedUpdate(incident), unfilled(incident)]
          : [endOfSnooze(incident.snoozedUntil, incident.plan)]),
      );
    case 'watching':
      return { at: incident.watchUntil, what: 'close', text: 'all-clear, unless it fires again' };
    default:
      return incident satisfies never;
  }
}

function bySignal(incident: Extract<Incident, { phase: 'open' | 'acknowledged' }>) {
  const { allClearSince } = incident;
  if (allClearSince === undefined) return undefined;
  return {
    at: addSeconds(allClearSince, holdOf(incident)),
    what: 'resolve',
    text: 'resolves, unless an alert fires again',
  } as const;
}

/** Of those at the same moment, the first. */
function soonest(...deadlines: (Deadline | undefined)[]): Deadline | undefined {
  return deadlines.reduce(
    (first, next) =>
      next === undefined || (first !== undefined && first.at <= next.at) ? first : next,
    undefined,
  );
}

function endOfSnooze(at: Instant, { opening, levels }: ResponsePlan): Deadline {
  const then = opening === 'ticket' ? 'nobody has it' : `${levels[0]?.name ?? 'level 1'} is paged`;
  return { at, what: 'end-snooze', text: `the snooze ends and ${then}` };
}

/** R7: on a paging incident somebody is asked to fill the roles, a few times. */
function unfilled(incident: Extract<Incident, { phase: 'acknowledged' }>): Deadline | undefined {
  const at = rolesDueAt(incident);
  if (at === undefined || unfilledRoles(incident).length === 0) return undefined;
  return { at, what: 'chase-roles', text: 'asks for the roles that nobody has' };
}

function unanswered(incident: Extract<Incident, { phase: 'open' }>): Deadline | undefined {
  const { plan, paging } = incident;
  const { escalation } = paging;
  if (escalation.level === 0) {
    const at = responseDue(incident);
    const text = `pages ${plan.levels[0]?.name ?? 'level 1'}, unless acknowledged`;
    return at && { at, what: 'page-ticket', text };
  }
  const level = plan.levels[Math.min(escalation.level, plan.levels.length) - 1];
  if (level === undefined) return undefined;
  const next = plan.levels[nextLevel(incident) - 1];
  const at = addSeconds(escalation.since, level.acknowledgeWithinSeconds);
  const does = isLastOfDrill(incident, at) ? 'ends' : `pages ${next?.name ?? 'the next level'}`;
  return {
    at,
    what: 'page-next-level',
    text: `${does}, unless acknowledged`,
  };
}

/** The runbook's response time (R2), or the next opening of business hours for what can wait for it. */
function responseDue({
  plan,
  paging: {
    escalation: { since },
  },
}: Extract<Incident, { phase: 'open' }>): Instant | undefined {
  const { respondAt, respondWithinSeconds, timeZone = 'UTC' } = plan;
  if (respondAt !== undefined) {
    const known = respondAt.find(opening => opening > since);
    // Put off or opened again for longer than the plan knew: as in the weeks that it did know.
    return known ?? earliest(respondAt.map(opening => weeksLater(opening, since, timeZone)));
  }
  return respondWithinSeconds === undefined ? undefined : addSeconds(since, respondWithinSeconds);
}

const weekSeconds = 7 * 24 * 3600;

/** The same day and time, by the clocks there, of the first week in which that is after `since`. */
function weeksLater(opening: Instant, since: Instant, timeZone: string): Instant {
  const weeks = Math.floor(secondsBetween(opening, since) / weekSeconds) + 1;
  const at = daysLater(opening, 7 * weeks, timeZone);
  return at > since ? at : daysLater(opening, 7 * (weeks + 1), timeZone);
}

/** Whoever acknowledged gave no word since, and may have fallen asleep over it. */
export function isForgotten({
  plan,
  latestUpdate,
  acknowledgedAt,
}: Extract<Incident, { phase: 'acknowledged' }>): boolean {
  const hasUpdated = latestUpdate !== undefined && latestUpdate.at >= acknowledgedAt;
  return plan.unacknowledgeForgotten === true && !hasUpdated;
}

function owedUpdate(incident: Extract<Incident, { phase: 'acknowledged' }>): Deadline | undefined {
  const { update, plan } = incident;
  if (update === undefined) return undefined;
  const does = isForgotten(incident) ? 'takes the acknowledgement back' : 'pages the next level';
  return update.reminded
    ? { at: update.dueAt, what: 'miss-update', text: `${does}, unless updated` }
    : {
        at: addSeconds(update.dueAt, -plan.remindBeforeUpdateSeconds),
        what: 'remind-update',
        text: 'reminds whoever leads that an update is due',
      };
}
