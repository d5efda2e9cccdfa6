import { hangingIndent, type Paint, severityStyles, table } from '#cli/terminal-text.ts';
import type { IncidentEffects } from '#contract/communication.ts';
import type { Incident, IncidentList, IncidentWithTimeline } from '#contract/incident.ts';
import { effectState } from '#core/communication/effects.ts';
import { money } from '#core/diagnosis/impact.ts';
import type { LookAlike, PatternHit } from '#core/diagnosis/pattern.ts';
import { patternFacts } from '#core/diagnosis/pattern-words.ts';
import { roles } from '#core/incident/events.ts';
import { isPaging } from '#core/severity.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { clockTime, duration, timeSeenFrom } from '#core/time/clock-time.ts';
import { epochMs, type Instant, parseInstant, secondsBetween } from '#core/time/instant.ts';

/** How one person's terminal shows things: its width and colours, their time zone, and what time it is. */
export interface Display {
  columns: number;
  paint: Paint;
  timeZone: string;
  /** By the clock of what answered last; by this machine's while nothing has. */
  now: () => Instant;
  /** The same, for what is said before anything was asked: asks what time it is there. */
  askTime: () => Promise<Instant>;
}

const phaseStyles = {
  open: 'red',
  acknowledged: 'yellow',
  watching: 'cyan',
  resolved: 'green',
} as const;

/** `asked`: the filters, without which the next page would be one of something else. */
export function incidentsTable(
  { incidents, next }: IncidentList,
  display: Display,
  asked: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const options = Object.entries({ ...asked, cursor: next }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${inShell(oneLine(String(value)))}`],
  );
  const more = next === undefined ? [] : [`More: tocsin list ${options.join(' ')}`];
  if (incidents.length === 0) {
    return [next === undefined ? 'No incidents.' : 'None among the newest.', ...more].join('\n');
  }
  const rows = incidents.map(incident => [
    incident.id,
    { text: incident.severity, style: severityStyles[incident.severity] },
    { text: incident.phase, style: phaseStyles[incident.phase] },
    age(incident.declaredAt, display),
    incident.service,
    incident.drill === undefined ? incident.title : `DRILL: ${incident.title}`,
  ]);
  const shown = table(['ID', 'SEV', 'PHASE', 'AGE', 'SERVICE', 'TITLE'], rows, {
    ...display,
    last: 'cut',
  });
  return [shown, ...more].join('\n');
}

/** To be copied into a shell, which takes it as it stands. */
function inShell(text: string): string {
  return /^[\w.,:=@/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The first line of every answer about one incident. */
export function headlineText(incident: Incident, { paint }: Display): string {
  return [
    ...(incident.drill === undefined ? [] : [paint('magenta', 'DRILL')]),
    incident.id,
    paint(severityStyles[incident.severity], incident.severity),
    paint(phaseStyles[incident.phase], incident.phase),
    oneLine(incident.title),
  ].join('  ');
}

/** As a line of its own; none when the incident can wait for ever. */
export function deadlineText({ nextDeadline }: Incident, display: Display): string[] {
  return nextDeadline === undefined ? [] : [`Next: ${nextText(nextDeadline, display)}`];
}

function nextText(
  { at, what, text }: NonNullable<Incident['nextDeadline']>,
  display: Display,
): string {
  return `${momentText(at, display)} ${oneLine(text ?? what)}`;
}

/** `02:31 UTC (in 15 min)`, or `(3 min ago)`. */
export function momentText(at: string, { timeZone, now }: Display): string {
  const moment = parseInstant(at);
  if (moment === undefined) return oneLine(at);
  const seconds = secondsBetween(now(), moment);
  const distance = seconds >= 0 ? `in ${lasted(seconds)}` : `${lasted(-seconds)} ago`;
  return `${timeSeenFrom(now(), moment, timeZone)} (${distance})`;
}

export function incidentDetails(incident: IncidentWithTimeline, display: Display): string {
  const fact = (label: string, ...lines: string[]) =>
    lines.map((line, index) =>
      hangingIndent((index === 0 ? label : '').padEnd(12), line, display.columns),
    );
  const optional = (label: string, text: string | undefined) =>
    text === undefined ? [] : fact(label, oneLine(text));
  const { severityReason: why, alerts } = incident;

  return [
    headlineText(incident, display),
    ...fact(`Why ${incident.severity}`, `${oneLine(why.text)} (${oneLine(why.rule)})`),
    ...fact('Service', `${oneLine(incident.serviceName)} (${oneLine(incident.service)})`),
    ...optional('Description', incident.description),
    ...fact(
      'Declared',
      `${namedMoment(incident.declaredAt, display)} by ${oneLine(incident.detectedBy)}`,
    ),
    ...(incident.acknowledgedAt === undefined
      ? []
      : fact('Acknowledged', acknowledgedText(incident, display))),
    ...optional(
      'Snoozed',
      incident.snoozedUntil && `until ${momentText(incident.snoozedUntil, display)}`,
    ),
    ...optional('Resolved', resolvedText(incident, display)),
    ...optional('Resolution', incident.resolution),
    ...optional('Closed', incident.closedAt && namedMoment(incident.closedAt, display)),
    ...rolesText(incident, fact),
    ...fact('Alerts', `${alerts.firing} firing, ${alerts.cleared} cleared, ${alerts.total} in all`),
    ...optional('Impact', incident.impact),
    ...optional(why.rule === 'imported' ? 'Told of it' : 'Measured', measuredText(incident)),
    ...patternFacts(
      incident.patterns as PatternHit[] | undefined,
      incident.contacts,
      incident.lookAlikes as LookAlike[] | undefined,
    ).flatMap(([name, value]) => fact(name, value)),
    ...optional('Status', incident.status),
    ...optional('Update due', incident.nextUpdateAt && momentText(incident.nextUpdateAt, display)),
    ...optional('Next', incident.nextDeadline && nextText(incident.nextDeadline, display)),
    ...(incident.effects ?? []).flatMap(effect =>
      fact('Not told', `${effect.to} (${effect.channel}): ${effectText(effect, display)}`),
    ),
    '',
    ...timelineText(incident, display),
  ].join('\n');
}

/** `waiting, SES: Throttling, next try 02:14 UTC`. */
export function effectText(
  { state, reason, nextTryAt }: IncidentEffects['effects'][number],
  { timeZone }: Display,
): string {
  return effectState(
    {
      state,
      ...(reason !== undefined && { reason }),
      ...(nextTryAt !== undefined && { nextTryAt: nextTryAt as Instant }),
    },
    timeZone,
  );
}

function measuredText({ usersAffected, revenueLost }: Incident): string | undefined {
  const parts = [
    ...(usersAffected === undefined ? [] : [`${counted(usersAffected, 'user')} affected`]),
    ...(revenueLost === undefined
      ? []
      : [`${money(revenueLost.amount, revenueLost.currency)} lost`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function resolvedText({ resolvedAt, resolvedBy }: Incident, display: Display): string | undefined {
  if (resolvedAt === undefined) return undefined;
  return (
    namedMoment(resolvedAt, display) + (resolvedBy === undefined ? '' : ` by ${resolvedBy.name}`)
  );
}

/** True whoever asked: the first to acknowledge stays the one who is named. */
export function acknowledgedText(incident: Incident, display: Display): string {
  const { acknowledgedAt, acknowledgedBy, declaredAt } = incident;
  if (acknowledgedAt === undefined) return 'by nobody';
  const [from, to] = [parseInstant(declaredAt), parseInstant(acknowledgedAt)];
  const after = from && to ? `, after ${lasted(secondsBetween(from, to))}` : '';
  // Once it is resolved, the timeline says who.
  const by = acknowledgedBy === undefined ? '' : ` by ${oneLine(acknowledgedBy.name)}`;
  return `${namedMoment(acknowledgedAt, display)}${by}${after}`;
}

export const roleNames = {
  incidentCommander: 'Incident Commander',
  technicalLead: 'Technical Lead',
  communicationsLead: 'Communications Lead',
  scribe: 'Scribe',
} as const;

function rolesText(
  incident: Incident,
  fact: (label: string, ...lines: string[]) => string[],
): string[] {
  const lines = roles.flatMap(role => {
    const holder = incident.roles[role];
    // Tickets are not commanded, so a role that nobody has is worth a line for SEV1 and SEV2 only (R7).
    if (holder === undefined && !isPaging(incident.severity)) return [];
    return [`${roleNames[role]}: ${holder === undefined ? 'nobody yet' : oneLine(holder.name)}`];
  });
  return lines.length === 0 ? [] : fact('Roles', ...lines);
}

function timelineText({ timeline }: IncidentWithTimeline, display: Display): string[] {
  return [
    display.paint('dim', `TIMELINE (${display.timeZone})`),
    ...timeline.map(({ at, text, by }) =>
      // Most sentences name the person already.
      hangingIndent(
        dateAndTime(at, display),
        by === undefined || text.includes(by) ? text : `${text} (${by})`,
        display.columns,
      ),
    ),
  ];
}

/** `2026-11-23 02:14:05 EST`, where nothing beside it names the zone. */
export function namedMoment(at: string, display: Display): string {
  const moment = parseInstant(at);
  if (moment === undefined) return oneLine(at);
  return dateAndTime(at, display) + clockTime(moment, display.timeZone).slice('00:00'.length);
}

/** `2026-11-23 02:14:05` in the person's zone, below a line that names it. */
export function dateAndTime(at: string, { timeZone }: Display): string {
  const moment = parseInstant(at);
  if (moment === undefined) return oneLine(at);
  // Swedish dates are ISO dates.
  return new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone,
  }).format(epochMs(moment));
}

function age(at: string, { now }: Display): string {
  const moment = parseInstant(at);
  return moment === undefined ? '' : lasted(secondsBetween(moment, now()));
}

/** As in messages, but a terminal is looked at within the first minute, when `0 min` says nothing. */
function lasted(seconds: number): string {
  return seconds < 60 ? `${Math.max(0, Math.floor(seconds))} s` : duration(seconds);
}
