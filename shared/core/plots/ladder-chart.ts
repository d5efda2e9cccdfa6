import { escaped } from '#core/text/markup.ts';
import { cut } from '#core/text/plain-text.ts';
import { dayAndTime } from '#core/time/clock-time.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';

/** Who is asked when: a row for each person, a mark for each attempt, a band for each level that is waited for. */
export interface Ladder {
  title: string;
  from: Instant;
  until: Instant;
  bands: readonly { from: Instant; until: Instant; name: string }[];
  rows: readonly { name: string; marks: readonly { at: Instant; what: string }[] }[];
  /** What stands below: who is not asked, and why. */
  notes: readonly string[];
}

const width = 720;
const left = 160;
const right = 40;
const top = 64;
const rowHeight = 28;
const noteHeight = 16;
const noteMax = 104;
const nameMax = 22;
const colours: Record<string, string> = {
  sms: '#0b62a4',
  email: '#5b5b5b',
  voice: '#c65102',
  webhook: '#2f7d3b',
  slack: '#7b3fa0',
};
const other = '#333';

/** Ladders below each other as one self-contained SVG. Each is told in its description, too. */
export function ladderChart(ladders: readonly Ladder[], timeZone: string): string {
  let y = 0;
  const drawn = ladders.map(ladder => {
    const at = y;
    y += heightOf(ladder);
    return `<g transform="translate(0 ${at})">${drawnLadder(ladder, timeZone)}</g>`;
  });
  const height = Math.max(y, 40);
  const title = ladders.map(each => each.title).join('; ');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">` +
    `<title>${escaped(title)}</title><desc>${escaped(ladders.map(told(timeZone)).join(' '))}</desc>` +
    `<rect width="${width}" height="${height}" fill="#fff"/>${drawn.join('')}</svg>`
  );
}

function heightOf({ rows, notes }: Ladder): number {
  return top + Math.max(1, rows.length) * rowHeight + 34 + notes.length * noteHeight + 12;
}

function drawnLadder({ title, from, until, bands, rows, notes }: Ladder, timeZone: string): string {
  const span = Math.max(1, secondsBetween(from, until));
  const x = (at: Instant) =>
    round(left + (Math.min(span, secondsBetween(from, at)) / span) * (width - left - right));
  const bottom = top + Math.max(1, rows.length) * rowHeight;
  const text = (at: number, y: number, words: string, more = '') =>
    `<text x="${at}" y="${y}"${more}>${escaped(words)}</text>`;

  const drawnBands = bands.map((band, index) => {
    const [begin, end] = [x(band.from), x(band.until)];
    const fill = index % 2 === 0 ? '#eef3f8' : '#f8f4ee';
    // A narrow band has no room for its name; the description has it.
    const name = (end - begin) / 6.5 >= band.name.length ? text(begin + 3, top - 8, band.name) : '';
    return `<rect x="${begin}" y="${top - 4}" width="${round(end - begin)}" height="${bottom - top + 4}" fill="${fill}"/>${name}`;
  });
  const drawnRows = rows.map(({ name, marks }, index) => {
    const y = top + index * rowHeight + 14;
    const dots = marks.map(({ at, what }) => {
      const fill = colours[what] ?? other;
      return `<circle cx="${x(at)}" cy="${y}" r="5" fill="${fill}"><title>${escaped(`${what}, ${dayAndTime(at, timeZone)}`)}</title></circle>`;
    });
    const who = cut(name, nameMax);
    return (
      text(left - 10, y + 4, who, ' text-anchor="end"') +
      `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" stroke="#ccc"/>${dots.join('')}`
    );
  });
  const legend = [...new Set(rows.flatMap(({ marks }) => marks.map(({ what }) => what)))].map(
    (what, index) =>
      `<circle cx="${left + 6 + index * 90}" cy="36" r="5" fill="${colours[what] ?? other}"/>${text(left + 16 + index * 90, 40, what)}`,
  );
  const ends = [0, 0.5, 1].map(share => {
    const at = addSeconds(from, Math.round(span * share));
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    return text(x(at), bottom + 18, dayAndTime(at, timeZone), ` text-anchor="${anchor}"`);
  });
  const nobody = rows.length === 0 ? text(left, top + 18, 'Nobody is paged.') : '';
  const written = notes.map((note, index) =>
    text(20, bottom + 40 + index * noteHeight, cut(note, noteMax), ' fill="#444"'),
  );
  return (
    text(20, 20, title, ' font-size="14" font-weight="bold"') +
    [...legend, ...drawnBands, ...drawnRows, ...ends, nobody, ...written].join('')
  );
}

function told(timeZone: string) {
  return ({ title, rows, notes }: Ladder): string => {
    const said = rows.flatMap(({ name, marks }) =>
      marks.map(({ at, what }) => `${dayAndTime(at, timeZone)} ${name} by ${what}`),
    );
    return [title, ...said, ...notes].map(each => `${each}.`).join(' ');
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
