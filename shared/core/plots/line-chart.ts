import { escaped } from '#core/text/markup.ts';
import { beginning, cut } from '#core/text/plain-text.ts';
import { clockTime, dayAndTime } from '#core/time/clock-time.ts';
import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

export interface Series {
  name: string;
  points: readonly { at: Instant; value: number }[];
}

const width = 720;
const chartHeight = 260;
/** Two long names tell more than four short ones. */
const namesPerRow = 2;
const nameWidth = 328;
const nameMax = 46;
const nameHeight = 16;
const left = 64;
const right = 16;
const top = 36;
const bottom = 44;
const dotsMax = 60;
/** Over more than this, the day says more than the time. */
const daysSpan = 36 * 3_600_000;
/** Less than this is drawn as nothing. */
const tiny = 1e-12;
/** Told apart by people who see no red or green, and in print. */
const colours = ['#0b62a4', '#c65102', '#2f7d3b', '#7b3fa0', '#5b5b5b'] as const;
const dashes = ['', '6 3', '2 3', '8 3 2 3', '1 3'] as const;

/** A chart as one self-contained SVG: for files, mails and print. `marks` are moments that the reader looks for. */
export function lineChart(input: {
  title: string;
  unit?: string;
  series: readonly Series[];
  marks?: readonly { at: Instant; text: string }[];
  timeZone?: string;
  /** Each point stands for a day. */
  perDay?: true;
  /** What was asked about, drawn whole, whatever part of it was measured. */
  span?: { from: Instant; to: Instant };
}): string {
  const { title, unit = '', series, marks = [], timeZone, perDay, span } = input;
  const points = series.flatMap(each => [...each.points]);
  const asked = span === undefined ? [] : [{ at: span.from }, { at: span.to }];
  const times = [...points, ...marks, ...asked].map(({ at }) => epochMs(at));
  const values = points.map(({ value }) => value);
  // Names of many lines take more rows below the chart, which stays as high as it is.
  const height = chartHeight + nameHeight * Math.max(0, Math.ceil(series.length / namesPerRow) - 1);
  const label = `<title>${words(title)}</title>`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">`;
  const ground = `<rect width="${width}" height="${height}" fill="#fff"/>`;
  const heading = `<text x="${left}" y="20" font-size="14" font-weight="bold">${words(title)}</text>`;
  if (values.length === 0) {
    return `${open}${label}${ground}${heading}<text x="${left}" y="${chartHeight / 2}">Nothing was measured in this time.</text></svg>`;
  }

  const first = Math.min(...times);
  const last = Math.max(...times, first + 1);
  const least = Math.min(0, ...values);
  const low = least < -tiny ? least : 0;
  const largest = Math.max(0, ...values);
  // Zero alone needs some height, and so does what is only below it.
  const high = largest > tiny ? niceCeiling(largest) : low < 0 ? 0 : 1;
  const x = (at: Instant) =>
    round(left + ((epochMs(at) - first) / (last - first)) * (width - left - right));
  const y = (value: number) =>
    round(top + (1 - (value - low) / (high - low)) * (chartHeight - top - bottom));

  const grid = [0, 0.5, 1].map(share => {
    const value = low + (high - low) * share;
    return `<line x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}${words(unit)}</text>`;
  });
  const lines = series.map((each, index) => {
    const path = each.points
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      .map(({ at, value }) => `${x(at)},${y(value)}`)
      .join(' ');
    // The sixth has the colour of the first, not its dash.
    const dash = dashes[(index + Math.floor(index / colours.length)) % dashes.length];
    const stroke = colours[index % colours.length];
    // One point alone makes no line, and few of them are looked for one by one.
    const dots =
      each.points.length > dotsMax
        ? ''
        : each.points
            .map(
              ({ at, value }) =>
                `<circle cx="${x(at)}" cy="${y(value)}" r="2.5" fill="${stroke}"/>`,
            )
            .join('');
    return `${dots}<polyline points="${path}" fill="none" stroke="${stroke}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/><text x="${left + (index % namesPerRow) * nameWidth}" y="${chartHeight - 8 + nameHeight * Math.floor(index / namesPerRow)}" fill="${stroke}">${words(cut(each.name, nameMax))}</text>`;
  });
  const marked = marks.map(
    ({ at, text }) =>
      `<line x1="${x(at)}" x2="${x(at)}" y1="${top}" y2="${chartHeight - bottom}" stroke="#b3261e" stroke-dasharray="3 3"/><text x="${x(at) + 4}" y="${top + 10}" fill="#b3261e">${words(beginning(text, 24))}</text>`,
  );
  const isOfDays = perDay || last - first > daysSpan;
  const labelled = [0, 0.25, 0.5, 0.75, 1].map(share => ({
    at: fromEpochMs(Math.round(first + (last - first) * share)),
    anchor: share === 0 ? 'start' : share === 1 ? 'end' : 'middle',
  }));
  const told = labelled.map(({ at, anchor }) => ({
    place: x(at),
    anchor,
    text: isOfDays
      ? dayAndTime(at, timeZone).slice(0, '2026-11-23'.length)
      : clockTime(at, timeZone),
  }));
  const ticks = told
    // What begins and ends on one day, or within a minute, says so once.
    .filter(({ text }, index) => told.findIndex(each => each.text === text) === index)
    .map(
      ({ place, anchor, text }) =>
        `<line x1="${place}" x2="${place}" y1="${chartHeight - bottom}" y2="${chartHeight - bottom + 4}" stroke="#777"/><text x="${place}" y="${chartHeight - bottom + 16}" text-anchor="${anchor}">${text}</text>`,
    );
  return [open, label, ground, heading, ...grid, ...lines, ...marked, ...ticks, '</svg>'].join('');
}

/** 1, 2 or 5 and noughts: an axis that a person can read. */
function niceCeiling(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find(each => each * unit >= value) ?? 10;
  return step * unit;
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function words(text: string): string {
  return escaped(text.replace(/[\p{Cc}\p{Cf}]/gu, ' '));
}
