import { addSeconds, type Instant } from '#core/time/instant.ts';

const hour = 3600;

/** A mark of when an integration was last heard is good for an hour; one that is older than this moves. */
export const heardBefore = (at: Instant): Instant => addSeconds(at, -hour);
