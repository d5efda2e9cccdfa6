import type { Call, Outcome } from '#app/api/operation.ts';
import type { AnswerOf } from '#contract/api.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import type { Override } from '#core/oncall/roster.ts';
import {
  type Duty,
  type KnownSchedule,
  shiftsBetween,
  whoIsOnCall,
} from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant, instant, secondsBetween } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const day = 86_400;
const longestDays = 366;
/** How far the ends of a turn are looked for; one that lasts longer has none worth telling. */
const lookAheadDays = 62;

type Answer = AnswerOf<'whoIsOnCall'>;

/** Who is on duty at a moment, in every schedule, and the shifts from then on. */
export function onCall(deps: {
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  timeZoneData: string;
  now: Now;
}) {
  return async ({ query }: Call<'whoIsOnCall'>): Promise<Outcome<Answer>> => {
    const at = query.at === undefined ? deps.now() : instant(query.at);
    const until = query.until === undefined ? undefined : instant(query.until);
    if (until !== undefined && until <= at) {
      return { invalid: { path: '?until', message: 'must be later than at' } };
    }
    if (until !== undefined && secondsBetween(at, until) > longestDays * day) {
      return { invalid: { path: '?until', message: `must be within ${longestDays} days` } };
    }
    const [current, roster] = await Promise.all([
      deps.configuration.current(),
      deps.roster.newest(),
    ]);
    const schedules = current?.directory.schedules ?? {};
    if (query.schedule !== undefined && !Object.hasOwn(schedules, query.schedule)) {
      return { notFound: `schedule ${query.schedule}` };
    }
    const ids = query.schedule === undefined ? Object.keys(schedules) : [query.schedule];
    const answers = ids.flatMap(id =>
      current === undefined
        ? []
        : ofSchedule(current.directory, roster.overrides, {
            id,
            at,
            until,
            isWhole: query.whole === 'true',
          }),
    );
    const { timeZoneData } = deps;
    return {
      answer: { at, ...(until !== undefined && { until }), timeZoneData, schedules: answers },
    };
  };
}

function ofSchedule(
  directory: Directory,
  overrides: readonly Override[],
  {
    id,
    at,
    until,
    isWhole,
  }: { id: string; at: Instant; until: Instant | undefined; isWhole: boolean },
): Answer['schedules'] {
  const schedule = knownSchedule(directory, id);
  if (schedule === undefined) return [];
  const named = ({ person, ...duty }: Duty & { from?: Instant }) => ({
    person,
    name: entryOf(directory.people, person)?.name ?? person,
    ...duty,
  });
  const now = whoIsOnCall(schedule, overrides, at);
  const ahead = shiftsBetween(schedule, overrides, at, addSeconds(at, lookAheadDays * day));
  const next = ahead.find(({ from }) => from > at);
  return [
    {
      schedule: id,
      name: schedule.name,
      timeZone: schedule.timeZone,
      ...(now !== undefined && { onDuty: named(now) }),
      ...(next !== undefined && { next: named(next) }),
      ...(until !== undefined && {
        shifts: (isWhole
          ? wholeShifts(schedule, overrides, at, until)
          : shiftsBetween(schedule, overrides, at, until)
        ).map(named),
      }),
    },
  ];
}

/** Those of the time between, from where each begins to where it ends. */
function wholeShifts(
  schedule: KnownSchedule,
  overrides: readonly Override[],
  at: Instant,
  until: Instant,
): (Duty & { from?: Instant })[] {
  const from = addSeconds(at, -lookAheadDays * day);
  const to = addSeconds(until, lookAheadDays * day);
  return shiftsBetween(schedule, overrides, from, to)
    .filter(shift => shift.from < until && shift.until > at)
    .map(({ from: begins, until: ends, ...duty }) => ({
      ...duty,
      ...(begins > from && { from: begins }),
      ...(ends < to && { until: ends }),
    }));
}
