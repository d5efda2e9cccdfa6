import { incidentId, numberOf } from '#core/ids.ts';
import type { Purpose } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import type { PageWords } from '#core/paging/page-message.ts';
import { listed } from '#core/text/listing.ts';
import { oneLine, shortened } from '#core/text/plain-text.ts';
import { duration } from '#core/time/clock-time.ts';
import { secondsBetween } from '#core/time/instant.ts';

const titleLength = 200;

/**
 * What a call says: slowly, twice, for somebody who was asleep a moment ago. A title is read without its symbols, which
 * a voice would spell. The call cannot be answered by a key: the text says how to answer.
 */
export function pageVoice({
  incident,
  purpose,
  reason,
  code,
  now,
  isMailed = false,
  unanswered = [],
}: PageWords): string {
  const age = spoken(duration(secondsBetween(incident.declaredAt, now)));
  const todo = whatToDo(purpose, [...code].join(' '), reason, isMailed);
  const silent = unanswered.length === 0 ? '' : `${words(listed(unanswered))} did not answer. `;
  return saidTwice(`${spokenIncident(incident)} It began ${age} ago. ${silent}${todo}`);
}

/** Who calls, and what it is, for somebody who was asleep a moment ago. */
export function saidTwice(said: string): string {
  return `This is Tocsin, with a page for you. ${said} Once more. ${said} Goodbye.`;
}

export function spokenIncident({ id, severity, service, title, drill }: Headline): string {
  const kind =
    drill === undefined ? '' : drill === 'drill' ? 'This is a drill. ' : 'This is a test. ';
  const weight = severity.replace('SEV', '');
  const head = `${kind}Severity ${weight} incident number ${numberOf(incidentId(id)).number}.`;
  // Whoever listens has to hear where the words of a stranger begin and end, as they see it in a text.
  return `${head} ${words(service.name)}. In the words of whoever raised it: ${words(title)}. Those were their words.`;
}

function whatToDo(purpose: Purpose, code: string, reason: string, isMailed: boolean): string {
  switch (purpose) {
    case 'acknowledge':
      return `Nobody has acknowledged it. To acknowledge, send a text with A, ${code}${isMailed ? ', or open the link in your mail' : ''}.`;
    case 'help':
      return `Your help is asked for. To hear how it stands, send a text with a question mark, ${code}${isMailed ? ', or open the link in your mail' : ''}.`;
    case 'update-reminder':
      return 'An update is due soon.';
    case 'update-missed':
      return 'No update was posted in time. Please look.';
    case 'taken-back':
      return `Your acknowledgement was taken back, because there was no update. If you are on it, send a text with A, ${code}.`;
    case 'role':
      return `${words(reason)}.`;
    case 'fill-roles':
      return 'Its roles are not filled yet.';
    default:
      return purpose satisfies never;
  }
}

function words(text: string): string {
  const plain = oneLine(text)
    .replace(/https?:\/\/\S+/g, ' a link ')
    .replace(/[^\p{L}\p{N}\p{M}.,:;%'!?-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\s.]+$/, '')
    .trim();
  return shortened(plain, titleLength);
}

function spoken(age: string): string {
  return age
    .replace(/\bs$/, 'seconds')
    .replace(/\bmin\b/, 'minutes')
    .replace(/\bh\b/, 'hours')
    .replace(/\bd\b/, 'days')
    .replace(/\b1 (second|minute|hour|day)s/g, '1 $1');
}
