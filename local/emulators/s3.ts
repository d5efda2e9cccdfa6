import { randomUUID } from 'node:crypto';
import { account } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { ObjectMeta, S3Objects } from '#local/emulators/s3-objects.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  escapeXml,
  noCounterpart,
  xmlResponse,
} from '#local/wire/aws-wire.ts';

/**
 * S3, as far as an archive needs it and a person looks into it: objects with their metadata, write-once by
 * `If-None-Match: *` or unless it changed (`If-Match`), ranges, lists in pages. Uploads in parts are refused: everything here is written whole.
 */
export function s3(objects: S3Objects, clock: Clock): AwsService {
  const since = new Date(clock.now()).toISOString();

  function bucketOf(request: AwsRequest): string {
    const bucket = request.path.split('/')[1] ?? '';
    if (objects.buckets().includes(bucket)) return bucket;
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  }

  function objectOf(request: AwsRequest): { bucket: string; meta: ObjectMeta } {
    const bucket = bucketOf(request);
    const meta = objects.meta(bucket, keyOf(request));
    if (meta === undefined) {
      throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    }
    return { bucket, meta };
  }

  function put(request: AwsRequest): AwsResponse {
    const bucket = bucketOf(request);
    const key = keyOf(request);
    const { headers } = request;
    // Between this look and the write nothing else runs, so of two writers one is refused, as S3 promises.
    if (headers['if-none-match'] === '*' && objects.meta(bucket, key) !== undefined) {
      throw new AwsError('PreconditionFailed', unmet, 412);
    }
    const isAsSeen =
      headers['if-match'] === undefined || objects.meta(bucket, key)?.etag === headers['if-match'];
    if (!isAsSeen) {
      throw objects.meta(bucket, key) === undefined
        ? new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
        : new AwsError('PreconditionFailed', unmet, 412);
    }
    const encoding = (headers['content-encoding'] ?? '').replace(/\baws-chunked\b,?\s*/, '');
    const { etag } = objects.put(
      bucket,
      {
        key,
        contentType: headers['content-type'] ?? 'binary/octet-stream',
        lastModified: new Date(clock.now()).toISOString(),
        metadata: metadataOf(headers),
        ...(encoding !== '' && { contentEncoding: encoding }),
      },
      contentOf(request),
    );
    return { status: 200, headers: { etag }, body: '' };
  }

  function get(request: AwsRequest): AwsResponse {
    const { bucket, meta } = objectOf(request);
    const body = objects.body(bucket, meta.key);
    const range = readRange(request.headers.range, body.length);
    if (range === undefined) return { status: 200, headers: headersOf(meta), body };
    const { from, to } = range;
    return {
      status: 206,
      headers: { ...headersOf(meta), 'content-range': `bytes ${from}-${to}/${body.length}` },
      body: body.subarray(from, to + 1),
    };
  }

  function head(request: AwsRequest): AwsResponse {
    const { meta } = objectOf(request);
    const headers = { ...headersOf(meta), 'content-length': String(meta.contentLength) };
    return { status: 200, headers, body: '' };
  }

  function deleteMany(request: AwsRequest): AwsResponse {
    const bucket = bucketOf(request);
    const keys = [...request.body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)];
    const deleted = keys.map(([element, key = '']) => {
      objects.delete(bucket, unescapeXml(key));
      return `<Deleted>${element}</Deleted>`;
    });
    return document('DeleteResult', deleted.join(''));
  }

  function list(request: AwsRequest): AwsResponse {
    const bucket = bucketOf(request);
    const { query } = request;
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const max = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
    const token = query.get('continuation-token');
    const after = token === null ? query.get('start-after') : fromToken(token);
    const rows = new Map<string, string>();
    for (const meta of objects.list(bucket, prefix)) {
      const { name, row } = rowOf(meta, prefix, delimiter);
      if (after === null || name > after) rows.set(name, row);
    }
    const page = [...rows].slice(0, max);
    const last = page.at(-1)?.[0];
    const next =
      rows.size > max && last !== undefined
        ? `<NextContinuationToken>${toToken(last)}</NextContinuationToken>`
        : '';
    return document(
      'ListBucketResult',
      `<Name>${bucket}</Name><Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>` +
        `<MaxKeys>${max}</MaxKeys><IsTruncated>${next !== ''}</IsTruncated>${next}` +
        page.map(([, row]) => row).join(''),
    );
  }

  function answer(request: AwsRequest): AwsResponse {
    switch (request.operation) {
      case 'PutObject':
        return put(request);
      case 'GetObject':
        return get(request);
      case 'HeadObject':
        return head(request);
      case 'DeleteObject':
        objects.delete(bucketOf(request), keyOf(request));
        return { status: 204, headers: {}, body: '' };
      case 'DeleteObjects':
        return deleteMany(request);
      case 'ListObjects':
      case 'ListObjectsV2':
        if (!request.query.has('location')) return list(request);
        bucketOf(request);
        return document('LocationConstraint', '');
      case 'HeadBucket':
        bucketOf(request);
        return { status: 200, headers: {}, body: '' };
      case 'ListBuckets': {
        const buckets = objects
          .buckets()
          .map(
            name => `<Bucket><Name>${name}</Name><CreationDate>${since}</CreationDate></Bucket>`,
          );
        return document(
          'ListAllMyBucketsResult',
          `<Owner><ID>${account}</ID></Owner><Buckets>${buckets.join('')}</Buckets>`,
        );
      }
      default:
        throw noCounterpart(request, 'NotImplemented', 501);
    }
  }

  return request => {
    const answered = answer(request);
    return { ...answered, headers: { ...answered.headers, 'x-amz-request-id': randomUUID() } };
  };
}

function keyOf({ path }: AwsRequest): string {
  return decodeURIComponent(path.split('/').slice(2).join('/'));
}

const unmet = 'At least one of the pre-conditions you specified did not hold';
const metadataPrefix = 'x-amz-meta-';

function metadataOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(metadataPrefix))
      .map(([name, value]) => [name.slice(metadataPrefix.length), value]),
  );
}

function headersOf(meta: ObjectMeta): Record<string, string> {
  const metadata = Object.entries(meta.metadata);
  return {
    'content-type': meta.contentType,
    etag: meta.etag,
    'last-modified': new Date(meta.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    ...(meta.contentEncoding !== undefined && { 'content-encoding': meta.contentEncoding }),
    ...Object.fromEntries(metadata.map(([name, value]) => [metadataPrefix + name, value])),
  };
}

/** Some clients send a body in signed chunks: `<length in hex>;chunk-signature=…`, the bytes, and so on until a length of 0. */
function contentOf({ headers, body }: AwsRequest): Buffer {
  const bytes = Buffer.from(body);
  if (!headers['x-amz-content-sha256']?.startsWith('STREAMING-')) return bytes;
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (!(length > 0)) break;
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(parts);
}

/** `bytes=0-99`, `bytes=100-` or `bytes=-100`; anything else asks for all of it. */
function readRange(given: string | undefined, length: number) {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(given ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(length - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  if (from <= to) return { from, to };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
}

function rowOf(meta: ObjectMeta, prefix: string, delimiter: string) {
  const end = delimiter === '' ? -1 : meta.key.indexOf(delimiter, prefix.length);
  if (end !== -1) {
    const name = meta.key.slice(0, end + delimiter.length);
    const row = `<CommonPrefixes><Prefix>${escapeXml(name)}</Prefix></CommonPrefixes>`;
    return { name, row };
  }
  const row =
    `<Contents><Key>${escapeXml(meta.key)}</Key><LastModified>${meta.lastModified}</LastModified>` +
    `<ETag>${escapeXml(meta.etag)}</ETag><Size>${meta.contentLength}</Size>` +
    '<StorageClass>STANDARD</StorageClass></Contents>';
  return { name: meta.key, row };
}

function document(element: string, content: string): AwsResponse {
  return xmlResponse(
    200,
    `<?xml version="1.0" encoding="UTF-8"?>` +
      `<${element} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${element}>`,
  );
}

const toToken = (key: string) => Buffer.from(key).toString('base64url');
const fromToken = (token: string) => Buffer.from(token, 'base64url').toString();

function unescapeXml(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(\w+);/g, (all, name: string) => entities[name] ?? all);
}
