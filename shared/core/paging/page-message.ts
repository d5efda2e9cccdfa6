import type { Notice } from '#core/communication/notice.ts';
import { patternFacts } from '#core/diagnosis/pattern-words.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import type { Purpose } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import { pageHtml } from '#core/paging/page-html.ts';
import { gsm7, oneLine, quoted, said, saidInQuotes, subjectLine } from '#core/text/plain-text.ts';
import { clockTime, duration } from '#core/time/clock-time.ts';
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
  /** An earlier attempt may have reached the phone: say so, so that nobody thinks it is a second problem. */
  again: boolean;
}

const smsLength = 160;

/** One SMS segment, whatever the sender's title holds. */
export function pageSms({ incident, purpose, link, code, again }: PageWords): string {
  const head = `${again ? '(again) ' : ''}${drillMark(incident)}${incident.severity} ${incident.id} `;
  const tail = {
    acknowledge: `. Reply A ${code} to ack or ${link}`,
    help: `. Your help is asked for. Reply ? ${code} or ${link}`,
    'update-reminder': `. Update due soon. Reply U ${code} text or ${link}`,
    'update-missed': `. No update was posted; please look. ${link}`,
    'fill-roles': `. Roles are not filled yet: ${link}`,
  }[purpose];
  return segment(head, incident, tail);
}

/**
 * What we say before and after in full, and between as much of the title as has room, in quotation marks: `" Reply A9` in
 * a title is part of it.
 */
export function segment(head: string, { service, title }: Headline, tail: string): string {
  const [before, behind] = [gsm7(`${head}${oneLine(service.name).slice(0, 40)}: `), gsm7(tail)];
  const room = smsLength - before.length - behind.length;
  const words = gsm7(saidInQuotes(title));
  if (words.length <= room) return `${before}${words}${behind}`;
  const cut = room < 5 ? '' : `${words.slice(0, room - 3).trimEnd()}.."`;
  return `${before.slice(0, smsLength - behind.length)}${cut}${behind}`;
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
  }[purpose];
  const subject = subjectLine(
    `${words.again ? '(again) ' : ''}${drillMark(incident)}[${incident.severity}] ${incident.id} ${opening}: ${incident.title}`,
  );
  const { description, runbook } = incident;
  const age = duration(secondsBetween(incident.declaredAt, words.now));
  const heading = `${drillMark(incident)}${incident.severity} ${incident.id}`;
  const facts = [
    ['Service', incident.service.name],
    ['Started', `${clockTime(incident.declaredAt, incident.timeZone)} (${age} ago)`],
    ['Severity because', said(incident.severityReason)],
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
  const asksForAcknowledgement = purpose === 'acknowledge';
  const hint = 'opens a page first, nothing happens by opening it';
  const lines = [
    `${incident.severity} ${incident.id}: ${said(incident.title)}`,
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...links.map(({ title, url }) => `${oneLine(title)}: ${oneLine(url)}`),
    '',
    asksForAcknowledgement ? `Acknowledge (${hint}): ${link}` : `See the incident: ${link}`,
    ...(description === undefined ? [] : ['', 'As it was described:', quoted(description)]),
  ];
  const html = pageHtml({
    subject,
    heading: `${heading}: ${opening}`,
    title: said(incident.title),
    facts,
    links,
    button: { label: asksForAcknowledgement ? 'Acknowledge' : 'See the incident', url: link },
    hint: `The button ${hint}.`,
    ...(description !== undefined && { description }),
  });
  return { subject, body: lines.join('\n'), html };
}
