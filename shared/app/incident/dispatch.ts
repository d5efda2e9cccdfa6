import { incidentId } from '#core/ids.ts';
import type { Commit } from '#core/incident/commit.ts';
import { type Reaction, reactions } from '#core/reactions.ts';
import type { Instant } from '#core/time/instant.ts';
import type { QueueReactions, SetAlarmClock } from '#ports/incident.ts';

/** A commit as the stream hands it over. `deadline` is present when this commit moved it. */
export interface DispatchedCommit extends Commit {
  deadline?: Instant;
}

/**
 * Facts become work: each reaction is queued under its key, and the one alarm clock of the incident is set. Reads
 * nothing, so a record of the stream is enough; doing it twice queues the same keys, which are claimed once.
 */
export function dispatch(deps: { queueReactions: QueueReactions; setAlarmClock: SetAlarmClock }) {
  return async (commit: DispatchedCommit): Promise<void> => {
    const { deadline } = commit;
    await Promise.all([
      deps.queueReactions(reactions(commit).toSorted(pagesFirst)),
      deadline === undefined
        ? undefined
        : deps.setAlarmClock(incidentId(commit.incidentId), deadline, commit.version === 1),
    ]);
  };
}

/** The first request finds a connection that stands; those beside it have to make theirs, while somebody sleeps on. */
function pagesFirst(one: Reaction, other: Reaction): number {
  return Number(other.kind === 'page') - Number(one.kind === 'page');
}
