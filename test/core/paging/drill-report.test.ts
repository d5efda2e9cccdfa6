import { expect, test } from 'vitest';
import type { IncidentEvent } from '#core/incident/events.ts';
import { plannedPages } from '#core/incident/pages.ts';
import { drillReport } from '#core/paging/drill-report.ts';
import type { LedgerRow } from '#core/paging/ledger.ts';
import { given } from '../../support/given.ts';
import { acknowledge, ana, declare, people } from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

const drill = { kind: 'drill', announced: false } as const;

function exercise(...steps: Parameters<typeof given>) {
  const { incident, events } = given(declare('SEV1', { drill, by: ana }), ...steps);
  if (incident.phase === 'undeclared') throw new Error('undeclared');
  return { incident, events };
}

/** The pages of each level that was paged, as the ledger has them when all were sent. */
function rows(id: string, events: readonly IncidentEvent[]): LedgerRow[] {
  return events.flatMap(event => {
    if (event.type !== 'LevelPaged') return [];
    const { at, purpose, round, level, reason, people } = event;
    const decided = { incidentId: id, decidedAt: at, purpose, round, level };
    return plannedPages(decided, people).map(
      ({ key, person, channel }): LedgerRow => ({
        ...{ key, at, person, channel, purpose, level, round, reason },
        ...{ status: 'sent', attempt: 1 },
      }),
    );
  });
}

test('of an incident that was none there is no report', () => {
  const { incident, events } = given(declare('SEV1'));
  if (incident.phase === 'undeclared') throw new Error('undeclared');
  expect(drillReport(incident, events, [])).toBeUndefined();
});

test('says who was reached on which channel after how long, and who answered', () => {
  const { incident, events } = exercise(acknowledge(42));
  const [page, ...others] = rows(incident.id, events);
  if (page === undefined) throw new Error('No page');
  const { key, person, channel } = page;
  const about = { page: key, person, channel: channel as 'sms' };
  const sent = { type: 'PageSent', at: later(3), ...about, level: 1, round: 1 } as const;
  const told: IncidentEvent[] = [
    ...events,
    { ...sent, purpose: 'acknowledge' },
    { type: 'PageDelivered', at: later(5), ...about },
  ];
  const ledger: LedgerRow[] = [
    { ...page, status: 'delivered' },
    ...others.map(row => ({ ...row, status: 'retrying' as const, detail: 'throttled' })),
  ];
  const report = drillReport(incident, told, ledger);
  expect(report).toMatchObject({
    ...{ kind: 'drill', announced: false, isOver: false },
    ...{ acknowledgedBy: 'Ana', secondsToAcknowledge: 42 },
  });
  expect(report?.pages[0]).toMatchObject({
    ...{ person: 'ana', name: 'Ana', status: 'delivered' },
    ...{ secondsToSent: 3, secondsToDelivered: 5 },
  });
  // Whatever is still on its way waits, whichever way it waits.
  expect(report?.pages[1]).toMatchObject({ status: 'waiting', detail: 'throttled' });
});

test('reckons from the round in which a page was decided, not from the first that paged its level', () => {
  const { incident } = exercise();
  const paged = (at: number, round: number) =>
    ({
      type: 'LevelPaged',
      purpose: 'acknowledge',
      ...{ at: later(at), level: 1, round, reason: 'test' },
      ...{ levelName: 'On-call', people: incident.plan.levels[0]?.people ?? [] },
    }) as const;
  const events: IncidentEvent[] = [paged(0, 1), paged(600, 2)];
  const second = rows(incident.id, events).find(({ round }) => round === 2);
  if (second === undefined) throw new Error('No page');
  const { key, person } = second;
  const sent: IncidentEvent = {
    type: 'PageSent',
    ...{ at: later(604), page: key, person, channel: 'sms', level: 1, round: 2 },
    purpose: 'acknowledge',
  };
  const report = drillReport(incident, [...events, sent], [second]);
  expect(report?.pages).toMatchObject([{ secondsToSent: 4 }]);
});

test('reckons a page beside the ladder from when it was decided, not from the beginning', () => {
  const { incident, events } = exercise(acknowledge(42));
  const decided = { incidentId: incident.id, decidedAt: later(600), round: 0, level: 0 } as const;
  const [first] = plannedPages({ ...decided, purpose: 'fill-roles' }, [people.ana]);
  if (first === undefined) throw new Error('No page');
  const about = {
    person: 'ana',
    channel: 'sms',
    purpose: 'fill-roles',
    level: 0,
    round: 0,
  } as const;
  const sent: IncidentEvent = {
    ...{ type: 'PageSent', at: later(603), page: first.key },
    ...about,
  };
  const row: LedgerRow = {
    ...{ key: first.key, at: later(600), ...about, reason: 'nobody has been given: Scribe' },
    ...{ status: 'sent', attempt: 1 },
  };
  expect(drillReport(incident, [...events, sent], [row])?.pages).toMatchObject([
    { secondsToSent: 3 },
  ]);
});
