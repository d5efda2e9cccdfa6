import {
  type AsStakeholders,
  type FanOut,
  type Subscription,
  textOf,
  withWayOut,
} from '#core/communication/stakeholders.ts';
import { phoneNumber } from '#core/ids.ts';
import type {
  Delivery,
  PostEvent,
  SendEmail,
  SendSms,
  SendWebhook,
  SubscriptionLink,
} from '#ports/communication.ts';

type StakeholderWork = Pick<FanOut, 'incidentId' | 'notice'> & AsStakeholders;

export type SendToSubscriber = ReturnType<typeof sendToSubscriber>;

/** One message to one who subscribed, with the way out. */
export function sendToSubscriber(deps: {
  sendEmail: SendEmail;
  sendSms: SendSms;
  sendWebhook: SendWebhook;
  postEvent: PostEvent;
  linkTo: SubscriptionLink;
}) {
  return async (
    work: FanOut | Pick<FanOut, 'notice'>,
    { id, channel, address }: Subscription,
  ): Promise<Delivery & { isGone?: true }> => {
    const link = await deps.linkTo('end', id);
    const { mail, text } = 'public' in work ? work.public.wayOut : {};
    switch (channel) {
      case 'email':
        return deps.sendEmail(address, withWayOut(work.notice, link, mail));
      case 'sms':
        return deps.sendSms(phoneNumber(address), textOf(work.notice, link, text));
      case 'webhook': {
        // A stranger's address gets a secret of its own: what is signed for it proves nothing to anybody else.
        if ('public' in work) {
          const event = { ...work.public.data, unsubscribe: link };
          return deps.postEvent({ name: id, url: address }, event);
        }
        const { incidentId: incident, severity, service, about, notice } = work as StakeholderWork;
        const { subject, body } = notice;
        return deps.sendWebhook(address, { incident, severity, service, about, subject, body });
      }
      case 'queue':
        return { sent: false, failed: 'give-up', reason: 'a queue hears by the topic' };
      default:
        return channel satisfies never;
    }
  };
}
