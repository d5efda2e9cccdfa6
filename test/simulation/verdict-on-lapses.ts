import type { EventOf, IncidentEvent, Purpose } from '#core/incident/events.ts';
import type { Incident } from '#core/incident/incident.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import { isSameActor } from '#core/people.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';
import type { MemoryTable } from '../support/memory/memory-table.ts';

/** An acknowledgement that nobody has taken back yet, worked out from the events alone. */
interface Held {
  since: Instant;
  by: EventOf<'IncidentAcknowledged'>['by'];
  hasUpdate: boolean;
  isSnoozed: boolean;
  /** How often its plans since then asked for an update; absent: one of them asked for none. */
  cadences: (number | undefined)[];
}

interface Seen {
  plan?: ResponsePlan;
  held?: Held | undefined;
  /** Where the ladder stands. */
  level?: number;
  /** Everybody who was reached once. */
  reached: ReadonlySet<string>;
}

/** What takes an acknowledgement back does so in time and not before, tells whose it was, and brings the next one. */
export function violationsOfLapses({ commits }: MemoryTable): string[] {
  return [...commits].flatMap(([id, all]) => {
    let seen: Seen = { reached: new Set() };
    return all.flatMap(({ events }) =>
      events.flatMap((event, place) => {
        const before = seen;
        seen = after(before, event);
        return event.type === 'AcknowledgementLapsed'
          ? wrongLapse(before, event, events.slice(place + 1)).map(text => `${id}: ${text}`)
          : [];
      }),
    );
  });
}

/** Whoever acknowledged and is silent for longer than that holds nothing any more, while time goes on. */
export function forgottenFor(
  { commits, states }: MemoryTable,
  at: Instant,
  graceSeconds: number,
): string[] {
  return [...commits].flatMap(([id, all]) => {
    const seen = all.flatMap(({ events }) => events).reduce<Seen>(after, { reached: new Set() });
    const { held, plan } = seen;
    if (held === undefined || held.hasUpdate || held.isSnoozed) return [];
    if (plan?.unacknowledgeForgotten !== true || isClear(states.get(id)?.incident)) return [];
    const cadences = held.cadences.filter(each => each !== undefined);
    if (cadences.length < held.cadences.length || cadences.length === 0) return [];
    const latest = addSeconds(held.since, Math.max(...cadences) + graceSeconds);
    return latest < at ? [`${id} is forgotten by ${held.by.name} since ${held.since}`] : [];
  });
}

/** A page that asks for nothing that is still to be done, as the incident stands in the moment in which it is claimed. */
export function claimedInVain(purpose: Purpose, incident: Incident | undefined): boolean {
  const phase = incident?.phase;
  switch (purpose) {
    case 'acknowledge':
    case 'taken-back':
      return phase !== 'open';
    case 'fill-roles':
    case 'update-reminder':
    case 'update-missed':
      return phase !== 'acknowledged';
    case 'help':
    case 'role':
      return phase !== 'open' && phase !== 'acknowledged';
    default:
      return purpose satisfies never;
  }
}

/** It resolves by itself within its hold. */
function isClear(incident: Incident | undefined): boolean {
  return incident?.phase === 'acknowledged' && incident.allClearSince !== undefined;
}

function after(seen: Seen, event: IncidentEvent): Seen {
  const plan = 'plan' in event && event.plan !== undefined ? event.plan : seen.plan;
  const next: Seen = { ...seen, ...(plan !== undefined && { plan }) };
  const { held } = seen;
  switch (event.type) {
    case 'IncidentAcknowledged': {
      const { at: since, by } = event;
      const about = { hasUpdate: false, isSnoozed: false, cadences: [plan?.updateEverySeconds] };
      return held === undefined ? { ...next, held: { since, by, ...about } } : next;
    }
    case 'UpdatePosted':
      return held ? { ...next, held: { ...held, hasUpdate: true } } : next;
    case 'IncidentSnoozed':
      return held ? { ...next, held: { ...held, isSnoozed: true } } : next;
    case 'SeverityChanged': {
      const cadences = held ? [...held.cadences, plan?.updateEverySeconds] : [];
      return held ? { ...next, held: { ...held, cadences } } : next;
    }
    case 'IncidentResolved':
    case 'SnoozeEnded':
    case 'AcknowledgementLapsed':
      return { ...next, held: undefined };
    case 'IncidentReopened':
    case 'IncidentReassigned': {
      // The ladder begins anew.
      const { level: _level, ...rest } = next;
      return { ...rest, held: undefined };
    }
    case 'LevelPaged': {
      const isLadder = event.purpose === 'acknowledge' || event.purpose === 'help';
      const reached = new Set([...seen.reached, ...event.people.map(({ person }) => person)]);
      return { ...next, reached, ...(isLadder && { level: event.level }) };
    }
    default:
      return next;
  }
}

function wrongLapse(
  { held, plan, level, reached }: Seen,
  { at, of, people = [] }: EventOf<'AcknowledgementLapsed'>,
  following: readonly IncidentEvent[],
): string[] {
  if (held === undefined) return [`what nobody had was taken back from ${of.name}`];
  const every = Math.min(...held.cadences.map(each => each ?? Number.POSITIVE_INFINITY));
  const silent = secondsBetween(held.since, at);
  const asked = following.flatMap(event =>
    event.type === 'LevelPaged' && event.purpose === 'acknowledge' ? [event] : [],
  );
  const [next] = asked;
  const isNext = next !== undefined && [1, (level ?? 0) + 1].includes(next.level);
  const isTold = people.some(({ person }) => person === of.id);
  return [
    ...(isSameActor(of, held.by) ? [] : [`taken back from ${of.name}, and ${held.by.name} had it`]),
    ...(plan?.unacknowledgeForgotten === true ? [] : [`taken back, which its plan never does`]),
    ...(held.hasUpdate ? [`taken back from ${of.name}, who said something`] : []),
    ...(held.isSnoozed ? [`taken back while it was put off`] : []),
    ...(silent >= every ? [] : [`taken back after ${silent} s of ${every}`]),
    ...(asked.some(event => event.people.length > 0 || event.skipped !== undefined)
      ? []
      : [`taken back from ${of.name}, and nobody is asked instead`]),
    ...(isNext ? [] : [`level ${next?.level} is asked after ${level}, when it was taken back`]),
    ...(isTold || of.kind !== 'person' || !reached.has(of.id)
      ? []
      : [`taken back from ${of.name}, who does not hear of it`]),
  ];
}
