import { describe, expect, test } from 'vitest';
import type { Actor } from '#core/people.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  ana,
  bo,
  declare,
  minutes,
  reopen,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { firstId, later } from '../../support/samples.ts';

describe('the first acknowledgement (R5)', () => {
  test('stops the escalation and starts the updates', () => {
    const acknowledged = given(declare(), acknowledge(60));
    expect(acknowledged.incident).toMatchObject({
      phase: 'acknowledged',
      acknowledgedAt: later(60),
      acknowledgedBy: ana,
      firstAcknowledgedAt: later(60),
    });
    acknowledged.thenDue('remind-update', 60 + minutes(10));
  });

  test.each(['SEV1', 'SEV2'] as const)(
    'makes its person Incident Commander of a %s (R7)',
    severity => {
      given(declare(severity)).when(acknowledge(60)).thenFacts(
        { type: 'IncidentAcknowledged', by: ana },
        {
          type: 'RoleAssigned',
          role: 'incidentCommander',
          person: 'ana',
          name: 'Ana',
          reason: 'first to acknowledge',
        },
      );
    },
  );

  test.each(['SEV3', 'SEV4'] as const)('of a %s appoints no commander', severity => {
    given(declare(severity)).when(acknowledge(60)).thenFacts({ type: 'IncidentAcknowledged' });
  });

  test('by the system appoints nobody', () => {
    const by: Actor = { kind: 'system', id: 'drill', name: 'the drill' };
    given(declare()).when(acknowledge(60, by)).thenFacts({ type: 'IncidentAcknowledged', by });
  });

  test('may come from a later level, and be late', () => {
    given(declare(), wake(minutes(5)))
      .when(acknowledge(minutes(6), bo))
      .thenFacts({ type: 'IncidentAcknowledged' }, { type: 'RoleAssigned', person: 'bo' });
  });
});

describe('a later acknowledgement', () => {
  test('changes nothing and is no error, whoever it is from', () => {
    given(declare(), acknowledge(60)).when(acknowledge(61)).thenNothing();
    given(declare(), acknowledge(60)).when(acknowledge(61, bo)).thenNothing();
  });

  test('of what is resolved is refused, and told who resolved it', () => {
    given(declare(), resolve(60))
      .when(acknowledge(61, bo))
      .thenRefused(
        'already-resolved',
        `${firstId} was resolved by Ana; there is nothing left to acknowledge.`,
      );
    given(declare(), resolve(60), wake(60 + minutes(30)))
      .when(acknowledge(minutes(31)))
      .thenRefused('already-resolved');
  });

  test('after a reopening is needed anew; the first one keeps its time and its commander', () => {
    const reopened = given(declare(), acknowledge(60), resolve(120), reopen(180));
    expect(reopened.incident).toMatchObject({ phase: 'open', firstAcknowledgedAt: later(60) });
    expect(reopened.incident).not.toHaveProperty('acknowledgedBy');
    const again = reopened
      .when(acknowledge(240, bo))
      .thenFacts({ type: 'IncidentAcknowledged', by: bo });
    expect(again).toMatchObject({
      firstAcknowledgedAt: later(60),
      acknowledgedAt: later(240),
      roles: { incidentCommander: { person: 'ana' } },
    });
  });
});
