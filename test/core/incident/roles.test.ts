import { describe, expect, test } from 'vitest';
import { roles } from '#core/incident/events.ts';
import { evolve } from '#core/incident/incident.ts';
import { given } from '../../support/given.ts';
import { acknowledge, assign, bo, declare, people, resolve } from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

describe('roles (R7)', () => {
  test.each(roles)('%s can be assigned, with who did it', role => {
    const after = given(declare())
      .when(assign(60, role, people.bo))
      .thenFacts({
        type: 'RoleAssigned',
        role,
        person: 'bo',
        name: 'Bo',
        reason: 'assigned by Ana',
      });
    expect(after).toMatchObject({ roles: { [role]: { person: 'bo', since: later(60) } } });
  });

  test('a hand-over names whom it was taken over from, and why', () => {
    given(declare(), acknowledge(30))
      .when(assign(60, 'incidentCommander', people.bo, 'end of shift'))
      .thenFacts({
        type: 'RoleAssigned',
        person: 'bo',
        reason: 'taken over from Ana: end of shift',
      });
  });

  test('given to its holder changes nothing', () => {
    given(declare(), acknowledge(30))
      .when(assign(60, 'incidentCommander', people.ana))
      .thenNothing();
  });

  test('one person may hold several', () => {
    const { incident } = given(
      declare(),
      acknowledge(30),
      assign(60, 'technicalLead', people.ana),
      assign(70, 'scribe', people.bo),
    );
    expect(incident).toMatchObject({
      roles: {
        incidentCommander: { person: 'ana' },
        technicalLead: { person: 'ana' },
        scribe: { person: 'bo' },
      },
    });
  });

  test('who was appointed before the acknowledgement stays in command', () => {
    given(declare(), assign(10, 'incidentCommander', people.bo))
      .when(acknowledge(30))
      .thenFacts({ type: 'IncidentAcknowledged' });
  });

  test('are not held by a token of an earlier version that is named like a person', () => {
    const token = { kind: 'token', id: 'bo', name: 'bo' } as const;
    const about = { role: 'incidentCommander', person: 'bo', name: 'bo', by: token } as const;
    const led = { type: 'RoleAssigned', at: later(30), ...about, reason: 'first' } as const;
    const { incident } = given(declare(), acknowledge(30, token));
    expect(evolve(incident, led)).toEqual(incident);
  });

  test('do not acknowledge anything', () => {
    const after = given(declare()).when(assign(10, 'incidentCommander', people.bo));
    expect(after.thenFacts({ type: 'RoleAssigned' })).toMatchObject({ phase: 'open' });
    given(declare(), acknowledge(30, bo)).when(acknowledge(40)).thenNothing();
  });

  test('can still be assigned in the watch, for the review', () => {
    given(declare(), resolve(60))
      .when(assign(90, 'scribe', people.bo))
      .thenFacts({ type: 'RoleAssigned' });
  });
});
