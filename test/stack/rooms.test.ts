import { expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* Chats that are told and not listened to, on the deployed shape: their addresses are secrets that a tag opens. */

const stack = realStack();
const kinds = ['teams', 'google-chat', 'discord', 'mattermost'];
const arnOf = (kind: string) =>
  `arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/${kind}-AbCdEf`;

test('each chat is told in its own format, once, and one whose secret no tag opens shows on the incident', async () => {
  const rooms = kinds.map(kind => ({ name: `room-${kind}`, kind, secret: arnOf(kind) }));
  const closed = { name: 'closed', kind: 'discord', secret: arnOf('revoked') };
  await stack.configures(({ chat }: { chat: object }) => ({
    chat: { ...chat, rooms: [...rooms, closed] },
  }));
  const id = await stack.opens({
    title: '@everyone Payment processing down',
    severity: 'critical',
  });
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  await stack.passes(30);
  type Kept = { room: string; body: object };
  const told = async () =>
    (await stack.call<Kept[]>('GET', '/_local/rooms')).filter(({ body }) =>
      JSON.stringify(body).includes(id),
    );
  for (const kind of kinds) {
    const mine = (await told())
      .filter(({ room }) => room === kind)
      .map(each => JSON.stringify(each));
    expect(
      mine.filter(text => text.includes('Declared')),
      kind,
    ).toHaveLength(1);
    expect(
      mine.filter(text => text.includes('Acknowledged by')),
      kind,
    ).toHaveLength(1);
  }
  const { effects } = await stack.call<{
    effects: { channel: string; to: string; state: string; reason?: string }[];
  }>('GET', `/v1/incidents/${id}/effects`);
  const of = (name: string) => effects.filter(({ to }) => to === name);
  expect(of('room-teams').every(({ state }) => state === 'sent')).toBe(true);
  expect(of('closed')[0]).toMatchObject({
    state: 'waiting',
    reason: expect.stringContaining('tag it tocsin:chat=allowed'),
  });
  await stack.resolves(id);
});
