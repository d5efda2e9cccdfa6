import type { PostmortemStore, PostmortemVersion } from '#ports/review.ts';

/** Post-mortems in memory, every version of each. */
export function memoryPostmortems(): PostmortemStore {
  const kept = new Map<string, PostmortemVersion[]>();
  return {
    newest: async id => structuredClone(kept.get(id)?.at(-1)),
    version: async (id, number) => structuredClone(kept.get(id)?.[number - 1]),
    history: async (id, from, most) =>
      (kept.get(id) ?? [])
        .map(({ version, at, by }) => ({ version, at, by }))
        .slice(Math.max(0, from - most), from)
        .toReversed(),
    async save(id, version) {
      const versions = kept.get(id) ?? [];
      if (versions.some(each => each.version === version.version)) return 'conflict';
      kept.set(id, [...versions, structuredClone(version)]);
      return 'saved';
    },
  };
}
