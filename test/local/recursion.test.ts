import { expect, test } from 'vitest';
import { virtualClock } from '#local/clock/clock.ts';
import { openQueues } from '#local/emulators/queues.ts';
import { sqs } from '#local/emulators/sqs.ts';
import type { LambdaHost } from '#local/lambda/host.ts';
import { isLoop, nextTrace } from '#local/lambda/lineage.ts';
import { sqsSource } from '#local/sources/queue-source.ts';
import { bareRequest } from '#local/wire/aws-wire.ts';
import { requestCounts } from '#local/wire/requests.ts';

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const plain = { visibilitySeconds: 1, delaySeconds: 0 };
const dead = { ...plain, name: 'dead', arn: arn('dead'), url: '/dead' };
const redrive = { deadLetterArn: dead.arn, maxReceiveCount: 2 };
const work = { ...plain, name: 'work', arn: arn('work'), url: '/work', redrive };

/** A function that sends on whatever it receives, to the queue that it is fed by. */
async function roundsOf({ mayLoop }: { mayLoop: boolean }) {
  const clock = virtualClock({});
  const queues = openQueues({ queues: [work, dead], clock, counts: requestCounts() });
  const service = sqs(queues);
  const told: string[] = [];
  let rounds = 0;
  const { promise: rests, resolve: rest } = Promise.withResolvers<void>();
  const host = {
    async invoke(_arn: string, _event: unknown, traces: readonly string[] = []) {
      rounds += 1;
      if (rounds === 40) rest();
      if (rounds >= 40) return { payload: 'null' };
      const body = JSON.stringify({ QueueUrl: work.url, MessageBody: 'again' });
      await service({
        ...bareRequest({ service: 'sqs', operation: 'SendMessage', caller: 'echo', body }),
        headers: { 'x-amzn-trace-id': nextTrace('echo', traces) },
      });
      return { payload: 'null' };
    },
  } as unknown as LambdaHost;
  const source = sqsSource({
    source: {
      ...{ functionArn: 'echo', queueArn: work.arn, batchSize: 1, windowSeconds: 0 },
      reportsFailures: false,
    },
    consumer: { name: 'echo', mayLoop },
    ...{ queue: work, queues, host, clock },
    tell(line) {
      told.push(line);
      clock.jumpTo(clock.now() + 5000);
    },
  });
  queues.onVisible(queue => {
    if (queue === dead.arn) rest();
    source.wake();
  });
  queues.enqueue(work, 'first');
  await rests;
  source.stop();
  clock.stop();
  return { rounds, told, dead: queues.counts().dead?.visible };
}

test('a function that feeds itself is stopped after sixteen rounds, and what went round is a dead letter', async () => {
  const { rounds, told, dead: left } = await roundsOf({ mayLoop: false });
  expect(rounds).toBe(16);
  expect(told[0]).toBe('Lambda stopped a recursive loop: echo feeds work');
  expect(left).toBe(1);
});

test('a function that may feed itself is not stopped', async () => {
  expect(await roundsOf({ mayLoop: true })).toEqual({ rounds: 40, told: [], dead: 0 });
});

test('rounds are counted for each function of a chain, whichever way they come together', () => {
  let one = nextTrace('webhook', []);
  for (let round = 0; round < 15; round++) one = nextTrace('page', [one]);
  const other = nextTrace('page', [nextTrace('webhook', [])]);
  expect(isLoop('page', one)).toBe(false);
  const next = nextTrace('page', [other, one]);
  expect(isLoop('page', next)).toBe(true);
  expect(isLoop('webhook', next)).toBe(false);
  // The root of the first stays, and what is no header of ours counts for nothing.
  expect(next.split(';')[0]).toBe(other.split(';')[0]);
  expect(isLoop('page', 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1')).toBe(false);
});
