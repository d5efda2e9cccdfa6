import { randomUUID } from 'node:crypto';
import { account } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { Queues } from '#local/emulators/queues.ts';
import type { smsEmulator } from '#local/emulators/sms.ts';
import {
  bodyFor,
  envelope,
  type Form,
  needsSimple,
  type Publication,
  passes,
  readAttributes,
  readForm,
  type StoredSubscription,
} from '#local/emulators/sns-messages.ts';
import type { Inbox } from '#local/inbox/inbox.ts';
import type { StateFile } from '#local/state-file.ts';
import type { Topic } from '#local/template/stores.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  escapeXml,
  noCounterpart,
  queryResponse,
} from '#local/wire/aws-wire.ts';

/** By subscription ARN. */
export type Subscriptions = Record<string, StoredSubscription>;

/** Who was asked whether they want mail, and does not say so in this time, is not subscribed, nor in any list. */
const answerWithinMs = 48 * 3_600_000;

/** SNS to phones, mailboxes and queues. Phones and mailboxes are the inbox. */
export function snsEmulator(deps: {
  topics: readonly Topic[];
  subscriptions: StateFile<Subscriptions>;
  inbox: Inbox;
  sms: ReturnType<typeof smsEmulator>;
  queues: Queues;
  clock: Clock;
  /** Where a link in a mail leads. */
  url: string;
  /** Whether an address has to say that it wants mail. */
  asksForConfirmation: boolean;
}) {
  const { subscriptions } = deps;

  /** For the stack's own use: what a subscription in the template asks for. */
  function subscribe(given: Omit<StoredSubscription, 'arn'>): string {
    needsSimple(given.attributes.FilterPolicy);
    const same = Object.values(subscriptions.value).find(
      one =>
        one.topicArn === given.topicArn &&
        one.protocol === given.protocol &&
        one.endpoint === given.endpoint,
    );
    const arn = same?.arn ?? `${given.topicArn}:${randomUUID()}`;
    const isWaiting = deps.asksForConfirmation && given.protocol === 'email';
    const asks = isWaiting && (same === undefined || same.token !== undefined);
    const token = asks ? randomUUID() : undefined;
    const waits = token !== undefined && { token, askedAt: deps.clock.now() };
    subscriptions.value[arn] = { ...given, arn, ...waits };
    subscriptions.changed();
    if (token !== undefined) askToConfirm(given.endpoint, given.topicArn, token);
    return arn;
  }

  function askToConfirm(to: string, topicArn: string, token: string): void {
    deps.inbox.add({
      ...{ channel: 'email', to, messageId: randomUUID() },
      subject: 'AWS Notification - Subscription Confirmation',
      body:
        `You have chosen to subscribe to the topic: ${topicArn}\n\nTo confirm this subscription, visit: ` +
        `${deps.url}/_local/confirm?token=${token}`,
    });
  }

  function forgetUnanswered(): void {
    const oldest = deps.clock.now() - answerWithinMs;
    for (const { arn, askedAt } of Object.values(subscriptions.value)) {
      if (askedAt === undefined || askedAt > oldest) continue;
      delete subscriptions.value[arn];
      subscriptions.changed();
    }
  }

  /** Answers its ARN; `undefined`: nobody was given this token. */
  function confirm(token: string): string | undefined {
    forgetUnanswered();
    const found = Object.values(subscriptions.value).find(one => one.token === token);
    delete found?.token;
    delete found?.askedAt;
    subscriptions.changed();
    return found?.arn;
  }

  /** To everyone subscribed whose filter lets it through. Returns the message id. */
  function publish(topicArn: string, message: Publication): string {
    topic(topicArn);
    const id = randomUUID();
    for (const subscription of Object.values(subscriptions.value)) {
      if (subscription.topicArn !== topicArn || subscription.token !== undefined) continue;
      if (!passes(subscription, message)) continue;
      const text = bodyFor(subscription.protocol, message);
      deliver(subscription, { ...message, text, id });
    }
    return id;
  }

  function deliver(subscription: StoredSubscription, message: Publication & { id: string }): void {
    switch (subscription.protocol) {
      case 'email':
      case 'sms':
        deps.inbox.add({
          channel: subscription.protocol,
          to: subscription.endpoint,
          body: message.text,
          ...(message.subject !== undefined && { subject: message.subject }),
          messageId: message.id,
        });
        break;
      case 'sqs':
        // A queue of another account, or one that is gone, is no failure of whoever publishes.
        if (deps.queues.find(subscription.endpoint.split(':').at(-1) ?? '') === undefined) break;
        deps.queues.send(
          subscription.endpoint,
          subscription.attributes.RawMessageDelivery === 'true'
            ? message.text
            : envelope(subscription, message, new Date(deps.clock.now()).toISOString()),
        );
        break;
      default:
        // Web addresses and other accounts are out of a laptop's reach.
        break;
    }
  }

  function topic(arn: string): void {
    if (!deps.topics.some(known => known.arn === arn)) {
      throw new AwsError('NotFound', 'Topic does not exist', 404);
    }
  }

  function subscription(arn: string): StoredSubscription {
    const found = subscriptions.value[arn];
    if (found === undefined) throw new AwsError('NotFound', 'Subscription does not exist', 404);
    return found;
  }

  function onPublish(form: Form): string {
    const text = form.required('Message');
    const attributes = readAttributes(form);
    const subject = form.optional('Subject');
    const phone = form.optional('PhoneNumber');
    if (subject !== undefined && (subject.length >= 100 || /\p{Cc}/u.test(subject))) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Subject');
    }
    if (phone !== undefined) return `<MessageId>${deps.sms.send(phone, text)}</MessageId>`;
    const structure = form.optional('MessageStructure');
    const id = publish(form.optional('TopicArn') ?? form.required('TargetArn'), {
      text,
      attributes,
      ...(subject !== undefined && { subject }),
      ...(structure !== undefined && { structure }),
    });
    return `<MessageId>${id}</MessageId>`;
  }

  function onSubscribe(form: Form): string {
    const topicArn = form.required('TopicArn');
    const protocol = form.required('Protocol');
    topic(topicArn);
    if (!['email', 'sms', 'sqs'].includes(protocol)) {
      throw new AwsError('InvalidParameter', `Protocol ${protocol} has no local counterpart`);
    }
    const endpoint = form.required('Endpoint');
    const arn = subscribe({ topicArn, protocol, endpoint, attributes: form.map('Attributes') });
    const isPending = subscriptions.value[arn]?.token !== undefined;
    const isTold = !isPending || form.optional('ReturnSubscriptionArn') === 'true';
    return `<SubscriptionArn>${isTold ? arn : 'pending confirmation'}</SubscriptionArn>`;
  }

  function listSubscriptions(form: Form, topicArn?: string): string {
    const all = Object.values(subscriptions.value).filter(
      one => topicArn === undefined || one.topicArn === topicArn,
    );
    return page(form, 'Subscriptions', all, one => {
      const { protocol, arn, endpoint } = one;
      return (
        `<TopicArn>${one.topicArn}</TopicArn><Protocol>${protocol}</Protocol>` +
        `<SubscriptionArn>${one.token === undefined ? arn : 'PendingConfirmation'}</SubscriptionArn><Owner>${account}</Owner>` +
        `<Endpoint>${escapeXml(endpoint)}</Endpoint>`
      );
    });
  }

  function topicAttributes(topicArn: string): string {
    topic(topicArn);
    const all = Object.values(subscriptions.value).filter(one => one.topicArn === topicArn);
    const confirmed = all.filter(({ token }) => token === undefined);
    return attributesXml({
      TopicArn: topicArn,
      Owner: account,
      SubscriptionsConfirmed: String(confirmed.length),
      SubscriptionsPending: String(all.length - confirmed.length),
      SubscriptionsDeleted: '0',
    });
  }

  function onGetAttributes(form: Form): string {
    const { arn, topicArn, protocol, endpoint, attributes, token } = subscription(
      form.required('SubscriptionArn'),
    );
    const shown = {
      ...{ SubscriptionArn: arn, TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint },
      ...{
        PendingConfirmation: String(token !== undefined),
        RawMessageDelivery: 'false',
        Owner: account,
      },
      ...attributes,
    };
    return attributesXml(shown);
  }

  function answer(request: AwsRequest, form: Form): string {
    forgetUnanswered();
    switch (request.operation) {
      case 'Publish':
        return onPublish(form);
      case 'Subscribe':
        return onSubscribe(form);
      case 'ListTopics':
        return page(form, 'Topics', deps.topics, ({ arn }) => `<TopicArn>${arn}</TopicArn>`);
      case 'GetTopicAttributes':
        return topicAttributes(form.required('TopicArn'));
      case 'ListSubscriptions':
        return listSubscriptions(form);
      case 'ListSubscriptionsByTopic':
        topic(form.required('TopicArn'));
        return listSubscriptions(form, form.required('TopicArn'));
      case 'GetSubscriptionAttributes':
        return onGetAttributes(form);
      case 'SetSubscriptionAttributes': {
        const found = subscription(form.required('SubscriptionArn'));
        const name = form.required('AttributeName');
        const value = form.optional('AttributeValue') ?? '';
        if (name === 'FilterPolicy') needsSimple(value);
        if (name.startsWith('FilterPolicy') && value === '') delete found.attributes[name];
        else found.attributes[name] = value;
        subscriptions.changed();
        return '';
      }
      case 'Unsubscribe':
        delete subscriptions.value[form.required('SubscriptionArn')];
        subscriptions.changed();
        return '';
      case 'ConfirmSubscription': {
        // Of somebody else's topic (CloudWatch in another account) there is nothing to look up.
        const other = `${form.required('TopicArn')}:${randomUUID()}`;
        return `<SubscriptionArn>${confirm(form.required('Token')) ?? other}</SubscriptionArn>`;
      }
      default: {
        const ofTexts = deps.sms.answer(request.operation, form);
        if (ofTexts !== undefined) return ofTexts;
        throw noCounterpart(request, 'InvalidAction');
      }
    }
  }

  return {
    subscribe,
    publish,
    confirm,
    handle(request: AwsRequest): AwsResponse {
      const result = answer(request, readForm(request.body.toString()));
      return queryResponse(request.operation, namespace, result);
    },
  };
}

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';
const pageMax = 100;

/** One page of a list; the token of the next is where it begins. */
function page<One>(
  form: Form,
  element: string,
  all: readonly One[],
  member: (one: One) => string,
): string {
  const first = Number(form.optional('NextToken') ?? 0);
  const members = all.slice(first, first + pageMax).map(one => `<member>${member(one)}</member>`);
  const end = first + pageMax;
  const next = end < all.length ? `<NextToken>${end}</NextToken>` : '';
  return `<${element}>${members.join('')}</${element}>${next}`;
}

function attributesXml(attributes: Readonly<Record<string, string>>): string {
  const entries = Object.entries(attributes).map(
    ([key, value]) => `<entry><key>${key}</key><value>${escapeXml(value)}</value></entry>`,
  );
  return `<Attributes>${entries.join('')}</Attributes>`;
}
