import { nextDeadline } from '#core/incident/deadline.ts';
import { decide } from '#core/incident/decide.ts';
import type { EventOf, IncidentEvent } from '#core/incident/events.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import { contactsOf } from '#core/incident/pages.ts';
import { onCallEndsAt, planFor, replannedOnCall } from '#core/oncall/escalation.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import { type Channel, triageActor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { duration } from '#core/time/clock-time.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

export interface WouldPage {
  at: Instant;
  /** As pages name this person. */
  person: string;
  channel: Channel;
}

/** What is done at one moment while nobody answers. */
export type Rung = {
  at: Instant;
  /** When the next one comes. Absent: never by itself. */
  until?: Instant;
  why: string;
} & (
  | { kind: 'told'; people: { person: string; name: string }[] }
  | {
      kind: 'paged';
      level: number;
      name: string;
      /** From 1: each time round the ladder. */
      round: number;
      isFallback?: true;
      pages: { at: Instant; person: string; name: string; channel: Channel; why: string }[];
      /** Whom it leads to and who is not reached, or not on this channel. */
      passedOver: { person: string; name: string; channel?: Channel; why: string }[];
    }
);

interface Trouble {
  directory: Directory;
  roster: Roster;
  service: string;
  severity: Severity;
  at: Instant;
}

/**
 * What an incident of its own would do if nobody answered, by the very rules that decide about a real one: from its
 * declaration until it has gone round all its levels as often as its policy says. `againAt`: when it starts anew.
 */
export function unanswered(trouble: Trouble): { rungs: Rung[]; againAt?: Instant } {
  const { directory, roster, severity, at } = trouble;
  const plan = planFor(directory, roster, trouble);
  const rounds = plan.repeats ?? 1;
  let incident: Incident = undeclared;
  const decided = (command: Parameters<typeof decide>[1]): IncidentEvent[] => {
    const decision = decide(incident, command);
    if ('rejected' in decision) throw new Error(decision.rejected.text);
    incident = decision.events.reduce(evolve, incident);
    return decision.events;
  };

  const found: (EventOf<'LevelPaged'> | EventOf<'TicketOpened'>)[] = [];
  let againAt: Instant | undefined;
  let events = decided({
    type: 'DeclareIncident',
    at,
    by: triageActor,
    id: 'INC-2000-001',
    title: 'What if',
    severity,
    severityReason: { rule: 'simulated', text: 'declared' },
    plan,
    origin: { kind: 'person' },
  });
  while (againAt === undefined && events.length > 0) {
    for (const event of events) {
      if (event.type !== 'LevelPaged' && event.type !== 'TicketOpened') continue;
      if (event.type === 'LevelPaged' && event.round > rounds) {
        againAt = event.at;
        break;
      }
      found.push(event);
    }
    const due = nextDeadline(incident)?.at;
    if (due === undefined || againAt !== undefined) break;
    renew(incident, due);
    events = decided({ type: 'Wake', at: due });
  }
  const rungs = found.map((event, index) => {
    const until = found[index + 1]?.at ?? againAt;
    return rungOf(event, until, plan.levels[event.type === 'LevelPaged' ? event.level - 1 : 0]);
  });
  return { rungs, ...(againAt !== undefined && { againAt }) };

  /** As the duty round does: a plan knows the shifts of two days. */
  function renew(running: Incident, due: Instant): void {
    if (running.phase === 'undeclared') return;
    const ends = onCallEndsAt(running);
    if (ends === undefined || ends > due) return;
    const next = replannedOnCall(running.plan, directory, roster, due, severity);
    decided({ type: 'ChangeOnCall', at: due, by: triageActor, plan: next, reason: 'renewed' });
  }
}

/** Whom an incident of its own would page while nobody acknowledges, once round its levels. */
export function wouldPage(trouble: Trouble): WouldPage[] {
  return unanswered(trouble)
    .rungs.flatMap(rung =>
      rung.kind === 'paged' && (rung.round === 1 || rung.isFallback) ? rung.pages : [],
    )
    .map(({ at, name: person, channel }) => ({ at, person, channel }));
}

function rungOf(
  event: EventOf<'LevelPaged'> | EventOf<'TicketOpened'>,
  until: Instant | undefined,
  level: { isFallback?: true | undefined } | undefined,
): Rung {
  const { at, people, reason: why } = event;
  const when = { at, ...(until !== undefined && { until }), why };
  if (event.type === 'TicketOpened') {
    return { ...when, kind: 'told', people: people.map(({ person, name }) => ({ person, name })) };
  }
  const attempts = people.flatMap(responder =>
    contactsOf(responder).map(({ channel, afterSeconds }) => ({
      person: responder.person,
      name: responder.name,
      channel,
      afterSeconds,
      at: addSeconds(at, afterSeconds),
      why: entryOf(event.because, responder.person) ?? `named for ${event.levelName}`,
    })),
  );
  // A later contact is for as long as its level is waited for.
  const isLate = ({ afterSeconds, at: then }: (typeof attempts)[number]) =>
    afterSeconds > 0 && until !== undefined && then >= until;
  return {
    ...when,
    kind: 'paged',
    level: event.level,
    name: event.levelName,
    round: event.round,
    ...(level?.isFallback && { isFallback: true }),
    pages: attempts
      .filter(attempt => !isLate(attempt))
      .map(({ afterSeconds: _, ...page }) => page)
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    passedOver: [
      ...(event.skipped ?? []).map(({ person, name, reason }) => ({ person, name, why: reason })),
      // A remark on a way that is used all the same: it is not verified yet.
      ...people.flatMap(responder =>
        (responder.remarks ?? [])
          .filter(({ channel }) => !contactsOf(responder).some(used => used.channel === channel))
          .map(({ channel, text }) => ({
            ...{ person: responder.person, name: responder.name, channel },
            why: text,
          })),
      ),
      ...attempts.filter(isLate).map(({ person, name, channel, afterSeconds }) => ({
        ...{ person, name, channel },
        why: `it would come after ${duration(afterSeconds)}, when the next level is paged already`,
      })),
    ],
  };
}
