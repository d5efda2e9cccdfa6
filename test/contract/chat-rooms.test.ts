import { describe, expect, test } from 'vitest';
import type { ChatRoom } from '#ports/communication.ts';
import { firstId, secondId } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const room = (change: Partial<ChatRoom> = {}): ChatRoom => ({
  ...{ bookmarks: [], invited: {}, told: 0 },
  ...change,
});
const payments = { id: 'C0PAYMENTS', name: 'incident-2026-11-22-payments' };

describe.each([inMemory, onDynamoDb()])('channels of incidents in $name', ({ open }) => {
  test('a channel leads to its incident, and what is kept of it is there again', async () => {
    const { chatRooms } = await open();
    await chatRooms.save(firstId, room({ channel: payments }));
    const told = room({ channel: payments, card: { ts: '1.2', shows: 'it' }, told: 7 });
    await chatRooms.save(firstId, told);
    expect(await chatRooms.of(firstId)).toEqual(told);
    expect(await chatRooms.incidentOf(payments.id)).toBe(firstId);
    expect(await chatRooms.of(secondId)).toBeUndefined();
    expect(await chatRooms.incidentOf('C0GENERAL')).toBeUndefined();
  });

  test('so does the second one of an incident that was taken up again, which has been told much already', async () => {
    const { chatRooms } = await open();
    const second = { id: 'C0AGAIN', name: `${payments.name}-2` };
    await chatRooms.save(firstId, room({ channel: payments }));
    await chatRooms.save(firstId, room({ channel: second, told: 7 }));
    for (const { id } of [payments, second]) {
      expect(await chatRooms.incidentOf(id)).toBe(firstId);
    }
  });
});
