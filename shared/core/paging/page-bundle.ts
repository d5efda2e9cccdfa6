import { drillMark } from '#core/incident/drill-mark.ts';
import type { Headline } from '#core/incident/headline.ts';
import { segment } from '#core/paging/page-message.ts';
import { saidTwice, spokenIncident } from '#core/paging/page-voice.ts';

export interface BundleWords {
  /** The worst of them. */
  incident: Headline;
  /** How many other incidents there are; at least one. */
  more: number;
  /** The recipient's link to the worst. */
  link: string;
  again: boolean;
}

/** One SMS segment that tells of several incidents. The reply `?` is answered with the list of them. */
export function bundleSms({ incident, more, link, again }: BundleWords): string {
  const head = `${again ? '(again) ' : ''}${drillMark(incident)}${incident.severity} ${incident.id} `;
  const tail = ` +${more} more: reply ? or ${link}`;
  return segment(head, incident, tail);
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
