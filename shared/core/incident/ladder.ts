import type { IncidentEvent, Purpose } from '#core/incident/events.ts';
import type { Facts } from '#core/incident/incident.ts';
import { contactsOf, peopleAt } from '#core/incident/pages.ts';
import { type EscalationLevel, everybodyOn, type ResponsePlan } from '#core/oncall/plan.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Responder } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';

interface Step {
  at: Instant;
  level: number;
  round: number;
  purpose: Purpose;
  reason: string;
  /** Whoever was asked before, so that they are named to those who are asked now. */
  before?: Before;
}

interface Before {
  unanswered: string[];
  asked: string[];
}

/**
 * Opens the ladder: SEV1 and SEV2 page level 1, SEV3 and SEV4 only tell it (R4). `audience`: whoever was asked before, to
 * whom it is no second problem.
 */
export function firstContact(
  plan: ResponsePlan,
  { at, round, reason }: Pick<Step, 'at' | 'round' | 'reason'>,
  audience: readonly Responder[] = [],
): IncidentEvent[] {
  const [first] = plan.levels;
  if (plan.opening === 'ticket') {
    return [{ type: 'TicketOpened', at, people: first ? peopleAt(first, at) : [], reason }];
  }
  const before = { unanswered: [], asked: audience.map(({ person }) => person) };
  return pageFrom(plan, { at, level: 1, round, purpose: 'acknowledge', reason, before });
}

/**
 * Pages a level. Whoever cannot be reached at all is skipped with the reason, and where that leaves nobody, the next
 * level is paged at once: waiting for them would be waiting for nothing. Ends with an empty level when nobody is left.
 */
export function pageFrom(plan: ResponsePlan, { before, ...step }: Step): IncidentEvent[] {
  const level = plan.levels[step.level - 1];
  if (level === undefined) throw new Error(`Policy ${plan.policy} has no level ${step.level}`);
  const all = peopleAt(level, step.at);
  const { people, skipped } = reachable(all);
  const paged: IncidentEvent = {
    type: 'LevelPaged',
    ...step,
    levelName: level.name,
    people,
    ...(skipped.length > 0 && { skipped }),
    ...(before !== undefined && saidOf(before, people)),
    ...(level.because !== undefined && { because: reasonsOf(people, level.because) }),
  };
  if (people.length > 0 || step.level >= plan.levels.length) return [paged];
  const reason =
    all.length === 0
      ? `nobody is on duty on level ${step.level}`
      : `nobody of level ${step.level} can be reached: ${skipped[0]?.reason ?? ''}`;
  const next = { ...step, level: step.level + 1, reason, ...(before !== undefined && { before }) };
  return [paged, ...pageFrom(plan, next)];
}

type Climbing = Pick<Facts, 'plan' | 'paging'>;

/** Which level is paged if nobody answers. */
export function nextLevel({ plan, paging: { escalation, cycles } }: Climbing): number {
  const ownLevels = plan.levels.filter(({ isFallback }) => !isFallback).length;
  if (escalation.level < ownLevels) return escalation.level + 1;
  const isFallbackDue = (cycles + 1) % (plan.repeats ?? 1) === 0;
  const isAfterFallback = plan.levels[escalation.level - 1]?.isFallback;
  const hasFallback = ownLevels < plan.levels.length;
  return isFallbackDue && hasFallback && !isAfterFallback ? ownLevels + 1 : 1;
}

/** Whether somebody of this level was asked, by whichever plan. */
export function wasAsked(rung: EscalationLevel, { audience }: Climbing['paging']): boolean {
  const asked = new Set(audience.map(({ person }) => person));
  return everybodyOn(rung).some(({ person }) => asked.has(person));
}

/**
 * Where the ladder stands in another plan: on the last of its levels, no higher than it had come, with somebody who was
 * asked; on its last resort only where that was paged. 0: none of its people was asked yet.
 */
export function standingIn(next: ResponsePlan, { plan, paging }: Climbing): number {
  const { level } = paging.escalation;
  const isAsked = (rung: EscalationLevel) => wasAsked(rung, paging);
  const isOnFallback = plan.levels[level - 1]?.isFallback;
  const fallback = next.levels.findIndex(rung => rung.isFallback && isAsked(rung)) + 1;
  if (fallback > 0 && isOnFallback) return fallback;
  return next.levels.slice(0, level).findLastIndex(rung => !rung.isFallback && isAsked(rung)) + 1;
}

/** An exercise goes once through the levels that reach somebody; nobody is to be woken for it all night. */
export function isLastOfDrill(
  { drill, paging, plan }: Climbing & Pick<Facts, 'drill'>,
  at: Instant,
): boolean {
  const later = plan.levels.slice(paging.escalation.level);
  return drill !== undefined && !later.some(level => peopleAt(level, at).some(isReachable));
}

/** Nobody answered: the next level; past the last one the fallback contact, and then the ladder starts again. */
export function pageNextLevel(
  { plan, paging }: Climbing,
  at: Instant,
  reason: string,
): IncidentEvent[] {
  const { escalation } = paging;
  const { level, round } = escalation;
  const next = nextLevel({ plan, paging });
  const before = beforeOf(escalation, paging.audience);
  const step = { at, purpose: 'acknowledge', reason, before } as const;
  if (next === level + 1 && !plan.levels[next - 1]?.isFallback) {
    const events = pageFrom(plan, { ...step, level: next, round });
    return reaches(events) ? events : [...events, ...again(plan, { ...step, round })];
  }
  if (plan.levels[level - 1]?.isFallback) {
    return pageFrom(plan, { ...step, level: 1, round: round + 1 });
  }
  if (next === 1) return again(plan, { ...step, round });
  const exhausted: IncidentEvent = { type: 'EscalationExhausted', at, round };
  const last = pageFrom(plan, { ...step, level: next, round });
  const isReached = reaches(last);
  return [
    exhausted,
    ...last,
    ...(isReached ? [] : pageFrom(plan, { ...step, level: 1, round: round + 1 })),
  ];
}

/** An unanswered incident is never given up: the ladder starts again from its first rung. */
function again(plan: ResponsePlan, { at, round, ...step }: Omit<Step, 'level'>) {
  const exhausted: IncidentEvent = { type: 'EscalationExhausted', at, round };
  return [exhausted, ...pageFrom(plan, { ...step, at, level: 1, round: round + 1 })];
}

function beforeOf(
  { pages }: Facts['paging']['escalation'],
  audience: readonly Responder[],
): Before {
  const silent = new Set(pages.map(({ person }) => person));
  return {
    unanswered: audience.filter(({ person }) => silent.has(person)).map(({ name }) => name),
    asked: audience.map(({ person }) => person),
  };
}

function saidOf({ unanswered, asked }: Before, people: readonly Responder[]) {
  const again = people.map(({ person }) => person).filter(person => asked.includes(person));
  return {
    ...(unanswered.length > 0 && { unanswered }),
    ...(again.length > 0 && { again }),
  };
}

/** Who of them is asked, and why the others are not. */
export function reachable(all: readonly Responder[]) {
  const skipped = all
    .filter(responder => !isReachable(responder))
    .map(responder => ({
      person: responder.person,
      name: responder.name,
      reason: whyUnreachable(responder),
    }));
  return { people: all.filter(isReachable), skipped };
}

export function isReachable(responder: Responder): boolean {
  return contactsOf(responder).length > 0;
}

function whyUnreachable({ remarks = [] }: Responder): string {
  const texts = remarks.map(({ text }) => text);
  return texts.length === 0 ? 'no way of reaching this person is known' : texts.join('; ');
}

export function reaches(events: readonly IncidentEvent[]): boolean {
  return events.some(event => event.type === 'LevelPaged' && event.people.length > 0);
}

function reasonsOf(people: readonly Responder[], because: Record<string, string>) {
  return Object.fromEntries(
    people.flatMap(({ person }) => {
      const reason = entryOf(because, person);
      return reason === undefined ? [] : [[person, reason]];
    }),
  );
}
