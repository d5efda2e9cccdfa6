import type { LookAlike, PatternHit } from '#core/diagnosis/pattern.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import type { DeclaredIncident, Phase } from '#core/incident/incident.ts';
import type { Actor, Responder } from '#core/people.ts';
import type { Publishing } from '#core/setup/document-status-page.ts';
import type { Severity } from '#core/severity.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/**
 * What every message about an incident needs, as it was when a commit was made. It travels with the commit, so
 * that dispatch reads nothing else and a message says what was true when it was decided.
 */
export interface Headline {
  id: string;
  title: string;
  description?: string;
  severity: Severity;
  /** An exercise; every message says so. */
  drill?: 'drill' | 'test-page';
  severityReason: string;
  phase: Phase;
  service: { id: string; name: string };
  /** The integration that brought it. */
  integration?: string;
  runbook?: string;
  statusPage?: string;
  chat?: { channel: boolean };
  /** Whether the public is told of it, and by whose leave; as `statusPage.publish` said. */
  publish?: Publishing;
  /** The status page speaks of it. */
  isPublic?: true;
  timeZone?: string;
  declaredAt: Instant;
  updateEverySeconds?: number;
  commander?: string;
  technicalLead?: string;
  acknowledgedBy?: Actor;
  /** Whoever has it put it off until then. */
  snoozedUntil?: Instant;
  resolution?: string;
  status?: string;
  impact?: string;
  actions?: string;
  nextUpdateAt?: Instant;
  /** Of a ticket that nobody has: who is paged if it stays so, and when. */
  ticketDue?: { at: Instant; levelName: string };
  links: { title: string; url: string }[];
  /** What it resembles, and what helps against that. */
  patterns?: PatternHit[];
  /** Incidents of before that were like it. */
  lookAlikes?: LookAlike[];
  /** Who helps from outside. */
  contacts?: string[];
  audience: Responder[];
}

export function headlineOf(incident: DeclaredIncident): Headline {
  const { plan, roles, latestUpdate, description } = incident;
  const acknowledgedBy = 'acknowledgedBy' in incident ? incident.acknowledgedBy : undefined;
  const nextUpdateAt = incident.phase === 'acknowledged' ? incident.update?.dueAt : undefined;
  const snoozedUntil = incident.phase === 'acknowledged' ? incident.snoozedUntil : undefined;
  const next = nextDeadline(incident);
  const due = next?.what === 'page-ticket' ? next.at : undefined;
  return {
    id: incident.id,
    title: incident.title,
    ...(description !== undefined && { description }),
    severity: incident.severity,
    ...(incident.drill !== undefined && { drill: incident.drill.kind }),
    severityReason: incident.severityReason.text,
    phase: incident.phase,
    service: { id: plan.service.id, name: plan.service.name },
    ...(incident.integration !== undefined && { integration: incident.integration }),
    ...(plan.service.runbook !== undefined && { runbook: plan.service.runbook }),
    ...(plan.statusPage !== undefined && { statusPage: plan.statusPage }),
    ...(plan.chat !== undefined && { chat: plan.chat }),
    ...(plan.publish !== undefined && { publish: plan.publish }),
    ...(incident.publicNotices !== undefined && { isPublic: true as const }),
    ...(plan.timeZone !== undefined && { timeZone: plan.timeZone }),
    declaredAt: incident.declaredAt,
    ...(plan.updateEverySeconds !== undefined && { updateEverySeconds: plan.updateEverySeconds }),
    ...(roles.incidentCommander && { commander: roles.incidentCommander.name }),
    ...(roles.technicalLead && { technicalLead: roles.technicalLead.name }),
    ...(acknowledgedBy && { acknowledgedBy }),
    ...(snoozedUntil !== undefined && { snoozedUntil }),
    ...('resolution' in incident && { resolution: incident.resolution }),
    ...(latestUpdate && { status: latestUpdate.status }),
    ...(latestUpdate?.impact !== undefined && { impact: latestUpdate.impact }),
    ...(latestUpdate?.actions !== undefined && { actions: latestUpdate.actions }),
    ...(nextUpdateAt !== undefined && { nextUpdateAt }),
    ...(due !== undefined && {
      ticketDue: { at: due, levelName: plan.levels[0]?.name ?? 'level 1' },
    }),
    links: incident.links,
    ...(incident.patterns !== undefined && { patterns: incident.patterns }),
    ...(incident.lookAlikes !== undefined && { lookAlikes: incident.lookAlikes }),
    ...(plan.service.contacts !== undefined && { contacts: plan.service.contacts }),
    audience: incident.paging.audience,
  };
}

/** A page that is older than this is of no use to anybody: it is recorded as expired, not sent at breakfast. */
export function pageExpiry(decidedAt: Instant): Instant {
  return addSeconds(decidedAt, 4 * 3600);
}
