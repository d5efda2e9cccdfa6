const rowsMax = 10_000;
const cellsMax = 60;

/**
 * A table as text: the names of its columns on the first line, and an alert on each other, with commas, semicolons or tabs
 * between them. `isKnown`: what a column of alerts may be called; a sentence with commas is no table.
 */
export function rowsIn(
  text: string,
  isKnown: (name: string) => boolean,
): Record<string, string>[] | undefined {
  const [head = '', ...lines] = text.trim().split(/\r?\n/, rowsMax + 1);
  if (lines.length === 0 || head.length > 2000) return undefined;
  for (const mark of [',', ';', '\t', '|']) {
    const names = cellsOf(head, mark);
    const isHead =
      names.length >= 3 &&
      names.every(name => name.length <= 40 && /^[A-Za-z][\w./-]*(?: [\w./-]+){0,2}$/.test(name)) &&
      names.filter(isKnown).length >= 2;
    if (!isHead) continue;
    const rows = lines
      .filter(line => line.trim() !== '')
      .map(line => cellsOf(line.slice(0, 10_000), mark));
    if (rows.length === 0 || rows.some(row => row.length !== names.length)) return undefined;
    return rows.map(row =>
      Object.fromEntries(
        names.flatMap((name, index) => (name === '__proto__' ? [] : [[name, row[index] ?? '']])),
      ),
    );
  }
  return undefined;
}

/** A quote around a cell holds what is between two cells elsewhere; two quotes in it are one. */
function cellsOf(line: string, mark: string): string[] {
  const cells = [''];
  let isQuoted = false;
  for (let at = 0; at < line.length && cells.length <= cellsMax; at++) {
    const letter = line.charAt(at);
    const last = cells.length - 1;
    if (letter === '"' && isQuoted && line.charAt(at + 1) === '"') {
      cells[last] += letter;
      at += 1;
    } else if (letter === '"' && (isQuoted || cells[last]?.trim() === '')) isQuoted = !isQuoted;
    else if (letter === mark && !isQuoted) cells.push('');
    else cells[last] += letter;
  }
  return cells.map(cell => cell.trim());
}
