import { asksOf } from '#core/communication/status-page/subscribers.ts';
import type { MayAsk } from '#ports/communication.ts';

export function memoryMayAsk(): MayAsk {
  const counts = new Map<string, number>();
  return async (channel, address, at) =>
    asksOf(channel, address, at).every(({ span, who, most }) => {
      const key = `${span}#${who}`;
      const count = counts.get(key) ?? 0;
      if (count >= most) return false;
      counts.set(key, count + 1);
      return true;
    });
}
