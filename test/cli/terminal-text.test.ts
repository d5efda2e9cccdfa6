import { describe, expect, test } from 'vitest';
import { fitted, hangingIndent, painter, table } from '#cli/terminal-text.ts';

const plain = painter(false);

test.each([
  ['a letter with its accent apart', 'e\u0301', 1],
  ['Japanese with its full stop', '復旧。', 6],
  ['an emoji of several parts', '👍🏽', 2],
  ['a sign that is an emoji by its selector', '❤️', 2],
])('%s takes as many columns as a terminal gives it', (_, text, columns) => {
  const shown = table(['A', 'B'], [[text, 'x']], { columns: 40, paint: plain });
  expect(shown.split('\n')).toEqual([`${'A'.padEnd(columns)}  B`, `${text}  x`]);
});

test('text is cut at whole characters, with room for the ellipsis', () => {
  expect(fitted('Disk full', 9)).toBe('Disk full');
  expect(fitted('Disk full', 8)).toBe('Disk fu…');
  expect(fitted('障害発生', 6)).toBe('障害…');
});

test('a row is one line, whatever a title holds', () => {
  const shown = table(['ID', 'TITLE'], [['1', 'a\r\nb\tc\u009b2J']], { columns: 40, paint: plain });
  expect(shown.split('\n')).toEqual(['ID  TITLE', '1   a b c 2J']);
});

test('what must not be cut goes on below itself', () => {
  expect(hangingIndent('02:14', 'Connection pool of payments-db is at its limit', 30)).toBe(
    '02:14  Connection pool of\n       payments-db is at its\n       limit',
  );
});

test('what goes on below a coloured word stands where it would without colours', () => {
  const red = painter(true)('red', 'problem');
  expect(hangingIndent(red, 'nobody is on duty tonight', 30)).toBe(
    `${red}  nobody is on duty\n         tonight`,
  );
});

test('colours are added only where they are wanted', () => {
  expect(painter(true)('red', 'SEV1')).toBe('\u001b[31mSEV1\u001b[39m');
  expect(plain('red', 'SEV1')).toBe('SEV1');
});

describe('a table', () => {
  const rows = [
    ['payments', 'Duration', '254.8', 'the slowest of a hundred requests, by the minute'],
    ['catalogue', 'CPU', '41', 'mean'],
  ];
  const header = ['SERVICE', 'METRIC', 'LAST', 'WHAT'];

  test('goes on below its last column, which would otherwise be lost', () => {
    expect(table(header, rows, { columns: 50, paint: plain }).split('\n')).toEqual([
      'SERVICE    METRIC    LAST   WHAT',
      'payments   Duration  254.8  the slowest of a',
      '                            hundred requests, by',
      '                            the minute',
      'catalogue  CPU       41     mean',
    ]);
  });

  test('cuts the last column only where one line for each is wanted', () => {
    const shown = table(header, rows, { columns: 50, paint: plain, last: 'cut' });
    expect(shown.split('\n')[1]).toBe('payments   Duration  254.8  the slowest of a hund…');
  });

  test('is told in blocks where there is no room for its columns', () => {
    const shown = table(header, rows, { columns: 30, paint: plain });
    expect(shown.split('\n')).toEqual([
      'payments',
      '  METRIC Duration  LAST 254.8',
      '  WHAT the slowest of a',
      '  hundred requests, by the',
      '  minute',
      'catalogue',
      '  METRIC CPU  LAST 41',
      '  WHAT mean',
    ]);
  });

  test('draws its last cell into the room that there is', () => {
    const drawn = (room: number) => '#'.repeat(room);
    const shown = table(['A', ''], [['x', { text: '', drawn }]], { columns: 30, paint: plain });
    expect(shown).toBe(`A\nx  ${'#'.repeat(27)}`);
  });
});
