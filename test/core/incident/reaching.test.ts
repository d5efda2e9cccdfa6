import { describe, expect, test } from 'vitest';
import { nextDeadline } from '#core/incident/deadline.ts';
import { headlineOf } from '#core/incident/headline.ts';
import type { Responder } from '#core/people.ts';
import { reactions } from '#core/reactions.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  addResponders,
  ana,
  changeOnCall,
  declare,
  minutes,
  pageDelivered,
  pageFailed,
  pageSent,
  pageUndelivered,
  people,
  planOf,
  reassign,
  resolve,
  unreachable,
  wake,
  withRules,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

/** SEV1 for a policy whose levels are these people. */
function declareFor(...levels: Responder[][]) {
  const acknowledgeWithinSeconds = minutes(5);
  return declare('SEV1', {
    plan: planOf('SEV1', {
      levels: levels.map((reached, index) => ({
        name: `Level ${index + 1}`,
        people: reached,
        acknowledgeWithinSeconds,
      })),
    }),
  });
}

const chidi = { person: 'chidi' };

describe("a person's own rules", () => {
  test('make one page of each contact, each after its time', () => {
    const { incident, events } = given(declareFor([withRules]));
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    const commit = { incidentId: incident.id, version: 1, headline: headlineOf(incident), events };
    const pages = reactions(commit).filter(reaction => reaction.kind === 'page');
    expect(pages.map(({ channel, afterSeconds }) => [channel, afterSeconds])).toEqual([
      ['sms', 0],
      ['email', 0],
      ['voice', 120],
      ['sms', 240],
    ]);
    expect(new Set(pages.map(({ key }) => key)).size).toBe(4);
  });

  test('bring the next channel forward at once when one leads nowhere', () => {
    given(declareFor([withRules], [people.bo]))
      .when(pageFailed(3, 'sms', chidi))
      .thenFacts(
        { type: 'PageFailed' },
        {
          type: 'PageAdvanced',
          channel: 'voice',
          to: withRules,
          level: 1,
          reason: 'sms did not reach Chidi: opted out',
        },
      );
  });

  test('bring a channel forward under the key of the page that would have come later', () => {
    const { incident } = given(declareFor([withRules], [people.bo]));
    const { events } = given(declareFor([withRules], [people.bo]), pageFailed(3, 'sms', chidi));
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    const voice = incident.paging.escalation.pages.find(({ channel }) => channel === 'voice');
    expect(events.at(-1)).toMatchObject({ type: 'PageAdvanced', page: voice?.key });
  });

  test('do not try a dead channel again, and page the next level once all of them are dead', () => {
    given(
      declareFor([withRules], [people.bo]),
      pageFailed(3, 'sms', chidi),
      pageFailed(4, 'email', chidi),
    )
      .when(pageFailed(5, 'voice', chidi))
      .thenFacts({ type: 'PageFailed' }, { type: 'LevelPaged', level: 2, people: [people.bo] });
  });

  test('leave the level its time when one channel got through', () => {
    given(
      declareFor([withRules], [people.bo]),
      pageSent(2, 'email', chidi),
      pageFailed(3, 'sms', chidi),
    )
      .when(pageFailed(5, 'voice', chidi))
      .thenFacts({ type: 'PageFailed' });
  });
});

describe('a receipt', () => {
  const sent = [declareFor([withRules], [people.bo]), pageSent(1, 'sms', chidi)];

  test('that it arrived is recorded once', () => {
    given(...sent)
      .when(pageDelivered(4, 'sms', chidi))
      .thenFacts({ type: 'PageDelivered' });
    given(...sent, pageDelivered(4, 'sms', chidi))
      .when(pageDelivered(5, 'sms', chidi))
      .thenNothing();
  });

  test('that it did not arrive brings the next channel forward, as a failure does', () => {
    given(...sent)
      .when(pageUndelivered(20, 'sms', chidi))
      .thenFacts(
        { type: 'PageUndelivered', reason: 'the phone is off' },
        { type: 'PageAdvanced', channel: 'voice' },
      );
    // Once, however often it is said.
    const said = pageUndelivered(20, 'sms', chidi)(given(...sent).incident);
    given(...sent, said)
      .when(said)
      .thenNothing();
  });

  test('that it is refused for good stands against an earlier one that it arrived, and no other does', () => {
    const arrived = [...sent, pageDelivered(4, 'sms', chidi)];
    given(...arrived)
      .when(pageUndelivered(20, 'sms', chidi))
      .thenNothing();
    given(...arrived)
      .when(pageUndelivered(20, 'sms', chidi, true))
      .thenFacts({ type: 'PageUndelivered' }, { type: 'PageAdvanced', channel: 'voice' });
  });

  test('that it did not arrive comes too late to matter after the acknowledgement', () => {
    given(...sent, acknowledge(10))
      .when(pageUndelivered(20, 'sms', chidi))
      .thenFacts({ type: 'PageUndelivered' });
  });
});

describe('a person whom nothing reaches', () => {
  test('is skipped now, with the reason', () => {
    given()
      .when(declareFor([unreachable, people.ana], [people.bo]))
      .thenFacts(
        { type: 'IncidentDeclared' },
        {
          type: 'LevelPaged',
          level: 1,
          people: [people.ana],
          skipped: [{ person: 'dana', name: 'Dana', reason: 'the number has opted out' }],
        },
      );
  });

  test('alone on a level costs nobody a minute', () => {
    given()
      .when(declareFor([unreachable], [people.bo]))
      .thenFacts(
        { type: 'IncidentDeclared' },
        { type: 'LevelPaged', level: 1, people: [] },
        {
          type: 'LevelPaged',
          level: 2,
          people: [people.bo],
          reason: 'nobody of level 1 can be reached: the number has opted out',
        },
      );
  });

  test('on the last level starts the ladder again at once', () => {
    given(declareFor([people.ana], [unreachable]))
      .when(wake(minutes(5)))
      .thenFacts(
        { type: 'LevelPaged', level: 2, people: [] },
        { type: 'EscalationExhausted' },
        { type: 'LevelPaged', level: 1, round: 2, people: [people.ana] },
      );
  });

  test('on the last level of an exercise ends it with the level before', () => {
    const drill = { kind: 'drill', announced: false } as const;
    const last = given({ ...declareFor([people.ana], [unreachable]), drill });
    expect(nextDeadline(last.incident)?.text).toBe('ends, unless acknowledged');
    last.when(wake(minutes(5))).thenFacts({ type: 'IncidentResolved' }, { type: 'IncidentClosed' });
  });

  test('everywhere leaves a deadline, so that it is tried again', () => {
    given(declareFor([unreachable], [unreachable])).thenDue('page-next-level', minutes(5));
  });
});

describe('a level that a schedule fills', () => {
  const [first, ...others] = planOf('SEV1').levels;
  if (first === undefined) throw new Error('No level');
  const handOffs = [{ at: later(minutes(3)), people: [people.chidi] }];
  const second = { ...first, name: 'Secondary', people: [people.bo], handOffs };
  const shifting = declare('SEV1', {
    plan: planOf('SEV1', { levels: [first, second, ...others] }),
  });

  test('pages who is on duty when it is paged, not who was when the incident began', () => {
    given(shifting)
      .when(wake(minutes(5)))
      .thenFacts({ type: 'LevelPaged', level: 2, people: [people.chidi] });
  });

  test('pages who stands in, once an override was made', () => {
    const stoodIn = { ...second, handOffs: [{ at: later(minutes(1)), people: [people.emil] }] };
    const plan = planOf('SEV1', { levels: [first, stoodIn, ...others] });
    given(shifting, changeOnCall(60, plan))
      .when(wake(minutes(5)))
      .thenFacts({ type: 'LevelPaged', level: 2, people: [people.emil] });
  });

  test('is left alone by an override that changes nothing', () => {
    given(shifting).when(changeOnCall(60, shifting.plan)).thenNothing();
  });
});

describe('the fallback contact', () => {
  const [first] = planOf('SEV1').levels;
  if (first === undefined) throw new Error('No level');
  const fallback = { ...first, name: 'Fallback', people: [people.emil], isFallback: true as const };
  const declareWith = (repeats: number) =>
    declare('SEV1', { plan: planOf('SEV1', { levels: [first, fallback], repeats }) });

  test('is paged when the policy is exhausted, and then the ladder starts again', () => {
    given(declareWith(1))
      .when(wake(minutes(5)))
      .thenFacts(
        { type: 'EscalationExhausted' },
        { type: 'LevelPaged', levelName: 'Fallback', people: [people.emil] },
      );
    given(declareWith(1), wake(minutes(5)))
      .when(wake(minutes(10)))
      .thenFacts({ type: 'LevelPaged', level: 1, round: 2 });
  });

  test('is not waited for where it cannot be reached', () => {
    const levels = [first, { ...fallback, people: [unreachable] }];
    given(declare('SEV1', { plan: planOf('SEV1', { levels }) }))
      .when(wake(minutes(5)))
      .thenFacts(
        { type: 'EscalationExhausted', round: 1 },
        { type: 'LevelPaged', level: 2, people: [] },
        { type: 'LevelPaged', level: 1, round: 2, people: [people.ana] },
      );
  });

  test('waits until the policy was gone round as often as it says', () => {
    given(declareWith(2))
      .when(wake(minutes(5)))
      .thenFacts({ type: 'EscalationExhausted' }, { type: 'LevelPaged', level: 1, round: 2 });
    given(declareWith(2), wake(minutes(5)))
      .when(wake(minutes(10)))
      .thenFacts({ type: 'EscalationExhausted' }, { type: 'LevelPaged', levelName: 'Fallback' });
  });
});

describe('handing an incident over', () => {
  test('pages the new people as level 1, also after an acknowledgement', () => {
    const after = given(declare(), acknowledge(10))
      .when(reassign(60, people.emil))
      .thenFacts(
        { type: 'IncidentReassigned', by: ana },
        {
          type: 'LevelPaged',
          level: 1,
          round: 2,
          people: [people.emil],
          reason: 'Ana handed it over: it is their database',
        },
      );
    expect(after.phase).toBe('open');
  });

  test('leaves the old ladder behind the new people', () => {
    given(declare(), reassign(60, people.emil))
      .when(wake(60 + minutes(5)))
      .thenFacts({ type: 'LevelPaged', level: 2, people: [people.ana] });
  });

  test('to nobody who can be reached is refused', () => {
    given(declare()).when(reassign(60, unreachable)).thenRefused('nobody-to-page');
    given(declare(), resolve(5)).when(reassign(60, people.bo)).thenRefused('already-resolved');
  });
});

describe('asking somebody by name', () => {
  test('pages them and leaves the ladder where it is', () => {
    const after = given(declare())
      .when(addResponders(60, people.emil))
      .thenFacts({ type: 'RespondersAdded', people: [people.emil], reason: 'knows the pool' });
    expect(after).toMatchObject({ paging: { escalation: { level: 1, round: 1 } } });
  });

  test('pages whoever is tried at a later time alone at once, and then their next channel', () => {
    // Their only device was lost, which came before the others.
    const [, , ...late] = withRules.contacts ?? [];
    const asked = [
      ...[declare(), acknowledge(5)],
      addResponders(60, { ...withRules, contacts: late }),
    ];
    const { incident, events } = given(...asked);
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    const commit = { incidentId: incident.id, version: 1, headline: headlineOf(incident), events };
    const pages = reactions(commit).filter(reaction => reaction.kind === 'page');
    expect(pages.filter(({ purpose }) => purpose === 'help')).toMatchObject([
      { to: { person: 'chidi' }, channel: 'voice', afterSeconds: 0 },
    ]);
    const help = { person: 'chidi', level: 0, round: 0, purpose: 'help' } as const;
    given(...asked)
      .when(pageFailed(61, 'voice', help))
      .thenFacts({ type: 'PageFailed' }, { type: 'PageAdvanced', channel: 'sms' });
  });

  test('tries their next channel when one fails', () => {
    const help = { person: 'chidi', level: 0, round: 0, purpose: 'help' } as const;
    given(declare(), acknowledge(5), addResponders(60, withRules))
      .when(pageFailed(61, 'sms', help))
      .thenFacts({ type: 'PageFailed' }, { type: 'PageAdvanced', channel: 'voice' });
  });

  test('is carried on for each person who was asked, however many were asked for something since', () => {
    const asked = [declare(), acknowledge(5), addResponders(60, withRules)] as const;
    const since = [
      addResponders(62, { ...withRules, person: 'dana', name: 'Dana' }),
      addResponders(63, { ...withRules, person: 'emil', name: 'Emil' }),
    ] as const;
    const help = { person: 'chidi', level: 0, round: 0, purpose: 'help' } as const;
    const advanced = { type: 'PageAdvanced', channel: 'voice', to: withRules, level: 0 } as const;
    given(...asked, ...since)
      .when(pageFailed(64, 'sms', help))
      .thenFacts({ type: 'PageFailed' }, advanced);
    given(...asked, pageSent(61, 'sms', help), ...since)
      .when(pageUndelivered(64, 'sms', help))
      .thenFacts({ type: 'PageUndelivered' }, advanced);
  });

  test('who cannot be reached is skipped with the reason, and refused where nobody else is asked', () => {
    given(declare())
      .when(addResponders(60, people.emil, unreachable))
      .thenFacts({
        type: 'RespondersAdded',
        people: [people.emil],
        skipped: [{ person: 'dana', name: 'Dana', reason: 'the number has opted out' }],
      });
    given(declare()).when(addResponders(60, unreachable)).thenRefused('nobody-to-page');
  });
});
