import { describe, expect, test } from 'vitest';
import type { TrustDomain } from '#core/intake/trust-domain.ts';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const watchdog = { title: 'Watchdog', integration: 'prom', domain: 'key:prom' as TrustDomain };

describe.each([inMemory, onDynamoDb()])('heartbeats in $name', ({ open }) => {
  test('are armed once, and the newest of several counts', async () => {
    const { heartbeats } = await open();
    await heartbeats.arm('backup', start);
    await heartbeats.arm('backup', later(60));
    expect(await heartbeats.all()).toEqual([{ id: 'backup', armedAt: start }]);
    await heartbeats.beat({ id: 'backup', at: later(20) });
    await heartbeats.beat({ id: 'backup', at: later(10) });
    expect(await heartbeats.all()).toEqual([{ id: 'backup', armedAt: start, beatAt: later(20) }]);
  });

  test('of a sender are remembered with it', async () => {
    const { heartbeats } = await open();
    await heartbeats.beat({ id: 'v2|x', at: later(5), watchdog });
    expect(await heartbeats.all()).toEqual([
      { id: 'v2|x', armedAt: later(5), beatAt: later(5), watchdog },
    ]);
  });

  test('of a sender take the place of what an earlier rule knew them by, but of what is missed', async () => {
    const { heartbeats } = await open();
    const [gone, missed] = ['v1|x', 'v1|y'];
    for (const id of [gone, missed]) await heartbeats.beat({ id, at: start, watchdog });
    const [, seen] = (await heartbeats.all()).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (seen === undefined) throw new Error('Not known');
    await heartbeats.miss(seen, later(3));
    await heartbeats.beat({ id: 'v2|x', at: later(5), watchdog, before: [gone] });
    await heartbeats.beat({ id: 'v2|y', at: later(5), watchdog, before: [missed] });
    const ids = (await heartbeats.all()).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(['v1|y', 'v2|x', 'v2|y']);
  });

  test('are not missed where one came since they were looked at', async () => {
    const { heartbeats } = await open();
    const seen = { id: 'backup', armedAt: start };
    await heartbeats.arm('backup', start);
    await heartbeats.beat({ id: 'backup', at: later(20) });
    expect(await heartbeats.miss(seen, later(30))).toBe(false);
    const again = { ...seen, beatAt: later(20) };
    expect(await heartbeats.miss(again, later(90))).toBe(true);
    expect(await heartbeats.miss(again, later(95))).toBe(false);
  });

  test('are told, cleared and forgotten as what they were seen as', async () => {
    const { heartbeats } = await open();
    await heartbeats.arm('backup', start);
    await heartbeats.miss({ id: 'backup', armedAt: start }, later(30));
    const seen = { id: 'backup', armedAt: start, missedAt: later(30) };
    await heartbeats.told({ ...seen, missedAt: later(10) }, later(10));
    expect(await heartbeats.all()).toEqual([seen]);
    await heartbeats.told(seen, later(31));
    expect(await heartbeats.all()).toEqual([{ ...seen, toldAt: later(31) }]);
    await heartbeats.clear({ ...seen, missedAt: later(10) });
    expect(await heartbeats.all()).toHaveLength(1);
    await heartbeats.clear(seen);
    expect(await heartbeats.all()).toEqual([{ id: 'backup', armedAt: start }]);
    await heartbeats.forget('backup');
    expect(await heartbeats.all()).toEqual([]);
  });
});
