import { drillMark } from '#core/incident/drill-mark.ts';
import type { Headline } from '#core/incident/headline.ts';
import { saidTwice, spokenIncident } from '#core/paging/page-voice.ts';
import { gsm7, oneLine, shortened } from '#core/text/plain-text.ts';

export interface BundleWords {
  /** The worst of them. */
  incident: Headline;
  /** How many other incidents there are; at least one. */
  more: number;
  /** The recipient's link to the worst. */
  link: string;
  again: boolean;
}

const smsLength = 160;

/** One SMS segment that tells of several incidents. The reply `?` is answered with the list of them. */
export function bundleSms({ incident, more, link, again }: BundleWords): string {
  const head = `${again ? '(again) ' : ''}${drillMark(incident)}${incident.severity} ${incident.id} `;
  const tail = ` +${more} more: reply ? or ${link}`;
  const room = Math.max(smsLength - gsm7(head).length - gsm7(tail).length, 0);
  const title = gsm7(oneLine(`${incident.service.name}: ${incident.title}`));
  return `${gsm7(head)}${shortened(title, room).slice(0, room)}${gsm7(tail)}`;
}

/** One call instead of several. */
export function bundleVoice({ incident, more }: BundleWords): string {
  const others = more === 1 ? 'One more incident is' : `${more} more incidents are`;
  const todo = 'To see them all, send a text with a question mark.';
  return saidTwice(`${spokenIncident(incident)} ${others} open for you. ${todo}`);
}

/** Real before exercise, worst before mild, oldest first. */
export function worstFirst(a: Headline, b: Headline): number {
  return order(a) < order(b) ? -1 : 1;
}

function order({ drill, severity, declaredAt, id }: Headline): string {
  return `${drill === undefined ? 0 : 1}${severity}${declaredAt}${id}`;
}
