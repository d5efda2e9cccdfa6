import { describe, expect, test } from 'vitest';
import { pageExpiry } from '#core/incident/headline.ts';
import { undeclared } from '#core/incident/incident.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { pageGuard, stillWanted } from '#core/paging/still-wanted.ts';
import { given, type Step } from '../../support/given.ts';
import {
  acknowledge,
  assign,
  attach,
  bo,
  changeSeverity,
  clear,
  declare,
  escalate,
  hours,
  minutes,
  pageFailed,
  pageSent,
  people,
  planOf,
  postUpdate,
  reopen,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { later, pageOf, start } from '../../support/samples.ts';

const wanted = { wanted: true };
const unwanted = (reason: string) => ({ wanted: false, reason });

/** Whether the page is still wanted after all this, asked at this second. */
function verdict(lived: Step[], about: Partial<PageReaction>, seconds: number) {
  const page = pageOf(given(declare()).incident, about);
  return stillWanted(given(...lived).incident, page, later(seconds));
}

describe('a page to acknowledge', () => {
  test('is wanted while nobody did, also by level 1 when level 2 is paged already', () => {
    expect(verdict([declare()], {}, 1)).toEqual(wanted);
    expect(verdict([declare(), wake(minutes(5))], {}, minutes(5))).toEqual(wanted);
  });

  test('by a later way is over once the next level is paged, which says so', () => {
    const delayed = { afterSeconds: 120 };
    expect(verdict([declare()], delayed, 120)).toEqual(wanted);
    const escalated = [declare(), wake(minutes(5))];
    expect(verdict(escalated, delayed, minutes(5))).toEqual(
      unwanted('level 2 was paged at 2026-11-23T02:19:00.000Z'),
    );
    const ofLevel2 = { ...delayed, level: 2, decidedAt: later(minutes(5)) };
    expect(verdict(escalated, ofLevel2, minutes(7))).toEqual(wanted);
  });

  test('is wanted while its alerts are clear but it is not resolved', () => {
    expect(verdict([declare(), clear(1, 'host-a')], {}, 2)).toEqual(wanted);
  });

  test('is over once somebody acknowledged, and says who', () => {
    expect(verdict([declare(), acknowledge(1)], {}, 2)).toEqual(
      unwanted('Ana acknowledged it at 2026-11-23T02:14:01.000Z'),
    );
  });

  test('is over once it is resolved, and says who', () => {
    expect(verdict([declare(), resolve(1, bo)], {}, 2)).toEqual(
      unwanted('Bo resolved it at 2026-11-23T02:14:01.000Z'),
    );
    expect(verdict([declare(), resolve(1, bo), wake(hours(1))], {}, hours(1))).toMatchObject({
      wanted: false,
    });
  });

  test('is over once a newer round pages', () => {
    const raised = [declare('SEV2'), changeSeverity(1, 'SEV1')];
    expect(verdict(raised, {}, 2)).toEqual(unwanted('the escalation started again since'));
    expect(verdict(raised, { round: 2 }, 2)).toEqual(wanted);
    expect(verdict([declare(), resolve(1), reopen(2)], {}, 3)).toMatchObject({ wanted: false });
  });

  test('is over once it became a ticket', () => {
    expect(verdict([declare(), changeSeverity(1, 'SEV4')], {}, 2)).toEqual(
      unwanted('it is a ticket now'),
    );
  });
});

describe('a call for help', () => {
  test('is wanted until it is over, whoever acknowledged', () => {
    const help = { purpose: 'help', level: 2 } as const;
    expect(verdict([declare(), acknowledge(1), escalate(2)], help, 3)).toEqual(wanted);
    expect(verdict([declare(), acknowledge(1), escalate(2), resolve(3)], help, 4)).toMatchObject({
      wanted: false,
    });
  });
});

describe.each(['update-reminder', 'update-missed'] as const)('a page for %s', purpose => {
  const about = { purpose, decidedAt: later(minutes(10)) };
  const owing = [declare(), acknowledge(0)];

  test('is wanted until an update is posted', () => {
    expect(verdict(owing, about, minutes(10))).toEqual(wanted);
    expect(verdict([...owing, postUpdate(minutes(10))], about, minutes(11))).toEqual(
      unwanted('an update was posted at 2026-11-23T02:24:00.000Z'),
    );
  });

  test('is not answered by an update that was posted before it', () => {
    expect(verdict([...owing, postUpdate(minutes(9))], about, minutes(10))).toEqual(wanted);
  });

  test('is over when it is open again', () => {
    expect(verdict([...owing, resolve(60), reopen(90)], about, minutes(11))).toEqual(
      unwanted('it is no longer acknowledged'),
    );
  });
});

describe('a page that tells of an acknowledgement that was taken back', () => {
  const strict = declare('SEV1', { plan: planOf('SEV1', { unacknowledgeForgotten: true }) });
  const lapsed = [strict, acknowledge(0), wake(minutes(10)), wake(minutes(15))];
  const about = { purpose: 'taken-back', decidedAt: later(minutes(15)) } as const;

  test('is wanted until somebody has it again', () => {
    expect(verdict(lapsed, about, minutes(15))).toEqual(wanted);
    expect(verdict([...lapsed, acknowledge(minutes(16), bo)], about, minutes(16))).toEqual(
      unwanted('somebody acknowledged it meanwhile'),
    );
  });
});

describe('a page for roles that nobody has', () => {
  const about = { purpose: 'fill-roles', decidedAt: later(60) } as const;
  const others = [
    assign(61, 'technicalLead', people.bo),
    assign(61, 'communicationsLead', people.chidi),
    assign(61, 'scribe', people.dana),
  ];

  test('is wanted until the last of them is filled', () => {
    expect(verdict([declare(), acknowledge(0)], about, 60)).toEqual(wanted);
    expect(verdict([declare(), acknowledge(0), ...others.slice(1)], about, 61)).toEqual(wanted);
    expect(verdict([declare(), acknowledge(0), ...others], about, 61)).toEqual(
      unwanted('every role was filled meanwhile'),
    );
  });

  test('is over when nobody has the incident any more', () => {
    expect(verdict([declare(), acknowledge(0), resolve(70), reopen(80)], about, 81)).toEqual(
      unwanted('it is no longer acknowledged'),
    );
  });
});

describe('any page', () => {
  test('is too old after four hours, not a moment sooner', () => {
    expect(pageExpiry(start)).toBe(later(hours(4)));
    expect(verdict([declare()], {}, hours(4) - 0.001)).toEqual(wanted);
    expect(verdict([declare()], {}, hours(4))).toEqual(
      unwanted('it was decided at 2026-11-23T02:14:00.000Z and is too old to be of use'),
    );
  });

  test('about nothing is not wanted', () => {
    const page = pageOf(given(declare()).incident);
    expect(stillWanted(undeclared, page, start)).toEqual(unwanted('the incident does not exist'));
    expect(pageGuard(undeclared)).toBe('undeclared');
  });
});

describe('the guard that a page is claimed against', () => {
  const guard = (...lived: Step[]) => pageGuard(given(...lived).incident);

  test.each([
    ['an acknowledgement', acknowledge(1)],
    ['a resolution', resolve(1)],
    ['an update', postUpdate(1)],
    ['a worse severity', changeSeverity(1, 'SEV1')],
    ['a ticket', changeSeverity(1, 'SEV3')],
    ['the next level', wake(minutes(15))],
  ])('changes with %s', (_what, command) => {
    expect(guard(declare('SEV2'), command)).not.toBe(guard(declare('SEV2')));
  });

  test.each([
    ['the outcome of another page', pageSent(1, 'sms')],
    ['the failure of another page', pageFailed(1, 'sms')],
    ['a storm of alerts', attach(1, 'host-b')],
  ])('is not changed by %s', (_what, command) => {
    expect(guard(declare(), command)).toBe(guard(declare()));
  });

  test('reads as it always did: it lies beside each incident that runs while a new version is deployed', () => {
    // One that reads otherwise is no longer the one that is stored, and nobody is paged until something else is committed.
    expect(guard(declare())).toBe('open/1/1/4/');
    const answered = [declare(), acknowledge(1), postUpdate(2)] as const;
    expect(guard(...answered)).toBe('acknowledged/1/1/3/2026-11-23T02:14:02.000Z');
  });
});
