import { type Severity, severities } from '#core/severity.ts';
import { counted } from '#core/text/listing.ts';
import type { Instant } from '#core/time/instant.ts';

/** What an incident costs, as far as it is measured. */
export interface ImpactFigures {
  usersAffected?: number;
  /** In whole units of the currency, with cents as decimals. */
  revenueLost?: { amount: number; currency: string };
}

interface Point {
  at: Instant;
  value: number;
}

export type UsersCount = 'affected' | 'active';

/** In a sentence how a figure came about, so that nobody quotes it for more than it is. */
export interface Measured<Figure> {
  figure: Figure;
  how: string;
}

/**
 * `affected`: the most for whom it failed at one time, because the same user fails again and again. `active`: how many
 * fewer are at work than is usual at this hour.
 */
export function usersAffected(
  counts: UsersCount,
  points: readonly Point[],
  usual: readonly Point[],
  compareWith: string,
): Measured<number> | undefined {
  if (points.length === 0) return undefined;
  if (counts === 'affected') {
    const most = Math.max(...points.map(({ value }) => value));
    return { figure: Math.round(most), how: 'the most at one time; at least so many in all' };
  }
  if (usual.length === 0) return undefined;
  const fewer = Math.max(0, Math.round(mean(usual) - mean(points)));
  return {
    figure: fewer,
    how: `${Math.round(mean(points))} active on average, and ${Math.round(mean(usual))} in the same time a ${compareWith} before`,
  };
}

/** What came in less than in the same time before. */
export function revenueLost(
  { perUnit, currency }: { perUnit: number; currency: string },
  points: readonly Point[],
  usual: readonly Point[],
  compareWith: string,
): Measured<NonNullable<ImpactFigures['revenueLost']>> | undefined {
  if (usual.length === 0) return undefined;
  const now = sum(points) * perUnit;
  const before = sum(usual) * perUnit;
  const amount = Math.round(Math.max(0, before - now) * 100) / 100;
  return {
    figure: { amount, currency },
    how: `${money(now, currency)} came in, and ${money(before, currency)} in the same time a ${compareWith} before`,
  };
}

/** From which impact an incident is at least so severe. */
export type Raises = Partial<
  Record<Severity, { users?: number | undefined; revenue?: number | undefined }>
>;

/** The worst severity that the figures reach; `undefined`: none. A threshold that says nothing is never reached. */
export function severityOfImpact(
  raises: Raises,
  { usersAffected: users, revenueLost: lost }: ImpactFigures,
): { severity: Severity; text: string } | undefined {
  for (const severity of severities) {
    const { users: fromUsers, revenue: fromRevenue } = raises[severity] ?? {};
    if (users !== undefined && fromUsers !== undefined && users >= fromUsers) {
      const text = `${counted(users, 'user')} affected, and ${severity} begins at ${fromUsers}`;
      return { severity, text };
    }
    if (lost !== undefined && fromRevenue !== undefined && lost.amount >= fromRevenue) {
      const { amount, currency } = lost;
      const text = `${money(amount, currency)} were lost, and ${severity} begins at ${money(fromRevenue, currency)}`;
      return { severity, text };
    }
  }
  return undefined;
}

export function money(amount: number, currency: string): string {
  return `${currency} ${amount.toFixed(2)}`;
}

function sum(points: readonly Point[]): number {
  return points.reduce((total, { value }) => total + value, 0);
}

function mean(points: readonly Point[]): number {
  return points.length === 0 ? 0 : sum(points) / points.length;
}
