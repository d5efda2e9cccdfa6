import { describe, expect, test } from 'vitest';
import { nextDeadline } from '#core/incident/deadline.ts';
import type { DeclaredIncident, Incident } from '#core/incident/incident.ts';
import { rungs } from '#core/incident/rungs.ts';
import { given, type Step } from '../../support/given.ts';
import {
  acknowledge,
  clear,
  declare,
  escalate,
  hours,
  minutes,
  people,
  planOf,
  postUpdate,
  refire,
  resolve,
  snooze,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

const five = minutes(5);
const throughAllLevels = [declare(), ...[1, 2, 3, 4].map(count => wake(count * five))] as const;

describe('the ladder (R3, R27)', () => {
  test('the next level is paged at the deadline, with the reason', () => {
    given(declare())
      .when(wake(five))
      .thenFacts({
        type: 'LevelPaged',
        level: 2,
        levelName: 'Team Lead',
        round: 1,
        people: [people.bo],
        purpose: 'acknowledge',
        reason: 'On-call Engineer did not acknowledge within 5 min',
      });
  });

  test('goes through all five levels, five minutes each', () => {
    const { events } = given(...throughAllLevels);
    const names = events.map(event => (event.type === 'LevelPaged' ? event.levelName : event.type));
    expect(names).toEqual([
      'IncidentDeclared',
      'On-call Engineer',
      'Team Lead',
      'Engineering Manager',
      'VP Engineering',
      'CTO',
    ]);
  });

  test('a SEV2 has its Team Lead within half an hour', () => {
    given(declare('SEV2'))
      .when(wake(minutes(15)))
      .thenFacts({ type: 'LevelPaged', level: 2 });
    given(declare('SEV2'), wake(minutes(15))).thenDue('page-next-level', minutes(30));
  });

  test('starts again after its last level, and says so', () => {
    given(...throughAllLevels)
      .when(wake(5 * five))
      .thenFacts(
        { type: 'EscalationExhausted', round: 1 },
        { type: 'LevelPaged', level: 1, round: 2, reason: 'CTO did not acknowledge within 5 min' },
      );
    given(...throughAllLevels, wake(5 * five)).thenDue('page-next-level', 6 * five);
  });

  test('never ends while nobody answers', () => {
    const rounds = Array.from({ length: 5 * 10 }, (_, index) => wake((index + 1) * five));
    const { incident, events } = given(declare(), ...rounds);
    expect(incident).toMatchObject({
      phase: 'open',
      paging: { escalation: { level: 1, round: 11 } },
    });
    expect(events.filter(({ type }) => type === 'EscalationExhausted')).toHaveLength(10);
  });

  test('a level may have a time of its own', () => {
    const [first, ...others] = planOf('SEV1').levels;
    if (first === undefined) throw new Error('No level');
    const levels = [{ ...first, acknowledgeWithinSeconds: 45 }, ...others];
    const impatient = declare('SEV1', { plan: planOf('SEV1', { levels }) });
    given(impatient).thenDue('page-next-level', 45);
    given(impatient).when(wake(45)).thenFacts({
      type: 'LevelPaged',
      level: 2,
      reason: 'On-call Engineer did not acknowledge within 45 s',
    });
    given(impatient, wake(45)).thenDue('page-next-level', 45 + five);
  });

  test('of one level only pages the same people again', () => {
    const levels = planOf('SEV1').levels.slice(0, 1);
    given(declare('SEV1', { plan: planOf('SEV1', { levels }) }))
      .when(wake(five))
      .thenFacts({ type: 'EscalationExhausted' }, { type: 'LevelPaged', level: 1, round: 2 });
  });
});

describe('wakes', () => {
  test('a moment too early do nothing', () => {
    given(declare())
      .when(wake(five - 0.001))
      .thenNothing();
    given(declare('SEV3'))
      .when(wake(hours(1) - 0.001))
      .thenNothing();
  });

  test('twice for one deadline page once', () => {
    given(declare(), wake(five)).when(wake(five)).thenNothing();
    given(declare(), wake(five))
      .when(wake(five + 1))
      .thenNothing();
  });

  test('an hour late page one level, which then has its full time', () => {
    given(declare())
      .when(wake(hours(1) + five))
      .thenFacts({
        type: 'LevelPaged',
        level: 2,
        reason: 'On-call Engineer did not acknowledge within 1 h 5 min',
      });
    given(declare(), wake(hours(1) + five)).thenDue('page-next-level', hours(1) + 2 * five);
  });

  test('after the acknowledgement page nobody', () => {
    given(declare(), acknowledge(five - 1))
      .when(wake(five))
      .thenNothing();
  });

  test('after the resolution page nobody', () => {
    given(declare(), resolve(five - 1))
      .when(wake(five))
      .thenNothing();
  });
});

describe('a ticket', () => {
  test('is paged when its response time has passed (R2)', () => {
    given(declare('SEV3'))
      .when(wake(hours(1)))
      .thenFacts({
        type: 'LevelPaged',
        level: 1,
        round: 1,
        reason: 'the response time passed without an acknowledgement',
      });
  });

  test('then climbs the ladder, its second level within two hours (R3)', () => {
    given(declare('SEV3'), wake(hours(1))).thenDue('page-next-level', hours(2));
  });

  test('that was acknowledged is paged no more', () => {
    given(declare('SEV3'), acknowledge(minutes(59))).thenNothingIsDue();
    given(declare('SEV3'), acknowledge(minutes(59)))
      .when(wake(hours(1)))
      .thenNothing();
  });
});

describe('a person asks for the next level', () => {
  test('before anybody acknowledged, and the ladder goes on from there', () => {
    given(declare()).when(escalate(10, 'I am on a train')).thenFacts({
      type: 'LevelPaged',
      level: 2,
      round: 1,
      purpose: 'acknowledge',
      reason: 'Ana: I am on a train',
    });
    given(declare(), escalate(10)).thenDue('page-next-level', 10 + five);
  });

  test('after the acknowledgement, as a call for help', () => {
    given(declare(), acknowledge(5))
      .when(escalate(10))
      .thenFacts({ type: 'LevelPaged', level: 2, purpose: 'help', reason: 'Ana asked for help' });
  });

  test('again, and the level after that is paged', () => {
    given(declare(), acknowledge(5), escalate(10))
      .when(escalate(20))
      .thenFacts({ type: 'LevelPaged', level: 3, purpose: 'help' });
  });

  test('as two who looked at one level, and one further is paged', () => {
    const from = { level: 1, round: 1 };
    given(declare(), escalate(10, 'first', from))
      .when(escalate(11, 'second', from))
      .thenNothing();
    given(declare(), escalate(10, 'first', from))
      .when(escalate(11, 'second', { level: 2, round: 1 }))
      .thenFacts({ type: 'LevelPaged', level: 3 });
  });

  test('as one who looked at a level before its deadline, its round or another plan, and nobody more is paged', () => {
    given(declare(), wake(five))
      .when(escalate(five + 1, 'late', { level: 1 }))
      .thenNothing();
    given(...throughAllLevels, wake(5 * five))
      .when(escalate(5 * five + 1, 'late', { level: 1, round: 1 }))
      .thenNothing();
    given(...throughAllLevels.slice(0, 4), wake(4 * five))
      .when(escalate(4 * five + 1, 'late', { level: 4, round: 1 }))
      .thenNothing();
    given(declare(), resolve(60))
      .when(escalate(70, 'late', { level: 0 }))
      .thenRefused('already-resolved');
  });

  test('and help does not start the escalation again', () => {
    const helped = given(declare(), acknowledge(5), escalate(10));
    helped.thenDue('remind-update', 5 + minutes(10));
    helped.when(wake(10 + five)).thenNothing();
  });

  test('for a ticket, and level 1 is paged', () => {
    given(declare('SEV4')).when(escalate(10)).thenFacts({ type: 'LevelPaged', level: 1 });
    given(declare('SEV4'), escalate(10)).thenDue('page-next-level', 10 + hours(24));
  });

  test('up to the very last level', () => {
    given(...throughAllLevels.slice(0, 4))
      .when(escalate(3 * five + 10))
      .thenFacts({ type: 'LevelPaged', level: 5, levelName: 'CTO' });
  });

  test('beyond the last level, and hears that nobody is left', () => {
    given(...throughAllLevels)
      .when(escalate(4 * five + 10))
      .thenRefused(
        'nobody-left-to-escalate-to',
        'Everybody of policy default was already brought in; level 5 is its last.',
      );
  });

  test('where nobody to come can be reached, and whoever is waited for still is', () => {
    const [first, second] = planOf('SEV1').levels;
    if (first === undefined || second === undefined) throw new Error('No levels');
    const plan = planOf('SEV1', { levels: [first, { ...second, people: [] }] });
    given(declare('SEV1', { plan }))
      .when(escalate(10))
      .thenRefused(
        'nobody-left-to-escalate-to',
        'Nobody of the levels to come can be reached, so nobody was paged.',
      );
  });

  test('when it is over, and is refused', () => {
    given(declare(), resolve(60)).when(escalate(70)).thenRefused('already-resolved');
    given(declare(), resolve(60), wake(60 + minutes(30)))
      .when(escalate(minutes(40)))
      .thenRefused('closed');
  });
});

describe('what comes next, as people are told of it', () => {
  const plan = planOf('SEV1', {
    repeats: 2,
    levels: planOf('SEV1')
      .levels.slice(0, 3)
      .map((level, index) => (index < 2 ? level : { ...level, isFallback: true as const })),
    unacknowledgeForgotten: true,
  });
  const told = (incident: Incident) => nextDeadline(incident)?.text;

  test('is whom the ladder pages then, round after round', () => {
    const steps: Step[] = [declare('SEV1', { plan })];
    for (let step = 1; step <= 10; step++) {
      const { incident } = given(...steps);
      const next = rungs(incident as DeclaredIncident, later(0)).find(
        each => each.standing === 'next',
      );
      steps.push(wake(step * five));
      const paged = given(...steps).events.findLast(event => event.type === 'LevelPaged');
      expect(told(incident)).toBe(
        `pages ${paged?.type === 'LevelPaged' && paged.levelName}, unless acknowledged`,
      );
      if (next !== undefined) expect(paged).toMatchObject({ levelName: next.name });
    }
  });

  test('is the end of an exercise that has no level left', () => {
    const drill = { kind: 'drill', announced: false } as const;
    const last = [
      declare('SEV1', { plan, drill }),
      ...[1, 2, 3, 4].map(count => wake(count * five)),
    ];
    expect(told(given(...last).incident)).toBe('ends, unless acknowledged');
  });

  test('is that nobody has a ticket whose snooze ends, and that others are woken for the rest', () => {
    expect(told(given(declare('SEV3'), snooze(10, 600)).incident)).toMatch(/and nobody has it$/);
    expect(told(given(declare(), snooze(10, 600)).incident)).toMatch(/On-call Engineer is paged$/);
  });

  test('is that an acknowledgement without a word is taken back', () => {
    const silent = [declare('SEV1', { plan }), acknowledge(5), wake(5 + minutes(10))];
    expect(told(given(...silent).incident)).toBe('takes the acknowledgement back, unless updated');
    const spoken = [
      declare('SEV1', { plan }),
      acknowledge(5),
      postUpdate(6),
      wake(6 + minutes(10)),
    ];
    expect(told(given(...spoken).incident)).toBe('pages the next level, unless updated');
  });
});

describe('while every alert is clear', () => {
  const cleared = [declare(), clear(60, 'host-a')] as const;

  test('nobody is paged', () => {
    given(...cleared)
      .when(wake(five))
      .thenNothing();
    given(...cleared).thenDue('resolve', 60 + five);
  });

  test('and then fires again, the ladder goes on where it stood', () => {
    given(...cleared, refire(100, 'host-a')).thenDue('page-next-level', five);
  });

  test('longer than the level had, and then fires again, the next level is due at once', () => {
    const again = given(...cleared, refire(five + 30, 'host-a'));
    again.thenDue('page-next-level', five);
    again.when(wake(five + 30)).thenFacts({ type: 'LevelPaged', level: 2 });
  });
});
