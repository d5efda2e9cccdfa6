import type http from 'node:http';
import { absentFile, startFile } from '#contract/status-page-files.ts';
import { withoutPercents } from '#core/text/percents.ts';
import type { S3Objects } from '#local/emulators/s3-objects.ts';
import type { AwsResponse } from '#local/wire/aws-wire.ts';

/** Where the gateway serves it; in an account it has a host of its own. */
export const statusPagePath = '/status/';

/** As CloudFront serves it: objects by their keys, the first page for none, and a page of its own for what is not there. */
export function statusPage({ objects, bucket }: { objects: S3Objects; bucket: string }) {
  return ({
    method,
    path,
    headers,
  }: {
    method: string;
    path: string;
    headers: http.IncomingHttpHeaders;
  }): AwsResponse => {
    if (`${path}/` === statusPagePath) {
      return { status: 308, headers: { location: statusPagePath }, body: '' };
    }
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: {}, body: '' };
    const key = withoutPercents(path.slice(statusPagePath.length));
    const found = objects.meta(bucket, key === '' ? startFile : key);
    const meta = found ?? objects.meta(bucket, absentFile);
    if (meta === undefined) {
      const text = 'Nothing is published yet: tocsin.yaml says under statusPage what is.';
      return { status: 404, headers: { 'content-type': 'text/plain' }, body: text };
    }
    const answer = {
      'content-type': meta.contentType,
      'last-modified': new Date(meta.lastModified).toUTCString(),
      etag: meta.etag,
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
      ...(key.startsWith('p/') && { 'x-robots-tag': 'noindex, nofollow' }),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    };
    if (found !== undefined && headers['if-none-match'] === meta.etag) {
      return { status: 304, headers: answer, body: '' };
    }
    const body = objects.body(bucket, meta.key);
    return method === 'HEAD'
      ? {
          status: found ? 200 : 404,
          headers: { ...answer, 'content-length': String(body.length) },
          body: '',
        }
      : { status: found ? 200 : 404, headers: answer, body };
  };
}
