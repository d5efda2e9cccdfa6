import { expect, test } from 'vitest';
import { remembered } from '#core/text/remembered.ts';

test('a text is worked out once for each place, whatever stands in it', () => {
  const asked: string[] = [];
  const answer = remembered((where: 'a' | 'a\nb', text) => {
    asked.push(`${where}|${text}`);
    return [where, text];
  });
  expect([answer('a', 'x'), answer('a', 'x'), answer('a', 'b'), answer('a\nb', 'x')]).toEqual([
    ['a', 'x'],
    ['a', 'x'],
    ['a', 'b'],
    ['a\nb', 'x'],
  ]);
  expect(asked).toEqual(['a|x', 'a|b', 'a\nb|x']);
});

test('what comes after many others is worked out anew, so that memory stays bounded', () => {
  let asked = 0;
  const answer = remembered((_where: 'title', text) => {
    asked += 1;
    return { text };
  });
  for (let round = 0; round < 2; round++) {
    for (let number = 0; number < 1000; number++) answer('title', `text ${number}`);
  }
  expect(asked).toBe(2000);
  expect(answer('title', 'text 999')).toEqual({ text: 'text 999' });
  expect(asked).toBe(2000);
});
