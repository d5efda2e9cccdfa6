import { nextDeadline } from '#core/incident/deadline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { secondsBetween } from '#core/time/instant.ts';

/** An incident as the API, the CLI and the console show it: `incident` in contract/incident.ts. */
export function incidentRow(incident: DeclaredIncident, version: number) {
  const { plan, alerts, latestUpdate } = incident;
  const { escalation } = incident.paging;
  const deadline = nextDeadline(incident);
  const acknowledgedBy = 'acknowledgedBy' in incident ? incident.acknowledgedBy : undefined;
  const { declaredAt, healthySeconds = 0 } = incident;
  const nextUpdateAt = incident.phase === 'acknowledged' ? incident.update?.dueAt : undefined;
  return {
    id: incident.id,
    severity: incident.severity,
    severityReason: incident.severityReason,
    phase: incident.phase,
    title: incident.title,
    ...(incident.description !== undefined && { description: incident.description }),
    service: plan.service.id,
    serviceName: plan.service.name,
    declaredAt,
    detectedBy: incident.detectedBy,
    ...(incident.firstAcknowledgedAt !== undefined && {
      acknowledgedAt: incident.firstAcknowledgedAt,
    }),
    ...(acknowledgedBy && { acknowledgedBy: { id: acknowledgedBy.id, name: acknowledgedBy.name } }),
    ...('snoozedUntil' in incident && { snoozedUntil: incident.snoozedUntil }),
    ...('resolvedAt' in incident && {
      resolvedAt: incident.resolvedAt,
      resolvedBy: { id: incident.resolvedBy.id, name: incident.resolvedBy.name },
      resolution: incident.resolution,
      tookSeconds: secondsBetween(declaredAt, incident.resolvedAt) - healthySeconds,
    }),
    ...(incident.phase === 'resolved' && { closedAt: incident.closedAt }),
    roles: incident.roles,
    alerts: { ...alerts, total: alerts.firing + alerts.cleared },
    ...(deadline && { nextDeadline: deadline }),
    ...(nextUpdateAt !== undefined && { nextUpdateAt }),
    ...(latestUpdate && { status: latestUpdate.status }),
    ...(incident.patterns !== undefined && { patterns: incident.patterns }),
    ...(incident.lookAlikes !== undefined && { lookAlikes: incident.lookAlikes }),
    ...(plan.service.contacts !== undefined && { contacts: plan.service.contacts }),
    ...incident.measured,
    ...(latestUpdate?.impact !== undefined && { impact: latestUpdate.impact }),
    ...(escalation.level > 0 && { level: escalation.level, round: escalation.round }),
    ...(incident.drill && { drill: incident.drill }),
    version,
  };
}
