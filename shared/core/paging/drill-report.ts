import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { decidedAtOf } from '#core/incident/pages.ts';
import type { LedgerRow } from '#core/paging/ledger.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';

interface DrillPage {
  person: string;
  name: string;
  channel: string;
  status: 'waiting' | 'sent' | 'delivered' | 'failed' | 'suppressed';
  /** Seconds from the decision of each. */
  secondsToSent?: number;
  secondsToDelivered?: number;
  detail?: string;
}

export interface DrillReport {
  incident: string;
  kind: 'drill' | 'test-page';
  announced: boolean;
  startedAt: Instant;
  acknowledgedAt?: Instant;
  acknowledgedBy?: string;
  secondsToAcknowledge?: number;
  isOver: boolean;
  pages: DrillPage[];
}

/** How an exercise went, per person and channel. `undefined`: it was none. */
export function drillReport(
  incident: DeclaredIncident,
  events: readonly IncidentEvent[],
  pages: readonly LedgerRow[],
): DrillReport | undefined {
  if (incident.drill === undefined) return undefined;
  const acknowledged = events.find(event => event.type === 'IncidentAcknowledged');
  const names = new Map(incident.paging.audience.map(({ person, name }) => [person, name]));
  const sentAt = momentsOf(events, 'PageSent');
  const deliveredAt = momentsOf(events, 'PageDelivered');
  return {
    incident: incident.id,
    kind: incident.drill.kind,
    announced: incident.drill.announced,
    startedAt: incident.declaredAt,
    ...(acknowledged && {
      acknowledgedAt: acknowledged.at,
      acknowledgedBy: acknowledged.by.name,
      secondsToAcknowledge: secondsBetween(incident.declaredAt, acknowledged.at),
    }),
    isOver: incident.phase === 'watching' || incident.phase === 'resolved',
    pages: pages.map(({ key, person, channel, status, detail }) => {
      const decided = decidedAtOf(key);
      const sent = sentAt.get(key);
      const delivered = deliveredAt.get(key);
      return {
        person,
        name: names.get(person) ?? person,
        channel,
        status:
          status === 'claimed' || status === 'retrying' || status === 'bundled'
            ? 'waiting'
            : status,
        ...(sent && { secondsToSent: secondsBetween(decided, sent) }),
        ...(delivered && { secondsToDelivered: secondsBetween(decided, delivered) }),
        ...(detail !== undefined && { detail }),
      };
    }),
  };
}

function momentsOf(
  events: readonly IncidentEvent[],
  type: 'PageSent' | 'PageDelivered',
): Map<string, Instant> {
  return new Map(events.flatMap(event => (event.type === type ? [[event.page, event.at]] : [])));
}
