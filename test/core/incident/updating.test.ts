import { describe, expect, test } from 'vitest';
import type { Actor } from '#core/people.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  ana,
  assign,
  bo,
  changeSeverity,
  declare,
  escalate,
  hours,
  minutes,
  people,
  planOf,
  postUpdate,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

const acknowledged = [declare(), acknowledge(0)] as const;
const reminded = [...acknowledged, wake(minutes(10))] as const;
const missed = [...reminded, wake(minutes(15))] as const;

describe('the cadence (R9)', () => {
  test('owes the first update 15 min after the acknowledgement of a SEV1', () => {
    expect(given(...acknowledged).incident).toMatchObject({
      update: { dueAt: later(minutes(15)) },
    });
  });

  test('owes the first update 30 min after the acknowledgement of a SEV2', () => {
    const { incident } = given(declare('SEV2'), acknowledge(0));
    expect(incident).toMatchObject({ update: { dueAt: later(minutes(30)) } });
  });

  test.each(['SEV3', 'SEV4'] as const)('owes none for a %s', severity => {
    given(declare(severity), acknowledge(0)).thenNothingIsDue();
  });

  test('a posted update promises the next one and starts the period again', () => {
    given(...acknowledged)
      .when(postUpdate(minutes(7), { impact: 'All payments fail', actions: 'Restarting' }))
      .thenFacts({
        type: 'UpdatePosted',
        status: 'Investigating root cause',
        impact: 'All payments fail',
        actions: 'Restarting',
        nextUpdateAt: later(minutes(22)),
      });
    given(...acknowledged, postUpdate(minutes(7))).thenDue('remind-update', minutes(17));
  });

  test('an impact stands until another one is told; actions are of their moment', () => {
    const { incident } = given(
      ...acknowledged,
      postUpdate(60, { impact: 'Cards only', actions: 'Restarting' }),
      postUpdate(120, { status: 'Restarted' }),
    );
    expect(incident).toMatchObject({
      latestUpdate: { at: later(120), status: 'Restarted', impact: 'Cards only' },
    });
    expect(incident).not.toHaveProperty('latestUpdate.actions');
  });

  test('an update of a ticket promises nothing', () => {
    const after = given(declare('SEV3'), acknowledge(0)).when(postUpdate(60));
    expect(after.thenFacts({ type: 'UpdatePosted' })).not.toHaveProperty('update');
    after.thenNothingIsDue();
  });

  test('an update before the acknowledgement is told, and does not stop the escalation', () => {
    const after = given(declare()).when(postUpdate(10));
    expect(after.thenFacts({ type: 'UpdatePosted' })).not.toHaveProperty('update');
    after.thenDue('page-next-level', minutes(5));
  });

  test('an update in the watch is told and promises nothing', () => {
    const after = given(...acknowledged, resolve(60)).when(postUpdate(90));
    expect(after.thenFacts({ type: 'UpdatePosted' })).not.toHaveProperty('update');
    after.thenDue('close', 60 + minutes(30));
  });

  test('no update is owed once it is resolved', () => {
    expect(given(...acknowledged, resolve(60)).incident).not.toHaveProperty('update');
  });
});

describe('the reminder', () => {
  test('comes five minutes before, to the commander, once', () => {
    given(...acknowledged)
      .when(wake(minutes(10) - 0.001))
      .thenNothing();
    given(...acknowledged)
      .when(wake(minutes(10)))
      .thenFacts({ type: 'UpdateReminded', dueAt: later(minutes(15)), people: [people.ana] });
    given(...reminded)
      .when(wake(minutes(10)))
      .thenNothing();
    given(...reminded).thenDue('miss-update', minutes(15));
  });

  test('goes to the communications lead where there is one', () => {
    given(...acknowledged, assign(60, 'communicationsLead', people.chidi))
      .when(wake(minutes(10)))
      .thenFacts({ type: 'UpdateReminded', people: [people.chidi] });
  });

  test('goes to whoever took over as commander', () => {
    given(...acknowledged, assign(60, 'incidentCommander', people.bo))
      .when(wake(minutes(10)))
      .thenFacts({ type: 'UpdateReminded', people: [people.bo] });
  });

  test('goes to whoever acknowledged it, or took the command, and was never paged', () => {
    const zoe = { person: 'zoe', name: 'Zoe', phone: '+15555550107' };
    const by: Actor = { kind: 'person', id: 'zoe', name: 'Zoe', via: 'console' };
    given(declare(), { type: 'AcknowledgeIncident', at: later(0), by, responder: zoe })
      .when(wake(minutes(10)))
      .thenFacts({ type: 'UpdateReminded', people: [zoe] });
    const { person, name } = zoe;
    given(...acknowledged, {
      ...{ type: 'AssignRole', at: later(60), by, role: 'incidentCommander', person, name },
      responder: zoe,
    })
      .when(wake(minutes(10)))
      .thenFacts({ type: 'UpdateReminded', people: [zoe] });
  });

  test('goes where its owner is reached for what is urgent, who was told of a ticket that cannot reach them', () => {
    const [first, ...others] = planOf('SEV1').levels;
    if (first === undefined) throw new Error('No level');
    const level = (...reached: (typeof people.ana)[]) => [{ ...first, people: reached }, ...others];
    const { email: _, ...told } = { ...people.ana, contacts: [] };
    const paged = { ...people.ana, contacts: [{ channel: 'sms', afterSeconds: 0 } as const] };
    const ticket = declare('SEV3', { plan: { ...planOf('SEV3'), levels: level(told as never) } });
    const worse = (of: typeof people.ana) =>
      changeSeverity(60, 'SEV1', planOf('SEV1', { levels: level(of) }));
    given(ticket, acknowledge(30), worse(paged))
      .when(wake(60 + minutes(10)))
      .thenFacts({ type: 'UpdateReminded', people: [paged] });
    // Whoever is on duty has changed meanwhile.
    const taken = {
      type: 'AcknowledgeIncident',
      at: later(30),
      by: ana,
      responder: paged,
    } as const;
    given(ticket, taken, worse(people.bo))
      .when(wake(60 + minutes(10)))
      .thenFacts({ type: 'UpdateReminded', people: [paged] });
  });

  test('goes to level 1 when nobody knows how to reach the owner', () => {
    const token = { kind: 'token', id: 'automation', name: 'Automation' } as const;
    given(declare(), acknowledge(0, token))
      .when(wake(minutes(10)))
      .thenFacts({ type: 'UpdateReminded', people: [people.ana] });
    // Nor does a person whose name a token has owe what the token did.
    const named = { kind: 'token', id: 'bo', name: 'bo' } as const;
    const started = { ...declare(), plan: planOf('SEV1', {}) };
    given(started, acknowledge(0, named))
      .when(wake(minutes(10)))
      .thenFacts({ type: 'UpdateReminded', people: [people.ana] });
  });

  test('goes to whoever came on duty since and took it, and where nobody owes it to whoever is on duty now', () => {
    const [first, ...others] = planOf('SEV1').levels;
    if (first === undefined) throw new Error('No level');
    const noah = { person: 'noah', name: 'Noah', phone: '+15555550106' };
    const handOffs = [{ at: later(60), people: [noah] }];
    const plan = planOf('SEV1', { levels: [{ ...first, handOffs }, ...others] });
    for (const by of [
      { kind: 'person', id: 'noah', name: 'Noah', via: 'console' },
      { kind: 'token', id: 'automation', name: 'Automation' },
    ] as const) {
      given(declare('SEV1', { plan }), acknowledge(90, by))
        .when(wake(90 + minutes(10)))
        .thenFacts({ type: 'UpdateReminded', people: [noah] });
    }
  });

  test('is owed again after the next update', () => {
    given(...reminded, postUpdate(minutes(12)))
      .when(wake(minutes(22)))
      .thenFacts({ type: 'UpdateReminded', dueAt: later(minutes(27)) });
  });
});

describe('a missed update', () => {
  test('pages the next level and makes the next one due', () => {
    given(...reminded)
      .when(wake(minutes(15)))
      .thenFacts(
        { type: 'UpdateMissed', dueAt: later(minutes(15)), nextUpdateAt: later(minutes(30)) },
        {
          type: 'LevelPaged',
          level: 2,
          people: [people.bo],
          purpose: 'update-missed',
          reason: 'the update that was due was missed',
        },
      );
    given(...missed).thenDue('remind-update', minutes(25));
  });

  test('leaves the acknowledgement as it is', () => {
    expect(given(...missed).incident).toMatchObject({ phase: 'acknowledged' });
    given(...missed)
      .when(acknowledge(minutes(16), bo))
      .thenNothing();
  });

  test('again brings in the level after that, and at last only the last one', () => {
    const silent = Array.from({ length: 12 }, (_, index) => wake(minutes(10 + 5 * index)));
    const { events } = given(...acknowledged, ...silent.filter((_, index) => index % 3 !== 2));
    const levels = events.flatMap(event =>
      event.type === 'LevelPaged' && event.purpose === 'update-missed' ? [event.level] : [],
    );
    expect(levels).toEqual([2, 3, 4, 5]);
    given(...acknowledged, ...silent.filter((_, index) => index % 3 !== 2), wake(minutes(70)))
      .when(wake(minutes(75)))
      .thenFacts({ type: 'UpdateMissed' }, { type: 'LevelPaged', level: 5 });
  });

  test('is forgiven by an update: the next one missed pages level 2 again', () => {
    given(...missed, postUpdate(minutes(16)), wake(minutes(26)))
      .when(wake(minutes(31)))
      .thenFacts({ type: 'UpdateMissed' }, { type: 'LevelPaged', level: 2 });
  });

  test('counts on from the level that was called for help', () => {
    given(declare(), acknowledge(0), escalate(10), postUpdate(60), wake(hours(1)))
      .when(wake(hours(2)))
      .thenFacts({ type: 'UpdateMissed' }, { type: 'LevelPaged', level: 4 });
  });

  test('that is noticed late skips the reminder and counts from when it was noticed', () => {
    given(...acknowledged)
      .when(wake(hours(2)))
      .thenFacts(
        { type: 'UpdateMissed', dueAt: later(minutes(15)), nextUpdateAt: later(minutes(135)) },
        { type: 'LevelPaged', level: 2, purpose: 'update-missed' },
      );
  });

  test('noticed twice is told once', () => {
    given(...missed)
      .when(wake(minutes(15)))
      .thenNothing();
  });
});

describe('the cadence of another severity', () => {
  test('begins when a ticket becomes a SEV1', () => {
    const raised = given(declare('SEV3'), acknowledge(0), changeSeverity(60, 'SEV1'));
    raised.thenDue('remind-update', 60 + minutes(10));
  });

  test('is kept to, unless an earlier update was promised', () => {
    given(declare('SEV2'), acknowledge(0), changeSeverity(60, 'SEV1')).thenDue(
      'remind-update',
      60 + minutes(10),
    );
    given(...acknowledged, changeSeverity(60, 'SEV2')).thenDue('remind-update', minutes(10));
  });

  test('ends when it turns out to be a ticket', () => {
    given(...acknowledged, changeSeverity(60, 'SEV3')).thenNothingIsDue();
  });

  test('with a period shorter than the reminder reminds at once, and not for ever', () => {
    const plan = planOf('SEV1', { updateEverySeconds: 240 });
    const hasty = [declare('SEV1', { plan }), acknowledge(0)] as const;
    given(...hasty)
      .when(wake(0))
      .thenFacts({ type: 'UpdateReminded' });
    given(...hasty, wake(0)).thenDue('miss-update', 240);
  });
});
