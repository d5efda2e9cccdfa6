import { describe, expect, test } from 'vitest';
import { changesNextAt, uptimeOf } from '#core/communication/status-page/uptime.ts';
import { instant } from '#core/time/instant.ts';
import {
  incident,
  investigating,
  minutesLater,
  monitoring,
  resolved,
  stateOf,
  work,
} from './pages.ts';

const at = instant('2024-01-16T17:00:00.000Z');
const payment = 'payment-processing';

describe('ninety days of a component', () => {
  test('end today, by the calendar of the organisation', () => {
    const { days, percent, known } = uptimeOf(stateOf({ at }), payment);
    expect(days).toHaveLength(90);
    expect(days.at(-1)).toEqual({ day: '2024-01-16', status: 'operational' });
    expect(days[0]?.day).toBe('2023-10-19');
    expect({ percent, known }).toEqual({ percent: 100, known: 90 });
  });

  test('count an outage from its beginning to where it is said to be over', () => {
    // An hour and three minutes of some 90 days: from 14:15, though it was told three minutes later.
    const incidents = [incident(investigating, monitoring, resolved)];
    const { days, percent } = uptimeOf(stateOf({ at, incidents }), payment);
    expect(days.at(-2)).toEqual({ day: '2024-01-15', status: 'major_outage' });
    expect(days.at(-1)?.status).toBe('operational');
    expect(percent).toBe(99.95);
    expect(uptimeOf(stateOf({ at, incidents }), 'search').percent).toBe(100);
  });

  test('count two outages at once a single time, and a part of one by three tenths', () => {
    const part = {
      ...investigating,
      components: investigating.components.map(each => ({
        ...each,
        status: 'partial_outage' as const,
      })),
    };
    const whole = incident(investigating, monitoring, resolved);
    const both = { ...whole, id: 'INC-2024-002' };
    expect(uptimeOf(stateOf({ at, incidents: [whole, both] }), payment).percent).toBe(99.95);
    expect(
      uptimeOf(stateOf({ at, incidents: [incident(part, monitoring)] }), payment).percent,
    ).toBe(99.98);
  });

  test('know nothing of before there was a page', () => {
    const since = instant('2024-01-14T12:00:00.000Z');
    const { days, known } = uptimeOf(stateOf({ at, said: { since } }), payment);
    expect(known).toBe(3);
    expect(days.at(-4)?.status).toBeUndefined();
  });

  test('show maintenance and people’s words, and count no slowness', () => {
    const past = [
      {
        component: 'search',
        status: 'degraded_performance' as const,
        from: minutesLater(0),
        until: minutesLater(60),
      },
    ];
    const slow = uptimeOf(stateOf({ at, said: { past } }), 'search');
    expect(slow.days.at(-2)?.status).toBe('degraded_performance');
    expect(slow.percent).toBe(100);
    const worked = uptimeOf(stateOf({ at, said: { maintenances: [work] } }), 'search');
    expect(worked.days.at(-1)?.status).toBe('under_maintenance');
    expect(worked.percent).toBe(100);
  });
});

describe('the page changes by itself', () => {
  test('at the next midnight, where maintenance begins or ends, and where a promise is broken', () => {
    expect(changesNextAt(stateOf({ at }))).toBe('2024-01-17T05:00:00.000Z');
    const incidents = [incident(investigating)];
    expect(changesNextAt(stateOf({ incidents }))).toBe(minutesLater(33));
    expect(changesNextAt(stateOf({ incidents, at: minutesLater(33) }))).toBe(
      '2024-01-16T05:00:00.000Z',
    );
    const said = { maintenances: [{ ...work, from: minutesLater(20), until: minutesLater(40) }] };
    expect(changesNextAt(stateOf({ said }))).toBe(minutesLater(20));
    expect(changesNextAt(stateOf({ said, at: minutesLater(20) }))).toBe(minutesLater(40));
  });
});

test('each page has the days of its own moment and zone, whichever was worked out before', () => {
  const daysAt = (minutes: number, timeZone?: string) => {
    const state = stateOf({ at: minutesLater(minutes) });
    const page = timeZone === undefined ? state.page : { ...state.page, timeZone };
    return uptimeOf({ ...state, page }, 'search').days.map(({ day }) => day);
  };
  const today = daysAt(0);
  expect(today.at(-1)).toBe('2024-01-15');
  expect(daysAt(24 * 60).at(-1)).toBe('2024-01-16');
  expect(daysAt(0, 'Pacific/Auckland').at(-1)).toBe('2024-01-16');
  expect(daysAt(0)).toEqual(today);
});
