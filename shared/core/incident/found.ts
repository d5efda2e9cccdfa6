import type { DeclaredIncident } from '#core/incident/incident.ts';

/** As many as anybody types; more would only cost. */
const wordsMax = 10;

/** What somebody types who looks for an incident; none where it is nothing but blanks. */
export function wordsOf(text: string): string[] {
  return folded(text).split(/\s+/).filter(Boolean).slice(0, wordsMax);
}

/** Whether each of the words stands in its id, its title, its service, or in whoever declared, had or ended it. */
export function isFound(incident: DeclaredIncident, words: readonly string[]): boolean {
  const { id, title, plan, roles, declaredBy } = incident;
  const people = [
    declaredBy,
    'acknowledgedBy' in incident ? incident.acknowledgedBy : undefined,
    'resolvedBy' in incident ? incident.resolvedBy : undefined,
  ].flatMap(person => (person === undefined ? [] : [person.name]));
  const held = Object.values(roles).flatMap(role => (role === undefined ? [] : [role.name]));
  const { service } = plan;
  const all = folded([id, title, service.id, service.name, ...people, ...held].join(' '));
  return words.every(word => all.includes(word));
}

/** In any case, and whether or not somebody types the accents of a name. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
