import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { sha256 } from '#core/digest.ts';
import { type ReceiptId, receiptId } from '#core/ids.ts';
import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';
import type { NewToken } from '#ports/runtime.ts';

/** 96 random bits in 16 characters: short enough for a text message, too many to try. */
export const newToken: NewToken = () => randomBytes(12).toString('base64url');

/** Six digits, as a person types them from one device into another. */
export const newCode = () => String(randomInt(1_000_000)).padStart(6, '0');

/**
 * Receipts start with the time in base 36, so that they sort by it, and end with a sum over it that takes the secret to
 * make: an id that was invented is told from one whose webhook is still on its way.
 */
export function receiptIds(secret: string) {
  const sumOf = (text: string) =>
    createHmac('sha256', secret).update(text).digest('hex').slice(0, 12);
  return {
    /** `of`: what is delivered again under the same name has the same receipt. */
    next(at: Instant, of?: string): ReceiptId {
      const one = of === undefined ? randomBytes(6).toString('hex') : sha256(of).slice(0, 12);
      const body = `${epochMs(at).toString(36)}_${one}`;
      return receiptId(`rcp_${body}${sumOf(body)}`);
    },
    /** When this receipt was given out; `undefined` when it was not given out by us. */
    time(id: string): Instant | undefined {
      const [, body = '', time = '', sum] =
        /^rcp_(([0-9a-z]{8,9})_[0-9a-f]{12})([0-9a-f]{12})$/.exec(id) ?? [];
      return sum !== undefined && sum === sumOf(body)
        ? fromEpochMs(Number.parseInt(time, 36))
        : undefined;
    },
  };
}
