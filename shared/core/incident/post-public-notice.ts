import type { CommandOf, Decision } from '#core/incident/commands.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';

/** More would make the incident grow without end, which is one item of 400 KB: nothing could be asked of it any more. */
const publicNoticesMax = 60;
const publicBytesMax = 200_000;

/** Nobody outside hears of an exercise, nor of what `publish` keeps from them; what is public already is seen through. */
export function postPublicNotice(
  incident: DeclaredIncident,
  { at: now, by, notice: words, after }: CommandOf<'PostPublicNotice'>,
): Decision {
  const before = incident.publicNotices ?? [];
  if (incident.drill !== undefined) {
    return refused('exercise', `${incident.id} is an exercise; nobody outside is told of it.`);
  }
  const mayBegin = incident.plan.publish !== undefined && incident.plan.publish !== 'never';
  if (before.length === 0 && !mayBegin) {
    const text = `${incident.id} is not for the status page: tocsin.yaml said so when it was declared, or its severity changed.`;
    return refused('not-published', text);
  }
  const bytes = new TextEncoder().encode(JSON.stringify([...before, words])).length;
  const isFull = before.length >= publicNoticesMax || bytes > publicBytesMax;
  // Of one whose end cannot be said the page would say for ever that it goes on.
  const isEnd = words.stage === 'resolved' && before.at(-1)?.stage !== 'resolved';
  if (isFull && !isEnd) {
    const text = `${incident.id} has ${before.length} notices on the status page already; what is left to say is that it is resolved.`;
    return refused('too-many-notices', text);
  }
  if (after !== undefined && after !== before.length) {
    return refused('words-changed', 'Somebody was quicker: look at what stands on the page now.');
  }
  return { events: [{ type: 'PublicNoticePosted', at: now, by, ...words }] };
}

function refused(
  rejection: 'exercise' | 'not-published' | 'too-many-notices' | 'words-changed',
  text: string,
): Decision {
  return { rejected: { rejection, text } };
}
