import { gunzipSync, gzipSync } from 'node:zlib';
import { type AcceptedWebhook, acceptedWebhook } from '#contract/messages.ts';

/**
 * SQS takes 1 MiB, and a body of that size grows when it is quoted as JSON. Large messages travel compressed; small
 * ones stay readable for whoever looks into the queue.
 */
const compressedFromBytes = 128 * 1024;

export function encodeWebhook(webhook: AcceptedWebhook): string {
  const text = JSON.stringify(webhook);
  if (Buffer.byteLength(text) < compressedFromBytes) return text;
  return JSON.stringify({ gzip: gzipSync(text).toString('base64') });
}

/** Throws on anything that we did not write: the queue then parks it where a person sees it. */
export function decodeWebhook(text: string): AcceptedWebhook {
  const message: unknown = JSON.parse(text);
  const packed =
    typeof message === 'object' && message !== null && 'gzip' in message
      ? JSON.parse(gunzipSync(Buffer.from(String(message.gzip), 'base64')).toString())
      : message;
  return acceptedWebhook.parse(packed);
}
