import { describe, expect, test } from 'vitest';
import { inMemory, onDynamoDb } from '../support/tables.ts';

describe.each([inMemory, onDynamoDb()])('the webhook secret in $name', ({ open }) => {
  test('is made when it is first asked for, and stays the same', async () => {
    const { openWebhookSecret } = await open();
    const secret = await openWebhookSecret()();
    expect(secret).toMatch(/^tocsin_whs_[\w-]{32,}$/);
    expect(await openWebhookSecret()()).toBe(secret);
  });

  test('is one, however many are the first to ask', async () => {
    const { openWebhookSecret } = await open();
    const asked = Array.from({ length: 8 }, () => openWebhookSecret()());
    expect(new Set(await Promise.all(asked)).size).toBe(1);
  });

  test('is another one in another table', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.openWebhookSecret()()).not.toBe(await other.openWebhookSecret()());
  });
});
