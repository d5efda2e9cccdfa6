import type { Notice } from '#core/communication/notice.ts';
import type { Mute } from '#core/intake/mute.ts';
import { counted } from '#core/text/listing.ts';
import { said, subjectLine } from '#core/text/plain-text.ts';
import { dayAndTime } from '#core/time/clock-time.ts';

const shownMax = 20;

/** To whoever answers for a mute: it ends soon, and something behind it fires. */
export function muteEnds(
  { kind, id, reason, until, match }: Mute,
  titles: readonly string[],
  timeZone: string,
): Notice {
  const what = kind === 'silence' ? `The silence ${id}` : `The maintenance ${id}`;
  const end = dayAndTime(until, timeZone);
  const some = counted(titles.length, 'alert');
  const more = titles.length - shownMax;
  return {
    subject: subjectLine(`${what} ends at ${end}: ${some} behind it`),
    body: [
      `${what} ends at ${end}, and ${some} that it mutes ${titles.length === 1 ? 'fires' : 'fire'}.`,
      'What still fires then opens its incident, and pages whoever is on call.',
      '',
      `It mutes: ${said(match)}`,
      `Because: ${said(reason)}`,
      '',
      ...titles.slice(0, shownMax).map(title => `- ${said(title)}`),
      ...(more > 0 ? [`and ${more} more`] : []),
      '',
      kind === 'silence'
        ? `Longer: tocsin silence '…' --until … makes another. Sooner: tocsin silence end ${id}`
        : 'Its times are in tocsin.yaml.',
    ].join('\n'),
  };
}
