import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { invalid, noConfiguration } from '#app/api/refusal.ts';
import { everybody } from '#app/communication/listed-stakeholders.ts';
import { subscribe } from '#app/communication/subscribe.ts';
import { actorOf } from '#app/incident/idempotent-commands.ts';
import type { AnswerOf } from '#contract/api.ts';
import {
  type Subscription,
  shownAddress,
  subscriptionId,
} from '#core/communication/stakeholders.ts';
import { parsePhoneNumber } from '#core/ids.ts';
import { noSuchService } from '#core/setup/no-such-service.ts';
import { fitsFilter } from '#core/stakeholder-kinds.ts';
import { parseDuration } from '#core/time/duration-text.ts';
import type {
  LeadsInside,
  SendEmail,
  SendSms,
  SubscriptionLink,
  Subscriptions,
} from '#ports/communication.ts';
import type { MayText } from '#ports/paging.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore, QueueSubscriptionSync } from '#ports/setup.ts';

const pageSize = 100;
/** A topic of SNS takes 200 filters, and the people of tocsin.yaml need some of them. */
export const viaTopicMax = 100;
const queuesMax = 40;

type Stakeholding = 'addStakeholder' | 'listStakeholders' | 'removeStakeholder';

/** Who hears of incidents without being in the team: entered by themselves or by others, and told only once they said yes. */
export function stakeholderOperations(deps: {
  subscriptions: Subscriptions;
  configuration: ConfigurationStore;
  sendEmail: SendEmail;
  sendSms: SendSms;
  mayText: MayText;
  /** Where mail goes through SNS: AWS itself asks whether they want it. */
  asksByItself: boolean;
  queueSubscriptionSync: QueueSubscriptionSync;
  linkTo: SubscriptionLink;
  leadsInside: LeadsInside;
  now: Now;
}): Operations<Stakeholding> {
  const enter = subscribe(deps);
  return { addStakeholder, listStakeholders, removeStakeholder };

  async function addStakeholder({
    body,
    asked,
  }: Call<'addStakeholder'>): Promise<Outcome<AnswerOf<'addStakeholder'>>> {
    const directory = (await deps.configuration.newest())?.directory;
    if (directory === undefined) return noConfiguration;
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    for (const service of body.services ?? []) {
      const missing = noSuchService(directory, service);
      if (missing !== undefined) return missing;
    }
    const place = placeOf(body);
    if ('invalid' in place) return place;
    const { channel, address } = place;
    if (channel === 'webhook' && deps.leadsInside(address)) {
      return invalid('/webhook', 'does not lead to a host of the public Internet');
    }
    if (channel === 'queue' && !fitsFilter(body)) {
      return invalid(
        '',
        'names more than 150 combinations of severities, services and kinds, which is all that a queue’s filter in SNS holds: leave out a list that names nearly all',
      );
    }
    const { digest } = body;
    if (digest !== undefined && channel !== 'email' && channel !== 'sms') {
      return invalid('/digest', 'is for who is told by mail or text; programs take each message');
    }
    // Mail has one recipient under both of Ana@ and ana@, who would hear of each incident twice.
    const isThis = (listed = '') => isSameAddress(channel, listed, address);
    if (directory.stakeholders.some(each => isThis(each.email ?? each.queue))) {
      const text = 'tocsin.yaml names it under stakeholders: change there what it hears.';
      return { refused: { rule: 'listed-already', text } };
    }
    const isNew = (await deps.subscriptions.find(subscriptionId(channel, address))) === undefined;
    const refused = isNew ? await noRoom(channel) : undefined;
    if (refused !== undefined) return refused;
    const { severities, services, kinds } = body;
    const next = await enter({
      ...{ channel, address, severities, services, kinds },
      ...(digest !== undefined && { digestSeconds: parseDuration(digest) }),
      ...{ by: by.name, organisation: directory.organisation.name },
    });
    if (next === 'changed meanwhile') {
      return {
        refused: { rule: 'outdated', text: 'It was changed meanwhile: look, and ask again.' },
      };
    }
    if ('notAsked' in next) {
      const text = `It is entered, but could not be asked whether it wants that (${next.notAsked}), and hears nothing before: add it again.`;
      return { refused: { rule: 'not-asked', text } };
    }
    if (isByTopic(channel)) await deps.queueSubscriptionSync();
    return { answer: shown(next) };
  }

  /** What a topic tells has a filter there, of which it takes so many. */
  async function noRoom(channel: Subscription['channel']) {
    if (!isByTopic(channel)) return undefined;
    const most = channel === 'queue' ? queuesMax : viaTopicMax;
    const all = await everybody(deps.subscriptions, 'stakeholders');
    if (all.filter(each => each.channel === channel).length < most) return undefined;
    const text =
      channel === 'queue'
        ? `No more than ${queuesMax} queues can be told: have one hand it on.`
        : `Without SES no more than ${viaTopicMax} addresses can be told by mail: set MailFrom up, or subscribe a webhook.`;
    return { refused: { rule: 'too-many-subscriptions', text } };
  }

  function isByTopic(channel: Subscription['channel']): boolean {
    return channel === 'queue' || (channel === 'email' && deps.asksByItself);
  }

  async function listStakeholders({
    query,
  }: Call<'listStakeholders'>): Promise<Outcome<AnswerOf<'listStakeholders'>>> {
    const { after } = query;
    const page = await deps.subscriptions.page(query.of ?? 'stakeholders', after, pageSize);
    const last = page.length === pageSize ? page.at(-1)?.id : undefined;
    return {
      answer: { stakeholders: page.map(shown), ...(last !== undefined && { next: last }) },
    };
  }

  async function removeStakeholder({
    params: { id = '' },
  }: Call<'removeStakeholder'>): Promise<Outcome<AnswerOf<'removeStakeholder'>>> {
    const removed = await deps.subscriptions.remove(id);
    if (removed?.channel === 'queue') await deps.queueSubscriptionSync();
    return removed === undefined ? { notFound: `stakeholder ${id}` } : { answer: shown(removed) };
  }
}

function isSameAddress(channel: Subscription['channel'], one: string, other: string): boolean {
  return channel === 'email' ? one.toLowerCase() === other.toLowerCase() : one === other;
}

/** Exactly one of the ways. */
function placeOf({
  email,
  phone,
  webhook,
  queue,
}: Pick<Call<'addStakeholder'>['body'], 'email' | 'phone' | 'webhook' | 'queue'>) {
  const given = [email, phone, webhook, queue].filter(each => each !== undefined);
  if (given.length !== 1) return invalid('', 'needs one of email, phone, webhook and queue');
  if (email !== undefined) return { channel: 'email', address: email } as const;
  if (webhook !== undefined) return { channel: 'webhook', address: webhook } as const;
  if (queue !== undefined) return { channel: 'queue', address: queue } as const;
  const number = parsePhoneNumber(phone ?? '');
  return number === undefined
    ? invalid('/phone', 'must be a phone number in international form, such as +15555550101')
    : ({ channel: 'sms', address: number } as const);
}

function shown(subscription: Subscription) {
  const { id, channel, severities, services, kinds, components } = subscription;
  const { digestSeconds, state, createdAt, createdBy } = subscription;
  return {
    ...{ id, channel, address: shownAddress(subscription), state, createdAt, createdBy },
    ...(severities !== undefined && { severities }),
    ...(services !== undefined && { services }),
    ...(kinds !== undefined && { kinds }),
    ...(digestSeconds !== undefined && { digestSeconds }),
    ...(components !== undefined && { components }),
  };
}
