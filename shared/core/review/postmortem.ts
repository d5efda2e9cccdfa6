import { money } from '#core/diagnosis/impact.ts';
import type { LookAlike, PatternHit } from '#core/diagnosis/pattern.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { postmortemDueAt } from '#core/incident/review.ts';
import { isToldElsewhere, story } from '#core/incident/story.ts';
import { againstTarget, type IncidentFigures } from '#core/review/incident-figures.ts';
import { escaped } from '#core/text/markdown.ts';
import { beginning } from '#core/text/plain-text.ts';
import { dayAndTime, duration } from '#core/time/clock-time.ts';

/**
 * A blameless post-mortem, drafted from the log (R21). What the log knows is written; what only people know is asked
 * for, with a line to fill in. Causes are never invented: patterns are named as what they are, resemblances.
 */
export function postmortem(input: {
  incident: DeclaredIncident;
  commits: readonly { events: readonly IncidentEvent[] }[];
  figures: IncidentFigures | undefined;
  patterns: readonly PatternHit[];
}): string {
  const { incident, commits, figures, patterns } = input;
  const { plan, title, id } = incident;
  const { usersAffected, revenueLost } = incident.measured ?? {};
  const resolvedAt = 'resolvedAt' in incident ? incident.resolvedAt : undefined;
  const dueAt = postmortemDueAt(incident);
  const began = dayAndTime(incident.startedAt ?? incident.declaredAt, plan.timeZone);
  return [
    `# Post-mortem ${id}: ${escaped(title)}`,
    '',
    [
      `Of the incident of ${began}.`,
      ...(resolvedAt === undefined ? ['The incident is not resolved yet.'] : []),
      ...(dueAt === undefined ? [] : [`To be published by ${dayAndTime(dueAt, plan.timeZone)}.`]),
    ].join(' '),
    'This is about how it could happen, not about who was there. Everybody did what made sense with what they knew.',
    '',
    '## Summary',
    '',
    `${escaped(plan.service.name)} had a ${incident.severity} incident: ${escaped(title)}.`,
    ...('resolution' in incident ? [`It was resolved by: ${escaped(incident.resolution)}`] : []),
    '',
    summaryPrompt,
    '',
    '> …',
    '',
    '## Impact',
    '',
    `- Said at the time: ${escaped(incident.latestUpdate?.impact ?? 'nothing')}`,
    `- Users affected: ${usersAffected ?? '…'}`,
    `- Revenue lost: ${revenueLost === undefined ? '…' : money(revenueLost.amount, revenueLost.currency)}`,
    ...(figures?.resolveSeconds === undefined
      ? []
      : [`- Duration: ${duration(figures.resolveSeconds + (figures.detectSeconds ?? 0))}`]),
    '',
    '## Detection and response',
    '',
    '| what | took | target |',
    '| - | - | - |',
    ...responseRows(figures),
    '',
    '## What was known when',
    '',
    '| time | what | by |',
    '| - | - | - |',
    ...beginningAndEnd(
      story(commits, plan.timeZone)
        .filter(entry => told.has(entry.type) || isToldElsewhere(entry))
        .map(
          ({ at, text, by }) =>
            `| ${dayAndTime(at, plan.timeZone)} | ${escaped(text)} | ${escaped(by ?? '')} |`,
        ),
      `tocsin report --id=${id}`,
    ),
    '',
    '## Contributing factors',
    '',
    ...resemblances(patterns),
    ...(incident.lookAlikes ?? []).map(alikeLine),
    '- What made it possible? …',
    '- What made it worse, or last longer? …',
    '- What had changed shortly before? …',
    '- Why was it not noticed earlier? …',
    '',
    '## What went well',
    '',
    ...wentWell(figures),
    '- …',
    '',
    '## What was luck',
    '',
    '- …',
    '',
    '## Action items',
    '',
    '| what | who | until |',
    '| - | - | - |',
    ...incident.review.actionItems.map(
      ({ text, owner, dueOn }) =>
        `| ${escaped(text)} | ${escaped(owner?.name ?? '…')} | ${dueOn ?? '…'} |`,
    ),
    ...patterns.slice(0, 1).map(({ longTerm }) => `| ${escaped(longTerm)} | … | … |`),
    '| … | … | … |',
    '',
    '## Runbook and learnings',
    '',
    '- What should the runbook say that it does not? …',
    '- Who else should hear of this? …',
    '',
  ].join('\n');
}

/** Of the hundred thousand characters that a post-mortem may have, people need some. */
const linesMax = 60_000;

/** What a long night has between is in the report: it began as it begins here, and ended so. */
function beginningAndEnd(lines: readonly string[], report: string): string[] {
  if (lines.join('\n').length <= linesMax) return [...lines];
  const fitting = (some: readonly string[]) => {
    let [count, size] = [0, 0];
    for (const line of some) {
      size += line.length + 1;
      if (size > linesMax / 2) break;
      count += 1;
    }
    return count;
  };
  const [first, last] = [fitting(lines), fitting(lines.toReversed())];
  const left = lines.length - first - last;
  return [
    ...lines.slice(0, first),
    `| … | ${left} lines are left out here: ${report} has them | |`,
    ...lines.slice(lines.length - last),
  ];
}

const summaryPrompt = 'In two sentences for somebody who was not there:';

/** What somebody wrote into the quote of the summary. `undefined`: it is as the draft left it. */
export function learningsOf(markdown: string): string | undefined {
  const [, summary = ''] = markdown.split(/^## Summary[^\n]*$/m);
  const [own = ''] = summary.split(/^## /m);
  const quoted = own.split(/\r?\n/).filter(line => line.startsWith('>'));
  const text = quoted
    .map(line => line.slice(1).trim())
    .join(' ')
    .trim();
  return text.replaceAll('…', '').trim() === '' ? undefined : beginning(text, 2000);
}

/** What people and alerts did. That a page was sent is in the report. */
const told: ReadonlySet<IncidentEvent['type']> = new Set<IncidentEvent['type']>([
  'IncidentDeclared',
  'TicketOpened',
  'LevelPaged',
  'IncidentAcknowledged',
  'AcknowledgementLapsed',
  'RoleAssigned',
  'UpdatePosted',
  'UpdateMissed',
  'NoteAdded',
  'FindingAttached',
  'PatternMatched',
  'TeamNotified',
  'ActionStarted',
  'ActionFinished',
  'ActionAbandoned',
  'SeverityChanged',
  'AlertsAttached',
  'AlertsCleared',
  'IncidentSnoozed',
  'IncidentReassigned',
  'IncidentResolved',
  'IncidentReopened',
  'IncidentClosed',
]);

function responseRows(figures: IncidentFigures | undefined): string[] {
  if (figures === undefined) return ['| an exercise | - | - |'];
  const { target, acknowledgeSeconds } = figures;
  const row = (what: string, seconds: number | undefined, aim = '') =>
    `| ${what} | ${seconds === undefined ? 'not measured' : duration(seconds)} | ${aim} |`;
  const aim = target && againstTarget(acknowledgeSeconds, target.seconds);
  return [
    row('from its beginning to the declaration', figures.detectSeconds),
    row('to the acknowledgement', acknowledgeSeconds, aim),
    row('to the first update', figures.firstUpdateSeconds),
    row('to the resolution', figures.resolveSeconds),
    `| people involved | ${figures.people} | |`,
    `| pages, of these at night | ${figures.pages}, ${figures.pagesAtNight} | |`,
  ];
}

function alikeLine({ incident, title, because, resolution = '…', learnings }: LookAlike): string {
  const taught = learnings === undefined ? '' : ` What that taught: ${escaped(learnings)}`;
  return (
    `- ${incident} was like it (${escaped(because.join('; '))}): ${escaped(title)}. ` +
    `It ended with: ${escaped(resolution)}.${taught} Why did it happen again? …`
  );
}

function resemblances(patterns: readonly PatternHit[]): string[] {
  return patterns
    .slice(0, 3)
    .flatMap(({ name, cause, evidence }) => [
      `- It resembles "${escaped(name)}": ${escaped(cause)} Is that so? …`,
      ...evidence.slice(0, 2).map(({ where, quote }) => `  - ${escaped(where)}: ${escaped(quote)}`),
    ]);
}

function wentWell(figures: IncidentFigures | undefined): string[] {
  return figures?.target?.isMet ? ['- The response time of its severity was kept.'] : [];
}
