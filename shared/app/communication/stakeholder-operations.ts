import type { Call, Operations, Outcome } from '#app/api/operation.ts';
import { invalid, noConfiguration } from '#app/api/refusal.ts';
import { actorOf } from '#app/incident/idempotent-commands.ts';
import type { AnswerOf } from '#contract/api.ts';
import {
  confirmationNotice,
  confirmationText,
  type Subscription,
  subscriptionId,
} from '#core/communication/stakeholders.ts';
import { parsePhoneNumber, phoneNumber } from '#core/ids.ts';
import { masked } from '#core/oncall/addresses.ts';
import { noSuchService } from '#core/setup/no-such-service.ts';
import { secondsBetween } from '#core/time/instant.ts';
import type { SendEmail, SendSms, SubscriptionLink, Subscriptions } from '#ports/communication.ts';
import type { MayText } from '#ports/paging.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore, QueueSubscriptionSync } from '#ports/setup.ts';

/** Nobody is pestered by asking for them again and again. */
const askAgainSeconds = 86_400;
const pageSize = 100;
/** A topic of SNS takes 200 filters, and the people of tocsin.yaml need some of them. */
export const viaTopicMax = 100;

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
  now: Now;
}): Operations<Stakeholding> {
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
    const id = subscriptionId(channel, address);
    const previous = await deps.subscriptions.find(id);
    if (channel === 'email' && deps.asksByItself && previous === undefined && (await isFull())) {
      const text = `Without SES no more than ${viaTopicMax} addresses can be told by mail: set MailFrom up, or subscribe a webhook.`;
      return { refused: { rule: 'too-many-subscriptions', text } };
    }
    const needsConsent = channel === 'sms' || (channel === 'email' && !deps.asksByItself);
    const at = deps.now();
    const { severities, services, kinds } = body;
    const isDue =
      previous?.askedAt === undefined || secondsBetween(previous.askedAt, at) >= askAgainSeconds;
    const asks = needsConsent && previous?.state !== 'confirmed' && isDue;
    const next: Subscription = {
      ...{ id, channel, address, severities, services, kinds },
      state: previous?.state ?? (needsConsent ? 'pending' : 'confirmed'),
      createdAt: previous?.createdAt ?? at,
      createdBy: previous?.createdBy ?? by.name,
      ...(asks ? { askedAt: at } : previous?.askedAt && { askedAt: previous.askedAt }),
    };
    if (!(await deps.subscriptions.put(next, previous))) {
      return {
        refused: { rule: 'outdated', text: 'It was changed meanwhile: look, and ask again.' },
      };
    }
    if (asks) await ask(next, by.name, directory.organisation.name);
    if (channel === 'email' && deps.asksByItself) await deps.queueSubscriptionSync();
    return { answer: shown(next) };
  }

  async function isFull(): Promise<boolean> {
    const all = await deps.subscriptions.page('stakeholders', undefined, viaTopicMax * 3);
    return all.filter(({ channel }) => channel === 'email').length >= viaTopicMax;
  }

  async function ask(to: Subscription, by: string, organisation: string): Promise<void> {
    const link = await deps.linkTo('confirm', to.id);
    if (to.channel === 'email') {
      await deps.sendEmail(to.address, confirmationNotice(organisation, by, link));
      return;
    }
    if (!(await deps.mayText({ address: to.address }, 'code', deps.now()))) return;
    await deps.sendSms(phoneNumber(to.address), confirmationText(organisation, link));
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
    return removed === undefined ? { notFound: `stakeholder ${id}` } : { answer: shown(removed) };
  }
}

/** Exactly one of the ways. */
function placeOf({
  email,
  phone,
  webhook,
}: Pick<Call<'addStakeholder'>['body'], 'email' | 'phone' | 'webhook'>) {
  const given = [email, phone, webhook].filter(each => each !== undefined);
  if (given.length !== 1) return invalid('', 'needs one of email, phone and webhook');
  if (email !== undefined) return { channel: 'email', address: email } as const;
  if (webhook !== undefined) return { channel: 'webhook', address: webhook } as const;
  const number = parsePhoneNumber(phone ?? '');
  return number === undefined
    ? invalid('/phone', 'must be a phone number in international form, such as +15555550101')
    : ({ channel: 'sms', address: number } as const);
}

function shown({ id, channel, address, askedAt: _asked, ...rest }: Subscription) {
  const { severities, services, kinds, components, state, createdAt, createdBy } = rest;
  return {
    ...{ id, channel, address: masked(channel, address), state, createdAt, createdBy },
    ...(severities !== undefined && { severities }),
    ...(services !== undefined && { services }),
    ...(kinds !== undefined && { kinds }),
    ...(components !== undefined && { components }),
  };
}
