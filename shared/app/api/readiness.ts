import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { Log, Now } from '#ports/runtime.ts';

/** Anybody may ask, so they are answered from what was seen within this time. */
const freshSeconds = 1;

/** Whether what the API cannot do without answers; asked of the table itself. */
export function readiness(deps: { look: () => Promise<unknown>; now: Now; log: Log }) {
  let seen: { until: Instant; isReady: Promise<boolean> } | undefined;
  return (): Promise<boolean> => {
    if (seen === undefined || seen.until <= deps.now()) {
      const isReady = deps.look().then(
        () => true,
        error => {
          deps.log('error', 'the table does not answer', { error: String(error) });
          return false;
        },
      );
      seen = { until: addSeconds(deps.now(), freshSeconds), isReady };
    }
    return seen.isReady;
  };
}
