import {
  confirmationNotice,
  confirmationText,
  type Subscription,
  subscriptionId,
} from '#core/communication/stakeholders.ts';
import { phoneNumber } from '#core/ids.ts';
import { secondsBetween } from '#core/time/instant.ts';
import type { SendEmail, SendSms, SubscriptionLink, Subscriptions } from '#ports/communication.ts';
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

/** Enters one address, or changes what it hears; who is told by mail or text is asked first, once a day at most. */
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
  return async ({
    by,
    organisation,
    ...wanted
  }: Wanted): Promise<Subscription | 'changed meanwhile'> => {
    const { channel, address } = wanted;
    const id = subscriptionId(channel, address);
    const previous = await deps.subscriptions.find(id);
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
      ...(asks ? { askedAt: at } : previous?.askedAt && { askedAt: previous.askedAt }),
    };
    if (!(await deps.subscriptions.put(next, previous))) return 'changed meanwhile';
    if (asks) await ask(next, by, organisation);
    return next;
  };

  async function ask(to: Subscription, by: string, organisation: string): Promise<void> {
    const link = await deps.linkTo('confirm', to.id);
    if (to.channel === 'email') {
      await deps.sendEmail(to.address, confirmationNotice(organisation, by, link));
      return;
    }
    if (!(await deps.mayText({ address: to.address }, 'code', deps.now()))) return;
    await deps.sendSms(phoneNumber(to.address), confirmationText(organisation, link));
  }
}
