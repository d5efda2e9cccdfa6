import { gzipSync } from 'node:zlib';
import type { AcceptedWebhook } from '#contract/messages.ts';
import type { Instant } from '#core/instant.ts';
import type { Archive, KeepRaw, NewToken } from '#ports';

/** Many bodies in one object: `raw/2026/11/23/0214-<token>.ndjson.gz`, one accepted webhook a line. */
export function keepRaw(openArchive: () => Promise<Archive>, newToken: NewToken): KeepRaw {
  return async (webhooks, at: Instant) => {
    const lines = webhooks.map((webhook: AcceptedWebhook) => JSON.stringify(webhook));
    const body = gzipSync(`${lines.join('\n')}\n`);
    const day = at.slice(0, 10).replaceAll('-', '/');
    const key = `raw/${day}/${at.slice(11, 16).replace(':', '')}-${newToken()}.ndjson.gz`;
    const archive = await openArchive();
    await archive.put(key, body, 'application/gzip');
    return key;
  };
}
