import type { Headline } from '#core/incident/headline.ts';

/** What is only an exercise says so before anything else. */
export function drillMark({ drill }: Pick<Headline, 'drill'>): string {
  if (drill === undefined) return '';
  return drill === 'drill' ? 'DRILL ' : 'TEST ';
}
