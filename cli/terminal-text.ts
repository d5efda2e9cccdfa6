import { styleText } from 'node:util';
import { oneLine } from '#core/messages/plain-text.ts';
import type { Severity } from '#core/severity.ts';

export type Paint = (style: Style, text: string) => string;
type Style = Parameters<typeof styleText>[0];

export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
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
}

/**
 * Columns as wide as what they hold; the last one takes what is left of the line and is cut there, so that a row is
 * always one line. Cells are cleaned: titles are whatever somebody wrote, and must not move the cursor.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | Cell)[])[],
  { columns, paint }: { columns: number; paint: Paint },
): string {
  const cells = [
    header.map(text => ({ text, style: 'dim' as const })),
    ...rows.map(row => row.map(cell)),
  ];
  const last = header.length - 1;
  const widths = header.map((_, index) =>
    Math.max(...cells.map(row => width(row[index]?.text ?? ''))),
  );
  const before = widths.slice(0, last).reduce((sum, wide) => sum + wide + 2, 0);
  const room = Math.max(10, columns - before);

  return cells
    .map(row =>
      row
        .map(({ text, style }, index) => {
          const shown = index === last ? fitted(text, room) : padded(text, widths[index] ?? 0);
          return style === undefined ? shown : paint(style, shown);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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
export function hanging(first: string, text: string, columns: number): string {
  const indent = width(first) + 2;
  const room = Math.max(20, columns - indent);
  const lines = [''];
  for (const word of oneLine(text).split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || width(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return `${first}  ${lines.join(`\n${' '.repeat(indent)}`)}`;
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

/** Terminal cells: East Asian characters and most emoji take two. */
export function width(text: string): number {
  let cells = 0;
  for (const { segment } of graphemes.segment(text)) {
    cells +=
      /^[\p{Emoji_Presentation}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\uff01-\uff60]/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return cells;
}
