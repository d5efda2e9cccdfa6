import { describe, expect, test } from 'vitest';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  changeOnCall,
  declare,
  escalate,
  minutes,
  pageFailed,
  pageSent,
  people,
  planOf,
  resolve,
  wake,
  withRules,
} from '../../support/incidents.ts';

const five = minutes(5);

describe('a page that was handed over', () => {
  test('is recorded with the reference of its carrier, once', () => {
    given(declare())
      .when(pageSent(1, 'sms'))
      .thenFacts({ type: 'PageSent', person: 'ana', channel: 'sms', externalId: 'msg-1' });
    given(declare(), pageSent(1, 'sms')).when(pageSent(2, 'sms')).thenNothing();
    given(declare(), pageSent(1, 'sms')).when(pageFailed(2, 'sms')).thenNothing();
  });

  test('does not move the deadline', () => {
    given(declare(), pageSent(10, 'sms')).thenDue('page-next-level', five);
  });
});

describe('a page that could not be sent', () => {
  test('is followed by the next way at the address that the plan knows by now', () => {
    const { phone: _, ...withoutNumber } = withRules;
    const [level] = planOf('SEV1').levels;
    if (level === undefined) throw new Error('No level');
    const before = planOf('SEV1', { levels: [{ ...level, people: [withoutNumber] }] });
    const since = planOf('SEV1', { levels: [{ ...level, people: [withRules] }] });
    given(declare('SEV1', { plan: before }), changeOnCall(1, since))
      .when(pageFailed(3, 'email', { person: 'chidi' }))
      .thenFacts({ type: 'PageFailed' }, { type: 'PageAdvanced', to: withRules });
  });

  test('is followed by the next way of its own level, whatever an earlier one knows of the same person', () => {
    const { phone: _, ...withoutNumber } = withRules;
    const [first, second] = planOf('SEV1').levels;
    if (first === undefined || second === undefined) throw new Error('No two levels');
    const lead = { ...second, people: [withRules] };
    const before = planOf('SEV1', { levels: [first, lead] });
    const since = planOf('SEV1', { levels: [{ ...first, people: [withoutNumber] }, lead] });
    given(declare('SEV1', { plan: before }), escalate(1), changeOnCall(2, since))
      .when(pageFailed(3, 'email', { person: 'chidi', level: 2 }))
      .thenFacts({ type: 'PageFailed' }, { type: 'PageAdvanced', level: 2, to: withRules });
  });

  test('waits for the other channel', () => {
    given(declare())
      .when(pageFailed(1, 'sms'))
      .thenFacts({ type: 'PageFailed', reason: 'opted out' });
    given(declare(), pageSent(1, 'sms'))
      .when(pageFailed(2, 'email'))
      .thenFacts({ type: 'PageFailed' });
    given(declare(), pageFailed(1, 'sms'))
      .when(pageSent(2, 'email'))
      .thenFacts({ type: 'PageSent' });
  });

  test('on every channel of everybody pages the next level at once', () => {
    given(declare(), pageFailed(1, 'sms'))
      .when(pageFailed(2, 'email'))
      .thenFacts(
        { type: 'PageFailed' },
        {
          type: 'LevelPaged',
          level: 2,
          round: 1,
          people: [people.bo],
          purpose: 'acknowledge',
          reason: 'nobody of level 1 could be reached: opted out',
        },
      );
    given(declare(), pageFailed(1, 'sms'), pageFailed(2, 'email')).thenDue(
      'page-next-level',
      2 + five,
    );
  });

  test('waits for the other people of the level', () => {
    const [first, ...others] = planOf('SEV1').levels;
    if (first === undefined) throw new Error('No level');
    const levels = [{ ...first, people: [people.ana, people.emil] }, ...others];
    const pair = declare('SEV1', { plan: planOf('SEV1', { levels }) });
    const emil = { person: 'emil' };
    given(pair, pageFailed(1, 'sms'), pageFailed(1, 'email'), pageFailed(1, 'sms', emil))
      .when(pageSent(2, 'email', emil))
      .thenFacts({ type: 'PageSent' });
    given(pair, pageFailed(1, 'sms'), pageFailed(1, 'email'), pageFailed(1, 'sms', emil))
      .when(pageFailed(2, 'email', emil))
      .thenFacts({ type: 'PageFailed' }, { type: 'LevelPaged', level: 2 });
  });

  test('waits for whoever one message reached, though a later one by the same way did not', () => {
    const [level, second] = planOf('SEV1').levels;
    if (level === undefined || second === undefined) throw new Error('No two levels');
    const plan = planOf('SEV1', { levels: [{ ...level, people: [withRules] }, second] });
    const chidi = { person: 'chidi' };
    const failed = [pageFailed(2, 'email', chidi), pageFailed(3, 'voice', chidi)];
    given(declare('SEV1', { plan }), pageSent(1, 'sms', chidi), ...failed)
      .when(pageFailed(4, 'sms', chidi))
      .thenFacts({ type: 'PageFailed' });
  });

  test('counts only ways of reaching a person that exist', () => {
    const [first, ...others] = planOf('SEV1').levels;
    if (first === undefined) throw new Error('No level');
    const levels = [{ ...first, people: [{ person: 'ana', name: 'Ana', phone: '+15555550101' }] }];
    given(declare('SEV1', { plan: planOf('SEV1', { levels: [...levels, ...others] }) }))
      .when(pageFailed(1, 'sms'))
      .thenFacts({ type: 'PageFailed' }, { type: 'LevelPaged', level: 2 });
  });

  test('recorded twice counts once', () => {
    given(declare(), pageFailed(1, 'sms')).when(pageFailed(2, 'sms')).thenNothing();
  });
});

describe('when nobody at all can be reached', () => {
  const failed = (seconds: number, level: number, person: string, round = 1) => [
    pageFailed(seconds, 'sms', { level, person, round }),
    pageFailed(seconds, 'email', { level, person, round }),
  ];
  const everybody = [
    declare(),
    ...failed(1, 1, 'ana'),
    ...failed(2, 2, 'bo'),
    ...failed(3, 3, 'chidi'),
    ...failed(4, 4, 'dana'),
  ];

  test('all five levels are tried at once, and the last waits for its own deadline', () => {
    expect(given(...everybody).incident).toMatchObject({
      paging: { escalation: { level: 5, round: 1 } },
    });
    given(...everybody, pageFailed(5, 'sms', { level: 5, person: 'emil' }))
      .when(pageFailed(5, 'email', { level: 5, person: 'emil' }))
      .thenFacts({ type: 'PageFailed' });
    given(...everybody, ...failed(5, 5, 'emil')).thenDue('page-next-level', 4 + five);
  });

  test('the next round tries them all again', () => {
    given(...everybody, ...failed(5, 5, 'emil'))
      .when(wake(4 + five))
      .thenFacts({ type: 'EscalationExhausted' }, { type: 'LevelPaged', level: 1, round: 2 });
    given(
      ...everybody,
      ...failed(5, 5, 'emil'),
      wake(4 + five),
      pageFailed(4 + five, 'sms', { round: 2 }),
    )
      .when(pageFailed(4 + five, 'email', { round: 2 }))
      .thenFacts({ type: 'PageFailed' }, { type: 'LevelPaged', level: 2, round: 2 });
  });
});

describe('an outcome that comes too late to matter', () => {
  test('of an earlier level is only recorded', () => {
    given(declare(), wake(five), pageFailed(five + 1, 'sms'))
      .when(pageFailed(five + 2, 'email'))
      .thenFacts({ type: 'PageFailed', level: 1 });
  });

  test('of an earlier round is only recorded', () => {
    const levels = planOf('SEV1').levels.slice(0, 2);
    const short = declare('SEV1', { plan: planOf('SEV1', { levels }) });
    given(short, pageFailed(1, 'sms'), wake(five), wake(2 * five))
      .when(pageFailed(2 * five + 1, 'email'))
      .thenFacts({ type: 'PageFailed', round: 1 });
  });

  test('after the acknowledgement is only recorded', () => {
    given(declare(), pageFailed(1, 'sms'), acknowledge(2))
      .when(pageFailed(3, 'email'))
      .thenFacts({ type: 'PageFailed' });
  });

  test('after the resolution is only recorded', () => {
    given(declare(), pageFailed(1, 'sms'), resolve(2))
      .when(pageFailed(3, 'email'))
      .thenFacts({ type: 'PageFailed' });
  });
});

describe('help that could not be called', () => {
  const help = { level: 2, person: 'bo', purpose: 'help' } as const;
  const asked = [declare(), acknowledge(5), escalate(10), pageFailed(11, 'sms', help)] as const;

  test('is called from the next level at once', () => {
    given(...asked)
      .when(pageFailed(12, 'email', help))
      .thenFacts(
        { type: 'PageFailed' },
        { type: 'LevelPaged', level: 3, purpose: 'help', people: [people.chidi] },
      );
  });

  test('and a reminder that could not be sent pages nobody', () => {
    const reminder = { level: 0, round: 0, purpose: 'update-reminder' } as const;
    given(declare(), acknowledge(0), wake(minutes(10)), pageFailed(minutes(10), 'sms', reminder))
      .when(pageFailed(minutes(10), 'email', reminder))
      .thenFacts({ type: 'PageFailed' });
  });
});
