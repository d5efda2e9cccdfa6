import type { IncidentEvent } from '#core/incident/events.ts';
import type { Rung } from '#core/incident/rung.ts';
import { listed } from '#core/text/listing.ts';
import { sentence } from '#core/text/sentences.ts';
import { timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** Whom these facts page, to whoever asked for the next level. */
export function pagedNow(events: readonly IncidentEvent[]): string {
  const paged = events.flatMap(event =>
    event.type === 'LevelPaged' && event.people.length > 0 ? [event] : [],
  );
  const [level] = paged;
  return level === undefined
    ? 'nobody of the levels to come can be reached, so nobody was paged.'
    : `${level.levelName} (${listed(level.people.map(({ name }) => name))}) is being paged.`;
}

/** What became of the escalation, to whoever would have gone on from where it stood before. */
export function pagedSince(
  { level, round = 0 }: Rung,
  history: readonly { events: readonly IncidentEvent[] }[],
  now: Instant,
  timeZone?: string,
): string {
  const last = history
    .flatMap(({ events }) => events)
    .findLast(event => event.type === 'LevelPaged' && event.purpose !== 'update-missed');
  const isLater =
    last?.type === 'LevelPaged' &&
    (last.round > round || (last.round === round && last.level > level));
  const what = isLater
    ? sentence(
        `${last.levelName} (${listed(last.people.map(({ name }) => name)) || 'nobody'}) was paged at ${timeSeenFrom(now, last.at, timeZone)} already: ${last.reason}`,
      )
    : 'The escalation began anew since.';
  return `${what} Nobody more was paged by this.`;
}
