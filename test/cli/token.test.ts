import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { succeeds } from './run.ts';

test('a token is shown once, beside the lines that let its hash in', async () => {
  const { out } = await succeeds(['token', '--name=laptop', '--person=ana', '--scope=respond']);
  const [token = ''] = out.split('\n');
  expect(token).toMatch(/^tocsin_[\w-]{43}$/);
  expect(out).toContain(`sha256: ${createHash('sha256').update(token).digest('hex')}`);
  expect(out.split(token)).toHaveLength(2);
});

test('a machine reads both parts', async () => {
  const { out } = await succeeds(['token', '--name=ci', '--scope=read', '--json']);
  expect(JSON.parse(out)).toMatchObject({
    name: 'ci',
    scope: 'read',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});
