/** What micromark reads, and tables, which it does not know. */
export type Block = { text: string } | { head: string[]; rows: string[][] };

const fence = /^ {0,3}(```|~~~)/;
const below = /^\|(?: *:?-+:? *\|)+ *$/;

/** Markdown in its order: the tables of a post-mortem have a pipe at both ends of each row. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown === '' ? [] : markdown.split(/\r?\n/);
  const blocks: Block[] = [];
  let words: string[] = [];
  let isCode = false;
  const endWords = () => {
    if (words.length > 0) blocks.push({ text: words.join('\n') });
    words = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (fence.test(line)) isCode = !isCode;
    const head = cellsOf(line);
    const drawn = cellsOf(lines[at + 1] ?? '');
    const isTable =
      !isCode &&
      head !== undefined &&
      below.test(lines[at + 1] ?? '') &&
      drawn?.length === head.length;
    if (!isTable) {
      words.push(line);
      continue;
    }
    endWords();
    const rows: string[][] = [];
    at += 1;
    for (
      let row = cellsOf(lines[at + 1] ?? '');
      row !== undefined;
      row = cellsOf(lines[at + 1] ?? '')
    ) {
      const cells = row;
      rows.push(head.map((_, index) => cells[index] ?? ''));
      at += 1;
    }
    blocks.push({ head, rows });
  }
  endWords();
  return blocks;
}

/** Of a line that is a row; what stands behind a backslash is a pipe of its words. */
function cellsOf(line: string): string[] | undefined {
  const row = line.trim();
  if (row.length < 2 || !row.startsWith('|') || !row.endsWith('|')) return undefined;
  const cells: string[] = [];
  let begun = '';
  for (const piece of row.slice(1, -1).split('|')) {
    begun += piece;
    if (piece.endsWith('\\')) begun += '|';
    else {
      cells.push(begun.trim());
      begun = '';
    }
  }
  return begun === '' ? cells : undefined;
}
