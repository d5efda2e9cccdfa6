import { drillMark } from '#core/incident/drill-mark.ts';
import type { Headline } from '#core/incident/headline.ts';
import { oneLine, quoted, said, subjectLine, underLabel } from '#core/text/plain-text.ts';
import { clockTime, dayAndTime, timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** Words for the team and the stakeholders: a subject and a plain-text body. */
export interface Notice {
  subject: string;
  body: string;
  /** The same for mail programs that show more; made of the body where it is absent. */
  html?: string;
  /** Where its recipient ends it, for mail programs that offer that themselves. */
  unsubscribe?: string;
  /** Where mail can carry it. */
  attachment?: { name: string; contentType: string; content: string };
}

/** For the people of a SEV3 or SEV4: a ticket, no page (R4). `link`: its recipient's own, by which it is acknowledged. */
export function ticketNotice(incident: Headline, reason: string, link?: string): Notice {
  const { timeZone, ticketDue: due } = incident;
  const then =
    due === undefined
      ? 'It waits for somebody.'
      : `Unless somebody acknowledges it, ${oneLine(due.levelName)} is paged at ${dayAndTime(due.at, timeZone)}.`;
  return {
    subject: subjectLine(
      `${drillMark(incident)}[${incident.severity}] ${incident.id} Ticket: ${incident.title}`,
    ),
    body: [
      `${drillMark(incident)}${incident.severity} ${incident.id}: ${said(incident.title)}`,
      `Service: ${incident.service.name}`,
      `Opened: ${dayAndTime(incident.declaredAt, timeZone)}`,
      `Because: ${said(reason)}`,
      `Nobody was paged. ${then}`,
      ...(link === undefined
        ? []
        : ['', `Acknowledge (opens a page first, nothing happens by opening it): ${link}`]),
      ...described(incident),
    ].join('\n'),
  };
}

/** The runbook's internal stakeholder template (R10). `channel`: the incident's own, such as `incident-2024-01-15-payments`. */
export function stakeholderNotice(incident: Headline, channel?: string): Notice {
  const { updateEverySeconds: every, statusPage } = incident;
  return {
    subject: subjectLine(
      `${drillMark(incident)}[${incident.severity}] Production Incident - ${incident.service.name}`,
    ),
    body: [
      'Team,',
      '',
      `We are experiencing a ${incident.severity} incident affecting ${incident.service.name}.`,
      '',
      `Impact: ${said(incident.impact ?? incident.title)}`,
      `Start time: ${clockTime(incident.declaredAt, incident.timeZone)}`,
      channel === undefined ? `Incident: ${incident.id}` : `Incident channel: #${channel}`,
      ...(statusPage === undefined ? [] : [`Status page: ${spoken(statusPage)}`]),
      '',
      `IC: ${incident.commander ?? 'not assigned yet'}`,
      `Tech Lead: ${incident.technicalLead ?? 'not assigned yet'}`,
      ...(every === undefined
        ? []
        : [
            '',
            `Updates every ${Math.round(every / 60)} minutes${channel === undefined ? '' : ' in incident channel'}.`,
          ]),
    ].join('\n'),
  };
}

/** An address as people say it, and the runbook writes it: `status.example.com`. */
export function spoken(address: string): string {
  return address.replace(/^https?:\/\/|\/$/g, '');
}

/** The runbook's UPDATE template (R9), word for word, with "Next update". */
export function updateNotice(
  incident: Headline,
  update: {
    at: Instant;
    status: string;
    impact?: string;
    actions?: string;
    nextUpdateAt?: Instant;
  },
): Notice {
  const { timeZone } = incident;
  return {
    subject: subjectLine(
      `${drillMark(incident)}[${incident.severity}] ${incident.id} Update: ${update.status}`,
    ),
    body: [
      `UPDATE [${clockTime(update.at, timeZone)}]`,
      `Status: ${underLabel(update.status)}`,
      `Impact: ${underLabel(update.impact ?? incident.impact ?? said(incident.title))}`,
      `Actions: ${underLabel(update.actions ?? 'none reported')}`,
      `Next update: ${update.nextUpdateAt ? timeSeenFrom(update.at, update.nextUpdateAt, timeZone) : 'when there is news'}`,
    ].join('\n'),
  };
}

/** Everything that a person hears in one sentence: acknowledged, resolved, reopened, all-clear. */
export function progressNotice(
  incident: Headline,
  headline: string,
  details: string[] = [],
): Notice {
  return {
    subject: subjectLine(`${drillMark(incident)}[${incident.severity}] ${incident.id} ${headline}`),
    body: [
      `${drillMark(incident)}${incident.severity} ${incident.id}: ${said(incident.title)}`,
      `Service: ${incident.service.name}`,
      said(headline),
      ...details.map(underLabel),
    ].join('\n'),
  };
}

function described({ description, runbook }: Headline): string[] {
  return [
    ...(runbook === undefined ? [] : [`Runbook: ${runbook}`]),
    ...(description === undefined ? [] : ['', 'As it was described:', quoted(description)]),
  ];
}
