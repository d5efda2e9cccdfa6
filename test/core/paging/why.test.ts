import { describe, expect, test } from 'vitest';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { LedgerRow } from '#core/paging/ledger.ts';
import { type Case, type Question, why } from '#core/paging/why.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  addResponders,
  declare,
  people,
  planOf,
  reopen,
  resolve,
  snooze,
  wake,
} from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

function lived(...steps: Parameters<typeof given>): Case {
  const { incident, events } = given(declare('SEV1'), ...steps);
  if (incident.phase === 'undeclared') throw new Error('undeclared');
  return { incident, events, pages: [] };
}

const row = (change: Partial<LedgerRow> = {}): LedgerRow => ({
  ...{ key: 'page-1', at: later(3), person: 'ana', channel: 'sms', purpose: 'acknowledge' },
  ...{ level: 1, round: 1, reason: 'payments are down', status: 'sent', attempt: 1 },
  ...change,
});

const ask = (cases: Case[], change: Partial<Question> = {}) =>
  why({
    ...{ person: { id: 'ana', name: 'Ana' }, at: later(60), timeZone: 'UTC', cases, duty: [] },
    ...change,
  });
const withPages = (...pages: LedgerRow[]) => ask([{ ...lived(), pages }]);

describe('somebody who was paged', () => {
  test('hears on which channel, when, for what and why', () => {
    const { wasPaged, answer, evidence } = withPages(row());
    expect(wasPaged).toBe(true);
    expect(answer).toMatch(
      /^Ana was paged by sms at .* for .*INC-2026-001.*, level 1, because: payments are down\.$/,
    );
    expect(evidence.some(({ page }) => page === 'page-1')).toBe(true);
  });

  test('hears that it arrived, where the carrier said so', () => {
    expect(withPages(row({ status: 'delivered' })).answer).toMatch(/It arrived\.$/);
  });

  test('hears of the page that is nearest to the moment asked for', () => {
    const { answer } = withPages(
      row({ reason: 'the first', at: later(1) }),
      row({ key: 'page-2', reason: 'the second', at: later(58) }),
    );
    expect(answer).toContain('because: the second');
  });

  test('hours before or after, is not the answer', () => {
    expect(withPages(row({ at: later(7200) })).wasPaged).toBe(false);
  });
});

describe('somebody who was not', () => {
  test.each([
    ['suppressed', 'Bo acknowledged it', /was not sent at .*: Bo acknowledged it\.$/],
    ['failed', 'no such number', /failed at .*: no such number\.$/],
    ['retrying', 'throttled', /was being tried at .*: throttled\.$/],
    ['bundled', 'waits for the next bundle', /was being tried at .*: waits for the next bundle\.$/],
    ['claimed', undefined, /was being tried at .*: no reason was recorded\.$/],
  ] as const)('hears that the page was %s, and why', (status, detail, text) => {
    const { wasPaged, answer } = withPages(row({ status, ...(detail && { detail }) }));
    expect(wasPaged).toBe(false);
    expect(answer).toMatch(text);
  });

  test('hears the day of a page of another day that was not sent', () => {
    const page = row({ status: 'failed', detail: 'no such number' });
    const { answer } = ask([{ ...lived(), pages: [page] }], { at: later(2 * 86_400) });
    expect(answer).toMatch(/failed at 2026-11-23 02:14 UTC: no such number\.$/);
  });

  test('hears that they were skipped, and for which reason', () => {
    const level = planOf('SEV1').levels[0];
    const mute = { person: 'ana', name: 'Ana', contacts: [] };
    const levels = [{ ...level, people: [mute, people.bo] }, ...planOf('SEV1').levels.slice(1)];
    const plan = planOf('SEV1', { levels: levels as ReturnType<typeof planOf>['levels'] });
    const { incident, events } = given(declare('SEV1', { plan }));
    if (incident.phase === 'undeclared') throw new Error('undeclared');
    const { answer } = ask([{ incident, events, pages: [] }]);
    expect(answer).toMatch(/^Ana was skipped on level 1 of .*: no way of reaching this person/);
  });

  test('hears that they were asked by name and could not be reached', () => {
    const zoe = { person: 'zoe', name: 'Zoe', contacts: [] };
    const { answer } = ask([lived(addResponders(42, people.bo, zoe))], {
      person: { id: 'zoe', name: 'Zoe' },
    });
    expect(answer).toMatch(
      /^Zoe was skipped when Ana asked for them in .*: no way of reaching this person/,
    );
  });

  test('hears who ended it before their level came', () => {
    const emil = { person: { id: 'emil', name: 'Emil' } };
    expect(ask([lived(acknowledge(42))], emil).answer).toMatch(
      /did not get as far as level 5, where Emil is: Ana acknowledged it at/,
    );
    expect(ask([lived(resolve(42))], emil).answer).toContain('Ana resolved it at');
    expect(ask([lived(wake(300))], emil).answer).toContain('were still being waited for');
  });

  test('is told of no acknowledgement or resolution that did not hold until then', () => {
    const emil = { person: { id: 'emil', name: 'Emil' }, at: later(7200) };
    const waited =
      /did not get as far as level 5, .*: the levels before were still being waited for/;
    const plan = planOf('SEV1', { unacknowledgeForgotten: true });
    const lapsed = given(declare('SEV1', { plan }), acknowledge(42), wake(3600), wake(7000));
    if (lapsed.incident.phase === 'undeclared') throw new Error('undeclared');
    expect(lapsed.events.map(({ type }) => type)).toContain('AcknowledgementLapsed');
    const forgotten = { incident: lapsed.incident, events: lapsed.events, pages: [] };
    expect(ask([forgotten], emil).answer).toMatch(waited);
    expect(ask([lived(resolve(42), reopen(6000))], emil).answer).toMatch(waited);
    expect(
      ask([lived(acknowledge(42), snooze(50, 3600), wake(3700))], { ...emil, at: later(5600) })
        .answer,
    ).toMatch(waited);
    // It held at the moment that is asked for.
    expect(ask([lived(resolve(42), reopen(6000))], { ...emil, at: later(600) }).answer).toContain(
      'Ana resolved it at',
    );
  });

  test('hears of the skip that is nearest to the moment asked for', () => {
    const zoe = { person: 'zoe', name: 'Zoe', contacts: [] };
    const skips = lived(addResponders(42, people.bo, zoe), addResponders(7000, people.bo, zoe));
    const { answer } = ask([skips], { person: { id: 'zoe', name: 'Zoe' }, at: later(7200) });
    expect(answer).toContain('at 04:10 UTC');
  });

  test('hears when they were paged for it, who asks about hours later', () => {
    const night = { at: later(7200), timeZone: 'UTC' };
    const answered = { ...lived(acknowledge(300)), pages: [row()] };
    expect(ask([answered], night).answer).toMatch(
      /^Ana was paged for SEV1 INC-2026-001 .* at 02:14 UTC, and not around 04:14 UTC: Ana acknowledged it at 02:19 UTC\.$/,
    );
    const nextDay = ask([answered], { at: later(86_400) }).answer;
    expect(nextDay).toContain('at 2026-11-23 02:14 UTC, and not around 02:14 UTC: Ana acknow');
    const helper = { ...row({ person: 'zoe', purpose: 'help', level: 0, round: 0 }) };
    const asked = { ...lived(), pages: [helper] };
    expect(ask([asked], { ...night, person: { id: 'zoe', name: 'Zoe' } }).answer).toMatch(
      /^Zoe was paged for SEV1 INC-2026-001 .* at 02:14 UTC, and not around 04:14 UTC\.$/,
    );
  });

  test('hears who was on duty when their level was paged', () => {
    const [first, ...others] = planOf('SEV1').levels;
    if (first === undefined) throw new Error('No level');
    const handOffs = [{ at: later(3600), people: [people.emil] }];
    const levels = [{ ...first, handOffs }, ...others.slice(0, 2)];
    const { incident, events } = given(
      declare('SEV1', { plan: planOf('SEV1', { levels }) }),
      acknowledge(300),
    );
    if (incident.phase === 'undeclared') throw new Error('undeclared');
    const emil = { person: { id: 'emil', name: 'Emil' }, at: later(3700) };
    expect(ask([{ incident, events, pages: [] }], emil).answer).toMatch(
      /^Level 1 of SEV1 INC-2026-001 .* was paged at 02:14 UTC, when it led to Ana\.$/,
    );
  });

  test('hears that they are not on that policy', () => {
    const zed = { person: { id: 'zed', name: 'Zed' } };
    expect(ask([lived()], zed).answer).toMatch(/^Zed is not on the escalation policy .* as it was/);
  });

  test('hears what muted alerts when nothing was open', () => {
    const text = 'muted by the silence sil_1 of bo until 04:00: disks are swapped';
    const told = ask([], { mutes: [{ from: later(-60), text }] });
    expect(told.answer).toMatch(/ Alerts were muted by the silence sil_1 of bo until 04:00/);
    expect(told.evidence).toEqual([{ at: later(-60), text: `Alerts were ${text}` }]);
  });

  test('hears that nothing was open, and who was on call', () => {
    const primary = { schedule: 'Primary', person: { id: 'ana', name: 'Ana' } };
    const duty = [primary, { schedule: 'Night' }];
    expect(ask([], { duty }).answer).toMatch(/^Ana was on call for Primary, and nothing was open/);
    const zed = { person: { id: 'zed', name: 'Zed' }, duty };
    expect(ask([], zed).answer).toContain('On call were: Ana for Primary, nobody for Night.');
  });

  test('is not told of an incident that was over long before', () => {
    const before = lived(acknowledge(10), resolve(20));
    expect(ask([before], { at: later(86_400) }).answer).toContain('Nothing was open');
  });
});

test('the evidence is in order, and none of it is about the pages of others', () => {
  const { incident, events } = lived(acknowledge(42));
  const note: IncidentEvent = {
    ...{ type: 'NoteAdded', at: later(50), text: 'irrelevant' },
    by: { kind: 'person', id: 'bo', name: 'Bo' },
  };
  const pages = [row({ at: later(9) }), row({ key: 'page-2', person: 'bo' })];
  const { evidence } = ask([{ incident, events: [...events, note], pages }]);
  const moments = evidence.map(({ at }) => at);
  expect(moments).toEqual(moments.toSorted());
  expect(evidence.filter(({ page }) => page !== undefined)).toMatchObject([{ page: 'page-1' }]);
  expect(evidence.map(({ text }) => text).join('\n')).not.toContain('irrelevant');
});
