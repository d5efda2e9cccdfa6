import { createHmac, timingSafeEqual } from 'node:crypto';
import { epochMs, type Instant } from '#core/time/instant.ts';

/** How far a request's time may lie from ours, in both directions: what was recorded is worth nothing later. */
const windowSeconds = 300;

/**
 * Whether Slack said this, and just now. `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<raw body>`.
 * Source: docs.slack.dev/authentication/verifying-requests-from-slack.
 */
export function signatureFault(
  {
    timestamp,
    signature,
    body,
  }: {
    timestamp: string | undefined;
    signature: string | undefined;
    body: string;
  },
  signingSecret: string,
  now: Instant,
): 'unsigned' | 'stale' | 'forged' | undefined {
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return 'unsigned';
  }
  const given = Buffer.from(signature);
  const wanted = Buffer.from(slackSignature(timestamp, body, signingSecret));
  // Compared even where the time is wrong: how long the answer takes tells nothing.
  const isTheirs = given.length === wanted.length && timingSafeEqual(given, wanted);
  if (Math.abs(epochMs(now) / 1000 - Number(timestamp)) > windowSeconds) return 'stale';
  return isTheirs ? undefined : 'forged';
}

export function slackSignature(timestamp: string, body: string, signingSecret: string): string {
  const digest = createHmac('sha256', signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return `v0=${digest}`;
}
