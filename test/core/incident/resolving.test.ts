import { describe, expect, test } from 'vitest';
import { nextDeadline } from '#core/incident/deadline.ts';
import { instant } from '#core/time/instant.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  addNote,
  ana,
  archive,
  assign,
  bo,
  clear,
  declare,
  hours,
  minutes,
  people,
  planOf,
  postUpdate,
  reopen,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { firstId, later } from '../../support/samples.ts';

const watch = minutes(30);
const resolved = [declare(), acknowledge(30), resolve(60)] as const;
const closed = [...resolved, wake(60 + watch)] as const;

describe('resolving', () => {
  test('starts half an hour of watching (R17)', () => {
    given(declare(), acknowledge(30))
      .when(resolve(60))
      .thenFacts({
        type: 'IncidentResolved',
        by: ana,
        resolution: 'Restarted the pool.',
        watchUntil: later(60 + watch),
      });
    given(...resolved).thenDue('close', 60 + watch);
  });

  test('needs no acknowledgement', () => {
    given(declare()).when(resolve(60)).thenFacts({ type: 'IncidentResolved' });
  });

  test('twice changes nothing', () => {
    given(...resolved)
      .when(resolve(61, bo))
      .thenNothing();
    given(...closed)
      .when(resolve(hours(2), bo))
      .thenNothing();
  });
});

describe('the watch', () => {
  test('ends with the all-clear, not a moment sooner', () => {
    given(...resolved)
      .when(wake(60 + watch - 0.001))
      .thenNothing();
    given(...resolved)
      .when(wake(60 + watch))
      .thenFacts({ type: 'IncidentClosed', at: later(60 + watch) });
  });

  test('counts the alerts that never said that they cleared', () => {
    given(...resolved)
      .when(wake(60 + watch))
      .thenFacts({ type: 'IncidentClosed', stillFiring: 1 });
    given(...resolved, clear(90, 'host-a'))
      .when(wake(60 + watch))
      .thenFacts({ type: 'IncidentClosed', stillFiring: 0 });
  });

  test('ended late is ended once', () => {
    given(...resolved, wake(hours(3)))
      .when(wake(hours(3)))
      .thenNothing();
  });
});

describe('reopening', () => {
  test('pages level 1 in a new round', () => {
    const after = given(...resolved)
      .when(reopen(90))
      .thenFacts(
        { type: 'IncidentReopened', by: bo, reason: 'customers still cannot pay' },
        {
          type: 'LevelPaged',
          level: 1,
          round: 2,
          purpose: 'acknowledge',
          reason: 'reopened: customers still cannot pay',
        },
      );
    for (const field of ['resolvedAt', 'resolvedBy', 'resolution', 'watchUntil', 'closedAt']) {
      expect(after).not.toHaveProperty(field);
    }
    given(...resolved, reopen(90)).thenDue('page-next-level', 90 + minutes(5));
  });

  test('of a ticket opens it again as one', () => {
    given(declare('SEV3'), resolve(60))
      .when(reopen(90))
      .thenFacts({ type: 'IncidentReopened' }, { type: 'TicketOpened' });
    given(declare('SEV3'), resolve(60), reopen(90)).thenDue('page-ticket', 90 + hours(1));
  });

  test('of a ticket that waits for business hours pages when they next begin, however old its plan is', () => {
    const day = hours(24);
    // It began on a Monday at 02:14, and they begin at 09:00 of each weekday.
    const opens = (days: number) => days * day + hours(6) + minutes(46);
    const respondAt = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11].map(days => later(opens(days)));
    const ticket = declare('SEV4', { plan: planOf('SEV4', { respondAt }) });
    given(ticket, resolve(60), reopen(90)).thenDue('page-ticket', opens(0));
    // A Wednesday, a Friday and a Saturday of the weeks after that.
    for (const [since, next] of [
      [16 * day, 16],
      [25 * day + hours(12), 28],
      [33 * day, 35],
    ] as const) {
      given(ticket, resolve(60), reopen(since)).thenDue('page-ticket', opens(next));
    }
  });

  test('weeks later pages at the same time by the clocks there, on whichever side of a change', () => {
    // 09:00 in New York on Monday, 2 November 2026, the day after the clocks went back.
    const respondAt = [instant('2026-11-02T14:00:00Z')];
    const ticket = declare('SEV4', {
      at: instant('2026-11-01T20:00:00Z'),
      plan: planOf('SEV4', { respondAt, timeZone: 'America/New_York' }),
    });
    const dueAfter = (reopenedAt: string) => {
      const closed = [ticket, { ...resolve(0), at: instant('2026-11-01T21:00:00Z') }] as const;
      const again = { ...reopen(0), at: instant(reopenedAt) };
      return nextDeadline(given(...closed, again).incident)?.at;
    };
    expect(dueAfter('2026-11-04T10:00:00Z')).toBe('2026-11-09T14:00:00.000Z');
    expect(dueAfter('2027-03-10T10:00:00Z')).toBe('2027-03-15T13:00:00.000Z');
    // In the hour that the change took, that week's has passed.
    expect(dueAfter('2027-03-15T13:30:00Z')).toBe('2027-03-22T13:00:00.000Z');
  });

  test('is possible after the all-clear', () => {
    given(...closed)
      .when(reopen(hours(2)))
      .thenFacts({ type: 'IncidentReopened' }, { type: 'LevelPaged', level: 1, round: 2 });
  });

  test('is refused while it is going on', () => {
    given(declare())
      .when(reopen(60))
      .thenRefused('not-resolved', `${firstId} is not resolved; it is open.`);
    given(declare(), acknowledge(30)).when(reopen(60)).thenRefused('not-resolved');
  });

  test('gives the next resolution a full watch', () => {
    given(...resolved, reopen(90), resolve(120)).thenDue('close', 120 + watch);
  });
});

describe('after the all-clear', () => {
  test('time does nothing more', () => {
    given(...closed).thenNothingIsDue();
  });

  test('only notes and evidence are added', () => {
    given(...closed)
      .when(addNote(hours(2)))
      .thenFacts({ type: 'NoteAdded', by: ana, text: 'The pool is full.' });
    given(...closed)
      .when(postUpdate(hours(2)))
      .thenRefused('closed', `${firstId} is closed. Reopen it first, or declare a new incident.`);
    given(...closed)
      .when(assign(hours(2), 'scribe', people.bo))
      .thenRefused('closed');
  });
});

describe('evidence', () => {
  test('is recorded with what it lacks, and changes no phase', () => {
    const after = given(...resolved)
      .when(archive(70, ['metrics: throttled']))
      .thenFacts({ type: 'EvidenceArchived', objects: 3, missing: ['metrics: throttled'] });
    expect(after).toMatchObject({
      phase: 'watching',
      archive: { at: later(70), missing: ['metrics: throttled'] },
    });
  });

  test('collected again replaces what was known', () => {
    expect(
      given(...resolved, archive(70, ['metrics: throttled']), archive(190)).incident,
    ).toMatchObject({ archive: { at: later(190), missing: [] } });
  });
});
