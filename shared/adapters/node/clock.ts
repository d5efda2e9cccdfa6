import { epochMs, fromEpochMs } from '#core/time/instant.ts';
import type { Now, Pause, WaitUntil } from '#ports/runtime.ts';

/** Of the IANA, as this runtime has it: `2026c`. */
export const timeZoneData = process.versions.tz ?? 'unknown';

/** The only clock of the deployed code. */
export const now: Now = () => fromEpochMs(Date.now());

/** Waits a little longer each time, with full jitter, so that those who collided do not meet again. */
export const pause: Pause = attempt =>
  new Promise(resolve => {
    setTimeout(resolve, Math.random() * Math.min(10 * 2 ** attempt, 500));
  });

export const waitUntil: WaitUntil = async at => {
  // A timer may fire a millisecond before its time by the clock; a deadline is never met early.
  for (let left = epochMs(at) - Date.now(); left > 0; left = epochMs(at) - Date.now()) {
    await new Promise(resolve => {
      setTimeout(resolve, left);
    });
  }
};
