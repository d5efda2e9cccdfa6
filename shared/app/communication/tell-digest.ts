import type { SendToSubscriber } from '#app/communication/send-to-subscriber.ts';
import {
  type DigestWork,
  digestOf,
  inOneMail,
  isDue,
  type Waiting,
} from '#core/communication/digest.ts';
import { failure } from '#core/communication/effects.ts';
import { type Subscription, shownAddress } from '#core/communication/stakeholders.ts';
import { heldByAnother } from '#core/lease.ts';
import { addSeconds, secondsBetween } from '#core/time/instant.ts';
import type { Baskets, QueueDigest, Subscriptions, ToldLedger } from '#ports/communication.ts';
import type { EffectLedger } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';

/** A lease of whoever tells somebody what waits for them. */
const telling = 'digest';

/**
 * Tells one subscriber together what waits for them. Each message that was put there has work of its own for the moment when
 * it has waited for long enough, so that none is forgotten; what another has told by then is not there any more.
 */
export function tellDigest(deps: {
  subscriptions: Pick<Subscriptions, 'find'>;
  baskets: Baskets;
  told: ToldLedger;
  ledger: EffectLedger;
  send: SendToSubscriber;
  queueDigest: QueueDigest;
  now: Now;
  log: Log;
}) {
  return async (work: DigestWork): Promise<void> => {
    const { to, dueAt } = work;
    // A queue keeps nothing back for more than a quarter of an hour.
    const early = secondsBetween(deps.now(), dueAt);
    if (early > 0) return deps.queueDigest(work, early);
    if ((await deps.told.claim(telling, to, deps.now())) !== 'taken') {
      throw heldByAnother(`${telling} of ${to}`);
    }
    try {
      while ((await tellSome(work)) === 'more');
    } finally {
      await deps.told.release(telling, to, deps.now());
    }
  };

  async function tellSome(work: DigestWork): Promise<'more' | 'done'> {
    const { to: id, since } = work;
    const waiting = inOneMail(await deps.baskets.of(id));
    const [first] = waiting;
    if (first === undefined) return 'done';
    const to = await deps.subscriptions.find(id);
    if (to?.state === 'confirmed') {
      const { digestSeconds = 0 } = to;
      if (!isDue(waiting, digestSeconds, deps.now())) {
        // They want to wait longer than when it was put there: its own work comes again.
        if (since !== undefined && waiting.some(({ at }) => at <= since)) {
          const dueAt = addSeconds(since, digestSeconds);
          await deps.queueDigest({ ...work, dueAt }, secondsBetween(deps.now(), dueAt));
        }
        return 'done';
      }
      const notice = digestOf(waiting);
      const delivery = await deps.send({ notice }, to);
      if (!delivery.sent && delivery.failed === 'retry') {
        throw new Error(`${id} was not told yet what waits: ${delivery.reason}`);
      }
      if (!delivery.sent) await fail(to, waiting, delivery.reason);
    }
    // Whoever was putting one of them there finds that it was told.
    const finished = waiting.map(({ key }) => deps.told.finish(key, id, deps.now()));
    await Promise.all(finished);
    await deps.baskets.remove(id, waiting);
    return 'more';
  }

  async function fail(
    subscription: Subscription,
    waiting: readonly Waiting[],
    reason: string,
  ): Promise<void> {
    const { id, channel } = subscription;
    deps.log('warn', 'a stakeholder was not told', { id, reason });
    for (const { key, incidentId, subject: what } of waiting) {
      const about = { channel, to: shownAddress(subscription), what };
      const own = `${key}~${id}`;
      const lease = await deps.ledger.claim(own, incidentId, deps.now(), about);
      if (lease === 'taken') {
        await deps.ledger.record(own, incidentId, deps.now(), `${failure}${reason}`);
      }
    }
  }
}
