import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextDeadline } from '#core/incident/deadline.ts';
import { decide } from '#core/incident/decide.ts';
import { incidentEvent, purpose } from '#core/incident/events.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { evolve, undeclared } from '#core/incident/incident.ts';
import { incidentRow } from '#core/incident/incident-row.ts';
import { timeline } from '#core/incident/timeline.ts';
import { pageGuard, stillWanted } from '#core/paging/still-wanted.ts';
import { reactions } from '#core/reactions.ts';
import { addSeconds, isDue } from '#core/time/instant.ts';
import { tries } from '../../support/effort.ts';
import { later, pageOf } from '../../support/samples.ts';
import { life, live, type Step } from './lives.ts';

/* What must hold whatever happens, in any order. fast-check prints the seed of a failure. */

const always = (check: (steps: Step[]) => void) =>
  fc.assert(
    fc.property(life, wishes => check(live(wishes))),
    tries(100),
  );

describe('the lives that are tried', () => {
  test('know every fact and every phase', () => {
    const steps = fc.sample(life, { seed: 20261123, numRuns: 700 }).flatMap(live);
    const facts = new Set(steps.flatMap(({ events }) => events.map(({ type }) => type)));
    const every = incidentEvent.def.options.flatMap(({ shape }) => shape.type.def.values);
    expect(facts).toEqual(new Set(every));
    expect(new Set(steps.map(({ after }) => after.phase))).toEqual(
      new Set(['open', 'acknowledged', 'watching', 'resolved']),
    );
  });
});

describe('whatever happens', () => {
  test('an incident that pages, unanswered and not all clear, always has a deadline', () => {
    always(steps => {
      for (const { after } of steps) {
        if (after.phase !== 'open') continue;
        const waitsForEver =
          after.plan.respondWithinSeconds === undefined && after.paging.escalation.level === 0;
        if (!waitsForEver) expect(nextDeadline(after)).toBeDefined();
        if (after.plan.opening === 'page') expect(after.paging.escalation.level).toBeGreaterThan(0);
      }
    });
  });

  test('what was acknowledged and owes updates always has a deadline, and the watch always ends', () => {
    always(steps => {
      for (const { after } of steps) {
        if (after.phase === 'watching') expect(nextDeadline(after)?.what).toBe('close');
        if (after.phase === 'acknowledged' && after.plan.updateEverySeconds !== undefined) {
          expect(nextDeadline(after)).toBeDefined();
        }
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

  test('the state itself survives storage', () => {
    always(steps => {
      const last = steps.at(-1)?.after;
      expect(JSON.parse(JSON.stringify(last))).toEqual(last);
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

  test('no page to acknowledge is wanted once it is acknowledged or over', () => {
    always(steps => {
      const [first] = steps;
      const page = pageOf(first?.after ?? undeclared);
      for (const { after, command } of steps) {
        if (after.phase === 'undeclared' || after.phase === 'open') continue;
        for (const round of [1, after.paging.escalation.round, 9]) {
          const asked = { ...page, round, decidedAt: command.at };
          expect(stillWanted(after, asked, command.at).wanted).toBe(false);
        }
      }
    });
  });

  test('a page that was just decided is wanted', () => {
    always(steps => {
      const [first] = steps;
      for (const { events, after } of steps) {
        for (const event of events) {
          if (event.type !== 'LevelPaged' || event.people.length === 0) continue;
          const { level, round, purpose: why, at } = event;
          const page = pageOf(first?.after ?? undeclared);
          const asked = { ...page, level, round, purpose: why, decidedAt: at };
          expect(stillWanted(after, asked, at)).toEqual({ wanted: true });
        }
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

  test('however late one wake comes, a few more catch up: nothing spins', () => {
    always(steps => {
      const last = steps.at(-1)?.after ?? undeclared;
      const wake = { type: 'Wake', at: later(10_000_000) } as const;
      let incident = last;
      let pages = 0;
      for (let time = 0; time < 5; time++) {
        const decision = decide(incident, wake);
        const events = 'events' in decision ? decision.events : [];
        pages += events.filter(
          event =>
            (event.type === 'LevelPaged' && event.people.length > 0) ||
            event.type === 'RolesChased',
        ).length;
        incident = events.reduce(evolve, incident);
      }
      const deadline = nextDeadline(incident);
      expect(deadline === undefined || !isDue(deadline.at, wake.at)).toBe(true);
      // At most one of the ladder or of the update, and one that asks for the roles.
      expect(pages).toBeLessThanOrEqual(2);
    });
  });

  test('counts of alerts are never negative, and all clear means that none fires', () => {
    always(steps => {
      for (const { after } of steps) {
        if (after.phase === 'undeclared') continue;
        expect(after.alerts.firing).toBeGreaterThanOrEqual(0);
        expect(after.alerts.cleared).toBeGreaterThanOrEqual(0);
        if (after.allClearSince !== undefined) expect(after.alerts.firing).toBe(0);
      }
    });
  });

  test('whenever a page becomes unwanted, the guard that it is claimed against has changed', () => {
    always(steps => {
      const page = pageOf(steps[0]?.after ?? undeclared);
      for (const { before, after, command, events } of steps.slice(1)) {
        if (before.phase === 'undeclared') continue;
        for (const why of purpose.options) {
          for (const decidedAt of [command.at, addSeconds(command.at, -60)]) {
            const { round } = before.paging.escalation;
            const asked = { ...page, round, purpose: why, decidedAt };
            const was = stillWanted(before, asked, command.at).wanted;
            const is = stillWanted(after, asked, command.at).wanted;
            if (was && !is) expect(pageGuard(after)).not.toBe(pageGuard(before));
          }
        }
        // The outcome of one page must not send another one back to look again.
        if (events.every(({ type }) => type === 'PageSent' || type === 'PageFailed')) {
          expect(pageGuard(after)).toBe(pageGuard(before));
        }
      }
    });
  });

  test('every reaction has a key of its own, the same however often it is worked out', () => {
    always(steps => {
      const seen = new Set<string>();
      for (const [index, { after, events }] of steps.entries()) {
        if (after.phase === 'undeclared') continue;
        const { id: incidentId } = after;
        const commit = { incidentId, version: index + 1, headline: headlineOf(after), events };
        const keys = reactions(commit).map(({ key }) => key);
        expect(reactions(commit).map(({ key }) => key)).toEqual(keys);
        // What is brought forward is the very page that would have come later.
        const forward = events.flatMap(event =>
          event.type === 'PageAdvanced' ? [event.page] : [],
        );
        for (const key of keys) {
          if (!forward.includes(key)) expect(seen.has(key)).toBe(false);
          seen.add(key);
        }
      }
    });
  });

  test('it can be told and shown', () => {
    always(steps => {
      const events = steps.flatMap(step => step.events);
      expect(timeline([{ events }])).toHaveLength(events.length);
      for (const [version, { after }] of steps.entries()) {
        if (after.phase === 'undeclared') continue;
        expect(incidentRow(after, version)).toMatchObject({ id: after.id, phase: after.phase });
      }
    });
  });
});
