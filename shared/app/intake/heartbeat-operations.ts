import type { Operations } from '#app/api/operation.ts';
import { noConfiguration } from '#app/api/refusal.ts';
import { expectedOf, type Heartbeat, missedFrom, stateOf } from '#core/intake/heartbeat.ts';
import type { Heartbeats } from '#ports/intake.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What must say regularly that it lives, and whether it does. */
export function heartbeatOperations(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  heartbeats: Pick<Heartbeats, 'all'>;
  now: Now;
}): Operations<'listHeartbeats'> {
  return {
    async listHeartbeats() {
      const newest = await deps.configuration.newest();
      if (newest === undefined) return noConfiguration;
      const { directory, at: armedAt } = newest;
      const known = await deps.heartbeats.all();
      const ids = new Set(known.map(({ id }) => id));
      // The next round arms what is new.
      const fresh = (directory.heartbeats ?? [])
        .filter(({ name }) => !ids.has(name))
        .map(({ name: id }) => ({ id, armedAt }));
      const at = deps.now();
      const heartbeats = [...known, ...fresh].flatMap((beat: Heartbeat) => {
        const expected = expectedOf(directory, beat);
        if (expected === undefined) return [];
        return [
          {
            ...expected,
            from: beat.watchdog ? ('sender' as const) : ('configuration' as const),
            state: stateOf(beat, expected, at),
            ...(beat.beatAt !== undefined && { lastAt: beat.beatAt }),
            missedFrom: missedFrom(beat, expected),
          },
        ];
      });
      return { answer: { heartbeats: heartbeats.toSorted((a, b) => (a.name < b.name ? -1 : 1)) } };
    },
  };
}
