import * as z from 'zod/mini';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { type Instant, instant, parseInstant, secondsBetween } from '#core/instant.ts';
import { timeline } from '#core/views/timeline.ts';

/**
 * The runbook's incident template (R25), field for field and in its order. Times of the timeline are UTC, as
 * `started_at` is; a moment on another day than the start carries its date.
 */
export const incidentDocument = z.object({
  incident: z.object({
    id: z.string(),
    severity: z.enum(['SEV1', 'SEV2', 'SEV3', 'SEV4']),
    title: z.string(),
    started_at: z.string().check(isMoment()),
    detected_by: z.string(),
    resolved_at: z.nullable(z.string().check(isMoment())),
    impact: z.object({
      users_affected: z.nullable(z.number()),
      /** `$45000`. */
      revenue_lost: z.nullable(z.string()),
      duration_minutes: z.nullable(z.number()),
    }),
    timeline: z.array(z.object({ time: z.string(), event: z.string() })),
    action_items: z.array(z.string()),
  }),
});
export type IncidentDocument = z.infer<typeof incidentDocument>;

/** What people said of the impact; what nobody said stays empty rather than zero. */
export interface Assessment {
  usersAffected?: number;
  /** In the currency's own form, such as `$45000`. */
  revenueLost?: string;
}

export function documentOf(
  incident: DeclaredIncident,
  commits: readonly { events: readonly IncidentEvent[] }[],
  {
    assessment = {},
    actionItems = [],
  }: { assessment?: Assessment; actionItems?: readonly string[] },
): IncidentDocument {
  const startedAt = incident.startedAt ?? incident.declaredAt;
  const resolvedAt = 'resolvedAt' in incident ? incident.resolvedAt : undefined;
  return {
    incident: {
      id: incident.id,
      severity: incident.severity,
      title: incident.title,
      started_at: toTheSecond(startedAt),
      detected_by: incident.detectedBy === 'person' ? 'person' : 'monitoring_alert',
      resolved_at: resolvedAt === undefined ? null : toTheSecond(resolvedAt),
      impact: {
        users_affected: assessment.usersAffected ?? null,
        revenue_lost: assessment.revenueLost ?? null,
        duration_minutes:
          resolvedAt === undefined ? null : Math.round(secondsBetween(startedAt, resolvedAt) / 60),
      },
      timeline: timeline(commits, 'UTC').map(({ at, text }) => ({
        time: timeOf(at, startedAt),
        event: text,
      })),
      action_items: [...actionItems],
    },
  };
}

function toTheSecond(at: Instant): string {
  return at.replace(/\.\d{3}Z$/, 'Z');
}

function timeOf(at: Instant, startedAt: Instant): string {
  const time = at.slice(11, 16);
  return at.slice(0, 10) === startedAt.slice(0, 10) ? time : `${at.slice(0, 10)} ${time}`;
}

function isMoment() {
  return z.refine<string>(text => parseInstant(text) !== undefined, {
    error: 'must be a moment with its zone, such as 2026-01-15T14:15:00Z',
  });
}

/** The moments of a document that was read, for an incident that is entered afterwards. */
export function momentsOf({ incident }: IncidentDocument): {
  startedAt: Instant;
  resolvedAt?: Instant;
} {
  return {
    startedAt: instant(incident.started_at),
    ...(incident.resolved_at !== null && { resolvedAt: instant(incident.resolved_at) }),
  };
}
