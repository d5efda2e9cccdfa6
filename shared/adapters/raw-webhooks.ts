import { gzipSync } from 'node:zlib';
import { AwsClient } from 'aws4fetch';
import type { AcceptedWebhook } from '#contract/messages.ts';
import type { KeepRaw, NewToken } from '#ports';

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

/**
 * One signed PUT, where a whole S3 client would be a fifth of triage's bundle. Credentials, region and the endpoint of
 * another S3 are the standard variables that the SDK reads too.
 */
export function putObject(
  bucket: string,
  env: Readonly<Record<string, string | undefined>>,
): PutObject {
  const { AWS_REGION: region = 'us-east-1', AWS_ENDPOINT_URL: endpoint } = env;
  const client = new AwsClient({
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
    service: 's3',
    region,
    retries: 3,
  });
  const base =
    endpoint === undefined
      ? `https://${bucket}.s3.${region}.amazonaws.com`
      : `${endpoint.replace(/\/$/, '')}/${bucket}`;
  return async (key, body, contentType) => {
    const headers = { 'content-type': contentType };
    const answer = await client.fetch(`${base}/${key}`, {
      method: 'PUT',
      body: new Blob([body as Uint8Array<ArrayBuffer>]),
      headers,
    });
    if (!answer.ok) throw new Error(`S3 answered ${answer.status} to PUT ${key}`);
  };
}
