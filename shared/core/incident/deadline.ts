import type { Incident } from '#core/incident/incident.ts';
import { addSeconds, type Instant } from '#core/instant.ts';

/** What time alone will do next. `what` is a stable word, `text` is how a person says it. */
export interface Deadline {
  at: Instant;
  what: 'page-next-level' | 'page-ticket' | 'remind-update' | 'miss-update' | 'resolve' | 'close';
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
    case 'acknowledged': {
      const update = owedUpdate(incident);
      const resolve = bySignal(incident);
      if (update === undefined || resolve === undefined) return update ?? resolve;
      return resolve.at <= update.at ? resolve : update;
    }
    case 'watching':
      return { at: incident.watchUntil, what: 'close', text: 'all-clear, unless it fires again' };
    default:
      return incident satisfies never;
  }
}

function bySignal(incident: Extract<Incident, { phase: 'open' | 'acknowledged' }>) {
  const { allClearSince, plan, alerts } = incident;
  if (allClearSince === undefined || alerts.firing > 0) return undefined;
  return {
    at: addSeconds(allClearSince, plan.holdSeconds),
    what: 'resolve',
    text: 'resolves, unless an alert fires again',
  } as const;
}

function unanswered(incident: Extract<Incident, { phase: 'open' }>): Deadline | undefined {
  const { plan, escalation } = incident;
  if (escalation.level === 0) {
    return plan.respondWithinSeconds === undefined
      ? undefined
      : {
          at: addSeconds(escalation.since, plan.respondWithinSeconds),
          what: 'page-ticket',
          text: `pages ${plan.levels[0]?.name ?? 'level 1'}, unless acknowledged`,
        };
  }
  const level = plan.levels[Math.min(escalation.level, plan.levels.length) - 1];
  if (level === undefined) return undefined;
  const next = plan.levels[escalation.level] ?? plan.levels[0];
  return {
    at: addSeconds(escalation.since, level.acknowledgeWithinSeconds),
    what: 'page-next-level',
    text: `pages ${next?.name ?? 'the next level'}, unless acknowledged`,
  };
}

function owedUpdate(incident: Extract<Incident, { phase: 'acknowledged' }>): Deadline | undefined {
  const { update, plan } = incident;
  if (update === undefined) return undefined;
  return update.reminded
    ? { at: update.dueAt, what: 'miss-update', text: 'pages the next level, unless updated' }
    : {
        at: addSeconds(update.dueAt, -plan.remindBeforeUpdateSeconds),
        what: 'remind-update',
        text: 'reminds the commander that an update is due',
      };
}
