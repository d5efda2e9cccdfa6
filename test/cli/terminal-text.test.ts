import { describe, expect, test } from 'vitest';
import { fitted, hanging, painter, table, width } from '#cli/terminal-text.ts';

const plain = painter(false);

describe('width', () => {
  test.each([
    ['plain letters', 'Disk', 4],
    ['a letter with its accent apart', 'e\u0301', 1],
    ['Japanese', '障害', 4],
    ['an emoji of several parts', '👩‍🚒', 2],
  ])('of %s', (_, text, cells) => {
    expect(width(text)).toBe(cells);
  });
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
  expect(hanging('02:14', 'Connection pool of payments-db is at its limit', 30)).toBe(
    '02:14  Connection pool of\n       payments-db is at its\n       limit',
  );
});

test('colours are added only where they are wanted', () => {
  expect(painter(true)('red', 'SEV1')).toBe('\u001b[31mSEV1\u001b[39m');
  expect(plain('red', 'SEV1')).toBe('SEV1');
});
