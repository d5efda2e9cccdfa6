import { addSeconds, type Instant } from '#core/time/instant.ts';

/** Soon enough for whoever sets a sender up and tries it again; a storm writes it down no more often than that. */
const markedSeconds = 10;

/** A mark of when an integration was last heard is good for ten seconds; one that is older than this moves. */
export const heardBefore = (at: Instant): Instant => addSeconds(at, -markedSeconds);
