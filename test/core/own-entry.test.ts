import { expect, test } from 'vitest';
import { tagsAt } from '#core/intake/given.ts';
import { entryOf } from '#core/own-entry.ts';

test.each(['constructor', 'toString', '__proto__', undefined])('nothing stands under %s', name => {
  expect(entryOf({ ana: { name: 'Ana' } }, name)).toBeUndefined();
});

test('whoever is called as a part of every object is there all the same', () => {
  expect(entryOf({ constructor: { name: 'Bo' } }, 'constructor')).toEqual({ name: 'Bo' });
});

test('a tag is kept whatever it is called', () => {
  expect(tagsAt({ tags: ['constructor:crane-7'] }, 'tags')).toEqual({ constructor: 'crane-7' });
});
