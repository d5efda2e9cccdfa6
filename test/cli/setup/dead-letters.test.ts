import { expect, test } from 'vitest';
import { asked } from '../asked.ts';
import { run } from '../run.ts';

test('what was given up is listed, with how to try it again', async () => {
  const { ran, last } = await asked(['dead-letters', '--queue=alerts']);
  expect(last).toMatchObject({ operation: 'listDeadLetters', query: { queue: 'alerts' } });
  expect(ran.out).toContain('rcp_01k9zq3v6m0f4  prometheus');
  expect(ran.out).toContain('tocsin dead-letters send-again --queue=<name>');
});

test.each([
  [['dead-letters', 'send-again', '--queue=alerts'], { queue: 'alerts' }],
  [
    ['dead-letters', 'send-again', '--queue=alerts', 'a', 'b'],
    { queue: 'alerts', ids: ['a', 'b'] },
  ],
] as const)('%s', async (words, body) => {
  const { ran, last } = await asked(words);
  expect(last).toMatchObject({ operation: 'sendDeadLettersAgain', body });
  expect(ran.out).toBe('1 dead letter of alerts sent again.');
});

test('nobody sends everything of every queue by accident', async () => {
  expect(await run(['dead-letters', 'send-again'])).toMatchObject({ exitCode: 2 });
  expect(await run(['dead-letters', 'send-again', '--queue=all'])).toMatchObject({ exitCode: 2 });
});
