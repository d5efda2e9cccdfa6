import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const views = readdirSync(new URL('console/src', root), { recursive: true, encoding: 'utf8' })
  .filter(file => /\.tsx?$/.test(file))
  .map(file => `console/src/${file}`);

/** What came to browsers later, each in the words in which it is called. */
const newer = [
  ...[/\b(Map|Object)\.groupBy\(/, /\bwithResolvers\(/, /\bfromAsync\(/, /\bAbortSignal\.any\(/],
  ...[/\bURL\.(canParse|parse)\(/, /\.(values|keys|entries)\(\)\.(map|filter|some|find|toArray)\(/],
  ...[/\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/, /\bPromise\.try\(/],
  ...[/\bRegExp\.escape\(/, /\(\?<[!=]/, /\bIntl\.DurationFormat\b/],
];

test('the console asks for nothing that an iPhone 8, or Chrome 110, does not have', () => {
  const found = [...views, 'client/request.ts', 'shared/contract/console-files.ts'].flatMap(
    file => {
      const text = readFileSync(new URL(file, root), 'utf8');
      return newer.flatMap(each => (each.test(text) ? [`${file} has ${each}`] : []));
    },
  );
  expect(found).toEqual([]);
});
