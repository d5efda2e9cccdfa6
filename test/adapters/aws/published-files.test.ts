import { afterEach, expect, test } from 'vitest';
import { publishedFiles } from '#adapters/aws/published-files.ts';
import { virtualClock } from '#local/clock/clock.ts';
import { s3 } from '#local/emulators/s3.ts';
import { s3Objects } from '#local/emulators/s3-objects.ts';
import { AwsError, readOperation } from '#local/wire/aws-wire.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const file = (body: string, path = 'index.html') => ({ path, contentType: 'text/html', body });

function bucket() {
  const clock = virtualClock({});
  const objects = s3Objects({ buckets: [{ name: 'page' }] });
  closing.push(() => clock.stop(), objects.stop);
  const service = s3(objects, clock);
  const calls: string[] = [];
  const headersOfPut: Readonly<Record<string, string>>[] = [];
  const files = publishedFiles(async ({ method, path, query, headers = {}, body = '' }) => {
    const bare = {
      ...{ service: 's3', caller: 'us', method, path: `/page${path}` },
      ...{ query: new URLSearchParams(query), headers, body: body as string },
    };
    calls.push(method);
    if (method === 'PUT') headersOfPut.push(headers);
    try {
      const answer = await service({ ...bare, operation: readOperation(bare) });
      return { ...answer, body: Buffer.from(answer.body) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { status: error.status, headers: {}, body: Buffer.of() };
    }
  });
  const there = (path = 'index.html') => objects.body('page', path).toString();
  return { files, calls, objects, there, headersOfPut };
}

test('a list says of each file whether it is the same', async () => {
  const { files } = bucket();
  expect(await files.put(file('one & only'), undefined)).toBe('written');
  expect(await files.put(file('theirs', 'p/se&cret/'), undefined)).toBe('written');
  const there = await files.list();
  expect([...there.keys()]).toEqual(['index.html', 'p/se&cret/']);
  const tag = there.get('index.html') ?? '';
  expect(files.isSame(file('one & only'), tag)).toBe(true);
  expect(files.isSame(file('two'), tag)).toBe(false);
});

test('a list goes on where there are more than one answer holds', async () => {
  const { files, calls } = bucket();
  for (let number = 0; number < 1001; number++)
    await files.put(file('x', `i/${number}`), undefined);
  calls.splice(0);
  expect((await files.list()).size).toBe(1001);
  expect(calls).toEqual(['GET', 'GET']);
});

test('a file is written over what was seen, and over nothing else', async () => {
  const { files, there } = bucket();
  expect(await files.put(file('one'), undefined)).toBe('written');
  expect(await files.put(file('two'), undefined)).toBe('changed');
  const tag = (await files.list()).get('index.html');
  expect(await files.put(file('two'), tag)).toBe('written');
  expect(await files.put(file('three'), tag)).toBe('changed');
  expect(there()).toBe('two');
  await files.remove('index.html');
  await files.remove('index.html');
  expect(await files.put(file('three'), tag)).toBe('changed');
  expect((await files.list()).size).toBe(0);
});

test('a file says its type, and whether what lies in between may keep it', async () => {
  const { files, headersOfPut } = bucket();
  await files.put(file('one'), undefined);
  await files.put({ ...file('two', 'p/x/'), isPrivate: true }, undefined);
  expect(headersOfPut).toMatchObject([
    { 'content-type': 'text/html', 'cache-control': 'public, max-age=10' },
    { 'cache-control': 'private, max-age=10' },
  ]);
});

test('a refusal is said aloud, without the address of a reader', async () => {
  const refusal = { status: 403, headers: {}, body: Buffer.of() };
  const denied = publishedFiles(async () => refusal);
  await expect(denied.list()).rejects.toThrow('S3 answered 403 to list');
  await expect(denied.put(file('x', 'p/secret/history.rss'), undefined)).rejects.toThrow(
    'S3 answered 403 to put p/…/history.rss of the status page',
  );
  await expect(denied.remove('p/secret/')).rejects.toThrow('S3 answered 403 to delete p/…/');
});
