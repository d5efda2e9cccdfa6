import type { IncidentId } from '#core/ids.ts';
import type { Purpose } from '#core/incident/events.ts';
import { evolve, undeclared } from '#core/incident/incident.ts';
import type { Channel } from '#core/people.ts';
import { addSeconds, secondsBetween } from '#core/time/instant.ts';
import type { PageRecord } from '#ports/paging.ts';
import type { MemoryTable } from '../support/memory/memory-table.ts';
import type { Attempt, History } from './verdict.ts';
import { claimedInVain } from './verdict-on-lapses.ts';

interface Limits {
  inAnHour: number;
  inAMinute: number;
}

/**
 * Carriers take more within the hour for spam. Within a minute: those one by one, whatever is worse than all of them, and
 * three messages about several.
 */
const limits: Partial<Record<Channel, Limits>> = {
  sms: { inAnHour: 30, inAMinute: 3 + 3 + 3 },
  voice: { inAnHour: 10, inAMinute: 1 + 3 + 3 },
};

/** Each counts for an hour from when it may go; one whose run died goes up to ten minutes later. */
const countedSeconds = 3600 - 600;

/** Whatever it waits for, be it a share, a vendor or a run that died: nobody is told later, unless its own runs died too. */
const latestSeconds = 12 * 60;
const hiddenSeconds = 180;

/** A message about several tells each of its pages once, of nothing that is over, in time, and no phone too often. */
export function violationsOfBundles(
  table: MemoryTable,
  history: Pick<History, 'attempts' | 'told' | 'kept'>,
  comebacks: ReadonlyMap<string, number>,
): string[] {
  const { attempts, told } = history;
  return [
    ...attempts.flatMap(attempt => [
      ...unrecorded(table, attempt, history),
      ...toldInVain(table, attempt, told.get(attempt.externalId) ?? []),
    ]),
    ...tooMany(attempts),
    ...tooLate(table, comebacks),
  ];
}

/** What the vendor has accepted is on record as sent: of all that it told of. */
function unrecorded(
  { pages }: MemoryTable,
  { key, externalId, run }: Attempt,
  { told, kept }: Pick<History, 'told' | 'kept'>,
): string[] {
  // Of whoever died with the vendor's word in its ear nobody knows, unless it was written down.
  if (run.isDead && !kept.has(externalId)) return [];
  return (told.get(externalId) ?? [key]).flatMap(each => {
    const page = pages.get(`${idOf(each)}/${each}`);
    return page?.status === 'sent' || isOfLostNumber(page)
      ? []
      : [`${externalId} told of ${each}, which is ${page?.status}: ${page?.detail}`];
  });
}

/** One that its person took on and lost again in between: what it was told stands at no number that is known of them. */
function isOfLostNumber(page: PageRecord | undefined): boolean {
  return page?.status === 'failed' && /opted out|taken out of use/.test(page.detail ?? '');
}

/** Of one moment either may have been first. */
function toldInVain(
  { commits, pages }: MemoryTable,
  { at, externalId }: Attempt,
  told: readonly string[],
): string[] {
  return told.flatMap(key => {
    const id = idOf(key);
    const events = (commits.get(id) ?? []).flatMap(commit => commit.events);
    const before = events.filter(event => event.at < at).reduce(evolve, undeclared);
    const after = events.filter(event => event.at <= at).reduce(evolve, undeclared);
    const purpose = pages.get(`${id}/${key}`)?.purpose;
    if (purpose === undefined) return [`${externalId} told of ${key}, which nobody claimed`];
    return [before, after].every(each => claimedInVain(purpose as Purpose, each))
      ? [`${externalId} told at ${at} of ${key}, while ${before.phase}`]
      : [];
  });
}

function tooMany(attempts: readonly Attempt[]): string[] {
  const byPhone = Map.groupBy(attempts, ({ channel, to }) => `${channel} ${to}`);
  return [...byPhone].flatMap(([phone, all]) => {
    const limit = limits[all[0]?.channel ?? 'email'];
    if (limit === undefined) return [];
    return all.flatMap(({ at }, place) => {
      const since = (seconds: number) =>
        all.slice(0, place + 1).filter(each => each.at > addSeconds(at, -seconds));
      const wrong = ([most, seconds]: readonly [number, number]) => {
        const some = since(seconds);
        const died = some.filter(({ run }) => run.isDead).length;
        return some.length - died > most
          ? [`${phone} got ${some.length} within ${seconds} s by ${at}, of which ${died} died`]
          : [];
      };
      return [...wrong([limit.inAnHour, countedSeconds]), ...wrong([limit.inAMinute, 60])];
    });
  });
}

function tooLate({ pages }: MemoryTable, comebacks: ReadonlyMap<string, number>): string[] {
  return [...pages.values()].flatMap(({ key, status, at, decidedAt, afterSeconds }) => {
    if (status !== 'sent' && status !== 'failed') return [];
    if (decidedAt === undefined) return [];
    const late = secondsBetween(addSeconds(decidedAt, afterSeconds ?? 0), at);
    const again = comebacks.get(key) ?? 0;
    return late > latestSeconds + again * hiddenSeconds
      ? [`${key} is ${status} ${late} s late, and came back ${again} times`]
      : [];
  });
}

function idOf(key: string): IncidentId {
  return key.slice(0, key.indexOf('#')) as IncidentId;
}
