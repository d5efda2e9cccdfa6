import type { IncidentFigures } from '#core/review/incident-figures.ts';

/** A figure of one incident as CloudWatch keeps it. */
export interface FigureMetric {
  name: string;
  value: number;
  unit: 'Seconds' | 'Count' | 'None';
}

/** What was not measured is left out: a zero would pull every average down. */
export function figureMetrics(figures: IncidentFigures): FigureMetric[] {
  const seconds = (name: string, value: number | undefined): FigureMetric[] =>
    value === undefined ? [] : [{ name, value, unit: 'Seconds' }];
  const count = (name: string, value: number): FigureMetric => ({ name, value, unit: 'Count' });
  const { target, usersAffected, revenueLost } = figures;
  return [
    count('Incidents', 1),
    ...seconds('TimeToDetect', figures.detectSeconds),
    ...seconds('TimeToAcknowledge', figures.acknowledgeSeconds),
    ...seconds('TimeToFirstUpdate', figures.firstUpdateSeconds),
    ...seconds('TimeToResolve', figures.resolveSeconds),
    ...(target === undefined ? [] : [count('TargetsMissed', target.isMet ? 0 : 1)]),
    count('Pages', figures.pages),
    count('PagesAtNight', figures.pagesAtNight),
    count('PeopleInvolved', figures.people),
    ...(usersAffected === undefined ? [] : [count('UsersAffected', usersAffected)]),
    ...(revenueLost === undefined
      ? []
      : // Sums of different currencies are sums of nothing.
        [
          {
            name: `RevenueLost${revenueLost.currency}`,
            value: revenueLost.amount,
            unit: 'None' as const,
          },
        ]),
  ];
}
