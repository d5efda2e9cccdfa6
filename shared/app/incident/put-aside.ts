import type { Commit } from '#core/incident/commit.ts';
import { reactions } from '#core/reactions.ts';
import type { QueueReactions, ReadPutAside } from '#ports/incident.ts';
import type { Log } from '#ports/runtime.ts';

/**
 * What Lambda put aside of the stream, because its reader did not get through it, is done again: under the same keys, so
 * that nothing is done twice. One commit that fails keeps none of the others from it: behind one that cannot be read, as after
 * a way back to an earlier version, lies all of its batch. No alarm clock is set: the sweep meets the deadlines, and a clock
 * of then would be set over that of now.
 */
export function doAgain(deps: {
  readPutAside: ReadPutAside;
  queueReactions: QueueReactions;
  publish: (commit: Commit) => Promise<void>;
  log: Log;
}) {
  return async (key: string): Promise<void> => {
    const { of, commits, unreadable } = await deps.readPutAside(key);
    // An error, because whoever runs Tocsin is told by it: what is done now is late.
    deps.log('error', 'events were given up, and are done again', { key, commits: commits.length });
    const failed = [...unreadable];
    for (const commit of commits) {
      try {
        await (of === 'dispatch' ? deps.queueReactions(reactions(commit)) : deps.publish(commit));
      } catch (error) {
        failed.push(`${commit.incidentId} ${commit.version}: ${String(error)}`);
      }
    }
    if (failed.length > 0) throw new Error(`Not done: ${failed.join('; ')}`);
  };
}
