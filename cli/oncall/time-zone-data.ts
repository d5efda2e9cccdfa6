import type { ApiClient } from '#cli/api-client.ts';
import type { AnswerOf } from '#contract/api.ts';
import { listed } from '#core/text/listing.ts';
import { instant } from '#core/time/instant.ts';
import { type Disagreement, disagreements, zoneOffsets } from '#core/time/zone-offsets.ts';

type Coverage = AnswerOf<'coverage'>;

/** Shifts that the deployed function and this machine would not begin or end at the same moment. */
export async function timeZoneFindings(
  api: ApiClient,
  { from, until, timeZoneData, timeZones = [] }: Coverage,
  here: string,
): Promise<Coverage['findings']> {
  const span = { from: instant(from), until: instant(until) };
  const apart = timeZones.flatMap(({ timeZone, offsets }) => {
    const theirs = offsets.map(({ from, minutes }) => ({ from: instant(from), minutes }));
    const ours = zoneOffsets(timeZone, span.from, span.until);
    return disagreements(theirs, ours, span.until).map(each => ({ timeZone, ...each }));
  });
  if (apart.length === 0) return [];
  const { schedules } = await api.call('whoIsOnCall', { query: { at: from, until } });
  return apart.flatMap(({ timeZone, minutes, ...when }) => {
    const concerned = schedules.filter(
      schedule => schedule.timeZone === timeZone && changesWithin(schedule, when),
    );
    if (concerned.length === 0) return [];
    const text =
      `shifts of ${listed(concerned.map(({ name }) => name))} change at other hours by this machine's clocks: its time zone data ` +
      `(${here}) puts ${timeZone} ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} that of the deployed ` +
      `functions (${timeZoneData ?? 'unknown'}), which count`;
    return [{ kind: 'time-zone-data', severity: 'warning' as const, text, ...when }];
  });
}

function changesWithin(
  { shifts = [] }: AnswerOf<'whoIsOnCall'>['schedules'][number],
  { from, until }: Pick<Disagreement, 'from' | 'until'>,
): boolean {
  return shifts
    .flatMap(shift => [shift.from, shift.until])
    .some(moment => moment !== undefined && moment >= from && moment <= until);
}
