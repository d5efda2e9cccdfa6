import { createHash } from 'node:crypto';
import type { AwsClient } from 'aws4fetch';
import { elementIn, fromXml } from '#adapters/aws/xml-element.ts';
import type { PageFile } from '#core/communication/status-page/page-files.ts';
import type { PublishedFiles } from '#ports/communication.ts';

/** What is kept in between is at most this old, and no reader asks more often. */
const cacheSeconds = 10;
const listedTags = /<Key>([^<]*)<\/Key>|<ETag>([^<]*)<\/ETag>/g;

/**
 * The files of the status page in their bucket. One list says what lies there and what is in it, because the tag of an
 * object that was put whole is the MD5 of its bytes. Source: "Object" in the reference of S3's API.
 */
export function publishedFiles({
  client,
  base,
}: {
  client: Pick<AwsClient, 'fetch'>;
  base: string;
}): PublishedFiles {
  return {
    async list() {
      const there = new Map<string, string>();
      let next: string | undefined;
      do {
        const more = next === undefined ? '' : `&continuation-token=${encodeURIComponent(next)}`;
        const answer = await client.fetch(`${base}/?list-type=2${more}`, { method: 'GET' });
        if (!answer.ok) throw failed('list', 'the files', answer.status);
        const text = await answer.text();
        let key = '';
        for (const [, named, tag] of text.matchAll(listedTags)) {
          if (named !== undefined) key = fromXml(named);
          else there.set(key, fromXml(tag ?? ''));
        }
        next = elementIn(text, 'NextContinuationToken');
      } while (next !== undefined);
      return there;
    },

    isSame: ({ body }, tag) =>
      tag.replaceAll('"', '') === createHash('md5').update(body).digest('hex'),

    async put({ path, contentType, body, isPrivate }, tag) {
      const answer = await client.fetch(`${base}/${path}`, {
        method: 'PUT',
        body,
        headers: {
          'content-type': contentType,
          'cache-control': `${isPrivate ? 'private' : 'public'}, max-age=${cacheSeconds}`,
          ...(tag === undefined ? { 'if-none-match': '*' } : { 'if-match': tag }),
        },
      });
      if (answer.ok) return 'written';
      // Somebody wrote it in between, or is at it this very moment, or it was taken away.
      if ([404, 409, 412].includes(answer.status)) return 'changed';
      throw failed('put', path, answer.status);
    },

    async remove(path) {
      const answer = await client.fetch(`${base}/${path}`, { method: 'DELETE' });
      if (!answer.ok && answer.status !== 404) throw failed('delete', path, answer.status);
    },
  };
}

/** `path` may be the secret of a reader. */
function failed(what: string, path: PageFile['path'], status: number): Error {
  const shown = path.replace(/^p\/[^/]+/, 'p/…');
  return new Error(`S3 answered ${status} to ${what} ${shown} of the status page`);
}
