import { parseDuration } from '#core/time/duration-text.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

export interface Window {
  from: Instant;
  to: Instant;
}

/** What led to an incident stands before it. */
const secondsBefore = 15 * 60;
const usualSeconds = 3600;
const longestSeconds = 7 * 86_400;

/** The time that somebody asks about: in words (`10m`), from and to, that of an incident, or the last hour. */
export function windowOf(
  asked: {
    last?: string | undefined;
    from?: Instant | undefined;
    to?: Instant | undefined;
    incident?: { began: Instant; ended?: Instant } | undefined;
  },
  now: Instant,
): Window | { wrong: string; field: 'last' | 'from' | '' } {
  const { last, from, to, incident } = asked;
  if ([last, from ?? to, incident].filter(each => each !== undefined).length > 1) {
    return { field: '', wrong: 'give one of last, from and to, or incident' };
  }
  if (incident !== undefined) {
    return { from: addSeconds(incident.began, -secondsBefore), to: incident.ended ?? now };
  }
  const until = to ?? now;
  const seconds = last === undefined ? usualSeconds : parseDuration(last);
  if (seconds === undefined || seconds <= 0) {
    return { field: 'last', wrong: 'must be a time such as 10m, 1h or 2d' };
  }
  const since = from ?? addSeconds(until, -seconds);
  if (since >= until) return { field: 'from', wrong: 'must be earlier than to' };
  // What has not happened yet would be read as nothing, which is an answer that is wrong.
  if (since >= now) return { field: 'from', wrong: 'lies in the future' };
  if (since < addSeconds(until, -longestSeconds)) {
    const field = last === undefined ? 'from' : 'last';
    return { field, wrong: 'is too long ago: at most 7 days are looked at in one go' };
  }
  return { from: since, to: until < now ? until : now };
}
