import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { expect, test } from 'vitest';
import { type ApiRequest, json } from '#app/api/http.ts';
import { http } from '#functions/middleware.ts';

const text = '{"title":"Zahlung gestört – 3 €"}';
const latin = '{"title":"Zahlung gestört"}';

/** What a function is given of bytes that API Gateway hands over in base64, and what it answers. */
async function given(sent: Uint8Array, headers: Record<string, string> = {}) {
  const requests: ApiRequest[] = [];
  const event = {
    ...{ rawPath: '/v1/alerts/auto', requestContext: { http: { method: 'POST' }, requestId: 'r' } },
    ...{ headers, body: Buffer.from(sent).toString('base64'), isBase64Encoded: true },
  } as unknown as APIGatewayProxyEventV2;
  const answer = await http(
    async request => {
      requests.push(request);
      return json(202, {});
    },
    () => import('#functions/request-body.ts'),
  )(event, {} as Context);
  return { request: requests[0], answer };
}

const utf16be = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

test.each<[string, Uint8Array, Record<string, string>?]>([
  ['gzip', gzipSync(text), { 'content-encoding': 'gzip' }],
  ['gzip that no header tells of', gzipSync(text)],
  ['deflate', deflateSync(text), { 'content-encoding': 'deflate' }],
  ['deflate without its envelope', deflateRawSync(text), { 'content-encoding': 'deflate' }],
  ['brotli', brotliCompressSync(text), { 'content-encoding': 'br' }],
  [
    'a header of something that was unpacked before',
    Buffer.from(text),
    { 'content-encoding': 'br' },
  ],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 with its mark, the other way round', utf16be],
  ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
  ['UTF-16 without a mark, the other way round', utf16be.subarray(2)],
  [
    'packed UTF-16',
    gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le')),
    { 'content-encoding': 'gzip' },
  ],
  [
    'UTF-8 that is called Latin-1',
    Buffer.from(text),
    { 'content-type': 'a/b; charset=iso-8859-1' },
  ],
])('%s is read as the text that it is', async (_, sent, headers) => {
  const { request } = await given(sent, headers);
  expect(request?.body).toBe(text);
  expect(request?.sent).toEqual(Buffer.from(sent));
});

test.each<[string, string | undefined]>([
  ['Latin-1', 'text/x; charset="iso-8859-1"'],
  ['what is no UTF-8, though it is called so', 'text/x; charset=utf-8'],
  ['what is called by a name that nobody knows', 'text/x; charset=klingon'],
  ['what is called nothing', undefined],
])('%s is read by its letters', async (_, type) => {
  const headers = type === undefined ? undefined : { 'content-type': type };
  const { request } = await given(Buffer.from(latin, 'latin1'), headers);
  expect(request?.body).toBe(latin);
});

test('other letters are read by the name that their sender has for them', async () => {
  const sent = Buffer.from([0x8f, 0xe1, 0x8a, 0x51]);
  const { request } = await given(sent, { 'content-type': 'text/x; charset=Shift_JIS' });
  expect(request?.body).toBe('障害');
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('a small body that unfolds to much, by %s, is refused before it has', async (name, pack) => {
  const bomb = pack(Buffer.alloc(6 * 1024 * 1024 + 1, ' '));
  const { request, answer } = await given(bomb, { 'content-encoding': name });
  expect(request).toBeUndefined();
  expect(answer).toMatchObject({ statusCode: 413 });
});

test('what breaks off before its end is refused, and the refusal says what was not as it should be', async () => {
  const half = gzipSync(text).subarray(0, 20);
  const { request, answer } = await given(half, { 'content-encoding': 'gzip' });
  expect(request).toBeUndefined();
  expect(answer).toMatchObject({
    statusCode: 400,
    body: expect.stringContaining('not packed as its Content-Encoding says'),
  });
});
