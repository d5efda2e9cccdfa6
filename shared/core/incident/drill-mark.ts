import type { Headline } from '#core/incident/headline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';

/** What is only an exercise says so before anything else. */
export function drillMark({ drill }: Pick<Headline, 'drill'>): string {
  if (drill === undefined) return '';
  return drill === 'drill' ? 'DRILL ' : 'TEST ';
}

export function drillMarkOf({ drill }: Pick<DeclaredIncident, 'drill'>): string {
  return drillMark(drill === undefined ? {} : { drill: drill.kind });
}
