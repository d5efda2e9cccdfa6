import type { Heartbeat } from '#core/intake/heartbeat.ts';
import type { Heartbeats } from '#ports/intake.ts';

export function memoryHeartbeats(): Heartbeats {
  const kept = new Map<string, Heartbeat>();
  const isSameMiss = ({ id, missedAt }: Heartbeat) => kept.get(id)?.missedAt === missedAt;
  return {
    all: async () => [...kept.values()],
    async arm(id, armedAt) {
      if (!kept.has(id)) kept.set(id, { id, armedAt });
    },
    async beat({ id, at, watchdog, before = [] }) {
      const known = kept.get(id) ?? { id, armedAt: at };
      if (known.beatAt !== undefined && known.beatAt >= at) return;
      kept.set(id, { ...known, beatAt: at, ...(watchdog && { watchdog }) });
      if (known.armedAt !== at) return;
      for (const old of before) if (kept.get(old)?.missedAt === undefined) kept.delete(old);
    },
    async miss(seen, at) {
      const known = kept.get(seen.id);
      if (known === undefined || known.missedAt !== undefined) return false;
      if (known.beatAt !== seen.beatAt) return false;
      kept.set(seen.id, { ...known, missedAt: at });
      return true;
    },
    async told(seen, at) {
      const known = kept.get(seen.id);
      if (known !== undefined && isSameMiss(seen)) kept.set(seen.id, { ...known, toldAt: at });
    },
    async clear(seen) {
      const known = kept.get(seen.id);
      if (known === undefined || !isSameMiss(seen)) return;
      const { missedAt: _missed, toldAt: _told, ...rest } = known;
      kept.set(seen.id, rest);
    },
    async forget(id) {
      kept.delete(id);
    },
  };
}
