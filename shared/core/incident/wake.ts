import type { CommandOf, Decision } from '#core/incident/commands.ts';
import { isForgotten, nextDeadline } from '#core/incident/deadline.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { holdOf } from '#core/incident/flapping.ts';
import { type DeclaredIncident, evolve, unfilledRoles } from '#core/incident/incident.ts';
import {
  firstContact,
  isLastOfDrill,
  isReachable,
  pageFrom,
  pageNextLevel,
  wasAsked,
} from '#core/incident/ladder.ts';
import { peopleAt } from '#core/incident/pages.ts';
import { exerciseOver, resolvedAndWatched, watchEnded } from '#core/incident/watch.ts';
import { everybodyOn } from '#core/oncall/plan.ts';
import {
  type Actor,
  isPerson,
  isSameActor,
  type Responder,
  signals,
  tocsin,
} from '#core/people.ts';
import { duration } from '#core/time/clock-time.ts';
import { addSeconds, type Instant, isDue, secondsBetween } from '#core/time/instant.ts';

const nothingToDo: Decision = { events: [] };

/** Time has passed: does what is due by the state, and nothing that is not. */
export function wake(incident: DeclaredIncident, now: Instant): Decision {
  const deadline = nextDeadline(incident);
  if (deadline === undefined || !isDue(deadline.at, now)) return nothingToDo;

  switch (deadline.what) {
    case 'page-ticket': {
      const reason = 'the response time passed without an acknowledgement';
      return { events: pageNextLevel(incident, now, reason) };
    }
    case 'page-next-level': {
      if (isLastOfDrill(incident, now))
        return { events: exerciseOver(now, tocsin, 'Nobody answered the exercise.') };
      const name =
        incident.plan.levels[incident.paging.escalation.level - 1]?.name ?? 'the last level';
      const waited = duration(secondsBetween(incident.paging.escalation.since, now));
      const reason = `${name} did not acknowledge within ${waited}`;
      return { events: pageNextLevel(incident, now, reason) };
    }
    case 'remind-update':
    case 'miss-update':
      return chaseUpdate(incident, now);
    case 'chase-roles': {
      const roles = unfilledRoles(incident);
      return {
        events: [{ type: 'RolesChased', at: now, roles, people: leads(incident, now) }],
      };
    }
    case 'end-snooze': {
      const round = incident.paging.escalation.round + 1;
      const woken = { at: now, round, reason: 'the snooze ended and it is not resolved' };
      const again = firstContact(incident.plan, woken, incident.paging.audience);
      return { events: [{ type: 'SnoozeEnded', at: now }, ...again] };
    }
    case 'resolve': {
      const resolution = `Every alert cleared and stayed clear for ${duration(holdOf(incident))}.`;
      return { events: resolvedAndWatched(incident, { at: now, by: signals, resolution }) };
    }
    case 'close':
      return { events: watchEnded(incident, now) };
    default:
      return deadline.what satisfies never;
  }
}

/** R9: a reminder before the update is due, the next level when it was missed. A wake that comes late skips the reminder. */
function chaseUpdate(incident: DeclaredIncident, at: Instant): Decision {
  if (incident.phase !== 'acknowledged' || incident.update === undefined) return nothingToDo;
  const { update, plan } = incident;
  if (!isDue(update.dueAt, at)) {
    const people = leads(incident, at);
    return { events: [{ type: 'UpdateReminded', at, dueAt: update.dueAt, people }] };
  }
  if (isForgotten(incident)) return { events: lapse(incident, at) };

  const every = plan.updateEverySeconds ?? secondsBetween(update.dueAt, at);
  const missed: IncidentEvent = {
    type: 'UpdateMissed',
    at,
    dueAt: update.dueAt,
    nextUpdateAt: addSeconds(at, every),
  };
  const reason = 'the update that was due was missed';
  const level = levelForMissed(incident, update.level, at);
  const { round } = incident.paging.escalation;
  return {
    events: [missed, ...pageFrom(plan, { at, level, round, purpose: 'update-missed', reason })],
  };
}

/** The one after the highest that missed updates brought in; in another plan, the first below whose people nobody asked. */
function levelForMissed({ plan, paging }: DeclaredIncident, missed: number, at: Instant): number {
  const below = plan.levels.slice(0, missed).findIndex((rung, index) => {
    const isNew = index >= paging.escalation.level && !wasAsked(rung, paging);
    return isNew && peopleAt(rung, at).some(isReachable);
  });
  return below >= 0 ? below + 1 : Math.min(missed + 1, plan.levels.length);
}

type Acknowledged = DeclaredIncident & { phase: 'acknowledged' };

/** Acknowledged and then nothing: whoever did may have fallen asleep over it. The ladder goes on where it stood. */
function lapse(incident: Acknowledged, at: Instant): IncidentEvent[] {
  const { acknowledgedBy: of, acknowledgedAt } = incident;
  const silent = duration(secondsBetween(acknowledgedAt, at));
  const reason = `${of.name} acknowledged and gave no update for ${silent}`;
  const holder = knownTo(incident).find(({ person }) => isPerson(of, person));
  const lapsed: IncidentEvent = {
    type: 'AcknowledgementLapsed',
    ...{ at, of, reason },
    ...(holder !== undefined && { people: [holder] }),
  };
  const open = evolve(incident, lapsed);
  return open.phase === 'open' ? [lapsed, ...pageNextLevel(open, at, reason)] : [lapsed];
}

/** Whoever acknowledged has left: nobody has it, and those who are there are asked from the first level on. */
export function takeBack(
  incident: DeclaredIncident,
  { at, of, reason }: CommandOf<'TakeBackAcknowledgement'>,
): Decision {
  if (incident.phase !== 'acknowledged' || !isSameActor(incident.acknowledgedBy, of)) {
    return nothingToDo;
  }
  // At the end of a snooze the ladder starts anew all the same.
  if (incident.snoozedUntil !== undefined || incident.drill !== undefined) return nothingToDo;
  const lapsed: IncidentEvent = { type: 'AcknowledgementLapsed', at, of, reason };
  const { plan, paging, allClearSince } = evolve(incident, lapsed) as DeclaredIncident;
  // Nobody is woken for a problem that is going away by itself.
  if (allClearSince !== undefined) return { events: [lapsed] };
  const { round } = paging.escalation;
  return { events: [lapsed, ...firstContact(plan, { at, round, reason }, paging.audience)] };
}

/** Everybody of whom the incident knows how they are reached, first as its severity asks for. */
function knownTo({ paging, plan }: DeclaredIncident): Responder[] {
  const onDuty = plan.levels.flatMap(everybodyOn);
  return [...onDuty, ...(paging.volunteers ?? []), ...paging.audience].filter(isReachable);
}

/** Who owes the update: communications lead, else commander, else whoever acknowledged, else level 1. */
function leads(incident: DeclaredIncident, now: Instant): Responder[] {
  const owner =
    incident.roles.communicationsLead?.person ??
    incident.roles.incidentCommander?.person ??
    ('acknowledgedBy' in incident ? personOf(incident.acknowledgedBy) : undefined);
  const [first] = incident.plan.levels;
  const found = knownTo(incident).find(({ person }) => person === owner);
  if (found) return [found];
  return first === undefined ? [] : peopleAt(first, now);
}

/** A token may be named like a person, and owes nothing. */
function personOf(by: Actor | undefined): string | undefined {
  return by?.kind === 'person' ? by.id : undefined;
}
