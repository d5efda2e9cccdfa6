import { fromEpochMs } from '#core/instant.ts';
import type { Now, Pause } from '#ports';

/** The only clock of the deployed code. */
export const now: Now = () => fromEpochMs(Date.now());

/** Waits a little longer each time, with full jitter, so that those who collided do not meet again. */
export const pause: Pause = attempt =>
  new Promise(resolve => {
    setTimeout(resolve, Math.random() * Math.min(10 * 2 ** attempt, 500));
  });
