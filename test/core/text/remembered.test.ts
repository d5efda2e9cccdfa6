import { expect, test } from 'vitest';
import { remembered } from '#core/text/remembered.ts';

test('a text is worked out once', () => {
  const asked: string[] = [];
  const answer = remembered(text => {
    asked.push(text);
    return [text];
  });
  expect(['x', 'x', '', 'b', 'x'].map(answer)).toEqual([['x'], ['x'], [''], ['b'], ['x']]);
  expect(asked).toEqual(['x', '', 'b']);
});

test('what comes after many others is worked out anew, so that memory stays bounded', () => {
  let asked = 0;
  const answer = remembered(text => {
    asked += 1;
    return { text };
  });
  for (let round = 0; round < 2; round++) {
    for (let number = 0; number < 1000; number++) answer(`text ${number}`);
  }
  expect(asked).toBe(2000);
  expect(answer('text 999')).toEqual({ text: 'text 999' });
  expect(asked).toBe(2000);
});
