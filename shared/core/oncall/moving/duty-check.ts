import { knownSchedule } from '#core/oncall/on-duty.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

interface Span {
  person: string;
  from: Instant;
  until: Instant;
}

interface Difference {
  from: Instant;
  until: Instant;
  ours: string[];
  theirs: string[];
}

const quarterSeconds = 900;
const days = 90;

/**
 * Who is on duty by our schedules and by a timeline, at every quarter of an hour that the timeline covers, for 90 days;
 * neighbouring quarters with the same difference are one.
 */
export function dutyDifferences(
  directory: Directory,
  schedules: readonly string[],
  timeline: { from: Instant; until: Instant; shifts: readonly Span[] },
  now: Instant,
): { compared: number; differences: Difference[] } {
  const start = firstQuarter(timeline.from > now ? timeline.from : now);
  const last = addSeconds(start, days * 86_400);
  const until = timeline.until < last ? timeline.until : last;
  const ours = schedules.flatMap(id => {
    const schedule = knownSchedule(directory, id);
    return schedule === undefined ? [] : shiftsBetween(schedule, [], start, until);
  });
  const at = (shifts: readonly Span[], moment: Instant) => [
    ...new Set(
      shifts.filter(each => each.from <= moment && moment < each.until).map(each => each.person),
    ),
  ];
  const differences: Difference[] = [];
  let compared = 0;
  for (let moment = start; moment < until; moment = addSeconds(moment, quarterSeconds)) {
    compared += 1;
    const [mine, wanted] = [at(ours, moment).toSorted(), at(timeline.shifts, moment).toSorted()];
    if (mine.join('\n') === wanted.join('\n')) continue;
    const before = differences.at(-1);
    const isSame =
      before?.until === moment &&
      before.ours.join('\n') === mine.join('\n') &&
      before.theirs.join('\n') === wanted.join('\n');
    const end = addSeconds(moment, quarterSeconds);
    if (isSame) before.until = end;
    else differences.push({ from: moment, until: end, ours: mine, theirs: wanted });
  }
  return { compared, differences };
}

function firstQuarter(at: Instant): Instant {
  const ms = quarterSeconds * 1000;
  return fromEpochMs(Math.ceil(epochMs(at) / ms) * ms);
}
