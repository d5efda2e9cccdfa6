import { apart } from '#core/paging/fairness.ts';
import type { IncidentFigures } from '#core/review/incident-figures.ts';
import { monthOf } from '#core/time/local-time.ts';

/** Of one measure over several incidents, in seconds. Few long incidents move a mean, so the median comes first. */
export interface Spread {
  count: number;
  median: number;
  p90: number;
  p95: number;
  longest: number;
  mean: number;
}

export interface GroupFigures {
  /** What the group has in common: `SEV1`, `payments`, `2026-11`, or `all`. */
  group: string;
  incidents: number;
  detect?: Spread;
  /** So many of these count from the first breaching datapoint, the others from what the alert says. */
  detectedFromDatapoints: number;
  acknowledge?: Spread;
  firstUpdate?: Spread;
  resolve?: Spread;
  targets: { met: number; missed: number };
  /** Everybody who was asked or did something, each once, however many incidents they met. */
  people: number;
  /** From when each was first involved until it was resolved, added up over the incidents. */
  personMinutes: number;
  /** How often somebody was woken, added up over everybody. */
  pages: number;
  pagesAtNight: number;
  pagesAtWeekends: number;
  /** Added up: whoever was affected by two incidents counts in both. */
  usersAffected: number;
  /** By currency: sums of different ones are sums of nothing. */
  revenueLost: Record<string, number>;
}

export const groupings = ['all', 'severity', 'service', 'team', 'month'] as const;
export type Grouping = (typeof groupings)[number];

/** Figures over time (R24), by what a team wants to compare. Groups in the order of their names. */
export function statistics(
  figures: readonly IncidentFigures[],
  by: Grouping,
  timeZone: string,
): GroupFigures[] {
  const groups = Map.groupBy(figures, each => groupOf(each, by, timeZone));
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, members]) => summary(group, members));
}

function groupOf(figures: IncidentFigures, by: Grouping, timeZone: string): string {
  switch (by) {
    case 'all':
      return 'all';
    case 'severity':
      return figures.severity;
    case 'service':
      return figures.service;
    case 'team':
      return figures.team;
    case 'month':
      return monthOf(figures.declaredAt, timeZone);
    default:
      return by satisfies never;
  }
}

function summary(group: string, members: readonly IncidentFigures[]): GroupFigures {
  const total = (of: (each: IncidentFigures) => number) =>
    members.reduce((sum, each) => sum + of(each), 0);
  const spread = (of: (each: IncidentFigures) => number | undefined) =>
    spreadOf(members.flatMap(each => of(each) ?? []));
  const woken = apart(members.flatMap(each => each.woken));
  const detect = spread(each => each.detectSeconds);
  const acknowledge = spread(each => each.acknowledgeSeconds);
  const firstUpdate = spread(each => each.firstUpdateSeconds);
  const resolve = spread(each => each.resolveSeconds);
  return {
    group,
    incidents: members.length,
    ...(detect && { detect }),
    detectedFromDatapoints: members.filter(each => each.detectedFrom === 'datapoint').length,
    ...(acknowledge && { acknowledge }),
    ...(firstUpdate && { firstUpdate }),
    ...(resolve && { resolve }),
    targets: {
      met: members.filter(({ target }) => target?.isMet === true).length,
      missed: members.filter(({ target }) => target?.isMet === false).length,
    },
    people: new Set(members.flatMap(each => each.involved)).size,
    personMinutes: total(each => each.personMinutes ?? 0),
    pages: woken.length,
    pagesAtNight: woken.filter(each => each.isNight).length,
    pagesAtWeekends: woken.filter(each => each.isWeekend).length,
    usersAffected: total(each => each.usersAffected ?? 0),
    revenueLost: lost(members),
  };
}

function lost(members: readonly IncidentFigures[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { revenueLost } of members) {
    if (revenueLost === undefined) continue;
    const { amount, currency } = revenueLost;
    sums[currency] = Math.round(((sums[currency] ?? 0) + amount) * 100) / 100;
  }
  return sums;
}

/** `undefined` where nothing was measured: zero would be a claim. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    median: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p95: quantile(sorted, 0.95),
    longest: sorted.at(-1) ?? 0,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
  };
}

/** Between the two nearest values where none stands at the very place. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  // To the millisecond, which is as fine as instants are.
  return Math.round((below + (above - below) * (place - Math.floor(place))) * 1000) / 1000;
}
