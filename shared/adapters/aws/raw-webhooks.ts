import { gzipSync } from 'node:zlib';
import type { Environment } from '#adapters/aws/aws-in.ts';
import { pathOf, signedS3 } from '#adapters/aws/signed-s3.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import type { KeepRaw } from '#ports/intake.ts';
import type { NewToken } from '#ports/runtime.ts';

/** Stores one object; throws when S3 does not take it. */
export type PutObject = (key: string, body: Uint8Array, contentType: string) => Promise<void>;

/** Many bodies in one object: `raw/2026/11/23/0214-<token>.ndjson.gz`, one accepted webhook a line. */
export function keepRaw(put: PutObject, newToken: NewToken): KeepRaw {
  return async (webhooks, at) => {
    const lines = webhooks.map((webhook: AcceptedWebhook) => JSON.stringify(webhook));
    const body = gzipSync(`${lines.join('\n')}\n`);
    const day = at.slice(0, 10).replaceAll('-', '/');
    const key = `raw/${day}/${at.slice(11, 16).replace(':', '')}-${newToken()}.ndjson.gz`;
    await put(key, body, 'application/gzip');
    return key;
  };
}

/** One signed PUT: a whole S3 client would be a fifth of triage's bundle. */
export function putObject(bucket: string, env: Environment): PutObject {
  const ask = signedS3(bucket, env);
  return async (key, body, contentType) => {
    const headers = { 'content-type': contentType };
    const { status } = await ask({ method: 'PUT', path: pathOf(key), headers, body });
    if (status >= 300) throw new Error(`S3 answered ${status} to PUT ${key}`);
  };
}
