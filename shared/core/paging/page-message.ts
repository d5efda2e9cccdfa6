import type { Notice } from '#core/communication/notice.ts';
import { patternFacts } from '#core/diagnosis/pattern-words.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import type { Purpose } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import { pageHtml } from '#core/paging/page-html.ts';
import {
  beginning,
  oneLine,
  quoted,
  said,
  saidInQuotes,
  subjectLine,
  textForm,
} from '#core/text/plain-text.ts';
import { duration, timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';
import { secondsBetween } from '#core/time/instant.ts';

export interface PageWords {
  incident: Headline;
  purpose: Purpose;
  /** Why this person, now: the escalation's reason. */
  reason: string;
  levelName: string;
  /** Acknowledgement link of this one recipient. */
  link: string;
  /** With which this one page is answered by text. */
  code: string;
  now: Instant;
  /** A mail with its link went out before this, or goes with it. */
  isMailed?: boolean;
  /** Names of those who were asked before and did not answer. */
  unanswered?: string[];
  /** An earlier attempt, or an earlier page, may have reached the phone: say so, so that nobody thinks it is a second problem. */
  again: boolean;
}

/** What an acknowledgement answers: an incident that nobody has, or has any more. */
export function asksForAcknowledgement(purpose: Purpose): boolean {
  return purpose === 'acknowledge' || purpose === 'taken-back';
}

/** One SMS segment, or three where the words are of an alphabet that needs them. */
export function pageSms(words: PageWords): string {
  const { incident, purpose, levelName, link, code, again } = words;
  const since = purpose === 'acknowledge' ? burning(words) : '';
  const head = `${again ? '(again) ' : ''}${drillMark(incident)}${incident.severity} ${incident.id} ${since}`;
  // What is said besides takes the room of two words that everybody knows by then.
  const toAck = since === '' ? ' to ack' : '';
  const tail = {
    acknowledge: `. Reply A ${code}${toAck} or ${link}`,
    help: `. Your help is asked for. Reply ? ${code} or ${link}`,
    'update-reminder': `. Update due soon. Reply U ${code} text or ${link}`,
    'update-missed': `. No update was posted; please look. ${link}`,
    'fill-roles': `. Roles are not filled yet: ${link}`,
    'taken-back': `. Your ack was taken back. Reply A ${code} or ${link}`,
    role: `. You are ${levelName}. ${link}`,
  }[purpose];
  return segment(head, incident, tail);
}

/** Of what has begun a while ago this is nothing new. */
const newSeconds = 120;

/** Of a page that comes after others, or late: how long it burns, and who did not answer. */
function burning({ incident, unanswered = [], again, now }: PageWords): string {
  const seconds = secondsBetween(incident.declaredAt, now);
  if (unanswered.length === 0 && !again && seconds < newSeconds) return '';
  const age = duration(seconds);
  if (unanswered.length === 0) return `${age} old. `;
  const isWide = isInOwnLetters(`${incident.service.name}${incident.title}`);
  // The letters of a name alone make no text three times as long.
  const first = unanswered.find(name => isWide || !isInOwnLetters(name));
  if (first === undefined) return `${age}, ${unanswered.length} did not answer. `;
  const more = unanswered.length === 1 ? '' : ` +${unanswered.length - 1}`;
  return `${age}, no answer: ${beginning(oneLine(first), 16).trim()}${more}. `;
}

/** In those that are no GSM-7. */
function isInOwnLetters(words: string): boolean {
  return textForm(words).segments > 1;
}

/**
 * What we say before and after in full, and between as much of the title as has room, in quotation marks: `" Reply A9` in
 * a title is part of it. Words in another alphabet arrive as they are.
 */
export function segment(head: string, { service, title }: Headline, tail: string): string {
  const { fold, length } = textForm(`${service.name}${title}`);
  const name = [...oneLine(service.name)].slice(0, 40).join('');
  const [before, behind] = [fold(`${head}${name}: `), fold(tail)];
  const room = length - before.length - behind.length;
  const words = fold(saidInQuotes(title));
  if (words.length <= room) return `${before}${words}${behind}`;
  const cut = room < 5 ? '' : `${beginning(words, room - 3).trimEnd()}.."`;
  return `${beginning(before, length - behind.length)}${cut}${behind}`;
}

/** As text, and as HTML for where the vendor takes it. */
export function pageEmail(words: PageWords): Notice {
  const { incident, purpose, link } = words;
  const opening = {
    acknowledge: 'You are paged',
    help: 'Your help is asked for',
    'update-reminder': 'An update is due soon',
    'update-missed': 'An update was missed',
    'fill-roles': 'Roles are not filled yet',
    'taken-back': 'Your acknowledgement was taken back',
    role: `You are ${words.levelName}`,
  }[purpose];
  const subject = subjectLine(
    `${words.again ? '(again) ' : ''}${drillMark(incident)}[${incident.severity}] ${incident.id} ${opening}: ${incident.title}`,
  );
  const { description, runbook } = incident;
  const age = duration(secondsBetween(incident.declaredAt, words.now));
  const heading = `${drillMark(incident)}${incident.severity} ${incident.id}`;
  const facts = [
    ['Service', incident.service.name],
    ['Started', `${timeSeenFrom(words.now, incident.declaredAt, incident.timeZone)} (${age} ago)`],
    ['Severity because', said(incident.severityReason)],
    ...(words.unanswered === undefined
      ? []
      : [['Did not answer', said(words.unanswered.join(', '))] as const]),
    [`You (${words.levelName}) are told because`, said(words.reason)],
    ...patternFacts(incident.patterns, incident.contacts, incident.lookAlikes),
  ] as const;
  const links = [
    ...(runbook === undefined ? [] : [{ title: 'Runbook', url: runbook }]),
    ...incident.links.map(({ title, url }) => ({
      title: `Link of the alert ${saidInQuotes(title)}`,
      url,
    })),
  ];
  const isAsked = asksForAcknowledgement(purpose);
  const hint = 'opens a page first, nothing happens by opening it';
  const lines = [
    `${heading}: ${said(incident.title)}`,
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...links.map(({ title, url }) => `${oneLine(title)}: ${oneLine(url)}`),
    '',
    isAsked ? `Acknowledge (${hint}): ${link}` : `See the incident: ${link}`,
    ...(description === undefined ? [] : ['', 'As it was described:', quoted(description)]),
  ];
  const html = pageHtml({
    subject,
    heading: `${heading}: ${opening}`,
    title: said(incident.title),
    facts,
    links,
    button: { label: isAsked ? 'Acknowledge' : 'See the incident', url: link },
    hint: `The button ${hint}.`,
    ...(description !== undefined && { description }),
  });
  return { subject, body: lines.join('\n'), html };
}
