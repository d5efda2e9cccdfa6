import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { run } from '../run.ts';

test.each([
  ['in letters that are not UTF-8', Buffer.from('{"title":"Zahlung gestört"}', 'latin1')],
  ['packed', gzipSync('{"title":"Payment processing down"}')],
])('a body %s is asked about byte for byte, as its sender would post it', async (_, body) => {
  const asked: unknown[] = [];
  const { exitCode } = await run(['explain', 'alert.bin'], {
    bytes: { '/home/ana/alert.bin': body },
    env: { TOCSIN_URL: 'https://tocsin.example.com', TOCSIN_TOKEN: 'reader' },
    fetch: async (_address, init) => {
      asked.push(init?.body);
      return Response.json({ alerts: [], ignored: ['nothing'] });
    },
  });
  expect(exitCode).toBe(0);
  expect(asked).toEqual([body]);
});
