import { afterEach, describe, expect, test } from 'vitest';
import { type Clock, virtualClock } from '#local/clock/clock.ts';

describe('the clock of the local stack', () => {
  let clock: Clock = virtualClock({});
  afterEach(() => clock.stop());

  test('runs beside real time by its offset', () => {
    clock = virtualClock({ offsetMs: 3_600_000 });
    const before = Date.now() + 3_600_000;
    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  test('runs what a jump made due, in the order of the moments', () => {
    clock = virtualClock({});
    const ran: string[] = [];
    const start = clock.now();
    clock.at(start + 30_000, () => ran.push('late'));
    clock.at(start + 10_000, () => ran.push('early'));
    clock.at(start + 10_000, () => ran.push('early too'));
    clock.at(start + 90_000, () => ran.push('never'));

    clock.jumpTo(start + 30_000);

    expect(ran).toEqual(['early', 'early too', 'late']);
    expect(clock.next()).toBe(start + 90_000);
  });

  test('never moves back', () => {
    clock = virtualClock({});
    clock.jumpTo(clock.now() + 60_000);
    const offset = clock.offsetMs();
    clock.jumpTo(clock.now() - 30_000);
    expect(clock.offsetMs()).toBe(offset);
  });

  test('forgets what was cancelled', () => {
    clock = virtualClock({});
    let ran = false;
    const cancel = clock.at(clock.now() + 1000, () => {
      ran = true;
    });
    cancel();
    clock.jumpTo(clock.now() + 2000);
    expect(ran).toBe(false);
  });

  test('runs what becomes due in real time', async () => {
    clock = virtualClock({ offsetMs: 5000 });
    const at = clock.now() + 20;
    const ranAt = await new Promise<number>(resolve => clock.at(at, () => resolve(clock.now())));
    expect(ranAt).toBeGreaterThanOrEqual(at);
  });

  test('tells the jumps that a restart has to know', () => {
    const offsets: number[] = [];
    clock = virtualClock({ onJump: offset => offsets.push(offset) });
    clock.jumpTo(clock.now() + 60_000);
    expect(offsets).toEqual([clock.offsetMs()]);
    expect(offsets[0]).toBeGreaterThan(59_000);
  });
});
