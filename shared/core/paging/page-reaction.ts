import type { After } from '#core/incident/commit.ts';
import { type Purpose, roleDuties, roleNames, roleTasks } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import { isSaidAtItsTime, plannedPages } from '#core/incident/pages.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Channel, Responder } from '#core/people.ts';
import { timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** One attempt to reach one person on one channel. `key` is the same however often it is worked out. */
export interface PageReaction {
  kind: 'page';
  key: string;
  incident: Headline;
  to: Responder;
  channel: Channel;
  level: number;
  levelName: string;
  round: number;
  purpose: Purpose;
  reason: string;
  /** For a reminder or a missed update: the moment that it is about. */
  dueAt?: Instant;
  decidedAt: Instant;
  /** How long after the decision this contact of the person's rules comes; more than 0 repeats an earlier one. */
  afterSeconds: number;
  /** Names of those who were asked before and did not answer. */
  unanswered?: string[];
  /** This person was asked before. */
  again?: true;
  /** From 1; a vendor that asked for patience is tried again. */
  attempt: number;
  /** That it goes to another address than the plan says, and why. */
  moved?: string;
  /** How often it came back to wait for a message about several; absent is never. */
  waits?: number;
}

/** Whom an event has paged: everybody at once, each channel at its time. */
export const pagesAfter = {
  LevelPaged(event, incident) {
    return event.people.flatMap(to => {
      const because = entryOf(event.because, to.person);
      const reason = because === undefined ? event.reason : `${event.reason}; you are ${because}`;
      const { unanswered } = event;
      const about = {
        ...(unanswered !== undefined && { unanswered }),
        ...(event.again?.includes(to.person) && { again: true as const }),
      };
      return pages({ ...event, reason }, to, incident).map(page => ({ ...page, ...about }));
    });
  },

  AcknowledgementLapsed(event, incident) {
    const page = {
      at: event.at,
      level: 0,
      levelName: 'who acknowledged it',
      round: 0,
      purpose: 'taken-back',
      reason: event.reason,
    } as const;
    return (event.people ?? []).flatMap(to => pages(page, to, incident));
  },

  RoleAssigned(event, incident) {
    const page = {
      at: event.at,
      level: 0,
      levelName: `${roleNames[event.role]}: ${roleTasks[event.role]}`,
      round: 0,
      purpose: 'role',
      reason: `${event.by.name} made you ${roleNames[event.role]}: ${roleDuties[event.role]}`,
    } as const;
    return (event.people ?? []).flatMap(to => pages(page, to, incident));
  },

  PageAdvanced(event, incident) {
    const { at: decidedAt, page: key, to, channel, level, levelName, round, purpose } = event;
    const about = { incident, to, channel, level, levelName, round, purpose, decidedAt };
    const { reason } = event;
    return [{ kind: 'page', key, ...about, reason, afterSeconds: 0, attempt: 1 }];
  },

  RespondersAdded(event, incident) {
    const { at, people } = event;
    const reason = `${event.by.name} asks for your help: ${event.reason}`;
    const page = { at, level: 0, levelName: 'asked by name', round: 0, purpose: 'help', reason };
    return people.flatMap(to => pages(page as typeof page & { purpose: 'help' }, to, incident));
  },

  RolesChased(event, incident) {
    const unfilled = event.roles.map(role => roleNames[role]).join(', ');
    const page = {
      at: event.at,
      level: 0,
      levelName: 'in command',
      round: 0,
      purpose: 'fill-roles',
      reason: `nobody has been given: ${unfilled}`,
    } as const;
    return event.people.flatMap(to => pages(page, to, incident));
  },

  UpdateReminded(event, incident) {
    const page = {
      at: event.at,
      level: 0,
      levelName: 'owner of the update',
      round: 0,
      purpose: 'update-reminder',
      reason: `the next update is due at ${timeSeenFrom(event.at, event.dueAt, incident.timeZone)}`,
      dueAt: event.dueAt,
    } as const;
    return event.people.flatMap(to => pages(page, to, incident));
  },
} satisfies After<PageReaction>;

function pages(
  page: {
    at: Instant;
    level: number;
    levelName: string;
    round: number;
    purpose: Purpose;
    reason: string;
    dueAt?: Instant;
  },
  to: Responder,
  incident: Headline,
): PageReaction[] {
  const { at: decidedAt, level, levelName, round, purpose, reason, dueAt } = page;
  const about = { incident, to, level, levelName, round, purpose, reason, decidedAt };
  const decided = { incidentId: incident.id, decidedAt, purpose, round, level };
  return plannedPages(decided, [to])
    .filter(planned => isSaidAtItsTime(purpose, planned))
    .map(({ key, channel, afterSeconds }) => ({
      kind: 'page',
      key,
      ...about,
      channel,
      afterSeconds,
      attempt: 1,
      ...(dueAt !== undefined && { dueAt }),
    }));
}

/** As it is kept with the page. */
export function whyPaged({ reason, moved }: Pick<PageReaction, 'reason' | 'moved'>): string {
  return moved === undefined ? reason : `${reason}; ${moved}`;
}
