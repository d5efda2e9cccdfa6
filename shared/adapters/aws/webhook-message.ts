import { gunzipSync, gzipSync } from 'node:zlib';
import { sqsBytesMax, sqsText } from '#adapters/aws/sqs-text.ts';
import { type AcceptedWebhook, acceptedWebhook } from '#contract/messages.ts';

/**
 * SQS takes 1 MiB, and a body of that size grows when it is quoted as JSON. Large messages travel compressed; small
 * ones stay readable for whoever looks into the queue.
 */
const compressedFromBytes = 128 * 1024;

/** What a body that takes several runs carries besides, at most. */
const partBytes = 16 * 1024;

/**
 * `undefined`: it is too large for the queue even so, which takes a body that is mostly noise. What is accepted leaves
 * room for the word of what was done of it.
 */
export function encodeWebhook(webhook: AcceptedWebhook): string | undefined {
  const text = sqsText(webhook);
  if (Buffer.byteLength(text) < compressedFromBytes) return text;
  const packed = sqsText({ gzip: gzipSync(text).toString('base64') });
  const room = webhook.part === undefined ? partBytes : 0;
  return packed.length > sqsBytesMax - room ? undefined : packed;
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

/** For whoever looks through what was given up: what cannot be read is none of ours. */
export function decodedOrNone(text: string): AcceptedWebhook | undefined {
  try {
    return decodeWebhook(text);
  } catch {
    // It stays where a person sees it.
    return undefined;
  }
}
