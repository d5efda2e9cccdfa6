import type { IncidentId, ReceiptId } from '#core/ids.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import type { EventOf, IncidentEvent } from '#core/incident/events.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import type { EscalationLevel } from '#core/oncall/plan.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import type { Channel } from '#core/people.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';
import type { PageRecord } from '#ports/paging.ts';
import type { MemoryTable } from '../support/memory/memory-table.ts';
import { recomputedPages } from './recompute.ts';
import type { Run } from './runs.ts';

/** What a vendor accepted, and for where. */
export interface Attempt {
  key: string;
  channel: Channel;
  to: string;
  at: Instant;
  externalId: string;
  run: Run;
}

/** What was seen from outside while a history went on. */
export interface History {
  queued: Map<string, PageReaction>;
  attempts: Attempt[];
  /** Of those that told of several pages, or of others than of whose turn it was: of which, by the vendor's id. */
  told: Map<string, readonly string[]>;
  /** Those of which that is on record. */
  kept: Set<string>;
  accepted: ReceiptId[];
  wrong: string[];
}

/** Everything that must hold when all is done, and does not. */
export function violationsOf(table: MemoryTable, history: History): string[] {
  const queued = Map.groupBy(history.queued.values(), ({ incident }) => incident.id);
  const pages = Map.groupBy(table.pages.values(), ({ incidentId }) => incidentId as string);
  return [
    ...history.wrong,
    ...sentTooOften(history),
    ...lostAlerts(table, history),
    ...[...table.commits].flatMap(([id, commits]) => {
      const events = commits.flatMap(commit => commit.events);
      return [
        ...lostEvents(
          table,
          id,
          commits.map(({ version }) => version),
          events,
        ),
        ...unpaged(table, id, events, queued.get(id) ?? []),
        ...disagreements(pages.get(id) ?? [], events),
        ...holesInTheLadder(id, events),
        ...doneTwice(id, events),
        ...givenUp(id, table.states.get(id)?.incident),
        ...early(id, events),
      ];
    }),
  ];
}

/** Once per key; once more for each run that died with the vendor's word in its ear. */
function sentTooOften({ attempts, told }: History): string[] {
  const toldOf = attempts.flatMap(attempt =>
    (told.get(attempt.externalId) ?? [attempt.key]).map(key => ({ ...attempt, key })),
  );
  const byKey = Map.groupBy(toldOf, ({ key }) => key);
  return [...byKey].flatMap(([key, all]) => {
    const died = all.filter(({ run }) => run.isDead).length;
    return all.length > 1 + died ? [`${key} was sent ${all.length} times, ${died} runs died`] : [];
  });
}

function lostAlerts(table: MemoryTable, { accepted }: History): string[] {
  const lost = accepted.filter(id => table.receipts.get(id)?.state !== 'processed');
  return [
    ...lost.map(id => `alert ${id} was accepted and came to nothing`),
    ...(table.states.size === 0 ? ['no incident was declared'] : []),
  ];
}

function lostEvents(
  table: MemoryTable,
  id: IncidentId,
  versions: readonly number[],
  events: readonly IncidentEvent[],
): string[] {
  const state = table.states.get(id);
  const isWhole = versions.every((version, index) => version === index + 1);
  const folded = events.reduce(evolve, undeclared);
  const isSame =
    isAlike(folded, state?.incident) || JSON.stringify(folded) === JSON.stringify(state?.incident);
  return [
    ...(isWhole ? [] : [`the commits of ${id} are ${versions.join(',')}`]),
    ...(isSame ? [] : [`the state of ${id} is not what its events say`]),
  ];
}

/** Without a look at what is of the same events, which is most of an incident. */
function isAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === others.length &&
    names.every(
      (name, index) => name === others[index] && isAlike(one[name as never], other[name as never]),
    )
  );
}

/** Each page that the events call for was queued as they say, and ended in a fact: sent, failed, or not wanted and why. */
function unpaged(
  table: MemoryTable,
  id: string,
  events: readonly IncidentEvent[],
  reactions: readonly PageReaction[],
): string[] {
  const wanted = recomputedPages(events);
  const keys = new Set(wanted.map(({ key }) => key));
  const queued = new Map(reactions.map(reaction => [reaction.key, reaction]));
  const invented = [...queued.keys()].filter(key => !keys.has(key));
  return [
    ...invented.map(key => `${key} was queued, and no event calls for it`),
    ...wanted.flatMap(({ key, person, channel }) => {
      const reaction = queued.get(key);
      const page = table.pages.get(`${id}/${key}`);
      if (reaction === undefined) return [`${key} was never queued`];
      if (reaction.to.person !== person || reaction.channel !== channel) {
        return [`${key} went to ${reaction.to.person} by ${reaction.channel}`];
      }
      if (page === undefined) return [`${key} was never tried`];
      switch (page.status) {
        case 'sent':
          return [];
        case 'failed':
          // Whoever has left a number is told of by another sentence: this one was decided without an address.
          if (page.detail?.startsWith('this person has no')) return [`${key}: ${page.detail}`];
          return page.detail ? [] : [`${key} failed without a reason`];
        case 'suppressed':
          return page.detail ? [] : [`${key} is suppressed without a reason`];
        case 'claimed':
        case 'retrying':
        case 'bundled':
          return [`${key} was left ${page.status}`];
        default:
          return page.status satisfies never;
      }
    }),
  ];
}

/** Ledger and timeline were written together, so they say the same. */
function disagreements(pages: readonly PageRecord[], events: readonly IncidentEvent[]): string[] {
  const said = new Map<string, string>();
  const twice: string[] = [];
  for (const event of events) {
    if (event.type !== 'PageSent' && event.type !== 'PageFailed') continue;
    if (said.has(event.page)) twice.push(`the timeline tells twice how ${event.page} went`);
    said.set(event.page, event.type === 'PageSent' ? 'sent' : 'failed');
  }
  return [
    ...twice,
    ...pages.flatMap(({ key, status }) => {
      const isOutcome = status === 'sent' || status === 'failed';
      return isOutcome && said.get(key) !== status
        ? [`${key} is ${status} in the ledger and ${said.get(key)} on the timeline`]
        : [];
    }),
  ];
}

/** While nobody acknowledges, each level follows the one before it: nobody is stepped over without a word. */
function holesInTheLadder(id: string, events: readonly IncidentEvent[]): string[] {
  let last: { level: number; round: number } | undefined;
  let rungs = 0;
  return events.flatMap(event => {
    if ('plan' in event && event.plan !== undefined) {
      // Of another policy the same rung may be another one, or none.
      if (event.plan.levels.length !== rungs) last = undefined;
      rungs = event.plan.levels.length;
    }
    switch (event.type) {
      case 'IncidentAcknowledged':
      case 'IncidentResolved':
      case 'IncidentReopened':
      case 'IncidentReassigned':
      case 'SnoozeEnded':
      case 'TicketOpened':
        // What comes after goes on where the ladder stood, or begins it again.
        last = undefined;
        return [];
      case 'LevelPaged': {
        if (event.purpose !== 'acknowledge') return [];
        const { level, round } = event;
        const before = last;
        last = { level, round };
        const isNext =
          before === undefined ||
          (round === before.round && level === before.level + 1) ||
          (round === before.round + 1 && level === 1);
        const isEmpty = event.people.length === 0 && event.skipped === undefined;
        return [
          ...(isNext ? [] : [`${id}: level ${level} after ${before.level}, round ${round}`]),
          ...(isEmpty ? [`${id}: level ${level} pages nobody, and does not say why`] : []),
        ];
      }
      default:
        return [];
    }
  });
}

/** What somebody asked for once, in words of their own, is done once, however often they asked again. */
function doneTwice(id: string, events: readonly IncidentEvent[]): string[] {
  const asked = events.flatMap(event => {
    if (!('by' in event)) return [];
    const [words] = /wish \d+/.exec(JSON.stringify({ ...event, plan: undefined })) ?? [];
    return words === undefined ? [] : [`${event.type} of ${words}`];
  });
  const twice = asked.filter((each, index) => asked.indexOf(each) !== index);
  return twice.map(each => `${id}: ${each} is there twice`);
}

/** Time always brings somebody to what nobody has in hand, unless it is a ticket that may wait. */
function givenUp(id: string, incident: Incident | undefined): string[] {
  const isWaiting =
    incident?.phase === 'open' ||
    (incident?.phase === 'acknowledged' && incident.snoozedUntil !== undefined);
  return isWaiting && incident.severity !== 'SEV4' && nextDeadline(incident) === undefined
    ? [`${id} is ${incident.phase}, and nothing is due`]
    : [];
}

/** A level that is paged because nobody acknowledged in time gave that time to the one before. */
function early(id: string, events: readonly IncidentEvent[]): string[] {
  let last: EventOf<'LevelPaged'> | undefined;
  let waitedFor: typeof last;
  let levels: readonly EscalationLevel[] = [];
  return events.flatMap(event => {
    if ('plan' in event && event.plan !== undefined) levels = event.plan.levels;
    if (event.type !== 'LevelPaged') return [];
    // Where nobody of a level can be reached the next one follows in the same moment, for the reason of the first.
    if (last?.at !== event.at || last.people.length > 0) waitedFor = last;
    last = event;
    if (waitedFor === undefined || !event.reason.includes('did not acknowledge within')) return [];
    const waited = secondsBetween(waitedFor.at, event.at);
    const before = levels[Math.min(waitedFor.level, levels.length) - 1];
    const within = before?.acknowledgeWithinSeconds ?? 0;
    return waited < within
      ? [`${id}: level ${event.level} was paged after ${waited} s of ${within}`]
      : [];
  });
}
