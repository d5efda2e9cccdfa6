import { describe, expect, test } from 'vitest';
import { phoneNumber } from '#core/ids.ts';
import {
  type Admission,
  admit,
  type Member,
  noHistory,
  type SendHistory,
} from '#core/paging/send-history.ts';
import type { Instant } from '#core/time/instant.ts';
import type { PhoneChannel, SendHistoryStore } from '#ports/paging.ts';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const line: PhoneChannel = { phone: phoneNumber('+15555550101'), channel: 'sms' };

const member = (number: number): Member => ({
  key: `page-${number}`,
  incidentId: `INC-2026-00${number}`,
  severity: 'SEV1',
  person: 'ana',
  name: 'Ana',
  purpose: 'acknowledge',
  level: 1,
  round: 1,
  decidedAt: start,
  afterSeconds: 0,
});

/** As a page asks: reads, decides and writes, until nobody came between. */
async function asks(store: SendHistoryStore, number: number, at: Instant): Promise<Admission> {
  for (;;) {
    const { traffic: read, version } = await store.load(line);
    const { traffic, admission } = admit(read, 'sms', member(number), at);
    if ((await store.save(line, { traffic, version, at })) === 'saved') return admission;
  }
}

async function asksAll(store: SendHistoryStore, numbers: number[], at: Instant) {
  return Promise.all(numbers.map(number => asks(store, number, at)));
}

describe.each([inMemory, onDynamoDb()])('traffic in $name', ({ open }) => {
  test('nothing is known of a number at first, and what is written is read', async () => {
    const { traffic } = await open();
    expect(await traffic.load(line)).toEqual({ traffic: noHistory, version: 0 });
    const sent: SendHistory['sent'] = [{ key: 'page-1', at: start, severity: 'SEV1' }];
    await traffic.save(line, { traffic: { sent, told: [] }, version: 0, at: start });
    expect(await traffic.load(line)).toEqual({ traffic: { sent, told: [] }, version: 1 });
  });

  test('calls and other numbers are apart', async () => {
    const { traffic } = await open();
    await asks(traffic, 1, start);
    expect(await traffic.load({ ...line, channel: 'voice' })).toMatchObject({ version: 0 });
    const phone = phoneNumber('+15555550102');
    expect(await traffic.load({ ...line, phone })).toMatchObject({ version: 0 });
  });

  test('of two writers that read the same, one is told of the conflict', async () => {
    const { traffic } = await open();
    for (const version of [0, 1]) {
      const write = () => traffic.save(line, { traffic: noHistory, version, at: start });
      const outcomes = await Promise.all([write(), write()]);
      expect(outcomes.toSorted()).toEqual(['conflict', 'saved']);
    }
    expect(await traffic.save(line, { traffic: noHistory, version: 7, at: start })).toBe(
      'conflict',
    );
  });

  test('two attempts at once at the third place: one goes alone, the other is bundled', async () => {
    const { traffic } = await open();
    await asks(traffic, 1, start);
    await asks(traffic, 2, later(1));
    const both = await asksAll(traffic, [3, 4], later(2));
    expect(both.map(({ go }) => go).toSorted()).toEqual(['alone', 'wait']);
  });

  test('twelve at once: three go alone and nine wait for one and the same message', async () => {
    const { traffic } = await open();
    const all = await asksAll(
      traffic,
      Array.from({ length: 12 }, (_, index) => index + 1),
      start,
    );
    expect(all.filter(({ go }) => go === 'alone')).toHaveLength(3);
    const waiting = all.filter(admission => admission.go === 'wait');
    expect(waiting).toHaveLength(9);
    expect(new Set(waiting.map(({ bundle }) => bundle)).size).toBe(1);
  });

  test('a bundle that two want to send is sent by one', async () => {
    const { traffic } = await open();
    for (const number of [1, 2, 3, 4, 5]) await asks(traffic, number, start);
    const both = await asksAll(traffic, [4, 5], later(20));
    expect(both.map(({ go }) => go).toSorted()).toEqual(['bundle', 'wait']);
  });

  test('whoever crashed between claim and send is replaced after a while, not before', async () => {
    const { traffic } = await open();
    for (const number of [1, 2, 3, 4, 5]) await asks(traffic, number, start);
    expect(await asks(traffic, 4, later(20))).toMatchObject({ go: 'bundle' });
    expect(await asks(traffic, 5, later(49))).toMatchObject({ go: 'wait' });
    const taken = await asks(traffic, 5, later(50));
    expect(taken).toMatchObject({ go: 'bundle', bundle: { attempt: 2 } });
  });

  test('a page that crashed after it was let through is let through again, in its own place', async () => {
    const { traffic } = await open();
    for (const number of [1, 2, 3]) await asks(traffic, number, start);
    expect(await asks(traffic, 2, later(31))).toEqual({ go: 'alone' });
    expect((await traffic.load(line)).traffic.sent).toHaveLength(3);
  });
});
