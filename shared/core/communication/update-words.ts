import { type Notice, spoken, updateNotice } from '#core/communication/notice.ts';
import type { Headline } from '#core/incident/headline.ts';
import type { Instant } from '#core/time/instant.ts';

/** One update, as everybody hears it in words of their own. */
export interface Update {
  at: Instant;
  status: string;
  impact?: string;
  actions?: string;
  nextUpdateAt?: Instant;
}

/** To people outside the team: they may hear of it for the first time, so it says what it is about and whom to ask. */
function stakeholderUpdate(incident: Headline, update: Update): Notice {
  const { severity, service, statusPage, commander } = incident;
  const { subject, body } = updateNotice(incident, update);
  return {
    subject,
    body: [
      'Team,',
      '',
      `This is how the ${severity} incident affecting ${service.name} stands.`,
      '',
      `IC: ${commander ?? 'not assigned yet'}`,
      ...(statusPage === undefined ? [] : [`Status page: ${spoken(statusPage)}`]),
      '',
      body,
    ].join('\n'),
  };
}

/** All that are told of what is done inside. The public is told that the work goes on, in words of its own. */
export function updateWords(incident: Headline, update: Update) {
  const team = updateNotice(incident, update);
  return {
    team,
    stakeholders: stakeholderUpdate(incident, update),
    channel: team.body,
  };
}
