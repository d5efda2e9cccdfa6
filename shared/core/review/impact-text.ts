import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { counted } from '#core/text/listing.ts';
import { escaped } from '#core/text/markdown.ts';
import { moneyText } from '#core/text/money-text.ts';

/** What is known of the impact, as Markdown: what was said, and what was measured or told elsewhere. */
export function impactLines(
  { latestUpdate, measured }: DeclaredIncident,
  commits: readonly { events: readonly IncidentEvent[] }[],
): string[] {
  const imported = commits
    .flatMap(({ events }) => events)
    .find(event => event.type === 'IncidentImported');
  const lost = measured?.revenueLost;
  const figures =
    imported === undefined
      ? figuresText('Measured', measured?.usersAffected, lost && moneyText(lost))
      : figuresText(
          'As it was told elsewhere',
          imported.document.impact.users_affected,
          imported.document.impact.revenue_lost,
        );
  const said = latestUpdate?.impact;
  const lines = [...(said === undefined ? [] : [escaped(said)]), ...figures];
  return lines.length === 0 ? ['Not stated.'] : lines.flatMap((line, n) => (n ? ['', line] : line));
}

function figuresText(
  who: string,
  users: number | null | undefined,
  lost: string | null | undefined,
): string[] {
  const parts = [
    ...(users == null ? [] : [`${counted(users, 'user')} affected`]),
    ...(lost == null ? [] : [`${escaped(lost)} lost`]),
  ];
  return parts.length === 0 ? [] : [`${who}: ${parts.join(', ')}.`];
}
