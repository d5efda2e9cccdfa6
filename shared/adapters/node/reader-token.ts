import { createHmac } from 'node:crypto';
import { type RootSecret, rootOfReader } from '#core/setup/root-secret.ts';
import type { ReaderToken } from '#ports/communication.ts';

/** In the address of one reader of a private status page. It is checked by nobody: files lie there, or they do not. */
export function readerToken(root: RootSecret): ReaderToken {
  return reader =>
    createHmac('sha256', rootOfReader(root, reader))
      .update(`status page reader\n${reader.id}`)
      .digest('base64url');
}
