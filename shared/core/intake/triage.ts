import type { IncidentId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import type { Actor } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';

/** What is known when an alert arrives: its own last status, and the incident that its problem has. */
export interface Known {
  alert?: { status: Alert['status']; at: Instant; incidentId?: IncidentId };
  /** For a firing alert the incident that holds its problem, for a clearing one the incident that it belongs to. */
  incident?: { id: IncidentId; state: Standing };
}

/** As much of an incident as decides whether an alert joins it. */
type Standing =
  | { phase: 'undeclared' }
  | { phase: 'open' }
  | { phase: 'acknowledged' }
  | { phase: 'watching'; resolvedAt: Instant; resolvedBy: Actor }
  | { phase: 'resolved' };

/** What becomes of one alert. Every outcome carries its reason, for the receipt and the timeline. */
export type Triage =
  | { outcome: 'declare'; replaces?: IncidentId; reason: string }
  | { outcome: 'attach'; incidentId: IncidentId; member: boolean; refired: boolean; reason: string }
  | { outcome: 'repeat'; incidentId: IncidentId; reason: string }
  | { outcome: 'clear'; incidentId: IncidentId; reason: string }
  /** `remember`: keep the status, so that a notification which was overtaken by this one is recognised. */
  | { outcome: 'ignore'; remember: boolean; reason: string };

/** The same problem joins its open incident; news opens one; what is old, or over, changes nothing (R4). */
export function triage(status: Alert['status'], acceptedAt: Instant, known: Known): Triage {
  if (known.alert !== undefined && known.alert.at > acceptedAt) {
    const reason = `overtaken by a newer notification, which said ${known.alert.status}`;
    return { outcome: 'ignore', remember: false, reason };
  }
  return status === 'firing' ? fires(acceptedAt, known) : clears(known);
}

function fires(acceptedAt: Instant, { alert, incident }: Known): Triage {
  if (incident === undefined || incident.state.phase === 'undeclared') {
    return { outcome: 'declare', reason: 'no open incident has this problem' };
  }
  const { id, state } = incident;
  const member = alert?.incidentId === id && alert.status === 'firing';
  const refired = alert?.incidentId === id && alert.status === 'cleared';
  switch (state.phase) {
    case 'resolved':
      return {
        outcome: 'declare',
        replaces: id,
        reason: `${id} had this problem and is closed`,
      };
    case 'open':
    case 'acknowledged':
      return member
        ? { outcome: 'repeat', incidentId: id, reason: `already part of ${id}` }
        : {
            outcome: 'attach',
            incidentId: id,
            member,
            refired,
            reason: refired ? `fires again in ${id}` : `same problem as ${id}`,
          };
    case 'watching': {
      const attached = { outcome: 'attach', incidentId: id, member, refired } as const;
      if (acceptedAt > state.resolvedAt) {
        return { ...attached, reason: `fires after ${id} was resolved, so it is reopened` };
      }
      // It resolved because everything seemed clear. This says that it was not, and some senders say it only once.
      return !member && state.resolvedBy.kind === 'system'
        ? { ...attached, reason: `fired before ${id} resolved by itself, so it is reopened` }
        : { outcome: 'repeat', incidentId: id, reason: `accepted before ${id} was resolved` };
    }
    default:
      return state satisfies never;
  }
}

function clears({ alert, incident }: Known): Triage {
  if (alert?.status === 'cleared') {
    return { outcome: 'ignore', remember: false, reason: 'it was cleared already' };
  }
  if (incident === undefined || incident.state.phase === 'undeclared') {
    const reason = 'it belongs to no incident, so there is nothing to clear';
    return { outcome: 'ignore', remember: true, reason };
  }
  return incident.state.phase === 'resolved'
    ? { outcome: 'ignore', remember: true, reason: `${incident.id} is closed already` }
    : { outcome: 'clear', incidentId: incident.id, reason: `clears in ${incident.id}` };
}
