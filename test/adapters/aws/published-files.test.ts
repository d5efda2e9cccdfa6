import { afterEach, expect, test } from 'vitest';
import { publishedFiles } from '#adapters/aws/published-files.ts';
import { instant } from '#core/time/instant.ts';
import { virtualClock } from '#local/clock/clock.ts';
import { s3 } from '#local/emulators/s3.ts';
import { s3Objects } from '#local/emulators/s3-objects.ts';
import { AwsError, readOperation } from '#local/wire/aws-wire.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const at = instant('2026-11-23T02:14:00.000Z');
const file = (body: string) => ({ path: 'index.html', contentType: 'text/html', body });

/** `meanwhile` runs between looking at an object and writing it, which is where another writer comes. */
function bucket(meanwhile: () => unknown = () => undefined) {
  const clock = virtualClock({});
  const objects = s3Objects({ buckets: [{ name: 'page' }] });
  closing.push(() => clock.stop(), objects.stop);
  const service = s3(objects, clock);
  const calls: string[] = [];
  const client = {
    async fetch(
      address: unknown,
      { method = 'GET', headers = {}, body = '' } = {} as {
        method?: string;
        headers?: Record<string, string>;
        body?: string;
      },
    ) {
      const { pathname: path, searchParams: query } = new URL(String(address));
      const bare = { service: 's3', caller: 'us', method, path, query, headers, body };
      if (method === 'PUT') await meanwhile();
      calls.push(method);
      try {
        const answer = await service({ ...bare, operation: readOperation(bare) });
        return new Response(method === 'HEAD' ? null : answer.body.toString(), answer);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return new Response(null, { status: error.status });
      }
    },
  };
  const publish = publishedFiles({ client: client as never, base: 'http://s3/page' });
  return { publish, calls, objects, there: () => objects.body('page', 'index.html').toString() };
}

test('a file is written with its type, for caches that keep it ten seconds, and over the one of before', async () => {
  const { publish, there, objects } = bucket();
  expect(await publish(file('one'), { version: 1, at })).toBe('written');
  expect(await publish(file('two'), { version: 2, at })).toBe('written');
  expect(there()).toBe('two');
  expect(objects.meta('page', 'index.html')).toMatchObject({
    contentType: 'text/html',
    metadata: { version: '2', written: at },
  });
});

test('what was made of a later state stays, and of one state what was written later', async () => {
  const { publish, there } = bucket();
  await publish(file('new'), { version: 10, at });
  expect(await publish(file('old'), { version: 9, at })).toBe('newer');
  const later = instant('2026-11-23T02:15:00.000Z');
  expect(await publish(file('midnight'), { version: 10, at: later })).toBe('written');
  expect(await publish(file('before midnight'), { version: 10, at })).toBe('newer');
  expect(there()).toBe('midnight');
});

test('a writer that is late finds what came between its look and its writing', async () => {
  let rival: (() => Promise<unknown>) | undefined;
  const { publish, there } = bucket(async () => {
    const now = rival;
    rival = undefined;
    await now?.();
  });
  rival = () => publish(file('newer'), { version: 6, at });
  expect(await publish(file('older'), { version: 5, at })).toBe('newer');
  expect(there()).toBe('newer');
  rival = () => publish(file('older still'), { version: 7, at });
  expect(await publish(file('newest'), { version: 8, at })).toBe('written');
  expect(there()).toBe('newest');
});

test('whoever is never alone gives up loudly, and a refusal is one', async () => {
  let count = 100;
  const busy = bucket(async () => {
    count += 1;
    busy.objects.put(
      'page',
      { key: 'index.html', contentType: 'x', lastModified: at, metadata: {} },
      Buffer.from(String(count)),
    );
  });
  await expect(busy.publish(file('x'), { version: 1, at })).rejects.toThrow('written by others');
  const denied = publishedFiles({
    client: { fetch: async () => new Response(null, { status: 403 }) } as never,
    base: 'http://s3/page',
  });
  await expect(denied(file('x'), { version: 1, at })).rejects.toThrow(
    'S3 answered 403 to HEAD index.html',
  );
});
