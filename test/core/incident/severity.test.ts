import { describe, expect, test } from 'vitest';
import type { EscalationLevel } from '#core/oncall/plan.ts';
import { stillWanted } from '#core/paging/still-wanted.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  bo,
  changeSeverity,
  declare,
  escalate,
  hours,
  minutes,
  people,
  planOf,
  reassign,
  resolve,
  snooze,
  wake,
} from '../../support/incidents.ts';
import { later, pageOf } from '../../support/samples.ts';

describe('a worse severity', () => {
  test('pages level 1 again, with what it is now and why', () => {
    given(declare('SEV2'), wake(minutes(15)))
      .when(changeSeverity(minutes(20), 'SEV1'))
      .thenFacts(
        { type: 'SeverityChanged', from: 'SEV2', to: 'SEV1', plan: planOf('SEV1') },
        {
          type: 'LevelPaged',
          level: 1,
          round: 2,
          people: [people.ana],
          purpose: 'acknowledge',
          reason: 'severity is now SEV1: Ana has looked',
        },
      );
  });

  test('pages those first to whom it was handed over, and the policy after them', () => {
    const handedOver = [declare('SEV2'), reassign(60, people.dana)] as const;
    given(...handedOver)
      .when(changeSeverity(120, 'SEV1'))
      .thenFacts(
        { type: 'SeverityChanged', from: 'SEV2', to: 'SEV1' },
        { type: 'LevelPaged', level: 1, people: [people.dana] },
      );
    given(...handedOver, changeSeverity(120, 'SEV1'))
      .when(wake(120 + minutes(5)))
      .thenFacts({ type: 'LevelPaged', level: 2, people: [people.ana] });
    given(...handedOver, snooze(90, 600), changeSeverity(120, 'SEV1'))
      .when(wake(120 + minutes(5)))
      .thenFacts({ type: 'LevelPaged', level: 2, people: [people.ana] });
  });

  test('brings its own times', () => {
    given(declare('SEV2'), changeSeverity(60, 'SEV1')).thenDue('page-next-level', 60 + minutes(5));
  });

  test('turns a ticket into a page', () => {
    given(declare('SEV3'))
      .when(changeSeverity(60, 'SEV1'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'LevelPaged', level: 1 });
  });

  test('that is still a ticket tells level 1 and starts its response time', () => {
    given(declare('SEV4'))
      .when(changeSeverity(60, 'SEV3'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'TicketOpened', people: [people.ana] });
    given(declare('SEV4'), changeSeverity(60, 'SEV3')).thenDue('page-ticket', 60 + hours(1));
  });

  test('of what is acknowledged pages nobody, and appoints who acknowledged it (R7)', () => {
    given(declare('SEV3'), acknowledge(60, bo))
      .when(changeSeverity(120, 'SEV2'))
      .thenFacts(
        { type: 'SeverityChanged' },
        { type: 'RoleAssigned', role: 'incidentCommander', person: 'bo' },
      );
  });

  test('leaves a commander in charge', () => {
    given(declare('SEV2'), acknowledge(60))
      .when(changeSeverity(120, 'SEV1'))
      .thenFacts({ type: 'SeverityChanged' });
  });
});

describe('a milder severity', () => {
  test('that still pages only changes the clock', () => {
    given(declare('SEV1')).when(changeSeverity(60, 'SEV2')).thenFacts({ type: 'SeverityChanged' });
    given(declare('SEV1'), changeSeverity(60, 'SEV2')).thenDue('page-next-level', minutes(15));
  });

  test('that is a ticket stops the paging and tells level 1', () => {
    given(declare('SEV1'), wake(minutes(5)))
      .when(changeSeverity(minutes(6), 'SEV3'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'TicketOpened', people: [people.ana] });
    given(declare('SEV1'), changeSeverity(60, 'SEV3')).thenDue('page-ticket', 60 + hours(1));
    given(declare('SEV1'), changeSeverity(60, 'SEV4')).thenNothingIsDue();
  });

  test('that is a ticket stops the pages that are on their way', () => {
    const { incident } = given(declare('SEV1'));
    const page = pageOf(incident);
    const lowered = given(declare('SEV1'), changeSeverity(1, 'SEV3')).incident;
    expect(stillWanted(lowered, page, later(2))).toEqual({
      wanted: false,
      reason: 'it is a ticket now',
    });
  });

  test('that pages what was a ticket pages level 1', () => {
    const ticket = declare('SEV1', { plan: planOf('SEV1', { opening: 'ticket' }) });
    given(ticket)
      .when(changeSeverity(60, 'SEV2'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'LevelPaged', level: 1, round: 2 });
  });

  test('of a ticket that nobody was paged for changes nothing but its times', () => {
    given(declare('SEV3')).when(changeSeverity(60, 'SEV4')).thenFacts({ type: 'SeverityChanged' });
    given(declare('SEV3'), changeSeverity(60, 'SEV4')).thenNothingIsDue();
  });

  test('of a ticket that was escalated by hand stops that too', () => {
    given(declare('SEV3'), escalate(30))
      .when(changeSeverity(60, 'SEV4'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'TicketOpened' });
  });
});

describe('any change', () => {
  test('to the same severity is nothing new', () => {
    given(declare('SEV1')).when(changeSeverity(60, 'SEV1')).thenNothing();
  });

  test('in the watch is recorded and pages nobody', () => {
    given(declare('SEV2'), resolve(60))
      .when(changeSeverity(90, 'SEV1'))
      .thenFacts({ type: 'SeverityChanged' });
    given(declare('SEV2'), resolve(60), changeSeverity(90, 'SEV1')).thenDue(
      'close',
      60 + minutes(30),
    );
  });

  test('after the all-clear is refused', () => {
    given(declare(), resolve(60), wake(60 + minutes(30)))
      .when(changeSeverity(hours(1), 'SEV2'))
      .thenRefused('closed');
  });

  test('of what was handed over leaves out none of the levels behind it', () => {
    given(declare('SEV1'), reassign(60, people.dana), acknowledge(90), changeSeverity(120, 'SEV2'))
      .when(escalate(150))
      .thenFacts({ type: 'LevelPaged', level: 2, people: [people.ana], purpose: 'help' });
    given(declare('SEV1'), reassign(60, people.dana), changeSeverity(120, 'SEV2'))
      .when(wake(60 + minutes(15)))
      .thenFacts({ type: 'LevelPaged', level: 2, people: [people.ana] });
  });

  test('to a plan with fewer levels than were reached starts again instead of getting lost', () => {
    const levels = planOf('SEV2').levels.slice(0, 1);
    const shrunk = given(
      declare('SEV1'),
      wake(minutes(5)),
      wake(minutes(10)),
      changeSeverity(minutes(11), 'SEV2', planOf('SEV2', { levels })),
    );
    shrunk.thenDue('page-next-level', minutes(25));
    shrunk
      .when(wake(minutes(25)))
      .thenFacts({ type: 'EscalationExhausted' }, { type: 'LevelPaged', level: 1, round: 2 });
  });
});

describe('another policy', () => {
  const [first, second] = planOf('SEV2').levels;
  if (first === undefined || second === undefined) throw new Error('No levels');
  const fallback: EscalationLevel = {
    ...first,
    name: 'Fallback',
    people: [people.dana],
    isFallback: true,
  };
  const short = planOf('SEV2', { levels: [first, second, fallback] });
  const onThird = [declare('SEV1'), wake(minutes(5)), wake(minutes(10))] as const;

  test('counts its last resort as paged only once it was', () => {
    given(...onThird, changeSeverity(minutes(11), 'SEV2', short))
      .when(wake(minutes(25)))
      .thenFacts(
        { type: 'EscalationExhausted', round: 1 },
        { type: 'LevelPaged', level: 3, levelName: 'Fallback', people: [people.dana] },
      );
    given(...onThird, acknowledge(minutes(11)), changeSeverity(minutes(12), 'SEV2', short))
      .when(escalate(minutes(13)))
      .thenFacts({ type: 'LevelPaged', level: 3, people: [people.dana] });
  });

  test('after whose last resort the ladder starts again, however many levels it has', () => {
    const { levels } = planOf('SEV2');
    const long = planOf('SEV2', { levels: [...levels.slice(0, 4), fallback] });
    const onFallback = declare('SEV1', { plan: planOf('SEV1', { levels: [first, fallback] }) });
    given(onFallback, wake(minutes(15)), changeSeverity(minutes(16), 'SEV2', long))
      .when(wake(minutes(30)))
      .thenFacts({ type: 'LevelPaged', level: 1, round: 2 });
  });

  test('whose last resort is somebody else begins with its first level', () => {
    const onFallback = declare('SEV1', { plan: planOf('SEV1', { levels: [first, fallback] }) });
    const others = planOf('SEV2', {
      levels: [
        { ...first, people: [people.chidi] },
        { ...fallback, people: [people.emil] },
      ],
    });
    given(onFallback, wake(minutes(15)))
      .when(changeSeverity(minutes(16), 'SEV2', others))
      .thenFacts(
        { type: 'SeverityChanged' },
        { type: 'LevelPaged', level: 1, round: 2, people: [people.chidi] },
      );
  });

  test('whose people nobody asked yet begins with its first level', () => {
    const others = planOf('SEV2', { levels: [{ ...first, people: [people.dana] }, fallback] });
    given(...onThird)
      .when(changeSeverity(minutes(11), 'SEV2', others))
      .thenFacts(
        { type: 'SeverityChanged' },
        { type: 'LevelPaged', level: 1, round: 2, people: [people.dana] },
      );
    given(...onThird, acknowledge(minutes(11)), changeSeverity(minutes(12), 'SEV2', others))
      .when(escalate(minutes(13)))
      .thenFacts({ type: 'LevelPaged', level: 1, people: [people.dana] });
  });

  test('brings in its levels one after the other for updates that are missed', () => {
    const others = planOf('SEV2', {
      levels: [first, { ...second, people: [people.dana] }, { ...second, people: [people.emil] }],
    });
    const missed = [acknowledge(5), wake(5 + minutes(10)), wake(5 + minutes(20))] as const;
    const changed = changeSeverity(minutes(21), 'SEV2', others);
    given(declare('SEV1'), escalate(1), ...missed, changed)
      .when(wake(minutes(60)))
      .thenFacts({ type: 'UpdateMissed' }, { type: 'LevelPaged', level: 2, people: [people.dana] });
  });

  test('leaves the later contacts of whoever is waited for as they are', () => {
    const lowered = given(...onThird, changeSeverity(minutes(11), 'SEV2', short)).incident;
    const page = pageOf(lowered, { level: 3, decidedAt: later(minutes(10)), afterSeconds: 120 });
    expect(stillWanted(lowered, page, later(minutes(12)))).toEqual({ wanted: true });
    const earlier = { ...page, level: 2, decidedAt: later(minutes(5)) };
    expect(stillWanted(lowered, earlier, later(minutes(12)))).toMatchObject({ wanted: false });
  });
});
