import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { virtualClock } from '#local/clock/clock.ts';
import { s3 } from '#local/emulators/s3.ts';
import { s3Objects } from '#local/emulators/s3-objects.ts';
import { AwsError, type AwsRequest, readOperation } from '#local/wire/aws-wire.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0).reverse()) close();
});

function bucket(directory?: string) {
  const clock = virtualClock({});
  const objects = s3Objects({
    buckets: [{ name: 'archive' }],
    ...(directory !== undefined && { directory }),
  });
  closing.push(() => clock.stop(), objects.stop);
  const service = s3(objects, clock);
  async function call(
    method: string,
    path: string,
    { body = '', headers = {} }: { body?: string | Buffer; headers?: Record<string, string> } = {},
  ) {
    const [before = '', search = ''] = path.split('?');
    const bare = {
      ...{ service: 's3', caller: 'ana', method, path: before, headers, body },
      query: new URLSearchParams(search),
    };
    const request: AwsRequest = { ...bare, operation: readOperation(bare) };
    try {
      const answer = await service(request);
      return { ...answer, text: answer.body.toString() };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { status: error.status, headers: {} as Record<string, string>, text: error.code };
    }
  }
  const keys = async (query: string) => {
    const { text } = await call('GET', `/archive?list-type=2&${query}`);
    return {
      keys: [...text.matchAll(/<Key>([^<]*)</g)].map(match => match[1]),
      folders: [...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)</g)].map(match => match[1]),
      next: /<NextContinuationToken>([^<]*)</.exec(text)?.[1],
    };
  };
  return { call, keys };
}

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 's3-'));
  closing.push(() => rmSync(path, { recursive: true }));
  return path;
}

describe('an object', () => {
  test('comes back with its type, its metadata and its bytes', async () => {
    const { call } = bucket();
    const headers = { 'content-type': 'text/csv', 'x-amz-meta-note': 'two lines' };
    const { headers: put } = await call('PUT', '/archive/a/b%20%C3%BC.csv', {
      body: 'a;b\n',
      headers,
    });
    const got = await call('GET', '/archive/a/b%20%C3%BC.csv');
    expect(got).toMatchObject({ status: 200, text: 'a;b\n', headers });
    expect(got.headers.etag).toBe(put.etag);
    const head = await call('HEAD', '/archive/a/b%20%C3%BC.csv');
    expect([head.text, head.headers['content-length']]).toEqual(['', '4']);
  });

  test('is written once where that is asked for', async () => {
    const { call } = bucket();
    const headers = { 'if-none-match': '*' };
    expect((await call('PUT', '/archive/once', { body: 'first', headers })).status).toBe(200);
    expect((await call('PUT', '/archive/once', { body: 'second', headers })).status).toBe(412);
    expect((await call('GET', '/archive/once')).text).toBe('first');
    await call('PUT', '/archive/once', { body: 'replaced' });
    expect((await call('GET', '/archive/once')).text).toBe('replaced');
  });

  test('comes in parts to whoever asks for a range', async () => {
    const { call } = bucket();
    await call('PUT', '/archive/digits', { body: '0123456789' });
    const part = async (range: string) => {
      const { status, text } = await call('GET', '/archive/digits', { headers: { range } });
      return [status, text];
    };
    expect(await part('bytes=2-4')).toEqual([206, '234']);
    expect(await part('bytes=7-')).toEqual([206, '789']);
    expect(await part('bytes=-2')).toEqual([206, '89']);
    expect(await part('bytes=8-99')).toEqual([206, '89']);
    expect(await part('bytes=10-')).toEqual([416, 'InvalidRange']);
  });

  test('is taken out of the chunks that some clients send', async () => {
    const { call } = bucket();
    const body =
      '5;chunk-signature=a\r\nhello\r\n6;chunk-signature=b\r\n world\r\n0;chunk-signature=c\r\n\r\n';
    const headers = {
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'content-encoding': 'aws-chunked,gzip',
    };
    await call('PUT', '/archive/chunks', { body, headers });
    const got = await call('GET', '/archive/chunks');
    expect([got.text, got.headers['content-encoding']]).toEqual(['hello world', 'gzip']);
  });

  test('that is not there is not found, nor is one in a bucket that is not there', async () => {
    const { call } = bucket();
    expect(await call('GET', '/archive/none')).toMatchObject({ status: 404, text: 'NoSuchKey' });
    expect(await call('GET', '/other/none')).toMatchObject({ status: 404, text: 'NoSuchBucket' });
    expect((await call('DELETE', '/archive/none')).status).toBe(204);
  });

  test('cannot be written outside of its bucket', async () => {
    const path = directory();
    const { call, keys } = bucket(path);
    await call('PUT', '/archive/../../outside', { body: 'x' });
    expect(readdirSync(path)).toEqual(['buckets']);
    expect((await keys('prefix=')).keys).toEqual(['../../outside']);
    expect((await call('GET', '/archive/../../outside')).text).toBe('x');
  });

  test('is there in the next run, unless it was deleted', async () => {
    const path = directory();
    const first = bucket(path);
    await first.call('PUT', '/archive/a/kept', { body: 'kept' });
    await first.call('PUT', '/archive/a/gone', { body: 'gone' });
    await first.call('POST', '/archive?delete', {
      body: '<Delete><Object><Key>a/gone</Key></Object></Delete>',
    });
    const second = bucket(path);
    expect((await second.keys('prefix=a/')).keys).toEqual(['a/kept']);
    expect((await second.call('GET', '/archive/a/kept')).text).toBe('kept');
  });
});

describe('a list', () => {
  test('has the keys of a prefix, in order, in pages', async () => {
    const { call, keys } = bucket();
    for (const key of ['b/2', 'a/2', 'a/1', 'a-3', 'a/10']) await call('PUT', `/archive/${key}`);
    expect((await keys('prefix=a/')).keys).toEqual(['a/1', 'a/10', 'a/2']);
    expect((await keys('prefix=a')).keys).toEqual(['a-3', 'a/1', 'a/10', 'a/2']);
    const first = await keys('prefix=a&max-keys=3');
    expect(first.keys).toEqual(['a-3', 'a/1', 'a/10']);
    const rest = await keys(`prefix=a&continuation-token=${first.next}`);
    expect(rest).toEqual({ keys: ['a/2'], folders: [], next: undefined });
    expect((await keys('prefix=nothing/here')).keys).toEqual([]);
  });

  test('shows folders to whoever looks through them', async () => {
    const { call, keys } = bucket();
    for (const key of ['raw/2026/1', 'raw/2026/2', 'incidents/one', 'top']) {
      await call('PUT', `/archive/${key}`);
    }
    expect(await keys('delimiter=/')).toMatchObject({
      keys: ['top'],
      folders: ['incidents/', 'raw/'],
    });
    expect(await keys('delimiter=/&prefix=raw/')).toMatchObject({ folders: ['raw/2026/'] });
  });
});

test('what S3 can do besides is refused, so that nobody believes that it was done', async () => {
  const { call } = bucket();
  expect(await call('POST', '/archive/big?uploads')).toMatchObject({ text: 'NotImplemented' });
});
