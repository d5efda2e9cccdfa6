import { styleText } from 'node:util';
import width from 'string-width';
import type { Severity } from '#core/severity.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** A word of a newer API has no style here. */
export type Paint = (style: Style | undefined, text: string) => string;
type Style = Parameters<typeof styleText>[0];

export function painter(colours: boolean): Paint {
  return (style, text) =>
    colours && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
}

export const severityStyles: Record<Severity, Style> = {
  SEV1: ['red', 'bold'],
  SEV2: ['yellow', 'bold'],
  SEV3: 'cyan',
  SEV4: 'dim',
};

/** A cell with its style apart, because colour codes have no width. */
export interface Cell {
  text: string;
  style?: Style;
  /** For the last column: drawn into as much room as there is. */
  drawn?: (room: number) => string;
}

/** Less than this and the last column says nothing any more. */
const leastRoom = 16;

interface TableDisplay {
  columns: number;
  paint: Paint;
  /** What becomes of the last column where it is too long; a list that is scanned has one line for each. */
  last?: 'wrapped' | 'cut';
}

/**
 * Columns as wide as what they hold; the last one takes what is left of the line. Where the others leave no room, as on
 * a telephone, each row is told as a block. Cells are cleaned: titles are whatever somebody wrote, and must not move
 * the cursor.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | Cell)[])[],
  display: TableDisplay,
): string {
  const { columns, paint, last = 'wrapped' } = display;
  const cells: Cell[][] = rows.map(row => row.map(cell));
  const widths = header.map((name, index) =>
    Math.max(width(name), ...cells.map(row => width(row[index]?.text ?? ''))),
  );
  const before = widths.slice(0, -1).reduce((sum, wide) => sum + wide + 2, 0);
  const wanted = Math.min(leastRoom, widths.at(-1) ?? 0);
  if (before + wanted > columns) return cells.map(row => block(header, row, display)).join('\n');

  const room = Math.max(leastRoom, columns - before);
  const indent = ' '.repeat(before);
  const line = (row: readonly Cell[]) =>
    row
      .map(({ text, style, drawn }, index) => {
        const isLast = index === header.length - 1;
        const shown = isLast
          ? lastCell(drawn?.(room) ?? text, room, last).join(`\n${indent}`)
          : padded(text, widths[index] ?? 0);
        return style === undefined ? shown : paint(style, shown);
      })
      .join('  ')
      .trimEnd();
  return [header.map(text => ({ text, style: 'dim' as const })), ...cells].map(line).join('\n');
}

function lastCell(text: string, room: number, how: 'wrapped' | 'cut'): string[] {
  return how === 'cut' ? [fitted(text, room)] : wrapped(text, room);
}

/** A row where there is no room for columns: its first cell, and below it the others with their names. */
function block(
  header: readonly string[],
  row: readonly Cell[],
  { columns, paint }: TableDisplay,
): string {
  const room = Math.max(leastRoom, columns - 2);
  const styled = ({ text, style }: Cell) => (style === undefined ? text : paint(style, text));
  const [first, ...rest] = row;
  const lines: { text: string; wide: number }[] = [];
  for (const [index, each] of rest.entries()) {
    const name = header[index + 1] ?? '';
    const value = { ...each, text: each.drawn?.(room) ?? each.text };
    if (value.text === '') continue;
    const label = name === '' ? '' : `${paint('dim', name)} `;
    const wide = width(value.text) + (name === '' ? 0 : width(name) + 1);
    const line = lines.at(-1);
    if (wide > room) {
      const inside = name === '' ? value.text : `${name} ${value.text}`;
      lines.push({ text: wrapped(inside, room).join('\n  '), wide: room });
    } else if (line !== undefined && line.wide + 2 + wide <= room) {
      line.text += `  ${label}${styled(value)}`;
      line.wide += 2 + wide;
    } else lines.push({ text: label + styled(value), wide });
  }
  const head = first === undefined ? [] : [styled(first)];
  return [...head, ...lines.map(({ text }) => `  ${text}`)].join('\n');
}

function cell(value: string | Cell): Cell {
  return typeof value === 'string'
    ? { text: oneLine(value) }
    : { ...value, text: oneLine(value.text) };
}

function padded(text: string, wide: number): string {
  return text + ' '.repeat(Math.max(0, wide - width(text)));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** For what must not be cut: goes on below itself, at whole words where it can. */
export function hangingIndent(first: string, text: string, columns: number): string {
  const indent = width(first) + 2;
  const lines = wrapped(text, Math.max(20, columns - indent));
  return `${first}  ${lines.join(`\n${' '.repeat(indent)}`)}`;
}

function wrapped(text: string, room: number): string[] {
  const lines = [''];
  for (const word of oneLine(text).split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || width(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Cut at whole characters, with an ellipsis. */
export function fitted(text: string, room: number): string {
  if (width(text) <= room) return text;
  let shown = '';
  for (const { segment } of graphemes.segment(text)) {
    if (width(shown + segment) > room - 1) break;
    shown += segment;
  }
  return `${shown.trimEnd()}…`;
}
