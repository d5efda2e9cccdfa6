import { everybody } from '#app/communication/listed-stakeholders.ts';
import type { Subscription } from '#core/communication/stakeholders.ts';
import { askedByProgram, askedToFollow } from '#core/communication/status-page/subscribers.ts';
import { phoneNumber } from '#core/ids.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import { secondsBetween } from '#core/time/instant.ts';
import type {
  Delivery,
  PostEvent,
  SendEmail,
  SendSms,
  SubscriptionLink,
  Subscriptions,
  TopicMail,
} from '#ports/communication.ts';
import type { MayText } from '#ports/paging.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** A topic of SNS takes 200 filters, which the team and its stakeholders need. */
export const followersByTopicMax = 30;
/** AWS itself forgets then whom it asked. */
const answerSeconds = 3 * 86_400;

/** Asks whoever was entered on the status page whether they want to be told. */
export function askFollower(deps: {
  subscriptions: Subscriptions;
  configuration: Pick<ConfigurationStore, 'current'>;
  sendEmail: SendEmail;
  sendSms: SendSms;
  mayText: MayText;
  postEvent: PostEvent;
  /** Where mail goes through SNS: AWS itself asks whether they want it. */
  topicMail: TopicMail | undefined;
  /** With which messages to a webhook are signed: its owner is told when asked. */
  secretOf: (id: string) => Promise<string>;
  linkTo: SubscriptionLink;
  now: Now;
  log: Log;
}) {
  return async (id: string): Promise<void> => {
    const page = (await deps.configuration.current())?.directory.statusPage;
    const to = await deps.subscriptions.find(id);
    if (page === undefined || to === undefined) return;
    const { channel, address, state } = to;
    const { topicMail } = deps;
    if (channel === 'email' && topicMail !== undefined) {
      const hears = state === 'confirmed' && (await topicMail.confirmed()).includes(address);
      if (!hears) return askByTopic(to, topicMail);
    }
    const link = await deps.linkTo('confirm', id);
    const { notice, text } = askedToFollow(page, link);
    const delivery = await ask(page);
    if (delivery === undefined || delivery.sent) return;
    if (delivery.failed === 'retry') throw new Error(`${id} was not asked yet: ${delivery.reason}`);
    deps.log('warn', 'who was entered on the status page could not be asked', {
      id,
      reason: delivery.reason,
    });

    async function ask(page: StatusPage): Promise<Delivery | undefined> {
      switch (channel) {
        case 'email':
          return deps.sendEmail(address, notice);
        case 'sms': {
          const isAllowed = await deps.mayText({ address }, 'code', deps.now());
          return isAllowed ? deps.sendSms(phoneNumber(address), text) : undefined;
        }
        case 'webhook': {
          const question = askedByProgram(page, id, deps.now(), link, await deps.secretOf(id));
          return deps.postEvent({ name: id, url: address }, question);
        }
        // Nobody enters one on a page.
        case 'queue':
          return undefined;
        default:
          return channel satisfies never;
      }
    }
  };

  async function askByTopic(to: Subscription, { ask, confirmed }: TopicMail): Promise<void> {
    const { wish, ...rest } = to;
    if (to.state === 'pending' && !(await hasRoom(confirmed))) {
      deps.log('warn', 'no more can follow the status page by mail without SES', {
        most: followersByTopicMax,
      });
      await deps.subscriptions.remove(to.id);
      return;
    }
    await ask(to.address);
    await deps.subscriptions.put({ ...rest, state: 'confirmed', ...wish }, to);
  }

  /** Who did not answer makes room. */
  async function hasRoom(confirmed: TopicMail['confirmed']): Promise<boolean> {
    const all = await everybody(deps.subscriptions, 'customers');
    const mails = all.filter(({ channel, state }) => channel === 'email' && state === 'confirmed');
    if (mails.length < followersByTopicMax) return true;
    const said = new Set(await confirmed());
    const silent = mails.filter(
      ({ address, askedAt, createdAt }) =>
        !said.has(address) && secondsBetween(askedAt ?? createdAt, deps.now()) > answerSeconds,
    );
    await Promise.all(silent.map(({ id }) => deps.subscriptions.remove(id)));
    return mails.length - silent.length < followersByTopicMax;
  }
}
