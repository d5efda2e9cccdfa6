import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommandOf, IncidentCommand } from '#core/incident/commands.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { decide } from '#core/incident/decide.ts';
import type { EventOf, IncidentEvent } from '#core/incident/events.ts';
import {
  type DeclaredIncident,
  evolve,
  type Incident,
  undeclared,
} from '#core/incident/incident.ts';
import { isReachable } from '#core/incident/ladder.ts';
import { peopleAt } from '#core/incident/pages.ts';
import { reassignedPlan } from '#core/oncall/escalation.ts';
import { type EscalationLevel, everybodyOn, type ResponsePlan } from '#core/oncall/plan.ts';
import type { Responder } from '#core/people.ts';
import { isWorse, severities } from '#core/severity.ts';
import { isDue, secondsBetween } from '#core/time/instant.ts';
import { tries } from '../../support/effort.ts';
import {
  acknowledge,
  addResponders,
  changeOnCall,
  changeSeverity,
  declare,
  escalate,
  pageDelivered,
  pageFailed,
  pageSent,
  pageUndelivered,
  people,
  planOf,
  postUpdate,
  reopen,
  resolve,
  snooze,
  unreachable,
  wake,
  withRules,
} from '../../support/incidents.ts';
import { later, start } from '../../support/samples.ts';

/* What must hold of the ladder whatever policies an incident is given, one after the other. */

const somebody = fc.constantFrom<Responder>(
  people.ana,
  people.bo,
  withRules,
  people.dana,
  unreachable,
  people.emil,
);
const several = fc.uniqueArray(somebody, { maxLength: 3, selector: ({ person }) => person });
const within = fc.constantFrom(45, 300, 900);

const handOffs = fc.option(
  fc
    .tuple(fc.integer({ min: 1, max: 5000 }), several)
    .map(([at, shift]) => [{ at: later(at), people: shift }]),
  { nil: undefined, freq: 4 },
);

const level: fc.Arbitrary<EscalationLevel> = fc
  .tuple(several, within, handOffs)
  .map(([shift, acknowledgeWithinSeconds, next]) => ({
    name: 'Level',
    people: shift,
    acknowledgeWithinSeconds,
    ...(next !== undefined && { handOffs: next }),
  }));

const lastResort = fc.option(
  fc.tuple(somebody, within).map(
    ([contact, acknowledgeWithinSeconds]): EscalationLevel => ({
      ...{ name: 'Fallback contact', people: [contact], acknowledgeWithinSeconds },
      isFallback: true,
    }),
  ),
  { nil: undefined },
);

const policy: fc.Arbitrary<ResponsePlan> = fc
  .record({
    levels: fc.array(level, { minLength: 1, maxLength: 6 }),
    fallback: lastResort,
    opening: fc.constantFrom('page', 'page', 'ticket'),
    repeats: fc.integer({ min: 1, max: 3 }),
    forgotten: fc.boolean(),
    every: fc.option(fc.constantFrom(600, 1800), { nil: undefined }),
  })
  .map(({ levels, fallback, opening, repeats, forgotten, every }) => {
    const { updateEverySeconds: _every, ...plan } = planOf('SEV1');
    return {
      ...plan,
      levels: [...levels, ...(fallback ? [fallback] : [])],
      ...{ opening, repeats, respondWithinSeconds: 3600, unacknowledgeForgotten: forgotten },
      ...(every !== undefined && { updateEverySeconds: every }),
    };
  });

type Wish = (seconds: number, incident: DeclaredIncident) => IncidentCommand;

const due = (seconds: number, incident: Incident): number => {
  const deadline = nextDeadline(incident);
  return deadline === undefined ? seconds : Math.max(seconds, secondsBetween(start, deadline.at));
};

const wish: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constant<Wish>((seconds, incident) => wake(due(seconds, incident))),
  },
  fc.constantFrom<Wish>(
    seconds => wake(seconds),
    seconds => acknowledge(seconds),
    seconds => snooze(seconds, 600),
    seconds => escalate(seconds),
    seconds => postUpdate(seconds),
    seconds => resolve(seconds),
    seconds => reopen(seconds),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...severities), policy).map(
      ([to, plan]): Wish =>
        seconds =>
          changeSeverity(seconds, to, plan),
    ),
  },
  several.map(
    (to): Wish =>
      (seconds, { plan }) => ({
        type: 'ReassignIncident',
        ...{ at: later(seconds), by: { kind: 'person', id: 'bo', name: 'Bo', via: 'link' } },
        ...{ plan: reassignedPlan(plan, to, 'Handed over'), reason: 'it is their database' },
      }),
  ),
  somebody.map(
    (to): Wish =>
      seconds =>
        addResponders(seconds, to),
  ),
  // Somebody left: nobody is on duty in their place.
  somebody.map(
    (gone): Wish =>
      (seconds, { plan }) => {
        const without = (shift: Responder[]) =>
          shift.filter(({ person }) => person !== gone.person);
        const levels = plan.levels.map(({ handOffs: next, ...rung }) => ({
          ...{ ...rung, people: without(rung.people) },
          ...(next && { handOffs: next.map(turn => ({ ...turn, people: without(turn.people) })) }),
        }));
        return changeOnCall(seconds, { ...plan, levels });
      },
  ),
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom(pageFailed, pageFailed, pageSent, pageDelivered, pageUndelivered),
        fc.nat(),
      )
      .map(
        ([told, pick]): Wish =>
          (seconds, incident) => {
            const { pages, ...rung } = incident.paging.escalation;
            const page = pages[pick % Math.max(1, pages.length)];
            return told(seconds, page?.channel ?? 'sms', {
              ...rung,
              person: page?.person ?? 'ana',
            })(incident);
          },
      ),
  },
);

const life = fc.tuple(
  fc.tuple(fc.constantFrom(...severities), policy),
  fc.array(
    fc.tuple(wish, fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ max: 20_000, min: 0 }))),
    {
      maxLength: 25,
      size: 'max',
    },
  ),
);

interface Step {
  before: Incident;
  command: IncidentCommand;
  events: IncidentEvent[];
  after: DeclaredIncident;
}

const always = (check: (steps: Step[]) => void) =>
  fc.assert(
    fc.property(life, ([[severity, plan], wishes]) => {
      const steps: Step[] = [];
      let incident: Incident = undeclared;
      let seconds = 0;
      const carryOut = (command: IncidentCommand) => {
        const decision = decide(incident, command);
        const events = 'events' in decision ? decision.events : [];
        const after = events.reduce(evolve, incident);
        if (after.phase === 'undeclared') throw new Error('Not declared');
        steps.push({ before: incident, command, events, after });
        incident = after;
        seconds = secondsBetween(start, command.at);
        return after;
      };
      let last = carryOut(declare(severity, { plan }));
      for (const [toCommand, waited] of wishes) last = carryOut(toCommand(seconds + waited, last));
      check(steps);
    }),
    tries(150),
  );

const pagedBy = (events: readonly IncidentEvent[]): EventOf<'LevelPaged'>[] =>
  events.filter(event => event.type === 'LevelPaged');
const reachableOn = (rung: EscalationLevel, at: CommandOf<'Wake'>['at']) =>
  peopleAt(rung, at).filter(isReachable);

describe('whatever policies an incident is given', () => {
  test('one that pages stands on one of its levels, is waited for, and its ladder goes on', () => {
    always(steps => {
      for (const { after } of steps) {
        const { level: stands } = after.paging.escalation;
        if (after.phase !== 'open' && after.phase !== 'acknowledged') continue;
        expect(stands).toBeLessThanOrEqual(after.plan.levels.length);
        if (after.phase === 'acknowledged') continue;
        expect(nextDeadline(after)).toBeDefined();
        if (after.plan.opening === 'page') expect(stands).toBeGreaterThan(0);
      }
    });
  });

  test('nothing is overdue after the wake that was in time for it', () => {
    always(steps => {
      for (const { command, after } of steps) {
        if (command.type !== 'Wake') continue;
        const deadline = nextDeadline(after);
        const isForRoles = deadline?.what === 'chase-roles';
        if (deadline && !isForRoles) expect(isDue(deadline.at, command.at)).toBe(false);
      }
    });
  });

  test('a page names each of its level once, and nobody else', () => {
    always(steps => {
      for (const { before, after, events } of steps) {
        for (const page of pagedBy(events)) {
          const asked = page.people.map(({ person }) => person);
          expect(new Set(asked).size).toBe(asked.length);
          const plans = [after, ...(before.phase === 'undeclared' ? [] : [before])];
          const known = plans.flatMap(({ plan }) => plan.levels.flatMap(everybodyOn));
          expect(known.map(({ person }) => person)).toEqual(expect.arrayContaining(asked));
        }
      }
    });
  });

  test('no level with somebody to reach is passed over', () => {
    always(steps => {
      for (const { before, after, command, events } of steps) {
        const pages = pagedBy(events);
        if (before.phase === 'undeclared' || pages.length === 0) continue;
        const isAnew = events.some(({ type }) =>
          ['SeverityChanged', 'IncidentReassigned', 'IncidentReopened', 'SnoozeEnded'].includes(
            type,
          ),
        );
        let stands = isAnew ? 0 : before.paging.escalation.level;
        for (const page of pages) {
          const isNewRound = page.level <= stands;
          const passed = after.plan.levels.slice(isNewRound ? 0 : stands, page.level - 1);
          const known = new Set(after.paging.audience.map(({ person }) => person));
          for (const rung of passed) {
            const left = reachableOn(rung, command.at);
            const isAsked = everybodyOn(rung).some(({ person }) => known.has(person));
            if (page.purpose === 'update-missed' && isAsked) continue;
            if (!rung.isFallback) expect(left).toEqual([]);
          }
          stands = page.level;
        }
      }
    });
  });

  test('an acknowledgement stops the ladder until it is taken back, put aside or worse', () => {
    always(steps => {
      for (const { before, after, events } of steps) {
        if (before.phase !== 'acknowledged' || after.phase !== 'acknowledged') continue;
        expect(pagedBy(events).filter(({ purpose }) => purpose === 'acknowledge')).toEqual([]);
      }
    });
  });

  test('what got worse pages somebody at once, or nobody can be reached', () => {
    always(steps => {
      for (const { before, after, command, events } of steps) {
        if (before.phase !== 'open' || command.type !== 'ChangeSeverity') continue;
        if (!isWorse(command.to, before.severity) || after.plan.opening === 'ticket') continue;
        const reached = pagedBy(events).flatMap(page => page.people);
        const left = after.plan.levels.flatMap(rung => reachableOn(rung, command.at));
        if (left.length > 0) expect(reached.length).toBeGreaterThan(0);
        else expect(pagedBy(events).length).toBeGreaterThan(0);
      }
    });
  });

  test('what got milder and still pages is with somebody of its plan who was asked', () => {
    always(steps => {
      for (const { before, after, command, events } of steps) {
        if (before.phase !== 'open' || command.type !== 'ChangeSeverity') continue;
        if (after.plan.opening === 'ticket' || after.severity === before.severity) continue;
        const rung = after.plan.levels[after.paging.escalation.level - 1];
        const asked = new Set(after.paging.audience.map(({ person }) => person));
        const isAsked = rung && everybodyOn(rung).some(({ person }) => asked.has(person));
        const isNobody = pagedBy(events).at(-1)?.people.length === 0;
        expect(isAsked || isNobody).toBe(true);
      }
    });
  });

  test('unanswered, everybody whom it can reach is asked again and again, and nobody is waited for in vain', () => {
    always(steps => {
      const last = steps.at(-1);
      if (last?.after.phase !== 'open') return;
      let incident: Incident = last.after;
      const { levels, repeats = 1 } = incident.plan;
      const asked = new Set<string>();
      const empty: number[] = [];
      for (let time = 0; time < 2 * (repeats + 1) * (levels.length + 1); time++) {
        const deadline = nextDeadline(incident);
        if (deadline === undefined) throw new Error('It waits for ever');
        const decision = decide(incident, { type: 'Wake', at: deadline.at });
        const events = 'events' in decision ? decision.events : [];
        const pages = pagedBy(events);
        if (pages.at(-1)?.people.length === 0) empty.push(time);
        for (const page of pages) for (const { person } of page.people) asked.add(person);
        incident = events.reduce(evolve, incident);
      }
      const end = incident.phase === 'open' ? incident : last.after;
      const at = end.paging.escalation.since;
      // Who comes on duty in the last moment may not have had a turn.
      const settled = levels.filter(({ handOffs: next }) => next === undefined);
      const reached = settled.flatMap(rung => reachableOn(rung, at));
      expect([...asked]).toEqual(expect.arrayContaining(reached.map(({ person }) => person)));
      if (reached.length > 0) {
        expect(empty).toEqual([]);
      }
    });
  });

  test('asked twice the same, it decides once', () => {
    const once = new Set<IncidentCommand['type']>([
      ...(['AcknowledgeIncident', 'ChangeSeverity', 'ChangeOnCall'] as const),
      ...(['ResolveIncident', 'ReopenIncident', 'RecordPageOutcome'] as const),
    ]);
    always(steps => {
      for (const { command, events, after } of steps) {
        if (!once.has(command.type) || events.length === 0) continue;
        const again = decide(after, command);
        if ('rejected' in again) continue;
        expect(pagedBy(again.events)).toEqual([]);
      }
    });
  });

  test('whoever asks for help wakes somebody, or hears that nobody is left, and nobody is called off for it', () => {
    always(steps => {
      for (const { before, after, command, events } of steps) {
        if (command.type !== 'EscalateIncident' || before.phase !== 'open') continue;
        if (pagedBy(events).flatMap(page => page.people).length > 0) continue;
        expect(after.paging.escalation).toEqual(before.paging.escalation);
      }
    });
  });
});
