import { expect, test } from 'vitest';
import { barChart } from '#core/plots/bar-chart.ts';

const parts = ['by day', 'at night'];

test('a bar is as long as its parts together, and says how much that is', () => {
  const svg = barChart({
    title: 'Woken',
    parts,
    bars: [
      { name: 'Ana', values: [6, 4] },
      { name: 'Bo', values: [0, 5] },
    ],
  });
  const bars = [...svg.matchAll(/<rect x="(\d+)" y="(?:56|80)" width="([\d.]+)"/g)];
  expect(bars.map(([, x, wide]) => [Number(x), Number(wide)])).toEqual([
    [150, 306],
    [456, 204],
    [150, 255],
  ]);
  expect(svg).toContain('>10</text>');
  expect(svg).toContain('>5</text>');
});

test('names are what people wrote, and break nothing', () => {
  const svg = barChart({ title: '<&>', parts, bars: [{ name: '"A" & <B>', values: [1, 0] }] });
  expect(svg).not.toContain('<B>');
  expect(svg).not.toMatch(/<&>/);
});

test('of nobody it says so', () => {
  expect(barChart({ title: 'Woken', parts, bars: [] })).toContain('Nothing was counted');
});
