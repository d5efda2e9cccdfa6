import { expect, test } from 'vitest';
import { deliverEvent } from '#app/communication/deliver-event.ts';
import { deliverOnce } from '#app/communication/deliver-once.ts';
import { publishEvents } from '#app/communication/publish-events.ts';
import { receivesMax } from '#contract/work-queues.ts';
import { effectOf } from '#core/communication/effects.ts';
import type {
  EventDelivery,
  OutgoingDelivery,
} from '#core/communication/outgoing/event-delivery.ts';
import type { OutgoingEvent } from '#core/communication/outgoing/outgoing-event.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { PostEvent } from '#ports/communication.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { declared, firstId, later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const { events, after } = declared();
if (after.phase === 'undeclared') throw new Error('unreachable');
const commit = { incidentId: firstId, version: 1, headline: headlineOf(after), events };

const url = 'https://hooks.example.com/';
const webhooks = [
  { name: 'audit', url: `${url}audit` },
  { name: 'pages', url: `${url}pages`, events: ['page.*'] },
];
const gone = { sent: false, failed: 'give-up', reason: 'answered 410: it is gone' } as const;

function desk(answers: Awaited<ReturnType<PostEvent>>[] = [], configured: unknown[] = webhooks) {
  const table = memory.memoryTable();
  const configuration = memory.memoryConfiguration(table);
  const parsed = parseDirectory({ ...team, webhooks: configured });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const [onBus, posted, rests]: [OutgoingEvent[], string[], number[]] = [[], [], []];
  const queued: OutgoingDelivery[] = [];
  const publishing = publishEvents({
    configuration,
    putOnBus: async some => void onBus.push(...some),
    queueDeliveries: async some => void queued.push(...some),
  });
  const delivering = deliverEvent({
    once: deliverOnce({ ledger: memory.memoryEffects(table), now: () => later(0), log: () => {} }),
    configuration,
    findCommit: async (id, version) => (id === firstId && version === 1 ? commit : undefined),
    postEvent: async ({ url }, { type }) => {
      posted.push(`${type} ${url}`);
      return answers.shift() ?? { sent: true };
    },
  });
  return {
    ...{ onBus, queued, posted, rests },
    publish: () => publishing(commit),
    deliver: (change: Partial<EventDelivery> = {}, attempt = 1) =>
      delivering(
        {
          ...{ kind: 'event', webhook: 'audit', incidentId: firstId },
          version: 1,
          index: 0,
          ...change,
        },
        { attempt, rest: async seconds => void rests.push(seconds) },
      ),
    seen: async () => (await memory.memoryEffectsOf(table)(firstId)).map(effectOf),
  };
}

test('every event goes on the bus, and as work of its own to each address that wants it', async () => {
  const { publish, onBus, queued } = desk();
  await publish();
  expect(onBus.map(({ type }) => type)).toEqual(['incident.declared', 'level.paged']);
  expect(queued).toEqual([
    { kind: 'event', webhook: 'audit', incidentId: firstId, version: 1, index: 0 },
    { kind: 'event', webhook: 'audit', incidentId: firstId, version: 1, index: 1 },
  ]);
});

test('an event is posted once, however often the queue brings it', async () => {
  const { deliver, posted, seen } = desk();
  expect(await deliver()).toBe('done');
  expect(await deliver()).toBe('done');
  expect(posted).toEqual([`incident.declared ${url}audit`]);
  expect(await seen()).toMatchObject([
    { channel: 'webhook', to: 'audit', what: 'incident.declared', state: 'sent' },
  ]);
});

test('an address that is down is asked again after a pause, and the incident says when', async () => {
  const refusal = { sent: false, failed: 'retry', reason: 'answered 503' } as const;
  const { deliver, rests, seen } = desk([refusal, { ...refusal, afterSeconds: 90 }]);
  expect(await deliver()).toBe('again');
  expect(await seen()).toMatchObject([
    { state: 'waiting', reason: 'answered 503', nextTryAt: later(5) },
  ]);
  expect(await deliver({}, 2)).toBe('again');
  expect(rests).toEqual([5, 90]);
  expect(await deliver({}, 3)).toBe('done');
  expect(await seen()).toMatchObject([{ state: 'sent' }]);
});

test('what is given up has failed, lies with the dead letters, and is sent when it is brought back', async () => {
  const refusal = { sent: false, failed: 'retry', reason: 'answered 503' } as const;
  const { deliver, rests, seen, posted } = desk([refusal]);
  expect(await deliver({}, receivesMax)).toBe('again');
  expect(rests).toEqual([]);
  expect(await seen()).toMatchObject([{ state: 'failed', reason: 'answered 503' }]);
  expect(await deliver({}, 1)).toBe('done');
  expect(posted).toHaveLength(2);
  expect(await seen()).toMatchObject([{ state: 'sent' }]);
});

test('an address that is gone is not asked again, and one that was taken out is not told', async () => {
  const { deliver, seen } = desk([gone]);
  expect(await deliver()).toBe('done');
  expect(await seen()).toMatchObject([{ state: 'failed', reason: gone.reason }]);
  const without = desk([], []);
  expect(await without.deliver()).toBe('done');
  expect(without.posted).toEqual([]);
  expect(await without.seen()).toMatchObject([{ state: 'not-wanted' }]);
});

test('a replay is sent again though it was sent, once for each time it is asked for', async () => {
  const { deliver, posted } = desk();
  await deliver();
  await deliver({ replay: 'r1' });
  await deliver({ replay: 'r1' });
  expect(posted).toHaveLength(2);
});
