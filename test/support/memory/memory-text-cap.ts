import { countsOf } from '#core/paging/text-caps.ts';
import type { MayText } from '#ports/paging.ts';

export function memoryTextCap(): MayText {
  const counts = new Map<string, number>();
  return async (to, kind, at) =>
    countsOf(to, kind, at).every(({ of, who, span, most }) => {
      const key = `${of}#${who}#${span}`;
      const count = counts.get(key) ?? 0;
      if (count >= most) return false;
      counts.set(key, count + 1);
      return true;
    });
}
