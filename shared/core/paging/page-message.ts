import type { Notice } from '#core/communication/notice.ts';
import { patternFacts } from '#core/diagnosis/pattern-words.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import type { Purpose } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import { pageHtml } from '#core/paging/page-html.ts';
import { gsm7, manyLines, oneLine, shortened, subjectLine } from '#core/text/plain-text.ts';
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
  const room = smsLength - gsm7(head).length - gsm7(tail).length;
  const title = gsm7(oneLine(`${incident.service.name}: ${incident.title}`));
  return `${gsm7(head)}${shortened(title, Math.max(room, 0)).slice(0, Math.max(room, 0))}${gsm7(tail)}`;
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
    ['Severity because', oneLine(incident.severityReason)],
    [`You (${words.levelName}) are told because`, oneLine(words.reason)],
    ...patternFacts(incident.patterns, incident.contacts, incident.lookAlikes),
  ] as const;
  const links = [
    ...(runbook === undefined ? [] : [{ title: 'Runbook', url: runbook }]),
    ...incident.links,
  ];
  const asksForAcknowledgement = purpose === 'acknowledge';
  const hint = 'opens a page first, nothing happens by opening it';
  const lines = [
    `${incident.severity} ${incident.id}: ${oneLine(incident.title)}`,
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...links.map(({ title, url }) => `${oneLine(title)}: ${oneLine(url)}`),
    '',
    asksForAcknowledgement ? `Acknowledge (${hint}): ${link}` : `See the incident: ${link}`,
    ...(description === undefined ? [] : ['', manyLines(description)]),
  ];
  const html = pageHtml({
    subject,
    heading: `${heading}: ${opening}`,
    title: incident.title,
    facts,
    links,
    button: { label: asksForAcknowledgement ? 'Acknowledge' : 'See the incident', url: link },
    hint: `The button ${hint}.`,
    ...(description !== undefined && { description }),
  });
  return { subject, body: lines.join('\n'), html };
}
