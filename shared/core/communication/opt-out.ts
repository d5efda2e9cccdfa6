import type { Notice } from '#core/communication/notice.ts';
import { listed } from '#core/text/listing.ts';
import { oneLine, subjectLine } from '#core/text/plain-text.ts';

/** A phone that refuses our texts, told to its owner, who may not know: a STOP is quickly sent. */
export function optedOutNotice(about: { name: string; number: string; others: string[] }): Notice {
  return {
    subject: 'Tocsin: pages by text no longer reach you',
    body: [
      `${oneLine(about.name)},`,
      '',
      `Your phone ${about.number} has opted out of texts, so pages by text do not reach you.`,
      `Left for high urgency: ${channelsText(about.others)}.`,
      '',
      'It opts out when it answers a text with STOP or a word like it. To get texts again:',
      '- send START to the number that our texts come from, or ask whoever runs the AWS account',
      '  to opt the number in (possible once in 30 days);',
      '- or enter another phone: tocsin contact add sms <number>, and confirm it.',
    ].join('\n'),
  };
}

export function optedOutLeadNotice(about: {
  name: string;
  number: string;
  others: string[];
}): Notice {
  const name = oneLine(about.name);
  return {
    subject: subjectLine(`Tocsin: pages by text no longer reach ${name}`),
    body: [
      `The phone of ${name} (${about.number}) has opted out of texts, so pages by text do not reach them.`,
      `Left for high urgency: ${channelsText(about.others)}.`,
      '',
      `${name} was told by e-mail. Ask them; until it is mended, let somebody stand in for them:`,
      'tocsin override --help',
    ].join('\n'),
  };
}

function channelsText(channels: readonly string[]): string {
  return channels.length === 0 ? 'nothing' : listed(channels);
}
