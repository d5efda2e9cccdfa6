import type { SendToSubscriber } from '#app/communication/send-to-subscriber.ts';
import { timeoutSeconds } from '#contract/work-queues.ts';
import type { EffectAbout } from '#core/communication/effects.ts';
import {
  type Audience,
  type FanOut,
  type Subscription,
  shownAddress,
  wantsToHear,
} from '#core/communication/stakeholders.ts';
import { addSeconds, secondsBetween } from '#core/time/instant.ts';
import type {
  Baskets,
  QueueDigest,
  QueueFanOut,
  Subscriptions,
  ToldLedger,
} from '#ports/communication.ts';
import type { EffectLedger } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';

const pageSize = 100;
const atOnce = 10;
/** Those at once may all take their five seconds not to answer; what is left of a page then is another run's. */
const runSeconds = timeoutSeconds.effects - 10;
const attemptsMax = 6;
const firstPauseSeconds = 60;
const pauseSecondsMax = 900;

/**
 * Tells everybody who subscribed, a page at a time: each is claimed before it is told, so that a run which dies is gone
 * on with and nobody hears twice; whom a vendor refuses for the moment is tried again alone, while the others hear.
 */
export function fanOut(deps: {
  subscriptions: Pick<Subscriptions, 'page' | 'find' | 'remove'>;
  told: ToldLedger;
  ledger: EffectLedger;
  baskets: Pick<Baskets, 'put'>;
  send: SendToSubscriber;
  queueDigest: QueueDigest;
  queueFanOut: QueueFanOut;
  now: Now;
  log: Log;
}) {
  return async (work: FanOut): Promise<void> => {
    const { key, only, attempt = 1, told = 0 } = work;
    const page =
      only === undefined
        ? await deps.subscriptions.page(audienceTold(work), work.after, pageSize)
        : (await Promise.all(only.map(deps.subscriptions.find))).filter(each => each !== undefined);
    const wanted = page.filter(each => wantsToHear(each, work));
    const again: string[] = [];
    const begun = deps.now();
    let seen = 0;
    while (seen < wanted.length && secondsBetween(begun, deps.now()) < runSeconds) {
      const outcomes = wanted.slice(seen, seen + atOnce).map(async each => {
        if ((await tell(work, each, attempt)) === 'again') again.push(each.id);
      });
      await Promise.all(outcomes);
      seen += atOnce;
    }
    if (again.length > 0) {
      await deps.queueFanOut({ ...work, only: again, attempt: attempt + 1 }, pauseAfter(attempt));
    }
    const left = wanted.slice(seen);
    if (only !== undefined) {
      if (left.length > 0) await deps.queueFanOut({ ...work, only: left.map(({ id }) => id) }, 0);
      return;
    }
    const last = left.length > 0 ? wanted[seen - 1]?.id : page.at(-1)?.id;
    const reached = told + wanted.length - left.length;
    const isLast = page.length < pageSize && left.length === 0;
    if (isLast || last === undefined) return summarise(work, reached);
    // A second delivery of this page finds that the next is on its way.
    const lease = await deps.told.claim(key, `after ${last}`, deps.now());
    if (lease === 'done') return;
    await deps.queueFanOut({ ...work, after: last, told: reached }, 0);
    await deps.told.finish(key, `after ${last}`, deps.now());
  };

  async function tell(work: FanOut, to: Subscription, attempt: number): Promise<'done' | 'again'> {
    const { key, incidentId } = work;
    const lease = await deps.told.claim(key, to.id, deps.now());
    if (lease !== 'taken') return lease === 'done' ? 'done' : 'again';
    if (to.digestSeconds !== undefined && !('public' in work)) {
      await keep(work, to.id, to.digestSeconds);
      await deps.told.finish(key, to.id, deps.now());
      return 'done';
    }
    const delivery = await deps.send(work, to);
    if (!delivery.sent && delivery.failed === 'retry' && attempt < attemptsMax) {
      const { reason } = delivery;
      await deps.told.release(key, to.id, deps.now());
      const nextTryAt = addSeconds(deps.now(), pauseAfter(attempt));
      if (await noting(work, to)) {
        await deps.ledger.release(own(work, to), incidentId, deps.now(), { reason, nextTryAt });
      }
      return 'again';
    }
    await deps.told.finish(key, to.id, deps.now());
    if (!delivery.sent) deps.log('warn', 'a stakeholder was not told', { incidentId, key });
    // As if its owner had followed the way out. It followed by itself: nobody here has to hear of it.
    if ('isGone' in delivery) await deps.subscriptions.remove(to.id);
    // Of those who are told at once there may be ten thousand: only what went wrong is noted one by one.
    if ((!delivery.sent || attempt > 1) && (await noting(work, to))) {
      const outcome = delivery.sent ? 'sent' : `failed: ${delivery.reason}`;
      await deps.ledger.record(own(work, to), incidentId, deps.now(), outcome);
    }
    return 'done';
  }

  /** Put there before it is asked for: what was asked for twice is told once. */
  async function keep(
    { key, incidentId, notice, isUrgent }: Exclude<FanOut, { public: unknown }>,
    to: string,
    digestSeconds: number,
  ): Promise<void> {
    const at = deps.now();
    const { subject, body } = notice;
    const urgent = isUrgent && { isUrgent };
    await deps.baskets.put(to, { key, at, incidentId, subject, body, ...urgent });
    const dueAt = isUrgent ? at : addSeconds(at, digestSeconds);
    await deps.queueDigest({ kind: 'digest', to, dueAt, since: at }, isUrgent ? 0 : digestSeconds);
  }

  async function noting(work: FanOut, to: Subscription): Promise<boolean> {
    const about = aboutOf(work, to.channel, shownAddress(to));
    const key = own(work, to);
    return (await deps.ledger.claim(key, work.incidentId, deps.now(), about)) === 'taken';
  }

  async function summarise(work: FanOut, told: number): Promise<void> {
    if (told === 0) return;
    const key = `${work.key}~all`;
    const to = 'public' in work ? `${told} who follow the status page` : `${told} who subscribed`;
    const about = aboutOf(work, 'subscriptions', to);
    const lease = await deps.ledger.claim(key, work.incidentId, deps.now(), about);
    if (lease === 'taken') await deps.ledger.record(key, work.incidentId, deps.now(), 'sent');
  }
}

function audienceTold(work: FanOut): Audience {
  return 'public' in work ? 'customers' : 'stakeholders';
}

function own({ key }: FanOut, { id }: Subscription): string {
  return `${key}~${id}`;
}

function aboutOf({ notice, purpose }: FanOut, channel: string, to: string): EffectAbout {
  return { channel, to, what: notice.subject, ...(purpose !== undefined && { purpose }) };
}

function pauseAfter(attempt: number): number {
  return Math.min(firstPauseSeconds * 2 ** (attempt - 1), pauseSecondsMax);
}
