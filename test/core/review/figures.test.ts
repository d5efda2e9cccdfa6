import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { clocksIn, type IncidentFigures, incidentFigures } from '#core/review/incident-figures.ts';
import { spreadOf, statistics } from '#core/review/statistics.ts';
import { instant } from '#core/time/instant.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  assign,
  attachFinding,
  bo,
  changeSeverity,
  declare,
  minutes,
  pageSent,
  people,
  postUpdate,
  reopen,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

function figuresOf(...life: Parameters<typeof given>) {
  const { incident, events } = given(...life);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return incidentFigures(incident, [{ events }], clocksIn(undefined));
}

const declared = (change: object = {}): IncidentCommand => {
  const command = declare();
  const origin = { ...command.origin, startedAt: later(-120) };
  return { ...command, origin, ...change } as IncidentCommand;
};

describe('the figures of an incident (R24)', () => {
  test('are the times to detection, acknowledgement, first update and resolution', () => {
    expect(figuresOf(declared(), acknowledge(200), postUpdate(400), resolve(3600))).toMatchObject({
      detectSeconds: 120,
      acknowledgeSeconds: 200,
      firstUpdateSeconds: 400,
      resolveSeconds: 3600,
      target: { seconds: 300, isMet: true },
    });
  });

  test('say that the response time was missed', () => {
    expect(figuresOf(declared(), wake(minutes(5)), acknowledge(301))?.target?.isMet).toBe(false);
    expect(figuresOf(declared(), resolve(10))?.target).toEqual({ seconds: 300, isMet: false });
    expect(figuresOf(declared())?.target).toBeUndefined();
  });

  test('say so as well while nobody has answered yet, once the time is over', () => {
    const { incident, events } = given(declared());
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    const targetAt = (seconds: number) =>
      incidentFigures(incident, [{ events }], clocksIn(undefined), later(seconds))?.target;
    expect(targetAt(300)).toBeUndefined();
    expect(targetAt(301)).toEqual({ seconds: 300, isMet: false });
  });

  test('hold the answer against the severity that the incident had when it came, whatever it had later', () => {
    const late = [declared(), wake(minutes(5)), acknowledge(minutes(20))] as const;
    const target = { seconds: 300, isMet: false };
    expect(figuresOf(...late, changeSeverity(minutes(40), 'SEV3'))?.target).toEqual(target);
    expect(figuresOf(...late, changeSeverity(minutes(40), 'SEV4'))?.target).toEqual(target);
    const inTime = [declare('SEV3'), acknowledge(minutes(20))] as const;
    expect(figuresOf(...inTime, changeSeverity(minutes(40), 'SEV1'))?.target).toEqual({
      seconds: 3600,
      isMet: true,
    });
  });

  test('give whoever is paged anew, because it got worse, the time of what it is now', () => {
    const worse = [declare('SEV4'), changeSeverity(minutes(90), 'SEV1')] as const;
    expect(figuresOf(...worse, acknowledge(minutes(93)))?.target).toEqual({
      seconds: minutes(95),
      isMet: true,
    });
    expect(figuresOf(...worse, acknowledge(minutes(96)))?.target?.isMet).toBe(false);
    // What was missed before stays missed, and what was promised before is kept.
    const before = [declare('SEV2'), changeSeverity(minutes(20), 'SEV1')] as const;
    expect(figuresOf(...before, acknowledge(minutes(21)))?.target?.isMet).toBe(false);
    const close = [declare('SEV2'), changeSeverity(minutes(14), 'SEV1')] as const;
    expect(figuresOf(...close, acknowledge(minutes(16)))?.target?.isMet).toBe(false);
    // What gets better goes on from where it was.
    const better = [declare('SEV1'), changeSeverity(minutes(4), 'SEV2')] as const;
    expect(figuresOf(...better, acknowledge(minutes(10)))?.target).toEqual({
      seconds: minutes(15),
      isMet: true,
    });
  });

  test('count everybody involved once, from when they were', () => {
    const figures = figuresOf(
      declared(),
      wake(minutes(5)),
      acknowledge(minutes(10), bo),
      assign(minutes(20), 'technicalLead', people.chidi),
      resolve(minutes(30)),
    );
    // Ana from the start, Bo from the fifth minute, Chidi from the twentieth.
    expect(figures).toMatchObject({ people: 3, personMinutes: 30 + 25 + 10, escalations: 1 });
  });

  test('leave out the time for which it was over, until it was opened again', () => {
    const again = figuresOf(
      declared(),
      acknowledge(minutes(2)),
      resolve(minutes(30)),
      reopen(minutes(40)),
      acknowledge(minutes(45)),
      resolve(minutes(60)),
    );
    // Ana from the start, Bo, who opened it again, from then on.
    expect(again).toMatchObject({ resolveSeconds: minutes(50), personMinutes: 50 + 20 });
  });

  test('count pages at night and at weekends by the clocks of the team', () => {
    // 02:14 on a Monday in UTC.
    expect(figuresOf(declared(), pageSent(1, 'sms'))).toMatchObject({
      pages: 1,
      pagesAtNight: 1,
      pagesAtWeekends: 0,
    });
    // One person is woken once, however many messages that takes, and by their own clock where it is known.
    const twice = given(declared(), pageSent(1, 'sms'), pageSent(2, 'email'));
    if (twice.incident.phase === 'undeclared') throw new Error('Not declared');
    const own = incidentFigures(twice.incident, [{ events: twice.events }], () => 'Asia/Tokyo');
    expect(own).toMatchObject({ pages: 1, pagesAtNight: 0 });
    const command = declare();
    const plan = { ...command.plan, timeZone: 'America/New_York' };
    expect(figuresOf(declared({ plan }), pageSent(1, 'sms'))).toMatchObject({
      pagesAtNight: 0,
      pagesAtWeekends: 1,
    });
  });

  test('of an exercise there are none', () => {
    const drill = { kind: 'drill', announced: false };
    expect(figuresOf(declared({ drill }), acknowledge(5))).toBeUndefined();
  });
});

test('a count or a sum that no number holds is no figure: added up it would be none', () => {
  const lost = { amount: 1e300, currency: 'USD' };
  const huge = figuresOf(declare(), attachFinding(60, { usersAffected: 1e308, revenueLost: lost }));
  expect(huge).not.toHaveProperty('usersAffected');
  expect(huge).not.toHaveProperty('revenueLost');
});

describe('figures over time', () => {
  const waking = (...messages: string[]) => ({
    ...{ person: 'ana', at: instant('2026-11-01T03:00:00.000Z'), messages },
    ...{ isNight: true, isWeekend: false },
  });
  const one = (change: Partial<IncidentFigures>): IncidentFigures => ({
    id: 'INC-2026-001',
    service: 'payments',
    team: 'Commerce',
    severity: 'SEV1',
    declaredAt: instant('2026-11-01T03:00:00.000Z'),
    people: 2,
    involved: ['ana', 'bo'],
    pages: 1,
    pagesAtNight: 1,
    pagesAtWeekends: 0,
    woken: [waking()],
    escalations: 0,
    ...change,
  });

  test('are told by median and percentile, with what was measured', () => {
    const times = [10, 20, 30, 40, 1000].map(resolveSeconds => one({ resolveSeconds }));
    const other = one({ involved: ['ana', 'chidi'] });
    const [all] = statistics([...times, other], 'all', 'UTC');
    expect(all).toMatchObject({
      incidents: 6,
      resolve: { count: 5, median: 30, p90: 616, longest: 1000, mean: 220 },
      // Whoever met six incidents is one person.
      people: 3,
      pages: 6,
    });
    expect(all?.acknowledge).toBeUndefined();
  });

  test('count once whoever was woken by one text about several incidents', () => {
    const list = [
      one({ woken: [waking('sms-1')] }),
      one({ woken: [waking('sms-1'), waking('sms-2')] }),
      one({ woken: [{ ...waking('sms-1'), person: 'bo' }] }),
    ];
    expect(statistics(list, 'all', 'UTC')[0]).toMatchObject({ pages: 3, pagesAtNight: 3 });
  });

  test('add up the impact, money by its currency', () => {
    const lost = (amount: number, currency: string) => ({ revenueLost: { amount, currency } });
    const list = [
      one({ usersAffected: 310, ...lost(10.1, 'EUR') }),
      one({ usersAffected: 40, ...lost(20.2, 'EUR') }),
      one(lost(5, 'USD')),
    ];
    expect(statistics(list, 'team', 'UTC')).toMatchObject([
      { group: 'Commerce', usersAffected: 350, revenueLost: { EUR: 30.3, USD: 5 } },
    ]);
  });

  test('are grouped by severity, service and the month where the team is', () => {
    const list = [one({}), one({ severity: 'SEV2', service: 'search' })];
    const groups = (by: 'severity' | 'service' | 'month', zone = 'UTC') =>
      statistics(list, by, zone).map(({ group }) => group);
    expect(groups('severity')).toEqual(['SEV1', 'SEV2']);
    expect(groups('service')).toEqual(['payments', 'search']);
    expect(groups('month')).toEqual(['2026-11']);
    expect(groups('month', 'America/New_York')).toEqual(['2026-10']);
  });

  test('count targets that were met and missed, and no others', () => {
    const list = [
      one({ target: { seconds: 300, isMet: true } }),
      one({ target: { seconds: 300, isMet: false } }),
      one({}),
    ];
    expect(statistics(list, 'all', 'UTC')[0]?.targets).toEqual({ met: 1, missed: 1 });
  });

  test('a spread lies within its values, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1 }), values => {
        const spread = spreadOf(values);
        if (spread === undefined) throw new Error('Nothing measured');
        const { median, p90, longest } = spread;
        expect(Math.min(...values)).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(p90);
        expect(p90).toBeLessThanOrEqual(longest);
      }),
    );
    expect(spreadOf([])).toBeUndefined();
  });
});
