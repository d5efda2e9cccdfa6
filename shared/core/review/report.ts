import type { IncidentEvent } from '#core/incident/events.ts';
import { healthySeconds } from '#core/incident/healthy-gaps.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { story } from '#core/incident/story.ts';
import { impactLines } from '#core/review/impact-text.ts';
import { againstTarget, answerDueAt } from '#core/review/incident-figures.ts';
import { escaped } from '#core/text/markdown.ts';
import { dayAndTime, duration } from '#core/time/clock-time.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';

/** The incident as a Markdown document that reads well by itself: facts, times against their targets, the timeline. */
export function report(
  incident: DeclaredIncident,
  commits: readonly { events: readonly IncidentEvent[] }[],
  now: Instant,
): string {
  const { plan, imported } = incident;
  const lines = [
    `# ${incident.id}: ${escaped(incident.title)}`,
    '',
    `- Severity: ${incident.severity} (${escaped(incident.severityReason.text)})`,
    `- Service: ${escaped(plan.service.name)}`,
    `- Phase: ${incident.phase}`,
    `- Declared: ${dayAndTime(incident.declaredAt, plan.timeZone)} (detected by ${escaped(incident.detectedBy)})`,
    ...acknowledgement(incident, commits),
    ...resolution(incident, commits, now),
    ...(imported
      ? []
      : [`- Alerts: ${incident.alerts.firing} firing, ${incident.alerts.cleared} cleared`]),
    ...(incident.archive ? [`- Evidence: ${incident.archive.manifest}`] : []),
    '',
    '## People',
    '',
    // Nobody told here who answered, was reached or had a role, which is not that nobody did.
    ...(imported ? ['As it was told elsewhere: see the timeline.'] : peopleLines(incident)),
    '',
    '## Impact',
    '',
    ...impactLines(incident, commits),
    '',
    '## Resolution',
    '',
    'resolution' in incident ? escaped(incident.resolution) : 'Not resolved yet.',
    '',
    '## Timeline',
    '',
    '| time | what | by |',
    '| - | - | - |',
    ...story(commits, plan.timeZone).map(
      ({ at, text, by }) =>
        `| ${dayAndTime(at, plan.timeZone)} | ${escaped(text)} | ${escaped(by ?? '')} |`,
    ),
    '',
  ];
  return lines.join('\n');
}

function peopleLines({ roles, paging }: DeclaredIncident): string[] {
  return [
    ...Object.entries(roles).map(([role, holder]) => `- ${spelled(role)}: ${escaped(holder.name)}`),
    ...(Object.keys(roles).length === 0 ? ['- No role was assigned.'] : []),
    `- Reached: ${paging.audience.map(({ name }) => escaped(name)).join(', ') || 'nobody'}`,
  ];
}

function acknowledgement(
  { firstAcknowledgedAt: at, declaredAt, plan, imported }: DeclaredIncident,
  commits: readonly { events: readonly IncidentEvent[] }[],
): string[] {
  if (at === undefined) return imported ? [] : ['- Acknowledged: no'];
  const took = secondsBetween(declaredAt, at);
  const dueAt = answerDueAt(commits.flatMap(({ events }) => events));
  const against =
    dueAt === undefined ? '' : `, target ${againstTarget(took, secondsBetween(declaredAt, dueAt))}`;
  return [`- Acknowledged: ${dayAndTime(at, plan.timeZone)} (after ${duration(took)}${against})`];
}

function resolution(
  incident: DeclaredIncident,
  commits: readonly { events: readonly IncidentEvent[] }[],
  now: Instant,
): string[] {
  if (!('resolvedAt' in incident)) {
    return [`- Lasting: ${duration(secondsBetween(incident.declaredAt, now))} so far`];
  }
  const { resolvedAt, resolvedBy, declaredAt, plan, imported } = incident;
  // Whoever brought it in only told of it.
  const by = imported ? '' : ` by ${escaped(resolvedBy.name)}`;
  const events = commits.flatMap(commit => commit.events);
  const healthy = healthySeconds(events, declaredAt, resolvedAt);
  const took = duration(secondsBetween(declaredAt, resolvedAt) - healthy);
  return [`- Resolved: ${dayAndTime(resolvedAt, plan.timeZone)}${by} (after ${took})`];
}

function spelled(role: string): string {
  return role
    .replace(/[A-Z]/g, letter => ` ${letter}`)
    .replace(/^./, letter => letter.toUpperCase());
}
