import { contactsOf, peopleAt } from '#core/incident/pages.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import type { Channel } from '#core/people.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

export interface WouldPage {
  at: Instant;
  person: string;
  channel: Channel;
}

/** Whom a plan pages and when while nobody acknowledges, once round its levels. A ticket pages from its deadline on. */
export function wouldPage(plan: ResponsePlan, from: Instant): WouldPage[] {
  const opens =
    plan.opening === 'page'
      ? from
      : (plan.respondAt?.find(at => at > from) ??
        (plan.respondWithinSeconds === undefined
          ? undefined
          : addSeconds(from, plan.respondWithinSeconds)));
  if (opens === undefined) return [];
  const pages: WouldPage[] = [];
  let at = opens;
  for (const level of plan.levels) {
    const people = peopleAt(level, at);
    const next = addSeconds(at, level.acknowledgeWithinSeconds);
    for (const responder of people) {
      for (const { channel, afterSeconds } of contactsOf(responder)) {
        pages.push({ at: addSeconds(at, afterSeconds), person: responder.name, channel });
      }
    }
    // A level that nobody is on costs no time.
    if (people.some(each => contactsOf(each).length > 0)) at = next;
  }
  return pages.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
