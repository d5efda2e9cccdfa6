import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { type ReceiptId, receiptId } from '#core/ids.ts';
import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';
import type { NewToken } from '#ports/runtime.ts';

/** 96 random bits in 16 characters: short enough for a text message, too many to try. */
export const newToken: NewToken = () => randomBytes(12).toString('base64url');

/** Six digits, as a person types them from one device into another. */
export const newCode = () => String(randomInt(1_000_000)).padStart(6, '0');

/** Starts with the time in base 36, so that receipts sort by it and an unknown one can be told from an old one. */
export function newReceiptId(at: Instant): ReceiptId {
  return receiptId(`rcp_${epochMs(at).toString(36)}_${randomUUID().slice(0, 13).replace('-', '')}`);
}

/** When this receipt was given out; `undefined` when it was not given out by us. */
export function receiptTime(id: string): Instant | undefined {
  const match = /^rcp_([0-9a-z]{8,9})_[0-9a-f]{12}$/.exec(id);
  return match?.[1] === undefined ? undefined : fromEpochMs(Number.parseInt(match[1], 36));
}
