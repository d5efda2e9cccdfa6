import { heardBefore } from '#core/intake/heard.ts';
import type { HeardIntegration, HeardIntegrations } from '#ports/intake.ts';

export function memoryHeardIntegrations(): HeardIntegrations {
  const kept = new Map<string, HeardIntegration>();
  return {
    all: async () => [...kept.values()],
    async hear(name, at) {
      const known = kept.get(name);
      if (known !== undefined && known.lastAt > heardBefore(at)) return;
      kept.set(name, { name, firstAt: known?.firstAt ?? at, lastAt: at });
    },
  };
}
