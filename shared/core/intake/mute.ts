import type { Alert } from '#core/intake/alert.ts';
import { lookedAt } from '#core/intake/alert-matchers.ts';
import type { Via } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { allHold, matchersOf } from '#core/text/matchers.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { dayAndTime } from '#core/time/clock-time.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { nextPeriod, periodAt } from '#core/time/recurring-window.ts';

/*
 * What keeps an alert from opening an incident for a while. It waits, and is looked at again: what still fires when the
 * last mute over it ends opens its incident then, and what cleared meanwhile never did.
 */

/** A person's: made during the day, and over at a moment that was said when it was made. */
export interface Silence {
  id: string;
  match: string;
  /** Of a person of tocsin.yaml, who answers for it. */
  owner: string;
  reason: string;
  from: Instant;
  until: Instant;
  includeSev1?: boolean;
  /** Who made it, and how they reached us. */
  by: string;
  via?: Via;
  createdAt: Instant;
  /** Before its time. */
  ended?: { at: Instant; by: string; via?: Via };
  /** What announces it on the status page. */
  maintenance?: string;
}

/** Longer is no silence but a rule: the alert should be changed, or go. */
export const longestSilenceDays = 31;
/** So many may be in force or to come at once. */
export const silencesMax = 100;
/** What waits is looked at this often at least, so that whatever changed meanwhile counts soon. */
export const lookAgainSeconds = 300;

/**
 * What waits is kept in an item, of which the table takes 400 KB: as the worst that was said of it, and as what counts of each
 * severity. What is larger than this as JSON waits for nothing: a page too many is the better mistake.
 */
const waitingBytesMax = 64 * 1024;

export function mayBeKept(alert: Alert): boolean {
  return new TextEncoder().encode(JSON.stringify(alert)).length <= waitingBytesMax;
}

/** One of either kind, while it is in force. */
export interface Mute {
  id: string;
  kind: 'silence' | 'maintenance';
  match: string;
  owner: string;
  reason: string;
  from: Instant;
  until: Instant;
  includeSev1: boolean;
}

export function stateOf(
  { from, until, ended }: Pick<Silence, 'from' | 'until' | 'ended'>,
  at: Instant,
): 'planned' | 'active' | 'over' {
  if (until <= at || (ended !== undefined && ended.at <= at)) return 'over';
  return from <= at ? 'active' : 'planned';
}

/** All that are in force at a moment. */
export function mutesAt(
  silences: readonly Silence[],
  { maintenance = [] }: Pick<Directory, 'maintenance'>,
  at: Instant,
): Mute[] {
  return [
    ...silences.flatMap((silence): Mute[] => {
      if (stateOf(silence, at) !== 'active') return [];
      const { id, match, owner, reason, from, until, includeSev1 = false } = silence;
      return [{ kind: 'silence', id, match, owner, reason, from, until, includeSev1 }];
    }),
    ...maintenance.flatMap((window): Mute[] => {
      const period = periodAt(window, at);
      if (period === undefined) return [];
      const { name: id, match, owner, reason, includeSev1 = false } = window;
      return [{ kind: 'maintenance', id, match, owner, reason, includeSev1, ...period }];
    }),
  ];
}

/** Each maintenance that is not over for good, as it is now or will be next. */
export function maintenanceShown(
  { maintenance = [] }: Pick<Directory, 'maintenance'>,
  at: Instant,
): (Mute & { state: 'planned' | 'active' })[] {
  return maintenance.flatMap(window => {
    const period = periodAt(window, at) ?? nextPeriod(window, at);
    if (period === undefined) return [];
    const { name: id, match, owner, reason, includeSev1 = false } = window;
    const state = period.from <= at ? ('active' as const) : ('planned' as const);
    return [{ id, kind: 'maintenance', match, owner, reason, includeSev1, ...period, state }];
  });
}

/**
 * Whether a running incident may be one that these conditions are about, as far as it shows: its labels are those of its
 * alerts, which it does not keep.
 */
export function mayBeAbout(
  match: string,
  about: { title: string; severity: Severity; service: { id: string; name: string } },
): boolean {
  const { title, severity, service } = about;
  const texts: Record<string, string[]> = {
    ...{ title: [title], severity: [severity], service: [service.id, service.name] },
  };
  const known = matchersOf(match).filter(({ name }) => Object.hasOwn(texts, name));
  return known.length > 0 && allHold(known, name => ({ texts: texts[name] ?? [] }));
}

/** What mutes an alert: of several, the one that ends last, since it waits for that. SEV1 waits for none that does not say so. */
export function muteOf(
  alert: Alert,
  judged: { service: string; severity: Severity },
  mutes: readonly Mute[],
): Mute | undefined {
  const look = lookedAt(alert, judged);
  const [last] = mutes
    .filter(({ includeSev1 }) => includeSev1 || judged.severity !== 'SEV1')
    .filter(({ match }) => allHold(matchersOf(match), look))
    .toSorted((a, b) => (a.until > b.until ? -1 : a.until < b.until ? 1 : a.id < b.id ? -1 : 1));
  return last !== undefined && mayBeKept(alert) ? last : undefined;
}

/** When what waits is looked at again. */
export function lookAgainAt({ until }: Pick<Mute, 'until'>, at: Instant): Instant {
  const soon = addSeconds(at, lookAgainSeconds);
  return until < soon ? until : soon;
}

/** As a receipt and a page say it. */
export function muteText({ kind, id, owner, reason, until }: Mute, timeZone: string): string {
  const of = kind === 'silence' ? `the silence ${id}` : `the maintenance ${id}`;
  return oneLine(`muted by ${of} of ${owner} until ${dayAndTime(until, timeZone)}: ${reason}`);
}
