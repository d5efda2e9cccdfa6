import type { Maintenance } from '#core/communication/status-page/state.ts';
import { pageId } from '#core/communication/status-page/statuspage-api.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, earliest, type Instant } from '#core/time/instant.ts';
import { nextPeriod } from '#core/time/recurring-window.ts';

/* Maintenance of tocsin.yaml that announces itself: each time that it comes near, once. */

type Planned = Pick<Directory, 'maintenance' | 'statusPage'>;
type PlannedWork = Maintenance & Required<Pick<Maintenance, 'planned'>>;

/** Whose word it is, where people read who announced it. */
const announcer = 'tocsin.yaml';
const aheadSeconds = 86_400;
/** More would not be announced by anybody. */
export const maintenancesMax = 50;
const keptDays = 92;

export interface Announced {
  maintenances: Maintenance[];
  /** Whoever follows the page hears of these. */
  told: {
    maintenance: Maintenance;
    how: 'posted' | 'completed' | 'cancelled' | `changed to ${string}`;
  }[];
}

/** Once for each of these whoever follows hears of it: of what is announced again all is news again, its end as well. */
export function announcementKey({ id, takenBackAt }: Maintenance, how: string): string {
  return takenBackAt === undefined ? `${id}#${how}` : `${id}#${how} after ${takenBackAt}`;
}

/** What is not long over yet, so that what is makes room. */
function recentMaintenances(maintenances: readonly Maintenance[], at: Instant) {
  const horizon = addSeconds(at, -keptDays * 86_400);
  return maintenances.filter(each => endOf(each) > horizon);
}

const endOf = ({ until, ended }: Maintenance) => ended?.at ?? until;

/**
 * Those with one more: of many that are over, the oldest make room. What tocsin.yaml plans stays until its time has passed,
 * also where somebody ended it, or it would be announced anew. `undefined`: as many are still to come.
 */
export function withOneMore(
  maintenances: readonly Maintenance[],
  work: Maintenance,
  at: Instant,
): Maintenance[] | undefined {
  const kept = recentMaintenances(maintenances, at);
  const over = kept
    .filter(each => (each.by === announcer ? each.until : endOf(each)) <= at)
    .toSorted((a, b) => (endOf(a) < endOf(b) ? -1 : 1))
    .slice(0, Math.max(0, kept.length + 1 - maintenancesMax));
  const left = kept.filter(each => !over.includes(each));
  return left.length < maintenancesMax ? [...left, work] : undefined;
}

/** `undefined`: the page says it already. What the configuration plans no more is taken back. */
export function announcedWork(
  directory: Planned,
  known: readonly Maintenance[],
  at: Instant,
): Announced | undefined {
  const wanted = workNear(directory, at);
  const told: Announced['told'] = [];
  let kept = recentMaintenances(known, at).map(each => {
    const isOurs = each.by === announcer && each.ended === undefined && each.until > at;
    // As it is planned at its own beginning: somebody may have made it longer, or it is announced later from now on.
    if (!isOurs || workNear(directory, each.from).some(work => isStill(work, each, at)))
      return each;
    const how = each.from > at ? ('cancelled' as const) : ('completed' as const);
    const maintenance = { ...each, ended: { how, at, isUnplanned: true as const } };
    told.push({ maintenance, how });
    return maintenance;
  });
  for (const each of wanted) {
    const before = kept.find(known => isSame(each, known));
    if (before !== undefined && before.ended?.isUnplanned !== true) {
      const maintenance = before.ended === undefined ? replanned(before, each, at) : undefined;
      if (maintenance === undefined) continue;
      kept = kept.map(known => (known === before ? maintenance : known));
      const to = pageId('planned', JSON.stringify([before.movedAt, maintenance.planned]));
      told.push({ maintenance, how: `changed to ${to}` });
      continue;
    }
    const maintenance = before?.ended ? { ...each, takenBackAt: before.ended.at } : each;
    const others = kept.filter(each => each !== before);
    const next = withOneMore(others, maintenance, at);
    if (next === undefined) continue;
    kept = next;
    told.push({ maintenance, how: 'posted' });
  }
  return told.length === 0 ? undefined : { maintenances: kept, told };
}

/** Also with another end, which was moved then. Of before there was `planned`: with the same times. */
function isSame({ id, from, planned }: PlannedWork, known: Maintenance): boolean {
  return id === known.id || (planned.name === known.planned?.name && from === known.from);
}

/** Somebody may have made it longer than it is planned; what is planned anew, to have ended by now, is over. */
function isStill(work: PlannedWork, known: Maintenance, at: Instant): boolean {
  const isAsRead = work.until === (known.planned ?? work).until;
  return isSame(work, known) && (isAsRead || work.until > at);
}

/** With what tocsin.yaml says otherwise than when it was read last; what people said of the rest stays. */
function replanned(
  known: Maintenance,
  { planned }: PlannedWork,
  at: Instant,
): Maintenance | undefined {
  const before = known.planned;
  if (before === undefined) return undefined;
  const isNew = (what: 'title' | 'body' | 'components' | 'until') =>
    JSON.stringify(planned[what]) !== JSON.stringify(before[what]);
  const changes = {
    ...(isNew('title') && { title: planned.title }),
    ...(isNew('body') && { body: planned.body }),
    ...(isNew('components') && { components: planned.components }),
    ...(isNew('until') && { until: planned.until }),
  };
  if (Object.keys(changes).length === 0) return undefined;
  return { ...known, ...changes, planned, movedAt: at };
}

/** When the next of them has to be announced; absent where none announces itself. */
export function announcesNextAt({ maintenance = [] }: Planned, at: Instant): Instant | undefined {
  return earliest(
    maintenance.flatMap(window => {
      if (window.announce === undefined) return [];
      const ahead = window.announce.ahead ?? aheadSeconds;
      const near = nextPeriod(window, addSeconds(at, ahead));
      return near === undefined ? [] : [addSeconds(near.from, -ahead)].filter(due => due > at);
    }),
  );
}

/** The period that runs, and the one after it where it is near. */
function workNear({ maintenance = [], statusPage }: Planned, at: Instant): PlannedWork[] {
  if (statusPage === undefined) return [];
  return maintenance.flatMap(window => {
    const { announce, name } = window;
    if (announce === undefined) return [];
    const { title, body = '', components, ahead = aheadSeconds } = announce;
    const first = nextPeriod(window, at);
    const second = first && nextPeriod(window, first.until);
    return [first, second].flatMap(period => {
      if (period === undefined || period.from > addSeconds(at, ahead)) return [];
      const id = `mnt_${pageId('planned', `${name}#${period.from}#${period.until}`)}`;
      const said = { title, body, components };
      const planned = { name, ...said, until: period.until };
      return [{ id, ...said, ...period, postedAt: at, by: announcer, planned }];
    });
  });
}
