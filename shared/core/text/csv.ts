/**
 * RFC 4180, with a line end after every row. Every text is quoted, so that a reader which parts cells at semicolons or tabs
 * finds the same cells; the mark in front tells spreadsheets that names are in UTF-8.
 */
export function csv(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return byteOrderMark + rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');
}

const byteOrderMark = '\uFEFF';

/**
 * Text that a spreadsheet would calculate is kept text by an apostrophe in front, also where the sign follows blanks, a
 * line break or a separator: what an alert says must not run as a formula on the machine of whoever opens the file.
 */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  // What turns the reading around, or cannot be seen, has no business in a cell.
  const seen = value.replace(/[^\P{C}\t\r\n]/gu, ' ');
  const kept = /^[\t\r]/.test(seen) ? `'${seen}` : seen;
  const plain = kept.replace(/(?<=(?:^|[;,\t\r\n"])\s*)[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|]/g, "'$&");
  return `"${plain.replaceAll('"', '""')}"`;
}
