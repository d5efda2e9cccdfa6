import { createHmac } from 'node:crypto';
import type { ReaderToken } from '#ports/communication.ts';

/** In the address of one reader of a private status page. It is checked by nobody: files lie there, or they do not. */
export function readerToken(secret: string): ReaderToken {
  return id => createHmac('sha256', secret).update(`status page reader\n${id}`).digest('base64url');
}
