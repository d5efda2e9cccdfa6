import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineChart } from '#core/plots/line-chart.ts';
import { condensed, sparkline } from '#core/plots/sparkline.ts';
import { clockTime } from '#core/time/clock-time.ts';
import { addSeconds } from '#core/time/instant.ts';
import { tries } from '../../support/effort.ts';
import { later, start } from '../../support/samples.ts';

describe('a sparkline', () => {
  test('rises and falls with its values, and leaves a blank where there are none', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([5, undefined, 10])).toBe('▁ █');
    expect(sparkline([3, 3, 3])).toBe('▁▁▁');
    expect(sparkline([])).toBe('');
  });
});

describe('a line chart', () => {
  const points = [3, 9, 27].map((value, index) => ({ at: addSeconds(start, index * 60), value }));

  test('is one SVG with its title, its axis and its marks', () => {
    const svg = lineChart({
      title: 'Errors of payments',
      series: [{ name: 'Errors', points }],
      marks: [{ at: addSeconds(start, 60), text: 'declared' }],
    });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toContain('Errors of payments');
    expect(svg).toContain('>50<');
    expect(svg).toContain('declared');
    expect(svg.match(/<polyline/g)).toHaveLength(1);
    expect(svg).not.toContain('NaN');
  });

  test('says that nothing was measured', () => {
    expect(lineChart({ title: 'Errors', series: [] })).toContain('Nothing was measured');
  });

  test('shows one measurement alone as a point, and days where it is about weeks', () => {
    const one = lineChart({
      title: 'One',
      series: [{ name: 'a', points: [{ at: start, value: 3 }] }],
    });
    expect(one.match(/<circle /g)).toHaveLength(1);
    const points = [0, 40 * 86_400].map(seconds => ({ at: later(seconds), value: 3 }));
    expect(lineChart({ title: 'Two', series: [{ name: 'a', points }] })).toContain(
      `>${later(40 * 86_400).slice(0, 10)}</text>`,
    );
  });

  test('shows the time that was asked about whole, whatever part of it was measured', () => {
    const [from, to] = [later(0), later(92 * 86_400)];
    const [half] = [later(46 * 86_400)];
    const drawn = lineChart({
      title: 'A quarter',
      series: [{ name: 'a', points: [{ at: half, value: 3 }] }],
      span: { from, to },
      timeZone: 'America/New_York',
    });
    expect(drawn).toContain('<circle cx="384"');
    // Days are those of the reader's zone.
    const days = [...drawn.matchAll(/>(\d{4}-\d\d-\d\d)</g)].map(match => match[1]);
    expect(days).toEqual(['2026-11-22', '2026-12-15', '2027-01-07', '2027-01-30', '2027-02-22']);
  });

  test('says of how many lines it is, in as many rows as their names take', () => {
    const of = (count: number) =>
      lineChart({
        title: 'Many',
        series: Array.from({ length: count }, (_, index) => ({ name: `line ${index}`, points })),
      });
    expect(of(2)).toContain('viewBox="0 0 720 260"');
    expect(of(3)).toContain('viewBox="0 0 720 276"');
    expect(of(3)).toMatch(/x="64" y="268" [^>]*>line 2</);
  });

  test('has room for the name of a service and of its metric, and says where a name is cut', () => {
    const named = (name: string) => lineChart({ title: 'One', series: [{ name, points }] });
    expect(named('payment-processor ConcurrentExecutions')).toContain(
      '>payment-processor ConcurrentExecutions<',
    );
    expect(named('x'.repeat(60))).toContain(`>${'x'.repeat(45)}…<`);
  });

  test('names the time of its edges, whichever line begins or ends there', () => {
    const short = [{ at: later(60), value: 1 }];
    const drawn = lineChart({
      title: 'Two',
      series: [
        {
          name: 'a',
          points: [
            { at: later(0), value: 1 },
            { at: later(600), value: 2 },
          ],
        },
        { name: 'b', points: short },
      ],
    });
    expect(drawn).toContain(`>${clockTime(later(0))}</text>`);
    expect(drawn).toContain(`>${clockTime(later(600))}</text>`);
    expect(drawn).not.toContain(`>${clockTime(later(60))}</text>`);
  });

  test('draws whatever numbers there are, and lets no name become markup', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), fc.string(), (values, name) => {
        const drawn = lineChart({
          title: name,
          series: [
            {
              name,
              points: values.map((each, index) => ({ at: addSeconds(start, index), value: each })),
            },
          ],
        });
        expect(drawn).not.toMatch(/NaN|Infinity/);
        const tags = [...drawn.matchAll(/<(\w+)/g)].map(match => match[1]);
        expect(new Set(tags)).toEqual(
          new Set(['svg', 'title', 'rect', 'text', 'line', 'circle', 'polyline']),
        );
      }),
      tries(200),
    );
  });
});

test('where there is no room for each, neighbours become one, and the newest is there', () => {
  expect(condensed([1, 2, 3, 4, 5], 2, 'sum')).toEqual([6, 9]);
  expect(condensed([1, 2, 3, 4, 5], 3, 'most')).toEqual([2, 4, 5]);
  expect(condensed([1, 2, 3, 4], 2, 'mean')).toEqual([1.5, 3.5]);
  expect(condensed([1, 2], 60, 'mean')).toEqual([1, 2]);
  expect(condensed([], 60, 'most')).toEqual([]);
});

test('two sparklines of one range can be compared', () => {
  expect(sparkline([1, 2], [0, 10])).toBe('▂▂');
  expect(sparkline([9, 10], [0, 10])).toBe('▇█');
});
