import { responderFor } from '#core/oncall/responder.ts';
import type { OwnOrder, Roster } from '#core/oncall/roster.ts';
import type { Contact } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { pagedPlaces, peopleOf } from '#core/setup/paged-places.ts';
import { type Urgency, urgencyOf } from '#core/severity.ts';
import { durationText } from '#core/time/duration-text.ts';

/** Where a fault is: its place in the list; absent: in the list as a whole. */
export interface OrderFault {
  urgency: Urgency;
  index?: number;
  text: string;
}

/**
 * Why somebody may not be tried in this order; `undefined`: they may. What the configuration refuses is refused here too, and what
 * would leave a page without a way that works at once: whoever finds that out at night finds it out too late.
 */
export function faultOfOrder(
  directory: Directory,
  roster: Roster,
  order: Omit<OwnOrder, 'at'>,
): OrderFault | undefined {
  for (const urgency of ['high', 'low'] as const) {
    const ways = order[urgency];
    if (ways === undefined) continue;
    const fault =
      faultOfStep(directory, order.person, urgency, ways) ??
      faultOfWhole(directory, roster, { ...order, urgency });
    if (fault !== undefined) return { urgency, ...fault };
  }
  return undefined;
}

function faultOfStep(
  directory: Directory,
  person: string,
  urgency: Urgency,
  ways: readonly Contact[],
): Omit<OrderFault, 'urgency'> | undefined {
  const longest = Math.max(
    ...pagedPlaces(directory, level => peopleOf(directory, level))
      .filter(place => place.person === person && urgencyOf(place.severity) === urgency)
      .map(({ lastsSeconds }) => lastsSeconds),
  );
  for (const [index, { channel, afterSeconds }] of ways.entries()) {
    const isAgain = ways
      .slice(0, index)
      .some(each => each.channel === channel && each.afterSeconds === afterSeconds);
    if (isAgain) return { index, text: 'is there already' };
    if (channel === 'voice' && directory.organisation.voice !== true) {
      return { index, text: 'calls nobody: no calls can be made here' };
    }
    // Of whom nothing is known to page them, nothing comes before it.
    if (Number.isFinite(longest) && afterSeconds >= longest) {
      const text = `is never made: the next level comes after ${durationText(longest)} at most`;
      return { index, text };
    }
  }
  return undefined;
}

function faultOfWhole(
  directory: Directory,
  roster: Roster,
  { urgency, ...order }: Omit<OwnOrder, 'at'> & { urgency: Urgency },
): Omit<OrderFault, 'urgency'> | undefined {
  const found = responderFor(directory, { ...roster, orders: [order] }, order.person, urgency);
  const works = found?.contacts ?? [];
  if (works.length === 0) {
    const why = (found?.remarks ?? []).map(({ channel, text }) => `${channel}: ${text}`);
    return { text: `would reach nobody now (${why.join('; ')})` };
  }
  if (works.every(({ afterSeconds }) => afterSeconds > 0)) {
    return { text: 'has to begin with a way that is tried at once, and works' };
  }
  return undefined;
}
