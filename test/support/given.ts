import { expect } from 'vitest';
import type { IncidentCommand, Rejection } from '#core/incident/commands.ts';
import type { Commit } from '#core/incident/commit.ts';
import { type Deadline, nextDeadline } from '#core/incident/deadline.ts';
import { decide } from '#core/incident/decide.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import { later } from './samples.ts';

/** One event with any of its fields, by name. */
type Shape<Event> = Event extends { type: infer Type }
  ? { type: Type } & { [Field in Exclude<keyof Event, 'type'>]?: unknown }
  : never;

/** What is asked; a page's outcome, for one, depends on which page the incident waits for. */
export type Step = IncidentCommand | ((incident: Incident) => IncidentCommand);

function commandOf(step: Step, incident: Incident): IncidentCommand {
  return typeof step === 'function' ? step(incident) : step;
}

/** Given what was done before, when this is asked, then these facts follow. */
export function given(...before: Step[]) {
  const events: IncidentEvent[] = [];
  let incident: Incident = undeclared;
  for (const step of before) {
    const decision = decide(incident, commandOf(step, incident));
    if ('rejected' in decision) throw new Error(`Given: ${decision.rejected.text}`);
    events.push(...decision.events);
    incident = decision.events.reduce(evolve, incident);
  }
  return {
    incident,
    events,
    when: (step: Step) => when(incident, commandOf(step, incident)),
    /** What time alone does next, seconds after the start. */
    thenDue: (what: Deadline['what'], seconds: number) => thenDue(incident, what, seconds),
    thenNothingIsDue: () => expect(nextDeadline(incident)).toBeUndefined(),
  };
}

/** What dispatch reads of the commit that follows when this is asked after that. */
export function commitAfter(before: readonly Step[], step: Step): Commit {
  const { incident } = given(...before);
  const decision = decide(incident, commandOf(step, incident));
  if ('rejected' in decision) throw new Error(decision.rejected.text);
  const { events } = decision;
  return dispatched(events, events.reduce(evolve, incident), before.length + 1);
}

export function dispatched(events: IncidentEvent[], after: Incident, version = 1): Commit {
  if (after.phase === 'undeclared') throw new Error('Not declared');
  return { incidentId: after.id, version, headline: headlineOf(after), events };
}

function when(incident: Incident, command: IncidentCommand) {
  const decision = decide(incident, command);
  const events = 'events' in decision ? decision.events : [];
  const after = events.reduce(evolve, incident);
  return {
    /** These events and no others; of each the fields that are named. Answers the incident after them. */
    thenFacts(...expected: Shape<IncidentEvent>[]) {
      expect(decision).not.toHaveProperty('rejected');
      expect(events.map(({ type }) => type)).toEqual(expected.map(({ type }) => type));
      expect(events).toMatchObject(expected);
      return after;
    },
    thenNothing: () => expect(decision).toEqual({ events: [] }),
    thenRefused(rejection: Rejection['rejection'], text?: string) {
      expect(decision).toMatchObject({ rejected: { rejection, ...(text && { text }) } });
    },
    thenDue: (what: Deadline['what'], seconds: number) => thenDue(after, what, seconds),
    thenNothingIsDue: () => expect(nextDeadline(after)).toBeUndefined(),
  };
}

function thenDue(incident: Incident, what: Deadline['what'], seconds: number) {
  expect(nextDeadline(incident)).toMatchObject({ what, at: later(seconds) });
}
