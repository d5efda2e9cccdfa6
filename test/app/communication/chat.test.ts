import { describe, expect, test } from 'vitest';
import { chatOnMemory } from '../../support/chat-on-memory.ts';

describe('somebody types /incident', () => {
  test('an incident is declared, with a channel of the day and the service, and its card', async () => {
    const chat = chatOnMemory();
    const answered = await chat.types('SEV1 Payment processing down', { user: 'ana@example.com' });
    expect(answered).toMatchObject({ status: 200 });
    const { name, topic, members, messages } = chat.channel();
    expect(name).toBe('incident-2026-11-22-payments');
    expect(topic).toContain('SEV1');
    expect(members).toContain('ana@example.com');
    expect(JSON.stringify(messages[0]?.blocks)).toContain('SEV1: Payment processing down');
    expect(chat.logged).toEqual([]);
  });

  test('the button acknowledges, and the card shows it in its place', async () => {
    const chat = chatOnMemory();
    await chat.types('SEV1 Payment processing down', { user: 'ana@example.com' });
    await chat.presses('acknowledge');
    const [card, line] = chat.channel().messages;
    expect(JSON.stringify(card?.blocks)).toContain('acknowledged by Ana');
    expect(line?.text).toContain('Acknowledged by Ana');
  });
});
