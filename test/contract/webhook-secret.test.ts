import { describe, expect, test } from 'vitest';
import { start } from '../support/samples.ts';
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

  test('is not the root, and makes none; the root says whether there was a time before it', async () => {
    const fresh = await open();
    const root = await fresh.openRoot()();
    expect(root).toEqual({
      secret: expect.stringMatching(/^tocsin_root_[\w-]{32,}$/),
      since: start,
    });
    await fresh.openWebhookSecret()();
    expect(await fresh.openRoot()()).toEqual(root);

    const older = await open();
    const before = await older.openWebhookSecret()();
    const made = await Promise.all(Array.from({ length: 8 }, () => older.openRoot()()));
    expect(made.every(({ secret }) => secret === made[0]?.secret)).toBe(true);
    expect(made[0]).toMatchObject({ before });
    expect(made[0]?.secret).not.toContain(before);
  });

  test('is another one in another table', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.openWebhookSecret()()).not.toBe(await other.openWebhookSecret()());
  });
});
