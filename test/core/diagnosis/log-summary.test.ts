import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isError, kindOf, mergedSummaries, summariseLogs } from '#core/diagnosis/log-summary.ts';
import { addSeconds } from '#core/time/instant.ts';
import { later, start } from '../../support/samples.ts';

const line = (seconds: number, message: string) => ({
  at: later(seconds),
  group: '/aws/lambda/payments',
  message,
});

describe('an error in a log', () => {
  test.each([
    '2026-11-23T02:14:05Z ERROR no connection available',
    '{"level":"error","message":"no connection available"}',
    '{"level":50,"msg":"boom"}',
    'TypeError: cannot read properties of undefined',
    'java.sql.SQLException: pool exhausted',
    'Task timed out after 10.01 seconds',
  ])('is %j', message => {
    expect(isError(message)).toBe(true);
  });

  test.each([
    'INFO finished with 0 errors',
    '{"level":"info","message":"ERROR rate is fine"}',
    'GET /error-pages 200',
    'terror in the title of a film',
  ])('is not %j', message => {
    expect(isError(message)).toBe(false);
  });

  test('is of one kind with others that differ in numbers, ids and values', () => {
    const one = kindOf(
      'ERROR order 17 of "ana" failed after 12.5 ms (id 0f8fad5bd9cb469fa16570867728950e)',
    );
    const other = kindOf(
      'ERROR order 9 of "bo" failed after 300 ms (id 7c9e6679742540de944be07fc1f90ae7)',
    );
    expect(one).toBe(other);
    expect(kindOf('{"level":"error","message":"order 9 failed"}')).toBe('order <n> failed');
  });
});

describe('a window of logs', () => {
  test('tells how many errors there were, when, and which', () => {
    const lines = [
      line(10, 'INFO all well'),
      line(20, 'ERROR no connection available after 30 ms'),
      line(90, 'ERROR no connection available after 40 ms'),
      line(95, 'ERROR disk full'),
    ];
    const summary = summariseLogs(lines, { from: start, to: addSeconds(start, 180) });
    expect(summary).toMatchObject({ lines: 4, errors: 3 });
    expect(summary.series.map(({ errors }) => errors)).toEqual([1, 2, 0]);
    expect(summary.kinds[0]).toEqual({
      kind: 'ERROR no connection available after <n> ms',
      count: 2,
      first: later(20),
      last: later(90),
      example: 'ERROR no connection available after 30 ms',
    });
  });

  test('of a week has no more steps than fit a terminal', () => {
    const summary = summariseLogs([], { from: start, to: addSeconds(start, 7 * 86_400) });
    expect(summary.series.length).toBeLessThanOrEqual(120);
    expect(summary.errors).toBe(0);
  });
});

test('the parts of a window add up to the whole, wherever it is cut', () => {
  const window = { from: start, to: later(1800) };
  const said = fc.record({
    at: fc.nat(1799),
    message: fc.constantFrom('ERROR pool empty', 'ERROR no route', 'INFO fine'),
  });
  fc.assert(
    fc.property(fc.array(said), fc.nat(), (all, cut) => {
      const lines = all.map(({ at, message }) => line(at, message));
      const at = lines.length === 0 ? 0 : cut % (lines.length + 1);
      const merged = mergedSummaries(
        summariseLogs(lines.slice(0, at), window),
        summariseLogs(lines.slice(at), window),
      );
      const whole = summariseLogs(lines, window);
      const counted = ({ kinds }: typeof whole) =>
        kinds.map(({ example: _, ...kind }) => kind).toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
      expect({ ...merged, kinds: counted(merged) }).toEqual({ ...whole, kinds: counted(whole) });
    }),
  );
});
