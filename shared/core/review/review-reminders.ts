import type { ActionItem } from '#core/incident/review-state.ts';
import type { OpenReview } from '#core/review/open-review.ts';
import { addSeconds, type Instant, isDue, secondsBetween } from '#core/time/instant.ts';
import { firstInstantAt, minutesPerDay, wallMinutes } from '#core/time/wall-minutes.ts';

/** One mail about what is left to do. `task` is the same however often it is worked out, so that it is told once. */
export type Reminder = { task: string; to: 'lead' | 'owner' | { person: string; name: string } } & (
  | { kind: 'record' }
  | { kind: 'postmortem'; isOverdue: boolean; dueAt: Instant }
  | { kind: 'action-item'; stage: 'soon' | 'today' | 'overdue'; item: ActionItem }
);

const hour = 3600;
const day = 24 * hour;
/** R20: within two hours. */
const recordWithinSeconds = 2 * hour;
const lastCallSeconds = 4 * hour;
/** When people look at what is due that day, by the organisation's clock. */
const morning = '09:00';

/**
 * Whom to remind now of what is left (R20, R23). What a later one says makes those before it needless: a round that
 * comes late tells each thing once, as it stands.
 */
export function dueReminders(review: OpenReview, now: Instant, timeZone: string): Reminder[] {
  return [
    ...recordReminders(review, now),
    ...postmortemReminders(review, now),
    ...review.actionItems.flatMap(item => itemReminders(review, item, now, timeZone)),
  ];
}

function recordReminders(review: OpenReview, now: Instant): Reminder[] {
  const { incident, resolvedAt, isUnrecorded } = review;
  if (resolvedAt === undefined || !isUnrecorded) return [];
  if (!isDue(addSeconds(resolvedAt, recordWithinSeconds), now)) return [];
  return [{ task: `record#${incident}#${resolvedAt}`, to: 'owner', kind: 'record' }];
}

/** At half of the time and four hours before its end to whoever owns it; from its end on, daily, to the team's lead. */
function postmortemReminders({ incident, postmortem }: OpenReview, now: Instant): Reminder[] {
  if (postmortem === undefined) return [];
  const { dueAt, withinSeconds } = postmortem;
  const task = (what: string) => `postmortem#${incident}#${dueAt}#${what}`;
  if (isDue(dueAt, now)) {
    const days = Math.floor(secondsBetween(dueAt, now) / day);
    return [
      { task: task(`overdue-${days}`), to: 'lead', kind: 'postmortem', isOverdue: true, dueAt },
    ];
  }
  const stages = [
    { what: 'last-call', at: addSeconds(dueAt, -lastCallSeconds) },
    { what: 'half', at: addSeconds(dueAt, -withinSeconds / 2) },
  ];
  const [latest] = stages
    .filter(({ at }) => isDue(at, now))
    .toSorted((a, b) => (a.at > b.at ? -1 : 1));
  if (latest === undefined) return [];
  return [{ task: task(latest.what), to: 'owner', kind: 'postmortem', isOverdue: false, dueAt }];
}

/** In the morning of the day before and of the day itself to its owner; after it, each week, to the team's lead. */
function itemReminders(
  { incident }: OpenReview,
  item: ActionItem,
  now: Instant,
  timeZone: string,
): Reminder[] {
  const { dueOn, owner } = item;
  if (dueOn === undefined) return [];
  const morningOf = (daysLater: number) =>
    firstInstantAt(wallMinutes(`${dueOn}T${morning}`) + daysLater * minutesPerDay, timeZone);
  const task = (what: string) => `action-item#${incident}#${item.item}#${dueOn}#${what}`;
  const to = owner ?? ('lead' as const);
  const tomorrow = morningOf(1);
  if (isDue(tomorrow, now)) {
    const weeks = Math.floor(secondsBetween(tomorrow, now) / (7 * day));
    const about = { kind: 'action-item', stage: 'overdue', item } as const;
    return [{ task: task(`overdue-${weeks}`), to: 'lead', ...about }];
  }
  if (isDue(morningOf(0), now)) {
    return [{ task: task('today'), to, kind: 'action-item', stage: 'today', item }];
  }
  if (isDue(morningOf(-1), now)) {
    return [{ task: task('soon'), to, kind: 'action-item', stage: 'soon', item }];
  }
  return [];
}
