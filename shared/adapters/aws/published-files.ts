import { createHash } from 'node:crypto';
import type { Exchange } from '#adapters/aws/aws-signed.ts';
import { pathOf } from '#adapters/aws/signed-s3.ts';
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
export function publishedFiles(ask: Exchange): PublishedFiles {
  return {
    async list() {
      const there = new Map<string, string>();
      let next: string | undefined;
      do {
        const more = next !== undefined && { 'continuation-token': next };
        const query = { 'list-type': '2', ...more };
        const { status, body } = await ask({ method: 'GET', path: '/', query });
        if (status >= 300) throw failed('list', 'the files', status);
        const text = body.toString();
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
      const { status } = await ask({
        ...{ method: 'PUT', path: pathOf(path), body },
        headers: {
          'content-type': contentType,
          'cache-control': `${isPrivate ? 'private' : 'public'}, max-age=${cacheSeconds}`,
          ...(tag === undefined ? { 'if-none-match': '*' } : { 'if-match': tag }),
        },
      });
      if (status < 300) return 'written';
      // Somebody wrote it in between, or is at it this very moment, or it was taken away.
      if ([404, 409, 412].includes(status)) return 'changed';
      throw failed('put', path, status);
    },

    async remove(path) {
      const { status } = await ask({ method: 'DELETE', path: pathOf(path) });
      if (status >= 300 && status !== 404) throw failed('delete', path, status);
    },
  };
}

/** `path` may be the secret of a reader. */
function failed(what: string, path: PageFile['path'], status: number): Error {
  const shown = path.replace(/^p\/[^/]+/, 'p/…');
  return new Error(`S3 answered ${status} to ${what} ${shown} of the status page`);
}
