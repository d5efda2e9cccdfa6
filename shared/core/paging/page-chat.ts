import { buttons } from '#core/communication/chat/card-buttons.ts';
import {
  type Card,
  cut,
  marked,
  plain,
  slackLimits,
  slackLine,
} from '#core/communication/chat/slack-text.ts';
import { drillMark } from '#core/incident/drill-mark.ts';
import { asksForAcknowledgement, type PageWords, pageSms } from '#core/paging/page-message.ts';

/** A page as a direct message: what it is about, why this person, the button that acknowledges, and their own link. */
export function pageChat(words: PageWords): Card {
  const { incident, purpose, reason, link, again } = words;
  const title = `${again ? '(again) ' : ''}${drillMark(incident)}${incident.severity}: ${incident.title}`;
  const about = [`*${slackLine(incident.service.name)}* · ${incident.id}`, slackLine(reason)];
  const isAsked = incident.phase === 'open' && asksForAcknowledgement(purpose);
  return {
    // In a notification there is no more than this.
    text: cut(slackLine(pageSms(words)), slackLimits.section),
    blocks: [
      { type: 'header', text: plain(title, slackLimits.header) },
      { type: 'section', text: marked(about.join('\n')) },
      ...buttons(incident, ...(isAsked ? (['acknowledge', 'help'] as const) : ['update' as const])),
      // The address is ours: it alone may be a link.
      { type: 'context', elements: [marked(`<${link}|Open its page>`)] },
    ],
  };
}
