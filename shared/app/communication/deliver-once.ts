import { receivesMax } from '#contract/work-queues.ts';
import type { EffectAbout } from '#core/communication/effects.ts';
import { pauseAfter } from '#core/communication/outgoing/pauses.ts';
import { heldByAnother } from '#core/lease.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { Delivery } from '#ports/communication.ts';
import type { EffectLedger } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';

/** `afterSeconds`: how long it asks us to wait. */
export type Outcome = (Delivery & { afterSeconds?: number }) | 'not wanted';

/** What the queue says of a message: how often it has brought it, from 1, and how to have it rest. */
export interface Try {
  attempt: number;
  rest: (seconds: number) => Promise<void>;
}

export type DeliverOnce = ReturnType<typeof deliverOnce>;

/**
 * Sends one thing to one address, once. `again`: it comes once more, after the pause that `rest` was told, or lies with the
 * dead letters after the last.
 */
export function deliverOnce(deps: { ledger: EffectLedger; now: Now; log: Log }) {
  return async (
    { key, incidentId, about }: { key: string; incidentId: string; about: EffectAbout },
    { attempt, rest }: Try,
    send: () => Promise<Outcome>,
  ): Promise<'done' | 'again'> => {
    const lease = await deps.ledger.claim(key, incidentId, deps.now(), about);
    if (lease === 'done') return 'done';
    if (lease === 'held') throw heldByAnother(key);
    const record = (outcome: string) => deps.ledger.record(key, incidentId, deps.now(), outcome);

    const outcome = await send();
    if (outcome === 'not wanted' || outcome.sent) {
      await record(outcome === 'not wanted' ? outcome : 'sent');
      return 'done';
    }
    const { reason } = outcome;
    const told = { incidentId, key, reason, attempt };
    if (outcome.failed === 'give-up') {
      deps.log('warn', 'an address will not take what it is told', told);
      await record(`failed: ${reason}`);
      return 'done';
    }
    if (attempt >= receivesMax) {
      deps.log('error', 'an address was given up', told);
      await deps.ledger.release(key, incidentId, deps.now(), { reason, isGivenUp: true });
      return 'again';
    }
    const pause = pauseAfter(attempt, outcome.afterSeconds);
    deps.log('warn', 'an address has to be told again', told);
    const nextTryAt = addSeconds(deps.now(), pause);
    await deps.ledger.release(key, incidentId, deps.now(), { reason, nextTryAt });
    await rest(pause);
    return 'again';
  };
}
