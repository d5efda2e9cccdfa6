import { statusOf } from '#core/intake/make-alert.ts';

const trouble =
  /^(firing|fired?|alert(ing)?|alarm|trigger(ed)?|problem|open(ed)?|down|fail(ed|ure|ing)?|error|critical|crit|warn(ing)?|active|activated|new|created|degraded|unhealthy|outage|breached|acknowledged|ack|major|minor)$/i;
const label = /^[\W_]*([A-Za-z]+)(?::\d+)?[\W_]*\s/;

/** Whether a word tells that something is wrong. */
export function isTrouble(word: string): boolean {
  return trouble.test(word);
}

/** The word of a state in front of a title: `[FIRING:2] x`, `RESOLVED: x`. */
export function stateOf(title: string): string | undefined {
  const word = label.exec(title)?.[1] ?? '';
  return isTrouble(word) || statusOf(word) !== 'firing' ? word : undefined;
}

/** So that `[FIRING] x` and `RESOLVED: x` are the same alert. */
export function withoutState(title: string): string {
  const found = label.exec(title);
  const rest =
    found !== null && stateOf(title) !== undefined ? title.slice(found[0].length) : title;
  return rest.trim().toLowerCase();
}
