import type { LookAlike } from '#core/diagnosis/pattern.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';

/* Incidents of before that look like this one, by facts that a person can check, with what ended them. */

const most = 3;
/** The same alert alone is enough; the same service alone is not. */
const enough = 3;
const wordsMax = 3;
const textMax = 300;

export interface Likeness {
  incident: DeclaredIncident;
  score: number;
  because: string[];
}

/** The most alike first, of equals the newest. Drills, and what is not over, teach nothing. */
export function lookAlikes(
  of: DeclaredIncident,
  patterns: readonly string[],
  past: readonly DeclaredIncident[],
): Likeness[] {
  if (of.drill !== undefined) return [];
  return past
    .filter(each => each.id !== of.id && each.drill === undefined && 'resolvedAt' in each)
    .filter(each => each.declaredAt < of.declaredAt)
    .map(each => ({ incident: each, ...likeness(of, patterns, each) }))
    .filter(({ score }) => score >= enough)
    .toSorted(
      (a, b) => b.score - a.score || (a.incident.declaredAt < b.incident.declaredAt ? 1 : -1),
    )
    .slice(0, most);
}

function likeness(
  of: DeclaredIncident,
  patterns: readonly string[],
  other: DeclaredIncident,
): { score: number; because: string[] } {
  const reasons: [points: number, reason: string][] = [];
  if (of.problem !== undefined && of.problem === other.problem) reasons.push([4, 'the same alert']);
  const shared = (other.patterns ?? []).filter(({ pattern }) => patterns.includes(pattern));
  if (shared.length > 0)
    reasons.push([2, `also looked like ${shared.map(hit => hit.name).join(', ')}`]);
  if (of.plan.service.id === other.plan.service.id) reasons.push([1, 'the same service']);
  const words = wordsOf(of);
  const same = [...wordsOf(other)].filter(word => words.has(word));
  if (same.length > 0) {
    reasons.push([Math.min(same.length, wordsMax), `both say ${same.slice(0, 4).join(', ')}`]);
  }
  return {
    score: reasons.reduce((sum, [points]) => sum + points, 0),
    because: reasons.map(([, reason]) => reason),
  };
}

/** What stands in the log of the new one: what ended the old one, in the words of whoever ended it. */
export function lookAlike(
  { incident, because }: Likeness,
  commits: readonly { events: readonly IncidentEvent[] }[],
): LookAlike {
  const events = commits.flatMap(commit => commit.events);
  const done = events.flatMap(event =>
    event.type === 'ActionFinished' && event.succeeded ? [event.action] : [],
  );
  const learned = events.findLast(event => event.type === 'PostmortemPublished');
  return {
    incident: incident.id,
    title: incident.title,
    severity: incident.severity,
    declaredAt: incident.declaredAt,
    because,
    ...('resolvedAt' in incident && {
      resolvedAt: incident.resolvedAt,
      resolution: incident.resolution.slice(0, textMax),
    }),
    actions: [...new Set(done)],
    ...(learned !== undefined && { learnings: learned.learnings.slice(0, textMax) }),
  };
}

/** Words that say something: not those of every incident, nor of the service itself. */
function wordsOf({ title, plan }: DeclaredIncident): Set<string> {
  const own = plain(`${plan.service.name} ${plan.service.id}`);
  return new Set(
    plain(title).filter(word => word.length > 2 && !commonplace.has(word) && !own.includes(word)),
  );
}

function plain(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

const commonplace = new Set([
  ...['the', 'and', 'for', 'with', 'from', 'are', 'was', 'not', 'has', 'have', 'that', 'this'],
  ...['alarm', 'alert', 'error', 'errors', 'failed', 'failing', 'failure', 'high', 'low', 'down'],
  ...['issue', 'incident', 'problem', 'service', 'test', 'above', 'below', 'threshold'],
]);
