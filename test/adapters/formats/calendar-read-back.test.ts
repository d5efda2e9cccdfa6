import { expect, test } from 'vitest';
import { icsOf } from '#adapters/formats/calendar-feed.ts';
import type { Override } from '#core/oncall/roster.ts';
import { type KnownSchedule, shiftsBetween, whoIsOnCall } from '#core/oncall/who-is-on-call.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import { zoneOffsets } from '#core/time/zone-offsets.ts';

const day = 86_400;
const from = instant('2026-01-01T00:00:00Z');
const until = addSeconds(from, 366 * day);

/** What a calendar makes of a feed: lines that go on are one, and what is between BEGIN and END is an event. */
function readBack(text: string): { from: Instant; until: Instant; summary: string }[] {
  const [, ...events] = text.replaceAll('\r\n ', '').split('BEGIN:VEVENT\r\n');
  return events.map(event => {
    const fields = new Map(
      event.split('\r\n').map(line => {
        const [name = '', ...value] = line.split(':');
        return [name, value.join(':')];
      }),
    );
    return {
      from: moment(fields.get('DTSTART')),
      until: moment(fields.get('DTEND')),
      summary: fields.get('SUMMARY') ?? '',
    };
  });
}

function moment(text = ''): Instant {
  return instant(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

test.each([
  ['Europe/Berlin', 2],
  ['America/New_York', 2],
  ['Australia/Lord_Howe', 2],
  ['Asia/Kathmandu', 0],
  ['Pacific/Apia', 0],
])(
  'a feed of %s says for a year who is on duty, over each change of the clocks and what is swapped there',
  (timeZone, count) => {
    const layer = (
      people: string[],
      start: string,
      turn: { days: number } | { hours: number },
    ) => ({
      ...{ name: people.join(' '), people, start, turn, restrictions: [] },
    });
    const nights = { ...layer(['dana', 'emil'], '2025-12-29T00:00', { days: 1 }), name: 'Nights' };
    const schedule: KnownSchedule = {
      ...{ id: 'primary', name: 'Primary', timeZone, holidays: ['2026-10-25'] },
      layers: [
        layer(['ana', 'bo', 'chidi'], '2025-12-29T02:30', { days: 7 }),
        { ...nights, restrictions: [{ days: ['sat', 'sun'], from: '22:00', to: '02:15' }] },
      ],
    };
    const changes = zoneOffsets(timeZone, from, until)
      .slice(1)
      .map(offset => offset.from);
    expect(changes).toHaveLength(count);
    const moved = (person: string, instead: string | undefined, at: Instant, seconds: number) => ({
      ...{ id: `${person} ${at}`, schedule: 'primary', person, by: 'Bo', createdAt: from },
      ...(instead !== undefined && { instead }),
      ...{ from: addSeconds(at, -seconds), until: addSeconds(at, seconds) },
    });
    const overrides: Override[] = changes.flatMap(at => [
      moved('bo', 'dana', at, 6 * 3600),
      moved('dana', 'bo', at, 6 * day),
      { ...moved('chidi', undefined, at, 1800), createdAt: addSeconds(from, 1) },
    ]);

    const events = readBack(
      icsOf({
        ...{ name: 'On call', timeZone },
        shifts: shiftsBetween(schedule, overrides, from, until).map(shift => ({
          ...{ uid: `${shift.person}-${shift.from}`, from: shift.from, until: shift.until },
          ...{ schedule: { id: 'primary', name: 'Primary' }, reason: shift.reason },
          ...{ person: { id: shift.person, name: shift.person }, changedAt: from },
        })),
      }),
    );
    const moments = [...changes, ...events.flatMap(event => [event.from, event.until])]
      .flatMap(at => [addSeconds(at, -1), at])
      .filter(at => from <= at && at < until);
    for (const at of new Set(moments)) {
      const there = events.filter(event => event.from <= at && at < event.until);
      const person = whoIsOnCall(schedule, overrides, at)?.person;
      expect([at, there.map(({ summary }) => summary)]).toEqual([
        at,
        [`${person} on call: Primary`],
      ]);
    }
  },
);
