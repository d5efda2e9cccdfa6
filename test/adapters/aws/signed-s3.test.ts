import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { putObject } from '#adapters/aws/raw-webhooks.ts';
import { pathOf, presignedS3, signedS3 } from '#adapters/aws/signed-s3.ts';

let statuses: number[] = [];
let heard: { method: string; url: string; headers: Record<string, string>; body: Buffer }[] = [];
const aws = createServer(async (request, response) => {
  const body = Buffer.concat(await Array.fromAsync(request));
  const { method = '', url = '' } = request;
  heard.push({ method, url, headers: request.headers as Record<string, string>, body });
  const status = statuses.shift() ?? 200;
  const code = status === 503 ? 'SlowDown' : 'Refused';
  response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
});
const env: Record<string, string> = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
};
const secrets = { accessKeyId: 'key', secretAccessKey: 'secret' };

beforeAll(async () => {
  await new Promise<void>(listening => aws.listen(0, '127.0.0.1', listening));
  env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
});
beforeEach(() => {
  heard = [];
  statuses = [];
});
afterAll(() => {
  aws.closeAllConnections();
  aws.close();
});

const bytes = Buffer.from([0x1f, 0x8b, 0, 255]);

describe('a request to a bucket', () => {
  test.each([
    ['a plain key', 'raw/2026/11/28/0214-x.ndjson.gz'],
    ['a key with what an address has other uses for', "a b/ü/c+d?e=f&g%h(i)'j!*"],
  ])('of %s is signed as another signer signs it', async (_, key) => {
    await putObject('archive', env)(key, bytes, 'application/gzip');
    const [{ method, url, headers, body } = {} as never] = heard;
    expect(decodeURIComponent(url)).toBe(`/archive/${key}`);
    expect(body).toEqual(bytes);
    const signed = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? '')?.[1]?.split(';');
    const signer = new AwsV4Signer({
      ...{ method, url: `${env.AWS_ENDPOINT_URL}${url}`, body, allHeaders: true, ...secrets },
      ...{ service: 's3', region: 'eu-central-1', datetime: headers['x-amz-date'] ?? '' },
      headers: (signed ?? [])
        .filter(name => name !== 'host')
        .map(name => [name, headers[name] ?? ''] as [string, string]),
    });
    expect(headers.authorization).toBe((await signer.sign()).headers.get('authorization'));
  });

  test('asks for what comes after a mark that has every sign of base64 in it', async () => {
    const query = { 'list-type': '2', 'continuation-token': '1/a+b==', prefix: 'i n/' };
    await signedS3('archive', env)({ method: 'GET', path: '/', query });
    const { searchParams } = new URL(`http://s3${heard[0]?.url}`);
    expect(Object.fromEntries(searchParams)).toEqual(query);
  });

  test.each([503, 500, 429])('is asked again after %d', async status => {
    statuses = [status, status];
    const answer = await signedS3('archive', env)({ method: 'GET', path: '/key' });
    expect(answer.status).toBe(200);
    expect(heard).toHaveLength(3);
  });

  test.each([403, 404, 409, 412])('is answered with %d once', async status => {
    statuses = [status];
    const answer = await signedS3('archive', env)({ method: 'GET', path: '/key' });
    expect(answer.status).toBe(status);
    expect(heard).toHaveLength(1);
  });

  test('is answered with the last refusal where it was asked often enough', async () => {
    statuses = Array.from({ length: 9 }, () => 503);
    await expect(putObject('archive', env)('key', bytes, 'text/plain')).rejects.toThrow(
      'S3 answered 503 to PUT key',
    );
    expect(heard).toHaveLength(4);
  });
});

test('an address that is handed out is signed as another signer signs it, a temporary key too', async () => {
  const session = { ...env, AWS_SESSION_TOKEN: 'a/b+c=' };
  const address = new URL(await presignedS3('archive', session)(pathOf("a b/ü(1)'.pdf"), 900));
  expect(address.searchParams.get('X-Amz-Expires')).toBe('900');
  const plain = new URL(address);
  plain.search = '?X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&X-Amz-Expires=900';
  const signer = new AwsV4Signer({
    ...{ method: 'GET', url: plain.href, signQuery: true, ...secrets, sessionToken: 'a/b+c=' },
    ...{ service: 's3', region: 'eu-central-1' },
    datetime: address.searchParams.get('X-Amz-Date') ?? '',
  });
  const { url } = await signer.sign();
  const signature = url.searchParams.get('X-Amz-Signature');
  expect(address.searchParams.get('X-Amz-Signature')).toBe(signature);
});
