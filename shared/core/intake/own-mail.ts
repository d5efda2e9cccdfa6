import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { oneLine } from '#core/text/plain-text.ts';

/* Mail of ours that comes back: a group that is told of incidents may have the mailbox of alerts among its members. */

/** What stands in the subject of each that is about an incident. */
const aboutIncident = /\[SEV[1-4]\] (?:INC-\d{4}-\d|Production Incident)/gi;
const answer = /^[^:]{0,30}\b(re|aw|sv|antw):[^:]{0,30}$/i;
const idsMax = 3;

/** Whether somebody answers one. Forwarded, it may be of another Tocsin. */
export function answersOurs(subject: string): boolean {
  const [first] = subject.matchAll(aboutIncident);
  return first !== undefined && answer.test(subject.slice(0, first.index));
}

/** Whether one tells of an incident that another has opened: where that comes here too, each would open the next. */
export function tellsOfOurs(subject: string): boolean {
  return [...subject.matchAll(aboutIncident)].length > 1;
}

/** The incidents that a mail of this form names, for whoever knows whether they are ours; of any other none. */
export function incidentsNamed(
  alert: Pick<Alert, 'source' | 'title' | 'description'>,
): IncidentId[] {
  if (alert.source !== 'email' || alert.title.search(aboutIncident) === -1) return [];
  const found = wordsIn(alert).match(/INC-\d{4}-\d{3,15}/g) ?? [];
  return [...new Set(found)].slice(0, idsMax).flatMap(text => parseIncidentId(text) ?? []);
}

/**
 * Whether it tells what this incident says. The id alone is no proof: another Tocsin, which may mail us on purpose, counts from
 * one as well.
 */
export function tellsOf(
  alert: Pick<Alert, 'title' | 'description'>,
  incident: { title: string; resolution?: string; latestUpdate?: { status: string } | undefined },
): boolean {
  const mail = plain(wordsIn(alert));
  return [incident.title, incident.latestUpdate?.status, incident.resolution].some(words => {
    const said = plain(words ?? '');
    return said !== '' && mail.includes(said.slice(0, 40));
  });
}

function wordsIn({ title, description = '' }: Pick<Alert, 'title' | 'description'>): string {
  return `${title}\n${description.slice(0, 4000)}`;
}

/** Mail programs, and we for where an address would become a link, change signs and line ends. */
function plain(text: string): string {
  return oneLine(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
