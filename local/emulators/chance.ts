import { createHash } from 'node:crypto';

/** As if by chance, and the same for the same text. */
export function numberFor(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
