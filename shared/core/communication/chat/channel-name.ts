import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { Directory } from '#core/setup/directory.ts';
import { serviceNamed } from '#core/setup/service-for.ts';
import { dayThere } from '#core/time/local-time.ts';

/** Slack takes 80 characters: lower-case letters, digits, hyphens and underscores. Source: api.slack.com/methods/conversations.create. */
const lengthMax = 80;
/** Slack makes twenty channels a minute, and each name that is taken counts: on a bad day they are for channels, not for numbers. */
export const channelNamesMax = 4;
/** Room for the ending. */
const wordMax = 40;

/** Words that tell nothing of what is broken. */
const mute = new Set(
  'the and for our are was has have not but its all any some from with into that this there down error errors failing failed fails fail broken outage incident issue issues problem problems alert very sev1 sev2 sev3 sev4'.split(
    ' ',
  ),
);

/**
 * `incident-2024-01-15-payments` (R8): the day in the organisation's zone, and the service where the incident is known to be
 * about it, else the first word of its title that tells something. `attempt` counts from 1: the names of a bad day are numbered,
 * and the last one to try is the incident's own.
 */
export function channelName(
  incident: Pick<DeclaredIncident, 'id' | 'declaredAt' | 'title' | 'plan' | 'detectedBy'>,
  directory: Pick<Directory, 'organisation' | 'services' | 'defaultService'>,
  attempt = 1,
): string {
  const day = dayThere(incident.declaredAt, directory.organisation.timeZone);
  const number = attempt < channelNamesMax ? String(attempt) : slug(incident.id);
  const ending = attempt === 1 ? '' : `-${number}`;
  return `incident-${day}-${wordFor(incident, directory)}${ending}`.slice(0, lengthMax);
}

/** The service that words name, by its id, its name or a pattern: one word, or several that stand together. */
export function serviceIn(
  text: string,
  directory: Pick<Directory, 'services'>,
): string | undefined {
  const words = text.split(/[^\p{L}\p{N}_.-]+/u).filter(word => word.length > 1);
  // The longest first; and `Payment processing down` is about the service payments.
  const phrases = words.flatMap((word, index) => {
    const next = words[index + 1];
    const both = next === undefined ? [] : [`${word} ${next}`, `${word}-${next}`];
    return [...both, word, `${word}s`, word.replace(/s$/i, '')];
  });
  for (const phrase of phrases) {
    const found = serviceNamed(directory as Directory, phrase)?.service;
    if (found !== undefined) return found;
  }
  return undefined;
}

function wordFor(
  { title, plan, detectedBy }: Pick<DeclaredIncident, 'title' | 'plan' | 'detectedBy'>,
  directory: Pick<Directory, 'services' | 'defaultService'>,
): string {
  const { id } = plan.service;
  // An incident of the default service may just have named none.
  const isGuessed = id === directory.defaultService && detectedBy === 'person';
  if (!isGuessed || serviceIn(title, directory) === id) return slug(id);
  const telling = title
    .split(/[^\p{L}\p{N}]+/u)
    .map(slug)
    .find(word => word.length > 2 && !mute.has(word) && !/^\d+$/.test(word));
  return telling ?? slug(id);
}

/** What a channel's name may hold of a word. */
function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, wordMax)
    .replace(/^-+|-+$/g, '');
}
