import { describe, expect, test } from 'vitest';
import { retryEffects } from '#app/communication/retry-effects.ts';
import { effectOf } from '#core/communication/effects.ts';
import type { OutgoingDelivery } from '#core/communication/outgoing/event-delivery.ts';
import type { Reaction } from '#core/reactions.ts';
import { commitAfter } from '../../support/given.ts';
import { acknowledge, declare, postUpdate } from '../../support/incidents.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { firstId, later } from '../../support/samples.ts';

const commits = [
  commitAfter([], declare()),
  commitAfter([declare()], acknowledge(10)),
  commitAfter([declare(), acknowledge(10)], postUpdate(20)),
];
const keys = {
  stakeholders: `${firstId}#3#0`,
  event: 'event#1#0#audit',
  room: 'room#2#ops',
  chat: `${firstId}#chat#2026-11-23T02:14:00.000Z`,
  subscriber: `${firstId}#3#0~sub_3f2a`,
};

function desk(outcomes: Record<string, string>) {
  const table = memory.memoryTable();
  const ledger = memory.memoryEffects(table);
  const queued: (Reaction | OutgoingDelivery)[] = [];
  const { retryEffects: retry } = retryEffects({
    effectsOf: memory.memoryEffectsOf(table),
    ledger,
    findCommit: async (_id, version) => commits[version - 1],
    queueReactions: async some => void queued.push(...some),
    queueDeliveries: async some => void queued.push(...some),
    now: () => later(600),
  });
  return {
    queued,
    async prepared() {
      for (const [key, outcome] of Object.entries(outcomes)) {
        const about = { channel: 'webhook', to: key, what: 'something' };
        await ledger.claim(key, firstId, later(1), about);
        await ledger.record(key, firstId, later(2), outcome);
      }
      return this;
    },
    retry: (body = {}) =>
      retry(callOf({ params: { id: firstId }, body }) as Parameters<typeof retry>[0]),
    again: (key: string) => ledger.claim(key, firstId, later(601)),
    states: async () =>
      Object.fromEntries(
        (await memory.memoryEffectsOf(table)(firstId))
          .map(effectOf)
          .map(({ key, state }) => [key, state]),
      ),
  };
}
const failed = 'failed: answered 410: it is gone';

describe('what has failed', () => {
  test('is queued once more as what it was, and free to be done', async () => {
    const { retry, queued, again, states } = await desk({
      [keys.event]: failed,
      [keys.room]: failed,
      [keys.stakeholders]: failed,
    }).prepared();
    expect(await retry()).toMatchObject({ answer: { queued: [{}, {}, {}], left: [] } });
    expect(queued).toMatchObject([
      { kind: 'event', webhook: 'audit', incidentId: firstId, version: 1, index: 0 },
      { kind: 'room', room: 'ops', incidentId: firstId, version: 2 },
      { key: keys.stakeholders },
    ]);
    expect(await states()).toEqual({
      [keys.event]: 'waiting',
      [keys.room]: 'waiting',
      [keys.stakeholders]: 'waiting',
    });
    expect(await again(keys.event)).toBe('taken');
  });

  test('is chosen by where it goes, and what arrived is left alone', async () => {
    const { retry, queued, again } = await desk({
      [keys.event]: 'sent',
      [keys.room]: failed,
      [keys.chat]: failed,
    }).prepared();
    expect(await retry({ to: keys.event })).toMatchObject({ refused: { rule: 'nothing-failed' } });
    expect(await retry({ key: keys.chat })).toMatchObject({ answer: { queued: [{}] } });
    expect(queued).toMatchObject([{ kind: 'chat', incidentId: firstId }]);
    expect(await again(keys.event)).toBe('done');
    expect(await again(keys.room)).toBe('done');
  });

  test('of one subscriber among many is said not to go by itself', async () => {
    const { retry, queued } = await desk({ [keys.subscriber]: failed }).prepared();
    expect(await retry()).toMatchObject({ refused: { rule: 'not-retried' } });
    expect(queued).toEqual([]);
  });
});
