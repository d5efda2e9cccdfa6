import { heardBefore } from '#core/intake/heard.ts';
import type { HeardIntegration, HeardIntegrations } from '#ports/intake.ts';

export function memoryHeardIntegrations(): HeardIntegrations {
  const kept = new Map<string, HeardIntegration>();
  return {
    all: async () => [...kept.values()],
    async hear(name, at, as) {
      const known = kept.get(name);
      if (known?.lastAt !== undefined && known.lastAt > heardBefore(at)) return;
      kept.set(name, {
        ...known,
        ...{ name, firstAt: known?.firstAt ?? at, lastAt: at },
        ...(as !== undefined && { last: as }),
      });
    },
    async refuse(name, refused) {
      const before = kept.get(name);
      kept.set(name, { ...before, name, refused });
      return before?.lastAt !== undefined;
    },
    async hearFormerKey(name, at) {
      const known = kept.get(name);
      if ((known?.formerKeyAt ?? '') > heardBefore(at)) return;
      kept.set(name, { ...known, name, formerKeyAt: at });
    },
  };
}
