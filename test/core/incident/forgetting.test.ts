import { describe, expect, test } from 'vitest';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  ana,
  assign,
  attach,
  bo,
  changeSeverity,
  declare,
  hours,
  minutes,
  people,
  planOf,
  postUpdate,
  reopen,
  resolve,
  snooze,
  wake,
} from '../../support/incidents.ts';

const forgiving = declare('SEV1', { plan: planOf('SEV1', { unacknowledgeForgotten: false }) });
const strict = declare('SEV1', { plan: planOf('SEV1', { unacknowledgeForgotten: true }) });

describe('acknowledged and forgotten', () => {
  const forgotten = [strict, acknowledge(0), wake(minutes(10))] as const;

  test('is taken back when the first cadence passes without any update, after a reminder', () => {
    const after = given(...forgotten)
      .when(wake(minutes(15)))
      .thenFacts(
        {
          type: 'AcknowledgementLapsed',
          of: ana,
          reason: 'Ana acknowledged and gave no update for 15 min',
          people: [people.ana],
        },
        { type: 'LevelPaged', level: 2, round: 2, people: [people.bo], purpose: 'acknowledge' },
      );
    expect(after.phase).toBe('open');
  });

  test('leaves the command with a person whose name the token has that acknowledged', () => {
    const token = { kind: 'token', id: 'chidi', name: 'chidi' } as const;
    const led = [assign(60, 'incidentCommander', people.chidi), wake(minutes(10))] as const;
    const after = given(strict, acknowledge(0, token), ...led, wake(minutes(15)));
    expect(after.incident).toMatchObject({
      phase: 'open',
      roles: { incidentCommander: { person: 'chidi' } },
    });
  });

  test('gives the command away with it: the next to acknowledge leads', () => {
    given(...forgotten, wake(minutes(15)))
      .when(acknowledge(minutes(16), bo))
      .thenFacts(
        { type: 'IncidentAcknowledged', by: bo },
        { type: 'RoleAssigned', role: 'incidentCommander', person: 'bo' },
      );
  });

  test('leaves the command with somebody else who has it', () => {
    const commander = assign(60, 'incidentCommander', people.chidi);
    const { incident } = given(...forgotten, commander, wake(minutes(15)));
    expect(incident).toMatchObject({ roles: { incidentCommander: { person: 'chidi' } } });
  });

  test('is not said of somebody who gave one update; later ones missed page the next level', () => {
    const updated = [strict, acknowledge(0), postUpdate(60), wake(minutes(11))];
    given(...updated)
      .when(wake(minutes(16)))
      .thenFacts({ type: 'UpdateMissed' }, { type: 'LevelPaged', purpose: 'update-missed' });
  });

  test('is not taken back where the severity says so', () => {
    given(forgiving, acknowledge(0), wake(minutes(10)))
      .when(wake(minutes(15)))
      .thenFacts({ type: 'UpdateMissed' }, { type: 'LevelPaged', purpose: 'update-missed' });
  });
});

describe('a snooze', () => {
  test('counts as an acknowledgement, and nobody is called before it ends', () => {
    given(declare())
      .when(snooze(60, minutes(30)))
      .thenFacts(
        { type: 'IncidentAcknowledged' },
        { type: 'RoleAssigned' },
        { type: 'IncidentSnoozed' },
      );
    given(declare(), snooze(60, minutes(30))).thenDue('end-snooze', 60 + minutes(30));
  });

  test('ends with the ladder from its first level, in a new round', () => {
    given(declare(), snooze(60, minutes(30)))
      .when(wake(60 + minutes(30)))
      .thenFacts(
        { type: 'SnoozeEnded' },
        { type: 'LevelPaged', level: 1, round: 2, people: [people.ana] },
      );
  });

  test('of a paging severity lasts an hour at most, of a ticket a week', () => {
    given(declare())
      .when(snooze(0, 3600))
      .thenFacts(
        { type: 'IncidentAcknowledged' },
        { type: 'RoleAssigned' },
        { type: 'IncidentSnoozed' },
      );
    given(declare())
      .when(snooze(0, 3601))
      .thenRefused('snooze-too-long', 'A SEV1 can be snoozed for at most 1 h from now.');
    given(declare('SEV3'))
      .when(snooze(0, 7 * 86_400))
      .thenFacts({ type: 'IncidentAcknowledged' }, { type: 'IncidentSnoozed' });
    given(declare()).when(snooze(0, 0)).thenRefused('snooze-too-long');
  });

  test('does not outlive a worse severity', () => {
    given(declare('SEV2'), snooze(60, minutes(30)))
      .when(changeSeverity(120, 'SEV1'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'SnoozeEnded' }, { type: 'LevelPaged' });
  });

  test('stays over an update and over more alerts', () => {
    given(declare(), snooze(60, minutes(30)), postUpdate(70), attach(80, 'host-b')).thenDue(
      'end-snooze',
      60 + minutes(30),
    );
  });
});

describe('roles that nobody has (R7)', () => {
  const plan = planOf('SEV1', { fillRolesWithinSeconds: minutes(7) });
  const commanded = [declare('SEV1', { plan }), acknowledge(0)] as const;

  test('are asked for of the commander, three times at most', () => {
    given(...commanded)
      .when(wake(minutes(7)))
      .thenFacts({
        type: 'RolesChased',
        roles: ['technicalLead', 'communicationsLead', 'scribe'],
        people: [people.ana],
      });
    const { incident } = given(
      ...commanded,
      ...[7, 10, 14].map(minute => wake(minutes(minute))),
      postUpdate(minutes(15)),
      wake(minutes(21)),
    );
    expect(incident).toMatchObject({ rolesChased: 3 });
  });

  test('are not asked for once they are filled', () => {
    given(
      ...commanded,
      assign(60, 'technicalLead', people.bo),
      assign(60, 'communicationsLead', people.chidi),
      assign(60, 'scribe', people.dana),
    ).thenDue('remind-update', minutes(10));
  });

  test('are asked for from when it got worse on: somebody has the whole time for it, and each reminder is left', () => {
    const taken = [declare('SEV3'), acknowledge(0)] as const;
    const raised = [...taken, changeSeverity(hours(5), 'SEV1', plan)] as const;
    given(...raised).thenDue('chase-roles', hours(5) + minutes(7));
    const updated = [...raised, postUpdate(hours(5) + minutes(6))] as const;
    const asked = [...updated, wake(hours(5) + minutes(7))] as const;
    given(...asked).thenDue('chase-roles', hours(5) + minutes(14));
    const over = [...asked, resolve(hours(6)), reopen(hours(7)), acknowledge(hours(7))] as const;
    given(...over).thenDue('chase-roles', hours(7) + minutes(7));
  });

  test('are asked for no later than they would have been, had it not got worse', () => {
    const slow = planOf('SEV2', { fillRolesWithinSeconds: minutes(20) });
    const taken = [
      declare('SEV2', { plan: slow }),
      acknowledge(0),
      postUpdate(minutes(14)),
    ] as const;
    const early = changeSeverity(minutes(15), 'SEV1', plan);
    given(...taken, early).thenDue('chase-roles', minutes(20));
    given(...taken, early, wake(minutes(20)), postUpdate(minutes(21))).thenDue(
      'chase-roles',
      minutes(27),
    );
  });

  test('are asked for no more often because it got better', () => {
    const slow = planOf('SEV2', { fillRolesWithinSeconds: minutes(20) });
    const better = changeSeverity(minutes(8), 'SEV2', slow);
    given(...commanded, wake(minutes(7)), better, postUpdate(minutes(39))).thenDue(
      'chase-roles',
      minutes(40),
    );
  });

  test('are not asked for where the plan does not say when', () => {
    given(declare(), acknowledge(0)).thenDue('remind-update', minutes(10));
  });
});
