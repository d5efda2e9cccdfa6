import type { OutsideAnswer } from '#adapters/outside/outside-call.ts';
import { type Instant, parseHttpDate, secondsBetween } from '#core/time/instant.ts';

/** How long an answer asks us to stay away, in seconds: it says how many, or until when. Source: RFC 9110, 10.2.3. */
export function retryAfterSeconds(
  { headers }: Pick<OutsideAnswer, 'headers'>,
  now: Instant,
): number | undefined {
  const said = String(headers['retry-after'] ?? '').trim();
  const until = parseHttpDate(said);
  const seconds = until === undefined ? Number(said) : Math.ceil(secondsBetween(now, until));
  return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}
