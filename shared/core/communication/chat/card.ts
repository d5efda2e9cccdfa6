import { channelButtons } from '#core/communication/chat/card-buttons.ts';
import {
  type Block,
  type Card,
  cut,
  marked,
  plain,
  slackLimits,
  slackLine,
  slackLines,
} from '#core/communication/chat/slack-text.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import type { Headline } from '#core/incident/headline.ts';
import { dayAndTime } from '#core/time/clock-time.ts';

/* The summary of an incident, as it stands above its channel and is edited in place. Source: docs.slack.dev/reference/block-kit. */

export function incidentCard(incident: Headline): Card {
  const title = cardTitle(incident);
  const { id, status, resolution } = incident;
  return {
    text: cut(slackLine(`${title} (${id}, ${stateOf(incident)})`), slackLimits.section),
    blocks: [
      { type: 'header', text: plain(title, slackLimits.header) },
      {
        type: 'section',
        fields: cardFacts(incident).map(([name, value]) =>
          marked(`*${name}*\n${slackLines(value)}`, slackLimits.field),
        ),
      },
      ...(status === undefined ? [] : [said('Last update', status)]),
      ...(resolution === undefined ? [] : [said('Resolution', resolution)]),
      ...channelButtons(incident),
      { type: 'context', elements: [marked(`${id} · ${slackLine(incident.severityReason)}`)] },
    ],
  };
}

export function cardTitle(incident: Headline): string {
  return `${drillMark(incident)}${incident.severity}: ${incident.title}`;
}

/** What a card says of an incident, in any chat; words of strangers as they came. */
export function cardFacts(incident: Headline): [name: string, value: string][] {
  const { timeZone, nextUpdateAt } = incident;
  const facts: [string, string | undefined][] = [
    ['State', stateOf(incident)],
    ['Service', incident.service.name],
    ['Started', dayAndTime(incident.declaredAt, timeZone)],
    ['Incident Commander', incident.commander ?? 'nobody yet'],
    ['Technical Lead', incident.technicalLead ?? 'nobody yet'],
    ['Impact', incident.impact],
    ['Next update', nextUpdateAt && dayAndTime(nextUpdateAt, timeZone)],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

/** A line of the channel; with the buttons that help with it. */
export function chatPost(text: string, buttons: Block[] = []): Card {
  const words = cut(slackLines(text), slackLimits.section);
  return { text: words, blocks: [{ type: 'section', text: marked(words) }, ...buttons] };
}

export function stateOf({ phase, acknowledgedBy, snoozedUntil, timeZone }: Headline): string {
  switch (phase) {
    case 'open':
      return 'open, nobody has it';
    case 'acknowledged': {
      const who = acknowledgedBy?.name ?? 'somebody';
      return snoozedUntil === undefined
        ? `acknowledged by ${who}`
        : `snoozed by ${who} until ${dayAndTime(snoozedUntil, timeZone)}`;
    }
    case 'watching':
      return 'resolved, being watched';
    case 'resolved':
      return 'all clear';
    default:
      return phase satisfies never;
  }
}

/** What a chat links to, what is asked for first in front: the page that the team has of it, and what is written about it. */
export function cardLinks(
  { id, statusPage, runbook }: Headline,
  console: string | undefined,
): { title: string; url: string }[] {
  const page =
    console === undefined ? undefined : `${console.replace(/(?<!\/)\/+$/, '')}/incidents/${id}`;
  const links: [title: string, url: string | undefined][] = [
    ['Incident', page],
    ['Status page', statusPage],
    ['Runbook', runbook],
  ];
  return links.flatMap(([title, url]) => (url === undefined ? [] : [{ title, url }]));
}

/** Above the channel: the state in a line. */
export function chatTopic(incident: Headline): string {
  const lead = incident.commander === undefined ? '' : ` · IC: ${incident.commander}`;
  const about = `${drillMark(incident)}${incident.severity} · ${stateOf(incident)}${lead} · ${incident.id} · ${incident.title}`;
  return cut(slackLine(about), slackLimits.topic);
}

function said(name: string, words: string): Block {
  return { type: 'section', text: marked(`*${name}*\n${slackLines(words)}`) };
}
