/** RFC 4180, with a line end after every row. */
export function csv(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');
}

/**
 * Text that a spreadsheet would calculate is kept text by an apostrophe in front: what an alert says must not run as
 * a formula on the machine of whoever opens the file.
 */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
