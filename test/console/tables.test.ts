import { expect, test } from 'vitest';
import { blocksOf } from '#console/shell/tables.ts';

test('a table is read as its cells, between the words around it', () => {
  const text = [
    '# Figures',
    '',
    '| what | took |',
    '| - | :-: |',
    '| to acknowledge | 5 min |',
    '| a \\| b | |',
    '',
    'More.',
  ];
  expect(blocksOf(text.join('\n'))).toEqual([
    { text: '# Figures\n' },
    {
      head: ['what', 'took'],
      rows: [
        ['to acknowledge', '5 min'],
        ['a \\| b', ''],
      ],
    },
    { text: '\nMore.' },
  ]);
});

test('a row has as many cells as its table', () => {
  expect(blocksOf('| a | b |\n| - | - |\n| 1 |\n| 1 | 2 | 3 |')).toEqual([
    {
      head: ['a', 'b'],
      rows: [
        ['1', ''],
        ['1', '2'],
      ],
    },
  ]);
});

test('pipes are words where they are code, or no line is drawn below them', () => {
  for (const text of [
    '```\n| a |\n| - |\n```',
    '| a | b |\n| c | d |',
    'a | b',
    '| a | b |\n| - |',
    '',
  ]) {
    expect(blocksOf(text)).toEqual(text === '' ? [] : [{ text }]);
  }
});
