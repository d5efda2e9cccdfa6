import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { decide } from '#core/incident/decide.ts';
import { type IncidentEvent, incidentEvent } from '#core/incident/events.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import { reactions } from '#core/incident/reactions.ts';
import { pageGuard, stillWanted } from '#core/incident/still-wanted.ts';
import { addSeconds, type Instant, isDue } from '#core/instant.ts';
import { ana, declaration, firstId, pageOf, plan, start } from '../../support/samples.ts';

/* What must hold whatever people, alerts and clocks do, in any order. fast-check prints the seed of a failure. */

const bo = { kind: 'person', id: 'bo', name: 'Bo', via: 'sms' } as const;
const by = fc.constantFrom(ana, bo);
const print = fc.constantFrom('a', 'b', 'c');
const severity = fc.constantFrom('SEV1', 'SEV2', 'SEV3', 'SEV4' as const);

type Wish = (at: Instant, incident: Incident) => IncidentCommand;

const member = (fingerprint: string) => ({ fingerprint, title: fingerprint, source: 'generic' });
const planOf = (to: string) => {
  const { respondWithinSeconds: _within, updateEverySeconds: _every, ...rest } = plan;
  if (to === 'SEV1' || to === 'SEV2') return plan;
  const ticket = { ...rest, opening: 'ticket' as const };
  return to === 'SEV3' ? { ...ticket, respondWithinSeconds: 3600 } : ticket;
};

const wish: fc.Arbitrary<Wish> = fc.oneof<fc.Arbitrary<Wish>[]>(
  by.map(who => (at: Instant) => ({ type: 'AcknowledgeIncident', at, by: who }) as const),
  by.map(who => (at: Instant) => ({ type: 'EscalateIncident', at, by: who }) as const),
  by.map(who => (at: Instant) => ({ type: 'PostUpdate', at, by: who, status: 'on it' }) as const),
  by.map(who => (at: Instant) => ({ type: 'AddNote', at, by: who, text: 'note' }) as const),
  by.map(
    who => (at: Instant) => ({ type: 'ResolveIncident', at, by: who, resolution: 'done' }) as const,
  ),
  by.map(who => (at: Instant) => ({ type: 'ReopenIncident', at, by: who, reason: 'no' }) as const),
  fc.tuple(by, severity).map(
    ([who, to]) =>
      (at: Instant) =>
        ({
          type: 'ChangeSeverity',
          at,
          by: who,
          to,
          reason: { rule: 'person', text: 'so it is' },
          plan: planOf(to),
        }) as const,
  ),
  print.map(
    (name): Wish =>
      at => ({
        type: 'AttachAlerts',
        at,
        alerts: [member(name)],
        refired: 0,
      }),
  ),
  print.map(
    (name): Wish =>
      at => ({ type: 'ClearAlerts', at, alerts: [member(name)] }),
  ),
  fc
    .tuple(fc.boolean(), fc.constantFrom('sms', 'email' as const))
    .map(([sent, channel]) => (at: Instant, incident: Incident) => {
      const { level, round } =
        incident.phase === 'undeclared' ? { level: 1, round: 1 } : incident.escalation;
      return {
        type: 'RecordPageOutcome',
        at,
        page: `${level}/${round}/${channel}`,
        person: 'ana',
        channel,
        level,
        round,
        purpose: 'acknowledge',
        outcome: sent ? { sent: true } : { sent: false, reason: 'no signal' },
      } as const;
    }),
  fc.constant((at: Instant) => ({ type: 'Wake', at }) as const),
  // The wake that comes exactly when it is due.
  fc.constant((at: Instant, incident: Incident) => {
    const due = nextDeadline(incident)?.at ?? at;
    return { type: 'Wake', at: due > at ? due : at } as const;
  }),
);

const life = fc.array(fc.tuple(wish, fc.integer({ min: 0, max: 900 })), { maxLength: 40 });

interface Step {
  before: Incident;
  command: IncidentCommand;
  events: IncidentEvent[];
  after: Incident;
}

/** Lives through the wishes; refused ones change nothing. */
function live(wishes: [Wish, number][], severityOfBirth = 'SEV1' as const): Step[] {
  const steps: Step[] = [];
  let at = start;
  let incident: Incident = undeclared;
  const carryOut = (command: IncidentCommand) => {
    const decision = decide(incident, command);
    const events = 'events' in decision ? decision.events : [];
    const after = events.reduce(evolve, incident);
    steps.push({ before: incident, command, events, after });
    incident = after;
    at = command.at > at ? command.at : at;
  };
  carryOut({ ...declaration(firstId, start), severity: severityOfBirth });
  for (const [toCommand, wait] of wishes) carryOut(toCommand(addSeconds(at, wait), incident));
  return steps;
}

const always = (check: (steps: Step[]) => void) =>
  fc.assert(
    fc.property(life, wishes => check(live(wishes))),
    { numRuns: 400 },
  );

describe('whatever happens', () => {
  test('an open incident that pages always has a deadline', () => {
    always(steps => {
      for (const { after } of steps) {
        if (after.phase !== 'open') continue;
        const waitsForEver = after.plan.respondWithinSeconds === undefined;
        if (!waitsForEver || after.escalation.level > 0) expect(nextDeadline(after)).toBeDefined();
      }
    });
  });

  test('replaying the stored events gives the state, and every event survives storage', () => {
    always(steps => {
      const events = steps.flatMap(step => step.events);
      const stored = events.map(event => incidentEvent.parse(JSON.parse(JSON.stringify(event))));
      expect(stored).toEqual(events);
      expect(stored.reduce(evolve, undeclared)).toEqual(steps.at(-1)?.after);
    });
  });

  test('nobody is paged to acknowledge what is acknowledged or over', () => {
    always(steps => {
      for (const { before, events, after } of steps) {
        if (before.phase === 'open' || after.phase === 'open') continue;
        const pages = events.filter(
          event => event.type === 'LevelPaged' && event.purpose === 'acknowledge',
        );
        expect(pages).toEqual([]);
      }
    });
  });

  test('a wake before the deadline does nothing; at the deadline it does something', () => {
    always(steps => {
      for (const { after } of steps) {
        const deadline = nextDeadline(after);
        if (deadline === undefined) continue;
        const early = decide(after, { type: 'Wake', at: addSeconds(deadline.at, -0.001) });
        expect(early).toEqual({ events: [] });
        const onTime = decide(after, { type: 'Wake', at: deadline.at });
        expect('events' in onTime && onTime.events.length).toBeGreaterThan(0);
      }
    });
  });

  test('the second of two wakes at one moment does nothing, unless something else is due', () => {
    always(steps => {
      for (const { command, after } of steps) {
        if (command.type !== 'Wake') continue;
        const deadline = nextDeadline(after);
        if (deadline !== undefined && isDue(deadline.at, command.at)) continue;
        expect(decide(after, command)).toEqual({ events: [] });
      }
    });
  });

  test('counts of alerts are never negative', () => {
    always(steps => {
      for (const { after } of steps) {
        if (after.phase === 'undeclared') continue;
        expect(after.alerts.firing).toBeGreaterThanOrEqual(0);
        expect(after.alerts.cleared).toBeGreaterThanOrEqual(0);
      }
    });
  });

  test('whenever a page becomes unwanted, the guard that it is claimed against has changed', () => {
    always(steps => {
      const page = pageOf(steps[0]?.after ?? undeclared);
      for (const { before, after, command } of steps.slice(1)) {
        const at = command.at;
        for (const purpose of ['acknowledge', 'update-missed', 'help'] as const) {
          const asked = { ...page, purpose, decidedAt: at };
          const was = stillWanted(before, asked, at).wanted;
          const is = stillWanted(after, asked, at).wanted;
          if (was && !is) expect(pageGuard(after)).not.toBe(pageGuard(before));
        }
      }
    });
  });

  test('every reaction has a key of its own, the same however often it is worked out', () => {
    always(steps => {
      const seen = new Set<string>();
      for (const [index, { after, events }] of steps.entries()) {
        if (after.phase === 'undeclared') continue;
        const commit = {
          incidentId: after.id,
          version: index + 1,
          headline: headlineOf(after),
          events,
        };
        const keys = reactions(commit).map(({ key }) => key);
        expect(reactions(commit).map(({ key }) => key)).toEqual(keys);
        for (const key of keys) {
          expect(seen.has(key)).toBe(false);
          seen.add(key);
        }
      }
    });
  });
});
