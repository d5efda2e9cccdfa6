import { describe, expect, test } from 'vitest';
import { icsOfMeeting } from '#adapters/formats/meeting.ts';
import { incidentOfMeeting, meetingToken } from '#adapters/node/meeting-token.ts';
import {
  type MeetingAbout,
  meetingNotice,
  postmortemMeeting,
} from '#core/communication/postmortem-meeting.ts';
import type { BusinessCalendar } from '#core/time/business-calendar.ts';
import { addSeconds, instant } from '#core/time/instant.ts';

const about: MeetingAbout = {
  ...{ id: 'INC-2026-001', title: 'Payment processing down', severity: 'SEV1' as const },
  ...{ service: { id: 'payments', name: 'Payments' }, timeZone: 'America/New_York' },
};

/** Closed then, and due 48 hours after the resolution half an hour before. */
const asked = (closed: string) => {
  const closedAt = instant(closed);
  return { closedAt, dueAt: addSeconds(closedAt, 47.5 * 3600) };
};

describe('the date that is proposed for a post-mortem', () => {
  test.each([
    [
      'on a Monday night: Tuesday is too soon, its afternoon is not',
      '2026-11-24T05:00:00Z',
      '2026-11-24T19:00:00.000Z',
    ],
    ['on a Monday morning: Tuesday morning', '2026-11-23T15:00:00Z', '2026-11-24T15:00:00.000Z'],
    [
      'on a Friday evening: before it is due on Sunday, on no working day',
      '2026-11-27T23:00:00Z',
      '2026-11-29T21:30:00.000Z',
    ],
    [
      'in the night to a Friday: on Saturday afternoon, not in the night to Sunday',
      '2026-11-27T08:00:00Z',
      '2026-11-28T19:00:00.000Z',
    ],
    ['on a Saturday: Monday morning', '2026-11-28T20:00:00Z', '2026-11-30T15:00:00.000Z'],
    [
      'before the clocks change: as the wall shows it',
      '2026-10-31T20:00:00Z',
      '2026-11-02T15:00:00.000Z',
    ],
  ])('after an all-clear %s', (_when, closed, start) => {
    const meeting = postmortemMeeting(about, asked(closed));
    expect(meeting.start).toBe(start);
    expect(meeting.end).toBe(addSeconds(meeting.start, 3600));
  });

  test.each<[string, string, Partial<BusinessCalendar>, string]>([
    ['not on a holiday', '2026-11-24T05:00:00Z', { holidays: ['2026-11-24'] }, '2026-11-25T15:00'],
    ['not on a day that is free', '2026-11-24T05:00:00Z', { days: ['wed'] }, '2026-11-25T15:00'],
    [
      'on a Sunday on which they work',
      '2026-11-28T20:00:00Z',
      { days: ['sun'] },
      '2026-11-29T15:00',
    ],
  ])('is %s, by the calendar of the team', (_day, closed, change, start) => {
    const meeting = postmortemMeeting(about, asked(closed), {
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      holidays: [],
      ...change,
    });
    expect(meeting.start).toBe(`${start}:00.000Z`);
  });

  test('is said in the zone of the team, with where a calendar finds it', () => {
    const wanted = asked('2026-11-23T15:00:00Z');
    const notice = meetingNotice(
      about,
      postmortemMeeting(about, wanted),
      wanted,
      'https://x.example.com/c.ics',
    );
    expect(notice.subject).toBe('[SEV1] INC-2026-001 Post-mortem proposed: 2026-11-24 10:00 EST');
    expect(notice.body).toContain('It is due by 2026-11-25 09:30 EST.');
    expect(notice.body).toContain('For your calendar: https://x.example.com/c.ics');
  });

  test('is an invitation that a calendar takes, and a change of the same one after a reopening', () => {
    const lines = (closed: string, who?: { from: string; to: string; name: string }) =>
      icsOfMeeting(postmortemMeeting(about, asked(closed)), who)
        .replace(/\r\n /g, '')
        .split('\r\n');
    const who = { from: 'tocsin@example.com', to: 'ana@example.com', name: 'Ana Silva' };
    const first = lines('2026-11-23T15:00:00Z', who);
    expect(first).toEqual(
      expect.arrayContaining([
        'METHOD:REQUEST',
        'UID:postmortem-INC-2026-001@tocsin',
        'DTSTART:20261124T150000Z',
        'DTEND:20261124T160000Z',
        'SUMMARY:Post-mortem of INC-2026-001: Payment processing down',
      ]),
    );
    expect(first.join('\n')).toMatch(/ORGANIZER;CN="Tocsin":(?:mailto|MAILTO):tocsin@example\.com/);
    expect(first.join('\n')).toMatch(/ATTENDEE;.*(?:mailto|MAILTO):ana@example\.com/);
    const sequence = (all: string[]) =>
      Number(all.find(line => line.startsWith('SEQUENCE:'))?.slice(9));
    expect(sequence(lines('2026-11-23T18:00:00Z'))).toBeGreaterThan(sequence(first));
    expect(lines('2026-11-23T15:00:00Z')).toContain('METHOD:PUBLISH');
  });

  test('has an address that nobody can work out who does not know the secret', () => {
    const token = meetingToken('secret', 'INC-2026-001');
    expect(incidentOfMeeting(['secret'], token)).toBe('INC-2026-001');
    expect(incidentOfMeeting(['other'], token)).toBeUndefined();
    expect(incidentOfMeeting(['secret'], token.replace('-001-', '-002-'))).toBeUndefined();
    expect(incidentOfMeeting(['secret'], 'postmortem-INC-2026-001-')).toBeUndefined();
  });
});
