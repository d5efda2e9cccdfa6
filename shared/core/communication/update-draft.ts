import { money } from '#core/diagnosis/impact.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { healthySeconds } from '#core/incident/healthy-gaps.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { type TimelineEntry, timeline } from '#core/incident/timeline.ts';
import { counted } from '#core/text/listing.ts';
import { shortened } from '#core/text/plain-text.ts';
import { duration } from '#core/time/clock-time.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';

/** What an update could say, for a person to change and send: nothing sends it by itself. */
export interface UpdateDraft {
  status: string;
  impact: string;
  actions?: string;
  /** The last update, or the declaration. */
  since: Instant;
  /** What happened since that an update may be about. */
  happened: TimelineEntry[];
}

const actionsMax = 5;
const textMax = 500;

/** What people did or found; pages, roles and the like are nobody's news but the team's. */
const telling: readonly IncidentEvent['type'][] = [
  'ActionStarted',
  'ActionFinished',
  'FindingAttached',
  'NoteAdded',
  'RespondersAdded',
  'SeverityChanged',
  'AlertsCleared',
  'IncidentReopened',
];

export function updateDraft(
  incident: DeclaredIncident,
  commits: readonly { events: readonly IncidentEvent[] }[],
  now: Instant,
): UpdateDraft {
  const { latestUpdate: last, declaredAt, plan } = incident;
  const since = last?.at ?? declaredAt;
  const happened = timeline(commits, plan.timeZone).filter(
    ({ at, type }) => at > since && telling.includes(type),
  );
  const done = happened.slice(-actionsMax).map(({ text }) => text);
  const actions = done.length > 0 ? done.join('; ') : last?.actions;
  return {
    status: last?.status ?? usualStatus(incident),
    impact: shortened(impactOf(incident, commits, now), textMax),
    ...(actions !== undefined && { actions: shortened(actions, textMax) }),
    since,
    happened,
  };
}

function usualStatus({ phase }: DeclaredIncident): string {
  switch (phase) {
    case 'open':
      return 'Nobody is on it yet';
    case 'acknowledged':
      return 'Investigating root cause';
    case 'watching':
      return 'Resolved, and being watched';
    case 'resolved':
      return 'Resolved';
    default:
      return phase satisfies never;
  }
}

/** How long it lasts and what was measured, as a draft ends with them. */
const known =
  / for \d+ (?:s|min|h(?: \d+ min)?|d(?: \d+ h)?)((?:, \d+ users? affected)?(?:, [A-Z]{3} \d+\.\d\d lost)?)$/;

/** As it was told last, with what is known by now; else the title, and what was measured. */
function impactOf(
  incident: DeclaredIncident,
  commits: readonly { events: readonly IncidentEvent[] }[],
  now: Instant,
): string {
  const { title, latestUpdate, declaredAt } = incident;
  const { usersAffected, revenueLost } = incident.measured ?? {};
  const until = 'resolvedAt' in incident ? incident.resolvedAt : now;
  const events = commits.flatMap(commit => commit.events);
  const seconds = secondsBetween(declaredAt, until) - healthySeconds(events, declaredAt, until);
  const lasting = ` for ${duration(seconds)}`;
  const measured = [
    ...(usersAffected === undefined ? [] : [`${counted(usersAffected, 'user')} affected`]),
    ...(revenueLost === undefined
      ? []
      : [`${money(revenueLost.amount, revenueLost.currency)} lost`]),
  ];
  const told = latestUpdate?.impact;
  if (told === undefined) return [`${title}${lasting}`, ...measured].join(', ');
  // Figures that somebody took out stay out.
  return told.replace(known, (_all, figures: string) =>
    [lasting, ...(figures === '' ? [] : measured)].join(', '),
  );
}
