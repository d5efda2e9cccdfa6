export const groupings = ['severity', 'service', 'team', 'month', 'all'] as const;
type Grouping = (typeof groupings)[number];
export const spans = { 30: '30 days', 90: '90 days', 365: 'a year' } as const;

/** By what figures are grouped, and over which days or month: kept in the address, so that they can be sent and come back to. */
export interface FiguresAsked {
  by: Grouping;
  over: string;
}

const month = /^20\d\d-(?:0[1-9]|1[0-2])$/;
const usual: FiguresAsked = { by: 'severity', over: '90' };

/** An address may say anything. */
export function figuresAsked({ by, over = '' }: { by?: string; over?: string }): FiguresAsked {
  return {
    by: groupings.find(each => each === by) ?? usual.by,
    over: Object.hasOwn(spans, over) || month.test(over) ? over : usual.over,
  };
}

/** What stands in the address behind its path. */
export function figuresQuery(asked: FiguresAsked): string {
  const said = Object.entries(asked).filter(
    ([name, value]) => value !== usual[name as keyof FiguresAsked],
  );
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}
