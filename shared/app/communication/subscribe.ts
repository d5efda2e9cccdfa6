import {
  confirmationNotice,
  confirmationText,
  type Subscription,
  subscriptionId,
} from '#core/communication/stakeholders.ts';
import { phoneNumber } from '#core/ids.ts';
import { secondsBetween } from '#core/time/instant.ts';
import type {
  Delivery,
  SendEmail,
  SendSms,
  SubscriptionLink,
  Subscriptions,
} from '#ports/communication.ts';
import type { MayText } from '#ports/paging.ts';
import type { Now } from '#ports/runtime.ts';

/** Nobody is pestered by asking for them again and again. */
const askAgainSeconds = 86_400;

export interface Wanted
  extends Pick<
    Subscription,
    'channel' | 'address' | 'severities' | 'services' | 'kinds' | 'digestSeconds' | 'isListed'
  > {
  by: string;
  organisation: string;
}

export type Subscribe = ReturnType<typeof subscribe>;

/** What can be asked for of one that there is; the address as it is written now, which was a slip where it was not found. */
const wishes = ['address', 'severities', 'services', 'kinds', 'digestSeconds', 'isListed'] as const;

/**
 * Enters one address, or changes what it hears; who is told by mail or text is asked first, once a day at most. `read`: as whoever
 * asks for many has read it just now; what would stay as it is costs no call then.
 */
export function subscribe(deps: {
  subscriptions: Pick<Subscriptions, 'find' | 'put'>;
  sendEmail: SendEmail;
  sendSms: SendSms;
  mayText: MayText;
  /** Where mail goes through SNS: AWS itself asks whether they want it. */
  asksByItself: boolean;
  linkTo: SubscriptionLink;
  now: Now;
}) {
  return async (
    { by, organisation, ...wanted }: Wanted,
    read?: Subscription,
  ): Promise<Subscription | 'changed meanwhile' | { notAsked: string }> => {
    const { channel, address } = wanted;
    const id = subscriptionId(channel, address);
    const previous = read ?? (await deps.subscriptions.find(id));
    const needsConsent = channel === 'sms' || (channel === 'email' && !deps.asksByItself);
    const at = deps.now();
    const isAskable =
      previous?.askedAt === undefined || secondsBetween(previous.askedAt, at) >= askAgainSeconds;
    const asks = needsConsent && previous?.state !== 'confirmed' && isAskable;
    const next: Subscription = {
      ...{ id, ...wanted },
      state: previous?.state ?? (needsConsent ? 'pending' : 'confirmed'),
      createdAt: previous?.createdAt ?? at,
      createdBy: previous?.createdBy ?? by,
      ...(previous?.askedAt && { askedAt: previous.askedAt }),
    };
    const isSame =
      previous !== undefined &&
      wishes.every(wish => JSON.stringify(next[wish]) === JSON.stringify(previous[wish]));
    if (!isSame && !(await deps.subscriptions.put(next, previous))) return 'changed meanwhile';
    if (!asks) return next;
    const delivery = await ask(next, by, organisation);
    if (!delivery.sent) return { notAsked: delivery.reason };
    // Only now: whom nothing has reached is asked as soon as somebody wants it again.
    const asked = { ...next, askedAt: at };
    await deps.subscriptions.put(asked, next);
    return asked;
  };

  async function ask(to: Subscription, by: string, organisation: string): Promise<Delivery> {
    const link = await deps.linkTo('confirm', to.id);
    if (to.channel === 'email') {
      return deps.sendEmail(to.address, confirmationNotice(organisation, by, link));
    }
    if (!(await deps.mayText({ address: to.address }, 'code', deps.now()))) {
      return { sent: false, failed: 'retry', reason: 'no more texts may go there for now' };
    }
    return deps.sendSms(phoneNumber(to.address), confirmationText(organisation, link));
  }
}
