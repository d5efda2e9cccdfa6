import { describe, expect, test } from 'vitest';
import type { IncidentCommand } from '#core/incident/commands.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { delaySecondsOf, type Reaction, reactions } from '#core/reactions.ts';
import { commitAfter, dispatched, given, type Step } from '../support/given.ts';
import {
  acknowledge,
  addNote,
  ana,
  archive,
  assign,
  attach,
  changeSeverity,
  clear,
  declare,
  escalate,
  minutes,
  pageFailed,
  pageSent,
  people,
  planOf,
  postUpdate,
  reopen,
  resolve,
  wake,
} from '../support/incidents.ts';
import { firstId, later, start } from '../support/samples.ts';

/** `sms ana`, `notice bo: subject`, `stakeholders: subject`, `archive`: who is told what, in order. */
function told(reaction: Reaction): string {
  switch (reaction.kind) {
    case 'page':
      return `${reaction.channel} ${reaction.to.person}: ${reaction.purpose}`;
    case 'notice':
      return `notice ${reaction.to.person}: ${reaction.notice.subject}`;
    case 'stakeholders':
      return `stakeholders: ${reaction.notice.subject}`;
    case 'action-item':
      return `action item ${reaction.added.item}`;
    case 'issue':
      return `issue of ${reaction.item}`;
    case 'figures':
      return 'figures';
    case 'chat':
      return 'chat';
    case 'status-page':
    case 'customers':
      return reaction.kind;
    case 'archive':
      return `archive${reaction.occasion === undefined ? '' : ` ${reaction.occasion}`}, attempt ${reaction.attempt}`;
    default:
      return reaction satisfies never;
  }
}

const follows = (before: readonly Step[], command: Step) =>
  reactions(commitAfter(before, command)).map(told);

const sev1 = '[SEV1] INC-2026-001';
const acknowledged = [declare(), acknowledge(0)] as const;
/** Ana was paged and answered, Bo was called for help. */
const both = [...acknowledged, escalate(10)] as const;

describe('what the world is told when', () => {
  test('an incident that pages is declared', () => {
    expect(follows([], declare())).toEqual([
      'stakeholders: [SEV1] Production Incident - Payments',
      'archive declared, attempt 1',
      'sms ana: acknowledge',
      'email ana: acknowledge',
    ]);
  });

  test('an announced drill begins: all whom it may page, before anybody else hears of it', () => {
    const drill = (announced: boolean, kind: 'drill' | 'test-page' = 'drill') =>
      follows([], declare('SEV1', { drill: { kind, announced } }));
    const announcement = 'DRILL [SEV1] INC-2026-001 An exercise has begun';
    const pages = ['sms ana: acknowledge', 'email ana: acknowledge'];
    expect(drill(true)).toEqual([
      ...['ana', 'bo', 'chidi', 'dana', 'emil'].map(person => `notice ${person}: ${announcement}`),
      ...pages,
    ]);
    expect(drill(false)).toEqual(pages);
    expect(drill(true, 'test-page')).toEqual(pages);
  });

  test('a ticket is opened (R4)', () => {
    expect(follows([], declare('SEV3'))).toEqual([
      'archive declared, attempt 1',
      'notice ana: [SEV3] INC-2026-001 Ticket: Payment processing down',
    ]);
  });

  test('the next level is paged', () => {
    expect(follows([declare()], wake(minutes(5)))).toEqual([
      'sms bo: acknowledge',
      'email bo: acknowledge',
    ]);
  });

  test('the ladder starts again: the pages, and nothing of its own', () => {
    const levels = planOf('SEV1').levels.slice(0, 1);
    const short = declare('SEV1', { plan: planOf('SEV1', { levels }) });
    expect(follows([short], wake(minutes(5)))).toEqual([
      'sms ana: acknowledge',
      'email ana: acknowledge',
    ]);
  });

  test('somebody acknowledges: the others who were paged', () => {
    expect(follows([declare()], acknowledge(60))).toEqual([]);
    expect(follows([declare(), wake(minutes(5))], acknowledge(minutes(6)))).toEqual([
      `notice bo: ${sev1} Ana acknowledged and is responding`,
    ]);
  });

  test('help is called', () => {
    expect(follows(acknowledged, escalate(10))).toEqual(['sms bo: help', 'email bo: help']);
  });

  test('an update is posted: everybody but who posted it (R9, R10)', () => {
    expect(follows(both, postUpdate(60))).toEqual([
      `notice bo: ${sev1} Update: Investigating root cause`,
      `stakeholders: ${sev1} Update: Investigating root cause`,
    ]);
  });

  test('an update is due soon: its owner, on every way', () => {
    expect(follows(acknowledged, wake(minutes(10)))).toEqual([
      'sms ana: update-reminder',
      'email ana: update-reminder',
    ]);
  });

  test('an update was missed: the next level', () => {
    expect(follows([...acknowledged, wake(minutes(10))], wake(minutes(15)))).toEqual([
      'sms bo: update-missed',
      'email bo: update-missed',
    ]);
  });

  test('it gets worse: everybody, and level 1 is paged again', () => {
    expect(follows([declare('SEV2')], changeSeverity(60, 'SEV1'))).toEqual([
      `notice ana: ${sev1} Severity changed from SEV2 to SEV1`,
      `stakeholders: ${sev1} Severity changed from SEV2 to SEV1`,
      'sms ana: acknowledge',
      'email ana: acknowledge',
    ]);
  });

  test('it gets better: also those who hear of what was as bad', () => {
    const found = reactions(commitAfter([declare()], changeSeverity(60, 'SEV3')));
    expect(found.filter(({ kind }) => kind === 'stakeholders')).toMatchObject([
      { severity: 'SEV3', was: 'SEV1' },
    ]);
  });

  test('it is resolved: everybody, and the evidence is archived (R22)', () => {
    expect(follows(both, resolve(60))).toEqual([
      `notice ana: ${sev1} Resolved by Ana`,
      `notice bo: ${sev1} Resolved by Ana`,
      `stakeholders: ${sev1} Resolved by Ana`,
      'archive, attempt 1',
    ]);
  });

  test('it is reopened: everybody, and level 1 is paged', () => {
    expect(follows([...both, resolve(60)], reopen(90))).toEqual([
      `notice ana: ${sev1} Reopened: customers still cannot pay`,
      `notice bo: ${sev1} Reopened: customers still cannot pay`,
      `stakeholders: ${sev1} Reopened: customers still cannot pay`,
      'sms ana: acknowledge',
      'email ana: acknowledge',
    ]);
  });

  test('the watch ends: the all-clear (R17)', () => {
    expect(follows([...both, resolve(60)], wake(60 + minutes(30)))).toEqual([
      `notice ana: ${sev1} All clear. Stand down; thank you.`,
      `notice bo: ${sev1} All clear. Stand down; thank you.`,
      `stakeholders: ${sev1} All clear. Stand down; thank you.`,
      'figures',
    ]);
  });

  test.each([
    ['a page was sent', pageSent(60, 'sms', { level: 2, person: 'bo', purpose: 'help' })],
    ['a page failed', pageFailed(60, 'sms', { level: 2, person: 'bo', purpose: 'help' })],
    ['a role is assigned', assign(60, 'scribe', people.bo)],
    ['a note is added', addNote(60)],
    ['an alert joins', attach(60, 'host-b')],
    ['an alert clears', clear(60, 'host-a')],
  ])('%s: nothing', (_what, command) => {
    expect(follows(both, command)).toEqual([]);
  });
});

describe('the all-clear', () => {
  const body = (...before: Step[]) => {
    const [first] = reactions(commitAfter([...before, resolve(60)], wake(60 + minutes(30))));
    return first?.kind === 'notice' ? first.notice.body.split('\n').slice(3) : [];
  };

  test('repeats the resolution and counts what never cleared', () => {
    expect(body(declare(), clear(30, 'host-a'))).toEqual(['Resolution: Restarted the pool.']);
    expect(body(declare())).toEqual([
      'Resolution: Restarted the pool.',
      '1 alert never said that it cleared.',
    ]);
    expect(body(declare(), attach(30, 'host-b'))).toEqual([
      'Resolution: Restarted the pool.',
      '2 alerts never said that they cleared.',
    ]);
  });
});

describe('the archive', () => {
  const resolved = [declare(), resolve(60)] as const;

  test('that is complete is done', () => {
    expect(follows(resolved, archive(90, []))).toEqual([]);
  });

  test('that lacks something is tried again, five times at most', () => {
    expect(follows(resolved, archive(90, ['metrics: throttled']))).toEqual(['archive, attempt 2']);
    expect(follows(resolved, archive(90, ['metrics: throttled'], 4))).toEqual([
      'archive, attempt 5',
    ]);
    expect(follows(resolved, archive(90, ['metrics: throttled'], 5))).toEqual([]);
  });

  test('of the beginning lets logs and metrics arrive first, and asks for nothing twice', () => {
    const [captured] = reactions(commitAfter([], declare('SEV3')));
    expect(captured).toMatchObject({ kind: 'archive', occasion: 'declared' });
    expect(captured && delaySecondsOf(captured)).toBe(60);
    const incomplete = { ...archive(90, ['metrics: throttled']), occasion: 'declared' } as const;
    expect(follows([declare()], incomplete as IncidentCommand)).toEqual([]);
  });

  test('asks only for what is missing, in the name of whoever asked', () => {
    const asked = { at: later(80), by: ana, wanted: ['logs' as const] };
    const about = { occasion: 'asked', asked, again: ['logs:/aws/lambda/a'] } as const;
    const incomplete = { ...archive(90, ['logs: throttled']), ...about } as IncidentCommand;
    expect(reactions(commitAfter([declare(), resolve(60)], incomplete))).toMatchObject([
      { attempt: 2, occasion: 'asked', asked, sources: ['logs:/aws/lambda/a'] },
    ]);
  });

  test('is not tried again for what nobody has', () => {
    const cut = { ...archive(90, ['changes: too many']), again: [] } as IncidentCommand;
    expect(follows(resolved, cut)).toEqual([]);
  });

  test('waits two minutes longer before each repetition; everything else goes at once', () => {
    const delays = [1, 2, 3].map(attempt =>
      delaySecondsOf({ kind: 'archive', key: 'k', incidentId: firstId, attempt }),
    );
    expect(delays).toEqual([0, 120, 240]);
    expect(reactions(commitAfter([declare()], wake(minutes(5)))).map(delaySecondsOf)).toEqual([
      0, 0,
    ]);
  });
});

describe('a page', () => {
  test('carries everything that sending it needs', () => {
    const sms = reactions(commitAfter([], declare())).find(({ kind }) => kind === 'page');
    expect(sms).toEqual({
      kind: 'page',
      key: 'INC-2026-001#1795400040000#acknowledge#1.1#ana#0',
      incident: commitAfter([], declare()).headline,
      to: people.ana,
      channel: 'sms',
      level: 1,
      levelName: 'On-call Engineer',
      round: 1,
      purpose: 'acknowledge',
      reason: 'SEV1: payments fail',
      decidedAt: start,
      afterSeconds: 0,
      attempt: 1,
    });
  });

  test("that reminds says of which update, in the team's own time", () => {
    const plan = planOf('SEV1', { timeZone: 'America/New_York' });
    const [sms] = reactions(
      commitAfter([declare('SEV1', { plan }), acknowledge(0)], wake(minutes(10))),
    );
    expect(sms).toMatchObject({
      dueAt: later(minutes(15)),
      reason: 'the next update is due at 21:29 EST',
    });
  });

  test('goes only where a person can be reached', () => {
    const [first, ...others] = planOf('SEV1').levels;
    if (first === undefined) throw new Error('No level');
    const reached = [
      { person: 'a', name: 'A', phone: '+15555550107' },
      { person: 'b', name: 'B', email: 'b@example.com' },
    ];
    const levels = [{ ...first, people: reached }, ...others];
    expect(follows([], declare('SEV1', { plan: planOf('SEV1', { levels }) })).slice(2)).toEqual([
      'sms a: acknowledge',
      'email b: acknowledge',
    ]);
    const ticket = declare('SEV3', { plan: planOf('SEV3', { levels }) });
    expect(follows([], ticket).map(text => text.split(':')[0])).toContain('notice b');
  });
});

describe('stakeholders (R10)', () => {
  test('are told with the severity and the service that their filter needs', () => {
    const [first] = reactions(commitAfter([], declare()));
    expect(first).toMatchObject({ kind: 'stakeholders', severity: 'SEV1', service: 'payments' });
    expect(first?.key).toBe('INC-2026-001#1#0');
  });
});

describe('keys', () => {
  const { after, events } = (() => {
    const life = given(...both, resolve(60));
    return { after: life.incident, events: life.events };
  })();

  test('are the same however often they are worked out, and differ within and between commits', () => {
    const keysOf = (version: number, kind: Reaction['kind']) =>
      reactions(dispatched(events, after, version))
        .filter(reaction => reaction.kind === kind)
        .map(({ key }) => key);
    expect(keysOf(7, 'notice')).toEqual(keysOf(7, 'notice'));
    const all = [...keysOf(7, 'notice'), ...keysOf(8, 'notice')];
    expect(new Set(all).size).toBe(all.length);
    // A page is known by its decision, in whatever commit that stands.
    expect(keysOf(7, 'page')).toEqual(keysOf(8, 'page'));
    expect(new Set(keysOf(7, 'page')).size).toBe(keysOf(7, 'page').length);
    expect(keysOf(7, 'stakeholders')[0]).toBe('INC-2026-001#7#0');
  });

  test('survive the queue: a commit that was stored as text gives the same reactions', () => {
    const original = dispatched(events, after);
    expect(reactions(JSON.parse(JSON.stringify(original)))).toEqual(reactions(original));
  });
});

test('who could approve an action hears of it, also who is not on the incident yet', () => {
  const { incident } = given(declare());
  const asked: IncidentEvent = {
    ...{ type: 'ActionRequested', at: later(60), by: ana, approveBefore: later(3660) },
    ...{ run: 'act_1', action: 'cache:clear:all', service: 'payments', reason: 'Old prices' },
    ...{ changes: [], people: [people.ana, people.bo] },
  };
  const reacted = reactions(dispatched([asked], incident));
  expect(reacted).toMatchObject([{ kind: 'notice', to: { person: 'bo' } }]);
  const [notice] = reacted;
  expect(notice?.kind === 'notice' && notice.notice.body).toContain(
    'tocsin action:approve --id=act_1',
  );
});
