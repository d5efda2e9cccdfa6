import type { MayAnswer } from '#ports/paging.ts';

export function memoryAnswerCap(perHour: number): MayAnswer {
  const counts = new Map<string, number>();
  return async (phone, at) => {
    const key = `${phone}#${at.slice(0, 13)}`;
    const count = counts.get(key) ?? 0;
    if (count >= perHour) return false;
    counts.set(key, count + 1);
    return true;
  };
}
