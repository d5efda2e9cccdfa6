import type { AwsClient } from 'aws4fetch';
import type { Instant } from '#core/time/instant.ts';
import type { PublishFile } from '#ports/communication.ts';

/** What is kept in between is at most this old, and no reader asks more often. */
const cacheControl = 'public, max-age=10';
const triesMax = 6;
const [versionName, atName] = ['x-amz-meta-version', 'x-amz-meta-written'];

/**
 * The files of the status page in their bucket. Each says of which state it was made, and is written on the condition that
 * what is there is still what was looked at: whoever is late finds the newer one and leaves it.
 */
export function publishedFiles({
  client,
  base,
}: {
  client: Pick<AwsClient, 'fetch'>;
  base: string;
}): PublishFile {
  return async ({ path, contentType, body }, { version, at }) => {
    const address = `${base}/${path}`;
    for (let attempt = 1; attempt <= triesMax; attempt++) {
      const there = await client.fetch(address, { method: 'HEAD' });
      if (!there.ok && there.status !== 404) throw failed('HEAD', path, there.status);
      if (there.ok && isNewer(there.headers, { version, at })) return 'newer';
      const etag = there.headers.get('etag');
      const written = await client.fetch(address, {
        method: 'PUT',
        body,
        headers: {
          'content-type': contentType,
          'cache-control': cacheControl,
          [versionName]: String(version),
          [atName]: at,
          ...(there.ok && etag !== null ? { 'if-match': etag } : { 'if-none-match': '*' }),
        },
      });
      if (written.ok) return 'written';
      // Somebody wrote it in between, or is at it this very moment, or it was taken away.
      if (![404, 409, 412].includes(written.status)) throw failed('PUT', path, written.status);
    }
    throw new Error(`${path} of the status page was written by others ${triesMax} times`);
  };
}

function isNewer(headers: Headers, made: { version: number; at: Instant }): boolean {
  const version = Number(headers.get(versionName) ?? 0);
  return (
    version > made.version || (version === made.version && (headers.get(atName) ?? '') > made.at)
  );
}

function failed(method: string, path: string, status: number): Error {
  return new Error(`S3 answered ${status} to ${method} ${path} of the status page`);
}
