import type { Notice } from '#core/communication/notice.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import type { Headline } from '#core/incident/headline.ts';
import { isWorse } from '#core/severity.ts';
import { oneLine, said, subjectLine } from '#core/text/plain-text.ts';
import { clockTime, timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';
import { dayThere } from '#core/time/local-time.ts';

/** One shift ends and another begins; who is absent there was nobody, or there is nobody. */
export interface HandOffNote {
  schedule: { name: string; timeZone: string };
  at: Instant;
  goes?: string;
  comes?: string;
  /** When the one who comes is relieved. */
  until?: Instant;
  /** What is open in the services that depend on the schedule. */
  incidents: readonly Headline[];
}

const shownMax = 20;

/** For the one whose shift begins. */
export function incomingShiftNotice(note: HandOffNote): Notice {
  const { schedule, at, goes, until, incidents } = note;
  const when = until === undefined ? 'until further notice' : `until ${moment(until, schedule)}`;
  return {
    subject: subjectLine(`Tocsin: you are on call for ${schedule.name} (${open(incidents)})`),
    body: [
      `You are on call for ${oneLine(schedule.name)} since ${moment(at, schedule)}, ${when}.`,
      goes === undefined
        ? 'Nobody was on call before you.'
        : `You take over from ${oneLine(goes)}: ask what is not written down.`,
      '',
      ...incidentLines(note),
      '',
      'How you are reached, and a page to try it: tocsin contact list, tocsin test-page',
    ].join('\n'),
  };
}

/** For the one whose shift ends. */
export function outgoingShiftNotice(note: HandOffNote): Notice {
  const { schedule, at, comes, incidents } = note;
  const whoElse = comes === undefined ? 'nobody' : oneLine(comes);
  return {
    subject: subjectLine(
      `Tocsin: ${whoElse} is on call for ${schedule.name} after you (${open(incidents)})`,
    ),
    body: [
      `Your shift for ${oneLine(schedule.name)} ended ${moment(at, schedule)}.`,
      comes === undefined
        ? 'Nobody follows you. Pages go to the next level, at once. Is that meant? tocsin override --help'
        : `${whoElse} took over: tell them what is not written down.`,
      '',
      ...incidentLines(note),
    ].join('\n'),
  };
}

/** The worst first: what it is, who has it, and what was said last. */
function incidentLines({ incidents, at }: HandOffNote): string[] {
  if (incidents.length === 0) return ['Nothing is open.'];
  const sorted = incidents.toSorted((a, b) => {
    if (a.severity !== b.severity) return isWorse(a.severity, b.severity) ? -1 : 1;
    return a.declaredAt < b.declaredAt ? 1 : -1;
  });
  const more = sorted.length - shownMax;
  return [
    'Open now:',
    ...sorted
      .slice(0, shownMax)
      .flatMap(incident => [
        `- ${drillMark(incident)}${incident.severity} ${incident.id} ${said(incident.title)}`,
        `  ${incident.service.name}, ${standing(incident, at)}`,
        ...(incident.status === undefined ? [] : [`  Last update: ${said(incident.status)}`]),
      ]),
    ...(more > 0 ? [`and ${more} more: tocsin list`] : []),
  ];
}

function standing(
  { phase, acknowledgedBy, commander, nextUpdateAt, snoozedUntil, timeZone }: Headline,
  at: Instant,
): string {
  switch (phase) {
    case 'open':
      return 'acknowledged by nobody';
    case 'acknowledged': {
      const who = commander ?? acknowledgedBy?.name ?? 'somebody';
      if (snoozedUntil !== undefined) {
        return `snoozed by ${oneLine(acknowledgedBy?.name ?? who)} until ${timeSeenFrom(at, snoozedUntil, timeZone)}`;
      }
      const next = nextUpdateAt && `, next update at ${timeSeenFrom(at, nextUpdateAt, timeZone)}`;
      return `with ${oneLine(who)}${next ?? ''}`;
    }
    case 'watching':
      return 'resolved and being watched';
    case 'resolved':
      return 'closed';
    default:
      return phase satisfies never;
  }
}

function open(incidents: readonly Headline[]): string {
  return incidents.length === 0 ? 'nothing open' : `${incidents.length} open`;
}

/** `2026-11-23 09:00 EST`, by the schedule's own clock. */
function moment(at: Instant, { timeZone }: { timeZone: string }): string {
  return `${dayThere(at, timeZone)} ${clockTime(at, timeZone)}`;
}
