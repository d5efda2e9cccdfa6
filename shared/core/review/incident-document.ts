import type { IncidentEvent } from '#core/incident/events.ts';
import { healthySeconds } from '#core/incident/healthy-gaps.ts';
import type { IncidentDocument } from '#core/incident/imported-document.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { isToldElsewhere, story } from '#core/incident/story.ts';
import { type TimelineEntry, timeline } from '#core/incident/timeline.ts';
import { moneyText } from '#core/text/money-text.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';

type Commits = readonly { events: readonly IncidentEvent[] }[];

/** What people said of the impact; what nobody said stays empty rather than zero. */
export interface Assessment {
  usersAffected?: number;
  /** In the currency's own form, such as `$45000`. */
  revenueLost?: string;
}

/** The incident in the runbook's template. What was imported comes out as it went in, with what was added since. */
export function documentOf(
  incident: DeclaredIncident,
  commits: Commits,
  { assessment = measured(incident) }: { assessment?: Assessment } = {},
): IncidentDocument {
  const events = commits.flatMap(commit => [...commit.events]);
  const imported = events.find(event => event.type === 'IncidentImported');
  const items = incident.review.actionItems.map(({ text }) => text);
  if (imported !== undefined) {
    const { document } = imported;
    const since = [...document.timeline, ...linesOf(events)];
    return { incident: { ...document, timeline: since, action_items: items } };
  }

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
          resolvedAt === undefined
            ? null
            : Math.round(
                (secondsBetween(startedAt, resolvedAt) -
                  healthySeconds(events, startedAt, resolvedAt)) /
                  60,
              ),
      },
      timeline: linesOf(events),
      action_items: items,
    },
  };
}

/** What was measured last, unless somebody knows better. */
function measured({ measured: figures = {} }: DeclaredIncident): Assessment {
  const { usersAffected, revenueLost: lost } = figures;
  return {
    ...(usersAffected !== undefined && { usersAffected }),
    ...(lost !== undefined && {
      revenueLost: moneyText(lost),
    }),
  };
}

/** That it was taken away or brought in is no part of it: each export would differ from the one before. */
const unsaid: ReadonlySet<IncidentEvent['type']> = new Set<IncidentEvent['type']>([
  'IncidentImported',
  'IncidentExported',
]);

/** The timeline as it is taken away: what was imported, and all that happened here. */
export function linesToTake(commits: Commits): TimelineEntry[] {
  return story(commits, 'UTC').filter(entry => !unsaid.has(entry.type) || isToldElsewhere(entry));
}

/** Each with its day: a line is unambiguous by itself, over midnight too. */
function linesOf(events: readonly IncidentEvent[]) {
  const said = events.filter(({ type }) => !unsaid.has(type));
  return timeline([{ events: said }], 'UTC').map(({ at, text }) => ({
    time: `${at.slice(0, 10)} ${at.slice(11, 16)}`,
    event: text,
  }));
}

function toTheSecond(at: Instant): string {
  return at.replace(/\.\d{3}Z$/, 'Z');
}
