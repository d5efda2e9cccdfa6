import { describe, expect, test } from 'vitest';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { triageActor } from '#core/people.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  attach,
  clear,
  declare,
  doubt,
  minutes,
  planOf,
  refire,
  reopen,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

const hold = minutes(5);

describe('counting', () => {
  test('the alert that declared it fires', () => {
    expect(given(declare()).incident).toMatchObject({ alerts: { firing: 1, cleared: 0 } });
  });

  test('others of the same problem join and are counted', () => {
    const after = given(declare())
      .when(attach(10, 'host-b', 'host-c'))
      .thenFacts({ type: 'AlertsAttached', firing: 3, cleared: 0 });
    expect(after).toMatchObject({ alerts: { firing: 3, cleared: 0 } });
  });

  test('one that clears changes sides, and changes back when it fires again', () => {
    given(declare(), attach(10, 'host-b'))
      .when(clear(20, 'host-a'))
      .thenFacts({ type: 'AlertsCleared', firing: 1, cleared: 1 });
    given(declare(), attach(10, 'host-b'), clear(20, 'host-a'))
      .when(refire(30, 'host-a'))
      .thenFacts({ type: 'AlertsAttached', firing: 2, cleared: 0 });
  });

  test('an alert that joins pages nobody again', () => {
    given(declare(), acknowledge(5))
      .when(attach(10, 'host-b'))
      .thenFacts({ type: 'AlertsAttached' });
    given(declare(), attach(10, 'host-b')).thenDue('page-next-level', minutes(5));
  });

  test('no alerts are no news', () => {
    given(declare()).when(attach(10)).thenNothing();
    given(declare()).when(clear(10)).thenNothing();
  });

  test('more clears than alerts end at none, not below', () => {
    given(declare())
      .when(clear(10, 'host-a', 'host-b'))
      .thenFacts({ type: 'AlertsCleared', firing: 0, cleared: 2 });
    given(declare()).when(refire(10, 'host-a')).thenFacts({ type: 'AlertsAttached', cleared: 0 });
  });
});

describe('resolution by signal (R17)', () => {
  test('waits until every alert is clear', () => {
    given(declare(), attach(10, 'host-b'), clear(20, 'host-a')).thenDue('page-next-level', hold);
  });

  test('waits until they stayed clear for the hold', () => {
    const cleared = given(declare(), clear(60, 'host-a'));
    cleared.thenDue('resolve', 60 + hold);
    cleared.when(wake(60 + hold - 0.001)).thenNothing();
    cleared.when(wake(60 + hold)).thenFacts({
      type: 'IncidentResolved',
      by: { kind: 'system', id: 'alerts', name: 'its alerts' },
      resolution: 'Every alert cleared and stayed clear for 5 min.',
      watchUntil: later(60 + hold + minutes(30)),
    });
  });

  test('counts the hold from the last clear', () => {
    given(declare(), attach(10, 'host-b'), clear(20, 'host-a'), clear(200, 'host-b')).thenDue(
      'resolve',
      200 + hold,
    );
  });

  test('counts the hold anew after it fired in between', () => {
    given(declare(), clear(60, 'host-a'), refire(100, 'host-a'), clear(200, 'host-a')).thenDue(
      'resolve',
      200 + hold,
    );
  });

  test('a flapping alert neither pages nor resolves while it flaps', () => {
    const flaps = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? clear(60 + index, 'host-a') : refire(60 + index, 'host-a'),
    );
    const { events } = given(declare(), ...flaps);
    expect(events.filter(({ type }) => type === 'LevelPaged')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'IncidentResolved')).toEqual([]);
  });

  test('does not wait for an acknowledgement, and beats the update that is owed', () => {
    given(declare(), acknowledge(30), clear(60, 'host-a')).thenDue('resolve', 60 + hold);
  });

  test('comes after an update that is owed sooner', () => {
    given(declare(), acknowledge(0), clear(minutes(8), 'host-a')).thenDue(
      'remind-update',
      minutes(10),
    );
  });

  test('wins over a reminder that is due at the same moment', () => {
    given(declare(), acknowledge(0), clear(hold, 'host-a')).thenDue('resolve', minutes(10));
  });

  test('with another hold says so', () => {
    const plan = planOf('SEV1', { holdSeconds: 45 });
    given(declare('SEV1', { plan }), clear(60, 'host-a')).when(wake(105)).thenFacts({
      type: 'IncidentResolved',
      resolution: 'Every alert cleared and stayed clear for 45 s.',
    });
  });

  test('never happens to an incident that no alert ever fired for', () => {
    const { incident } = given(declare('SEV4', { origin: { kind: 'person' } }));
    expect(incident).not.toHaveProperty('allClearSince');
    given(declare('SEV4', { origin: { kind: 'person' } })).thenNothingIsDue();
  });
});

describe('an alert in the watch (R17)', () => {
  test('reopens and pages, with its title', () => {
    given(declare(), acknowledge(30), resolve(60))
      .when(attach(120, 'host-b'))
      .thenFacts(
        { type: 'AlertsAttached', firing: 2 },
        {
          type: 'IncidentReopened',
          by: { kind: 'system', id: 'alerts', name: 'its alerts' },
          reason: 'it fires again: Payments fail on host-b',
        },
        {
          type: 'LevelPaged',
          level: 1,
          round: 2,
          purpose: 'acknowledge',
          reason: 'reopened: it fires again: Payments fail on host-b',
        },
      );
  });

  test('that is a member and still fires reopens without being counted again', () => {
    const after = given(declare(), resolve(60))
      .when(attach(120))
      .thenFacts({ type: 'IncidentReopened', reason: 'it still fires' }, { type: 'LevelPaged' });
    expect(after).toMatchObject({ alerts: { firing: 1 } });
  });

  test('that reopened and then clears lets it resolve by itself again, once it is quiet for half an hour', () => {
    given(
      declare(),
      clear(60, 'host-a'),
      wake(60 + hold),
      refire(400, 'host-a'),
      clear(500, 'host-a'),
    ).thenDue('resolve', 500 + minutes(30));
  });

  test('that clears is counted and reopens nothing', () => {
    given(declare(), resolve(60))
      .when(clear(90, 'host-a'))
      .thenFacts({ type: 'AlertsCleared', firing: 0 });
    given(declare(), resolve(60), clear(90, 'host-a')).thenDue('close', 60 + minutes(30));
  });

  test('after the all-clear is refused, so that it declares anew', () => {
    given(declare(), resolve(60), wake(60 + minutes(30)))
      .when(attach(minutes(40), 'host-b'))
      .thenRefused('closed');
  });
});

describe('a person who reopens what its alerts call clear', () => {
  test('is believed: the ladder runs and the old all-clear resolves nothing', () => {
    const reopened = given(declare(), clear(60, 'host-a'), wake(60 + hold), reopen(400));
    reopened.thenDue('page-next-level', 400 + minutes(5));
    reopened.when(wake(401)).thenNothing();
  });

  test('is believed too when the alerts cleared in the watch', () => {
    given(declare(), resolve(60), clear(90, 'host-a'), reopen(120)).thenDue(
      'page-next-level',
      120 + minutes(5),
    );
  });
});

describe('alerts that their sender lost sight of', () => {
  test('are told once each, and resolve nothing', () => {
    const doubted = given(declare(), doubt(10, 'host-a'));
    expect(doubted.incident).toMatchObject({ phase: 'open', alerts: { firing: 1 } });
    doubted.when(doubt(20, 'host-a')).thenNothing();
    doubted.when(doubt(20, 'host-b')).thenFacts({ type: 'AlertsDoubted' });
  });

  test('are nothing to an incident that is over', () => {
    given(declare(), resolve(10)).when(doubt(20, 'host-a')).thenNothing();
  });
});

describe('a severity that alerts raise', () => {
  const raise = (to: 'SEV1' | 'SEV2' | 'SEV3'): IncidentCommand => ({
    ...{ type: 'ChangeSeverity', at: later(30), by: triageActor, to, raises: true },
    reason: { rule: 'payment', text: 'payments fail' },
    plan: planOf(to),
  });

  test('never goes down, whatever was read before somebody else raised it', () => {
    given(declare('SEV1')).when(raise('SEV2')).thenNothing();
    given(declare('SEV2'))
      .when(raise('SEV1'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'LevelPaged' });
  });
});
