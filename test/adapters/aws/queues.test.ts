import { describe, expect, test } from 'vitest';
import * as queues from '#adapters/aws/queues.ts';
import type { Sqs } from '#adapters/aws/sqs.ts';
import { dispatch } from '#app/incident/dispatch.ts';
import { commitAfter } from '../../support/given.ts';
import { declare } from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

/** What a queue was asked to keep back, in seconds. */
async function keptBack(put: (sqs: Sqs) => Promise<void>): Promise<unknown> {
  const asked: { DelaySeconds?: number }[] = [];
  const sqs = async (_operation: string, input: (typeof asked)[number]) => void asked.push(input);
  await put(sqs as unknown as Sqs);
  return asked[0]?.DelaySeconds;
}
const digest = { kind: 'digest', to: 'sub_1', dueAt: later(0) } as const;

describe('a queue that keeps nothing back for more than a quarter of an hour, and whole seconds only', () => {
  test.each([
    ['a day', 86_400, 900],
    ['a quarter of an hour', 900, 900],
    ['part of a second', 12.25, 13],
    ['a moment that is over', -3, 0],
  ])('is asked for what it takes, for %s', async (_what, wanted, taken) => {
    expect(await keptBack(sqs => queues.queueDigest(sqs, 'queue')(digest, wanted))).toBe(taken);
  });
});

test('what a commit leads to is sent with the pages first, whatever came before them', async () => {
  const asked: string[] = [];
  const sqs = (async (_operation: string, { QueueUrl }: { QueueUrl: string }) => {
    asked.push(QueueUrl);
    return {};
  }) as unknown as Sqs;
  const urls = { pages: 'pages', effects: 'effects', archive: '', chat: '', statusPage: '' };
  const queueReactions = queues.queueReactions(sqs, urls);
  await dispatch({ queueReactions, setAlarmClock: async () => {} })(commitAfter([], declare()));
  expect(asked[0]).toBe('pages');
  expect(asked).toContain('effects');
});
