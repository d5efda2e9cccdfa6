import { isWorse, type Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';

/** When something was said of what waits. */
interface Said {
  at: Instant;
}

/**
 * Of what was said of an alert that waits, what counts: everything since it last cleared, of which only the worst decides,
 * and that by itself does not tell what is left once an all-clear comes late. So of what is no worse than something newer
 * nothing is kept: at most one of each severity, the newest first, each worse than those before it.
 */
export function wordsThatCount<Word extends Said>(
  words: readonly Word[],
  severityOf: (word: Word) => Severity,
  clearedAt?: Instant,
): Word[] {
  const counting: Word[] = [];
  const newest = words
    .filter(({ at }) => clearedAt === undefined || at > clearedAt)
    .toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0));
  for (const word of newest) {
    const worst = counting.at(-1);
    if (worst === undefined || isWorse(severityOf(word), severityOf(worst))) counting.push(word);
  }
  return counting;
}
