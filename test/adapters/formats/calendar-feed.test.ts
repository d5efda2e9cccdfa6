import { describe, expect, test } from 'vitest';
import { icsOf } from '#adapters/formats/calendar-feed.ts';
import { instant } from '#core/time/instant.ts';
import type { CalendarShift } from '#ports/oncall.ts';

const shift: CalendarShift = {
  uid: 'primary-ana-2026-11-23T14:00:00.000Z',
  from: instant('2026-11-23T14:00:00.000Z'),
  until: instant('2026-11-30T14:00:00.000Z'),
  schedule: { id: 'primary', name: 'Primary' },
  person: { id: 'ana', name: 'Ana Keller' },
  reason: 'it is their turn in Weekly',
  changedAt: instant('2026-11-20T09:30:00.000Z'),
};
const feed = (...shifts: CalendarShift[]) =>
  icsOf({ name: 'On call: Primary', shifts, timeZone: 'America/New_York' });

/** As a calendar reads it: lines unfolded, texts unescaped, components within each other. */
function parsed(text: string) {
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  const lines = text.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
  const calendar: Record<string, string> = {};
  const events: Record<string, string>[] = [];
  let into = calendar;
  for (const line of lines.slice(1, -2)) {
    if (line === 'BEGIN:VEVENT') {
      into = {};
      events.push(into);
    } else if (line === 'END:VEVENT') {
      into = calendar;
    } else {
      const [, name = '', value = ''] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? [];
      if (name === '') throw new Error(`Not a content line: ${line}`);
      into[name] = value.replaceAll(/\\([\\;,nN])/g, (_, each) =>
        each.toLowerCase() === 'n' ? '\n' : each,
      );
    }
  }
  return { calendar, events };
}

test('a calendar without shifts is one that its readers take: it has a component', () => {
  expect(feed().split('\r\n')).toContain('BEGIN:VTIMEZONE');
  expect(feed(shift)).not.toContain('BEGIN:VTIMEZONE');
});

describe('a calendar of duty', () => {
  test('shows each shift in UTC, as time in which nobody is busy', () => {
    const { calendar, events } = parsed(feed(shift));
    expect(calendar).toEqual({
      VERSION: '2.0',
      PRODID: '-//Tocsin//On call//EN',
      NAME: 'On call: Primary',
      'X-WR-CALNAME': 'On call: Primary',
      'X-WR-TIMEZONE': 'America/New_York',
      'REFRESH-INTERVAL': 'PT1H',
      'X-PUBLISHED-TTL': 'PT1H',
    });
    expect(events).toEqual([
      {
        UID: 'primary-ana-2026-11-23T14:00:00.000Z@tocsin',
        SEQUENCE: '217330200',
        DTSTAMP: '20261120T093000Z',
        DTSTART: '20261123T140000Z',
        DTEND: '20261130T140000Z',
        SUMMARY: 'Ana Keller on call: Primary',
        DESCRIPTION: 'On call because it is their turn in Weekly.',
        TRANSP: 'TRANSPARENT',
        'X-MICROSOFT-CDO-BUSYSTATUS': 'FREE',
        'LAST-MODIFIED': '20261120T093000Z',
      },
    ]);
  });

  test('is the same text each time it is read, so that nothing looks changed', () => {
    expect(feed(shift)).toBe(feed(shift));
  });

  test('moves a shift that ends earlier and does not double it', () => {
    const [before] = parsed(feed(shift)).events;
    const until = instant('2026-11-26T14:00:00.000Z');
    const changedAt = instant('2026-11-20T09:30:01.000Z');
    const [after] = parsed(feed({ ...shift, until, changedAt })).events;
    expect(after?.UID).toBe(before?.UID);
    expect(Number(after?.SEQUENCE)).toBe(Number(before?.SEQUENCE) + 1);
    expect(after?.DTSTAMP).toBe('20261120T093001Z');
    expect(after?.DTEND).toBe('20261126T140000Z');
  });

  test('without a shift is a calendar all the same', () => {
    expect(parsed(feed()).events).toEqual([]);
  });

  test('says where it comes from, when that is known', () => {
    const url = 'https://tocsin.example.com/v1/calendar/tk_4f0c.ics';
    const text = icsOf({ name: 'On call', shifts: [], timeZone: 'UTC', url });
    expect(parsed(text).calendar.SOURCE).toBe(url);
  });

  test('stays one calendar whatever the names in it are', () => {
    const odd =
      'Zoë; "the, one"\r\nEND:VCALENDAR\\ \u{1F4DF} who has a name longer than a line may be';
    const { calendar, events } = parsed(
      icsOf({
        name: odd,
        shifts: [{ ...shift, person: { id: 'zoe', name: odd }, reason: odd }, shift],
        timeZone: 'Europe/London',
      }),
    );
    const told = odd.replace('\r\n', '\n');
    expect(calendar['X-WR-CALNAME']).toBe(told);
    expect(events.map(({ SUMMARY }) => SUMMARY)).toEqual([
      `${told} on call: Primary`,
      'Ana Keller on call: Primary',
    ]);
  });

  test('has no line longer than calendars take', () => {
    const long = { ...shift, reason: 'Bo put them there: '.padEnd(300, 'Urlaub in Österreich ') };
    const bytes = feed(long)
      .split('\r\n')
      .map(line => Buffer.byteLength(line));
    expect(Math.max(...bytes)).toBeLessThanOrEqual(75);
  });
});
