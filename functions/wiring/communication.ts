import * as queues from '#adapters/aws/queues.ts';
import { sendEmailBySes } from '#adapters/aws/ses.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import * as sns from '#adapters/aws/sns.ts';
import { sendEmail, sendSms, tellStakeholders } from '#adapters/aws/sns-publish.ts';
import { noVoice, sendVoice } from '#adapters/aws/voice.ts';
import { chatRooms } from '#adapters/dynamodb/chat-rooms.ts';
import { effectLedger } from '#adapters/dynamodb/effect-ledger.ts';
import { links } from '#adapters/dynamodb/links.ts';
import { baskets, subscriptions, toldLedger } from '#adapters/dynamodb/subscriptions.ts';
import { textCap } from '#adapters/dynamodb/text-cap.ts';
import { webhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import { whereabouts } from '#adapters/dynamodb/whereabouts.ts';
import { now } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { meetingToken } from '#adapters/node/meeting-token.ts';
import { readerToken } from '#adapters/node/reader-token.ts';
import { subscriptionToken } from '#adapters/node/subscription-link.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { eventSecret } from '#adapters/outside/event-secret.ts';
import { postEvent } from '#adapters/outside/event-webhook.ts';
import { outsideCall, outsidePost } from '#adapters/outside/outside-call.ts';
import { sendWebhook } from '#adapters/outside/webhook.ts';
import { askFollower } from '#app/communication/ask-follower.ts';
import { fanOut } from '#app/communication/fan-out.ts';
import { perform } from '#app/communication/perform-effect.ts';
import { sendToSubscriber } from '#app/communication/send-to-subscriber.ts';
import { tellDigest } from '#app/communication/tell-digest.ts';
import { reachNow } from '#app/oncall/reach-now.ts';
import type { Environment } from '#contract/environment.ts';
import type { CustomersReaction } from '#core/communication/status-page/subscribers.ts';
import { messageToCustomers } from '#core/communication/status-page/subscribers.ts';
import {
  configurationOf,
  snsApi,
  sqs,
  type Tabled,
  table,
  texts,
} from '#functions/wiring/clients.ts';
import { makingRoot, readingRoot } from '#functions/wiring/root.ts';
import type {
  Invite,
  ReaderToken,
  Root,
  SendEmail,
  SendVoice,
  SubscriptionLink,
} from '#ports/communication.ts';
import type { UnconfirmedMail } from '#ports/oncall.ts';

/* Ways of telling somebody something, as far as this account has them. */

export type Mailing = Environment<'EMAIL_TOPIC_ARN' | 'SES_FROM'>;

/**
 * Through SES where that is set up, else through the topic that each person has subscribed to. Only pages have a
 * `configurationSet`: what became of any other mail would be looked for among the pages four times, for nothing.
 */
export function emailing(env: Mailing, configurationSet?: string): SendEmail {
  const { EMAIL_TOPIC_ARN: topic, SES_FROM: from } = env;
  if (from === '') return sendEmail(texts(), topic);
  const ses = signedCall({ service: 'ses', host: 'email' }, process.env);
  return sendEmailBySes(ses, { from, ...(configurationSet && { configurationSet }) });
}

/** Who has to confirm before mail arrives: nobody where it goes through SES. */
export function unconfirmed(env: Mailing): UnconfirmedMail {
  return env.SES_FROM === '' ? sns.unconfirmedMail(snsApi(), env.EMAIL_TOPIC_ARN) : async () => [];
}

function calling({ VOICE_ORIGINATION: origination }: Environment<'VOICE_ORIGINATION'>): SendVoice {
  if (origination === '') return noVoice;
  const endUserMessaging = { service: 'sms-voice' };
  return sendVoice(signedCall(endUserMessaging, process.env), origination);
}

/** Every channel, as far as this account has it. */
export function sending(env: Mailing & Environment<'TABLE_NAME' | 'VOICE_ORIGINATION'>) {
  return {
    sendSms: sendSms(texts()),
    sendEmail: emailing(env),
    sendVoice: calling(env),
    sendWebhook: webhooks(env),
  };
}

function webhooks(env: Tabled) {
  return sendWebhook({ post: outsidePost(), secret: webhookSecret(table(env), newToken), now });
}

/** What the function that tells them is told itself. */
export const effectNames = [
  'TABLE_NAME',
  'EMAIL_TOPIC_ARN',
  'STAKEHOLDERS_TOPIC_ARN',
  'SMS_STATUS_ROLE_ARN',
  'EFFECTS_QUEUE_URL',
  'PUBLIC_URL',
  'FIGURES_NAMESPACE',
] as const;

/** A calendar program takes the attachment, and the link where mail has none. */
function inviting(env: Mailing & Environment<'TABLE_NAME' | 'PUBLIC_URL'>): Invite {
  const root = makingRoot(env);
  const configuration = configurationOf(env);
  return async ({ about, ...asked }, to) => {
    const { meetingNotice, postmortemMeeting } = await import(
      '#core/communication/postmortem-meeting.ts'
    );
    const { icsOfMeeting } = await import('#adapters/formats/meeting.ts');
    const calendars = (await configuration.current())?.directory.calendars;
    const meeting = postmortemMeeting(about, asked, calendars?.default);
    const link = `${env.PUBLIC_URL}/v1/calendar/${meetingToken((await root()).secret, about.id)}.ics`;
    const notice = meetingNotice(about, meeting, asked, link);
    if (env.SES_FROM === '') return notice;
    const content = icsOfMeeting(meeting, { from: env.SES_FROM, to: to.email, name: to.name });
    const contentType = 'text/calendar; charset=UTF-8; method=REQUEST';
    return { ...notice, attachment: { name: `${about.id}.ics`, contentType, content } };
  };
}

export function performing(
  env: Mailing &
    Environment<'TABLE_NAME' | 'STAKEHOLDERS_TOPIC_ARN' | 'PUBLIC_URL' | 'EFFECTS_QUEUE_URL'>,
) {
  return perform({
    ledger: effectLedger(table(env)),
    sendEmail: emailing(env),
    tellStakeholders: tellStakeholders(texts(), env.STAKEHOLDERS_TOPIC_ARN),
    sendWebhook: webhooks(env),
    invite: inviting(env),
    channelOf: async id => (await chatRooms(table(env)).of(id))?.channel?.name,
    queueFanOut: queues.queueFanOut(sqs(), env.EFFECTS_QUEUE_URL),
    // A mail may still go where its person was some seconds ago; a page may not.
    reachedNow: reaching(env, { freshSeconds: 15 }),
    async ticketLink(whose) {
      const token = newToken();
      await links(table(env)).add(token, whose);
      return `${env.PUBLIC_URL}/a/${token}`;
    },
    configuration: configurationOf(env),
    now,
    log,
  });
}

/** Where people of plans are reached now. `freshSeconds`: how old what they entered may be. */
export function reaching(env: Tabled, { freshSeconds }: { freshSeconds: number }) {
  return reachNow(whereabouts(table(env), now, freshSeconds));
}

/** The address where one subscription is confirmed or ended. */
export function linkingTo(root: Root, publicUrl: string): SubscriptionLink {
  return async (what, id) => {
    const { secret } = await root();
    return `${publicUrl}/s/${subscriptionToken(secret, what, id)}`;
  };
}

/** The addresses of those who may read a private status page. */
export function readerTokens(env: Tabled) {
  const root = readingRoot(env);
  return async (): Promise<ReaderToken> => readerToken(await root());
}

function tellingSubscribers(
  env: Mailing & Environment<'TABLE_NAME' | 'PUBLIC_URL' | 'EFFECTS_QUEUE_URL'>,
) {
  const shared = {
    subscriptions: subscriptions(table(env)),
    baskets: baskets(table(env)),
    told: toldLedger(table(env)),
    ledger: effectLedger(table(env)),
    send: sendToSubscriber({
      sendEmail: emailing(env),
      sendSms: sendSms(texts()),
      sendWebhook: webhooks(env),
      postEvent: postEvent({
        ...{ call: outsideCall(), now },
        root: makingRoot(env),
      }),
      linkTo: linkingTo(makingRoot(env), env.PUBLIC_URL),
    }),
    queueFanOut: queues.queueFanOut(sqs(), env.EFFECTS_QUEUE_URL),
    queueDigest: queues.queueDigest(sqs(), env.EFFECTS_QUEUE_URL),
    now,
    log,
  };
  return { fanOut: fanOut(shared), tellDigest: tellDigest(shared) };
}

/** Those who subscribed, who follow the status page, and whoever was entered there. */
export function tellingMany(
  env: Mailing & Environment<'TABLE_NAME' | 'PUBLIC_URL' | 'EFFECTS_QUEUE_URL'>,
) {
  const { fanOut, tellDigest } = tellingSubscribers(env);
  const configuration = configurationOf(env);
  const root = makingRoot(env);
  return {
    tell: fanOut,
    tellDigest,
    async tellCustomers(reaction: CustomersReaction): Promise<void> {
      const page = (await configuration.current())?.directory.statusPage;
      // Who followed it when it was public reads nothing of what is private.
      if (page?.visibility === 'public') await fanOut(messageToCustomers(reaction, page));
    },
    askFollower: askFollower({
      ...{ configuration, now, log },
      subscriptions: subscriptions(table(env)),
      sendEmail: emailing(env),
      sendSms: sendSms(texts()),
      mayText: textCap(table(env)),
      postEvent: postEvent({ call: outsideCall(), root, now }),
      topicMail: env.SES_FROM === '' ? sns.topicMail(snsApi(), env.EMAIL_TOPIC_ARN) : undefined,
      secretOf: async id => eventSecret((await root()).secret, id, 1),
      linkTo: linkingTo(root, env.PUBLIC_URL),
    }),
  };
}
