import { incidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { type AlertFilter, alertIdOf, tinyIdOf } from '#core/intake/drop-in/opsgenie.ts';
import type { Severity } from '#core/severity.ts';

const priorityOf: Record<Severity, string> = { SEV1: 'P1', SEV2: 'P2', SEV3: 'P3', SEV4: 'P4' };

/** One of our incidents, as a client of Opsgenie reads an alert. What we do not keep (tags, details) is empty. */
export function alertView(incident: DeclaredIncident, integration: string) {
  const id = incidentId(incident.id);
  const { phase, plan, severity, title, declaredAt } = incident;
  const isClosed = phase === 'watching' || phase === 'resolved';
  const acknowledgedBy = 'acknowledgedBy' in incident ? incident.acknowledgedBy : undefined;
  const snoozedUntil = phase === 'acknowledged' ? incident.snoozedUntil : undefined;
  const at = isClosed ? incident.resolvedAt : (incident.latestUpdate?.at ?? declaredAt);
  return {
    id: alertIdOf(id),
    tinyId: tinyIdOf(id),
    alias: aliasOf(incident) ?? alertIdOf(id),
    message: title,
    status: isClosed ? 'closed' : 'open',
    acknowledged: phase === 'acknowledged',
    isSeen: acknowledgedBy !== undefined,
    snoozed: snoozedUntil !== undefined,
    ...(snoozedUntil !== undefined && { snoozedUntil }),
    tags: [],
    count: Math.max(1, incident.alerts.firing + incident.alerts.cleared),
    createdAt: declaredAt,
    lastOccurredAt: declaredAt,
    updatedAt: at,
    source: integration,
    owner: acknowledgedBy?.name ?? '',
    priority: priorityOf[severity],
    responders: [],
    integration: { id: integration, name: integration, type: 'API' },
    report: {
      ...(acknowledgedBy !== undefined && { acknowledgedBy: acknowledgedBy.name }),
      ...(isClosed && { closedBy: incident.resolvedBy.name }),
    },
    actions: [],
    entity: plan.service.name,
    description: incident.description ?? '',
    details: { incident: incident.id, severity },
  };
}

export type AlertView = ReturnType<typeof alertView>;

/** What stands in the problem's key, unless it was too long to be readable. */
export function aliasOf({ problem }: DeclaredIncident): string | undefined {
  const [, alias] = /\|opsgenie:((?:[^|\\]|\\.)*)$/.exec(problem ?? '') ?? [];
  if (alias === undefined || /~[0-9a-f]{64}$/.test(alias)) return undefined;
  return alias.replace(/\\([\\|])/g, '$1');
}

/** What is asked for by its alias is looked up by it. */
export function isWanted(view: AlertView, filter: Omit<AlertFilter, 'alias'>): boolean {
  return (
    (filter.status === undefined || view.status === filter.status) &&
    (filter.acknowledged === undefined || view.acknowledged === filter.acknowledged) &&
    (filter.priority === undefined || view.priority === filter.priority) &&
    (filter.message === undefined || view.message.toLowerCase().includes(filter.message))
  );
}
