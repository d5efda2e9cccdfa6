import { escaped } from '#core/text/markup.ts';
import { cut } from '#core/text/plain-text.ts';
/** One bar: its parts lie one after the other, in the order of `parts` of the chart. */
export interface Bar {
  name: string;
  values: readonly number[];
}

const width = 720;
const left = 150;
const right = 60;
const top = 56;
const rowHeight = 24;
const barHeight = 16;
const nameMax = 20;
/** Told apart by people who see no red or green, and in print by how dark they are. */
const colours = ['#9cc3e6', '#0b3c5d', '#c65102', '#5b5b5b'] as const;

/** Amounts side by side as one self-contained SVG, such as who was paged how often. */
export function barChart(input: {
  title: string;
  parts: readonly string[];
  bars: readonly Bar[];
}): string {
  const { title, parts, bars } = input;
  const height = top + Math.max(1, bars.length) * rowHeight + 12;
  const text = (x: number, y: number, words: string, more = '') =>
    `<text x="${x}" y="${y}"${more}>${escaped(words)}</text>`;
  const most = Math.max(1, ...bars.map(({ values }) => sum(values)));
  const scale = (width - left - right) / most;
  const legend = parts.map((part, index) => {
    const x = left + index * 140;
    return `<rect x="${x}" y="32" width="12" height="12" fill="${colourOf(index)}"/>${text(x + 18, 42, part)}`;
  });
  const rows = bars.map(({ name, values }, row) => {
    const y = top + row * rowHeight;
    let x = left;
    const drawn = values.map((value, index) => {
      const wide = Math.round(value * scale * 10) / 10;
      const part = `<rect x="${x}" y="${y}" width="${wide}" height="${barHeight}" fill="${colourOf(index)}"/>`;
      x = Math.round((x + wide) * 10) / 10;
      return value > 0 ? part : '';
    });
    const label = text(left - 8, y + 12, cut(name, nameMax), ' text-anchor="end"');
    return `${label}${drawn.join('')}${text(x + 6, y + 12, String(sum(values)))}`;
  });
  const nothing = text(left, top + 12, 'Nothing was counted in this time.');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">` +
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="#fff"/>` +
    text(left, 20, title, ' font-size="14" font-weight="bold"') +
    (bars.length === 0 ? nothing : legend.join('') + rows.join('')) +
    '</svg>'
  );
}

function colourOf(index: number): string {
  return colours[index % colours.length] ?? colours[0];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
