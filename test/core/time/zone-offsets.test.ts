import { describe, expect, test } from 'vitest';
import { addSeconds, instant } from '#core/time/instant.ts';
import { disagreements, zoneOffsets } from '#core/time/zone-offsets.ts';

const at = instant('2026-10-20T00:00:00Z');
const until = addSeconds(at, 90 * 86_400);

describe('the offsets of a zone', () => {
  test('are the first one and each change', () => {
    expect(zoneOffsets('America/New_York', at, until)).toEqual([
      { from: at, minutes: -240 },
      { from: '2026-11-01T06:00:00.000Z', minutes: -300 },
    ]);
  });

  test('of a zone without changes are one', () => {
    expect(zoneOffsets('Asia/Kolkata', at, until)).toEqual([{ from: at, minutes: 330 }]);
  });
});

describe('two copies of the time zone data', () => {
  const first = zoneOffsets('America/New_York', at, until);

  test('that say the same do not disagree', () => {
    expect(disagreements(first, first, until)).toEqual([]);
  });

  test('disagree from where one has a change that the other has not', () => {
    const stays = first.slice(0, 1);
    const span = { from: instant('2026-11-01T06:00:00.000Z'), until };
    expect(disagreements(first, stays, until)).toEqual([{ ...span, minutes: 60 }]);
    expect(disagreements(stays, first, until)).toEqual([{ ...span, minutes: -60 }]);
  });

  test('disagree between two days when each changes on another', () => {
    const later = instant('2026-11-08T06:00:00.000Z');
    const moved = [...first.slice(0, 1), { from: later, minutes: -300 }];
    expect(disagreements(first, moved, until)).toEqual([
      { from: '2026-11-01T06:00:00.000Z', until: later, minutes: 60 },
    ]);
  });
});
