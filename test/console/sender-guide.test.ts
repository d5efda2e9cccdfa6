import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { guideOf, type Part, runsOf } from '#console/setup/sender-guide.ts';
import { sources } from '#core/sources.ts';

const guide = (source: string) =>
  guideOf(
    source,
    readFileSync(new URL(`../../docs/senders/${source}.md`, import.meta.url), 'utf8'),
  );
const wordsOf = (part: Part) => {
  switch (part.kind) {
    case 'text':
      return [part.text];
    case 'rows':
      return part.rows.flat();
    case 'copy':
      return [];
    default:
      return part satisfies never;
  }
};

describe('the page of a sender', () => {
  test.each(sources)(
    'of %s says all that the console shows, and nothing is left of its marks',
    source => {
      const { name, click, paste, looks } = guide(source);
      expect(name).toMatch(/^\S.*[^#]$/);
      expect(click.length).toBeGreaterThan(0);
      expect(paste[0]).toEqual({
        kind: 'copy',
        text: `$TOCSIN_URL/v1/alerts/${source}?key=$TOCSIN_KEY`,
      });
      const table = looks.find(({ kind }) => kind === 'rows');
      expect(wordsOf(table ?? { kind: 'text', text: '' })).toEqual(
        expect.arrayContaining(['title', 'service', 'severity']),
      );
      for (const text of [...click, ...paste, ...looks].flatMap(wordsOf)) {
        expect(text).not.toMatch(/^(```| {4}|#|\|)/);
        const shown = runsOf(text).filter(({ as }) => as !== 'code');
        expect(shown.map(run => run.text).join('')).not.toMatch(/\*\*|`|\]\(/);
      }
    },
  );

  test('keeps what is to be copied as it stands, blank lines and all', () => {
    const page =
      '# A\n\n## What to click\n\nOne\ntwo.\n\n## What to paste\n\n    $TOCSIN_URL\n\n```json\n{\n\n  "a": 1 }\n```\n\nThen this.\n';
    expect(guideOf('a', page)).toMatchObject({
      click: [{ kind: 'text', text: 'One two.' }],
      paste: [
        { kind: 'copy', text: '$TOCSIN_URL' },
        { kind: 'copy', text: '{\n\n  "a": 1 }' },
        { kind: 'text', text: 'Then this.' },
      ],
    });
  });

  test('a row may have code with a bar in it, and a link is its words', () => {
    const page =
      '# A\n\n## What it will look like\n\n| | |\n| - | - |\n| over | `a|b`, see [there](x.md) |\n';
    expect(guideOf('a', page).click).toEqual([
      { kind: 'rows', rows: [['over', '`a|b`, see [there](x.md)']] },
    ]);
    expect(runsOf('**Add** `a|b`, see [there](x.md)')).toEqual([
      { text: 'Add', as: 'strong' },
      { text: ' ', as: 'text' },
      { text: 'a|b', as: 'code' },
      { text: ', see ', as: 'text' },
      { text: 'there', as: 'text' },
    ]);
  });
});
