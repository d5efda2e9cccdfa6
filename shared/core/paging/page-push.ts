import { nextDeadline } from '#core/incident/deadline.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import { pageExpiry } from '#core/incident/headline.ts';
import type { Incident } from '#core/incident/incident.ts';
import { asksForAcknowledgement, type PageWords } from '#core/paging/page-message.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { cut, oneLine } from '#core/text/plain-text.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';

/** What a device is shown. Push services take 4 KB of it, encrypted, so each part is cut to what a screen shows. */
export interface PagePush {
  title: string;
  body: string;
  /** A later page of the incident takes the place of an earlier one. */
  incident: string;
  /** Where it is answered: the address of its own, without the host. */
  answer: string;
  mayAcknowledge: boolean;
}

const titleMax = 120;
const bodyMax = 600;

export function pagePush(words: PageWords): PagePush {
  const { incident, purpose, reason, link, again } = words;
  const head = `${again ? '(again) ' : ''}${drillMark(incident)}${incident.severity} ${incident.id} ${incident.service.name}`;
  return {
    title: cut(oneLine(head), titleMax),
    body: cut(oneLine(`${incident.title} · ${reason}`), bodyMax),
    incident: incident.id,
    answer: new URL(link).pathname,
    mayAcknowledge: incident.phase === 'open' && asksForAcknowledgement(purpose),
  };
}

const shortestSeconds = 60;

/**
 * How long a push service tries to hand it to a device that is off: until the incident goes on without its person. What
 * comes later than that is about a page of somebody else. Whole seconds: push services refuse any other number.
 */
export function pushSeconds(
  { purpose, decidedAt }: Pick<PageReaction, 'purpose' | 'decidedAt'>,
  incident: Incident,
  now: Instant,
): number {
  const next = nextDeadline(incident);
  const until = purpose === 'acknowledge' && next !== undefined ? next.at : pageExpiry(decidedAt);
  const ends = until < pageExpiry(decidedAt) ? until : pageExpiry(decidedAt);
  return Math.max(shortestSeconds, Math.floor(secondsBetween(now, ends)));
}
