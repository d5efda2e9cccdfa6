import type { CommandOf, Decision } from '#core/incident/commands.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';

/** More would make the incident grow without end. */
const publicNoticesMax = 60;

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
  if (before.length >= publicNoticesMax) {
    const text = `${incident.id} has ${publicNoticesMax} notices on the status page already.`;
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
