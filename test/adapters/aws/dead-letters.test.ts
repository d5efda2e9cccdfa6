import { expect, test } from 'vitest';
import { deadLetters } from '#adapters/aws/dead-letters.ts';
import type { Sqs } from '#adapters/aws/sqs.ts';

/** As SQS answers: asked without waiting, it looks at some of its machines only, and these hold nothing. */
function queueOf(...ids: string[]): Sqs {
  const left = ids.map(id => ({ MessageId: id, ReceiptHandle: id, Body: '{}' }));
  return (async (operation: string, { WaitTimeSeconds = 0 }: { WaitTimeSeconds?: number }) => {
    if (operation !== 'ReceiveMessage') return {};
    return { Messages: WaitTimeSeconds > 0 ? left.splice(0, 1) : [] };
  }) as unknown as Sqs;
}

test('whoever asks for dead letters is shown and sends again all of them, on whichever machine they lie', async () => {
  const waiting = (...ids: string[]) => deadLetters(queueOf(...ids), 'https://q/alerts', 1);
  expect(await waiting('a', 'b').look('alerts', 50)).toMatchObject([{ id: 'a' }, { id: 'b' }]);
  expect(await waiting('a', 'b').sendAgain('alerts', undefined)).toBe(2);
});
