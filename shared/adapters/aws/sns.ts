import {
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  type Subscription,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { finalRefusals } from '#adapters/aws/sns-publish.ts';
import { chunks } from '#core/chunks.ts';
import { masked, maskedWithin } from '#core/oncall/addresses.ts';
import type { TopicMail } from '#ports/communication.ts';
import type { UnconfirmedMail } from '#ports/oncall.ts';
import type { Log } from '#ports/runtime.ts';
import type { SyncSubscriptions } from '#ports/setup.ts';

/**
 * Of a subscription: another try is refused as well. A topic takes 200 filters, and a filter 150 combinations. Where it is we
 * who may not, all are concerned: that is tried again until it is a dead letter, which has an alarm.
 */
const refusals = new Set([
  ...[...finalRefusals].filter(name => !name.startsWith('AuthorizationError')),
  'FilterPolicyLimitExceededException',
  'SubscriptionLimitExceededException',
]);

/** Which SNS says of an address that it was told another filter for. Until it is confirmed it has no ARN to change it by. */
const otherFilter = /already exists with different attributes/i;

/** By the topic, of one address alone: asking for it asks nobody else again. */
export function topicMail(client: SNSClient, topic: string): TopicMail {
  return {
    async ask(email) {
      const Attributes = { FilterPolicy: JSON.stringify({ recipient: [email] }) };
      await client.send(
        new SubscribeCommand({ TopicArn: topic, Protocol: 'email', Endpoint: email, Attributes }),
      );
    },
    async confirmed() {
      const all = await emailSubscriptions(client, topic);
      return all
        .filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'))
        .flatMap(({ Endpoint }) => Endpoint ?? []);
    },
  };
}

/** How many are changed at once; SNS takes a hundred a second, and one after the other they take longer than their run may. */
const changedAtOnce = 10;

/**
 * Brings both topics' subscriptions in line; a person confirms a new one by the link that AWS sends. One that SNS refuses
 * keeps none of the others from theirs: it is said aloud, and nobody is asked again for its sake.
 */
export function syncSubscriptions(
  client: SNSClient,
  topics: { email: string; stakeholders: string },
  log: Log,
): SyncSubscriptions {
  return async ({ people, stakeholders, kept = [] }) => {
    const filtersOfPeople = new Map(people.map(email => [email, { recipient: [email] }]));
    const filtersOfStakeholders = new Map(
      stakeholders.map(({ email, queue, severities, services, kinds }) => [
        email ?? queue ?? '',
        {
          ...(severities && severities.length > 0 && { severity: [...severities] }),
          ...(services && services.length > 0 && { service: [...services] }),
          ...(kinds && kinds.length > 0 && { about: [...kinds] }),
        },
      ]),
    );
    const changes = [
      ...(await changesOf(client, topics.email, filtersOfPeople, new Set(kept))),
      ...(await changesOf(client, topics.stakeholders, filtersOfStakeholders)),
    ];
    const did: string[] = [];
    const failed: unknown[] = [];
    for (const some of atOnce(changes)) {
      await Promise.all(
        some.map(async ({ endpoint, words, change }) => {
          try {
            await change();
            if (words !== undefined) did.push(words);
          } catch (error) {
            if (!(error instanceof Error && refusals.has(error.name))) return failed.push(error);
            const isMail = protocolOf(endpoint) === 'email';
            const isThere = otherFilter.test(error.message);
            // A queue is there at once, and on the list in a moment, where its filter can be changed.
            if (isThere && !isMail) return failed.push(error);
            const whose = isMail ? masked('email', endpoint) : endpoint;
            const reason = `${error.name}: ${maskedWithin(error.message)}`.slice(0, 300);
            if (isThere)
              log(
                'warn',
                'an address was asked with another filter: it has the new one at the next apply after it confirms',
                { whose, reason },
              );
            else
              log('error', 'SNS takes no such subscription: nothing is told there', {
                whose,
                reason,
              });
          }
          return undefined;
        }),
      );
    }
    if (failed.length > 0) throw failed[0];
    return did;
  };
}

/** Whoever leaves makes room first: a topic takes no more than 200 filters. */
function atOnce(changes: readonly Change[]): Change[][] {
  const { leaves = [], stays = [] } = Object.groupBy(changes, each =>
    each.leaves ? 'leaves' : 'stays',
  );
  return [leaves, stays].flatMap(all => chunks(all, changedAtOnce));
}

interface Change {
  endpoint: string;
  leaves?: true;
  /** Absent: what was there has its filter anew, which is no news. */
  words?: string;
  change: () => Promise<unknown>;
}

async function changesOf(
  client: SNSClient,
  topic: string,
  wanted: ReadonlyMap<string, object>,
  kept: ReadonlySet<string> = new Set(),
): Promise<Change[]> {
  const changes: Change[] = [];
  const present = new Map<string, Subscription>();
  for (const subscription of await subscriptionsOf(client, topic, ['email', 'sqs'])) {
    const { Endpoint: endpoint = '', SubscriptionArn: arn = '' } = subscription;
    present.set(endpoint, subscription);
    if (wanted.has(endpoint) || kept.has(endpoint) || !arn.startsWith('arn:')) continue;
    const change = () => client.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
    changes.push({ endpoint, leaves: true, words: 'unsubscribed one address', change });
  }
  for (const [endpoint, filter] of wanted) {
    const FilterPolicy = JSON.stringify(filter);
    const SubscriptionArn = present.get(endpoint)?.SubscriptionArn;
    if (SubscriptionArn?.startsWith('arn:')) {
      const filtered = { AttributeName: 'FilterPolicy', AttributeValue: FilterPolicy };
      const asked = new SetSubscriptionAttributesCommand({ SubscriptionArn, ...filtered });
      changes.push({ endpoint, change: () => client.send(asked) });
      continue;
    }
    // An unconfirmed one is asked again: its link works for two days only.
    const asked = new SubscribeCommand({
      ...{ TopicArn: topic, Protocol: protocolOf(endpoint), Endpoint: endpoint },
      Attributes: { FilterPolicy },
    });
    const words = 'asked one address to confirm';
    changes.push({ endpoint, words, change: () => client.send(asked) });
  }
  return changes;
}

/**
 * Of these addresses those that the topic's mail does not reach. Whoever was asked and has not confirmed is no more on its
 * list after two days, and neither is who unsubscribed by the link under a mail: SNS sends them nothing, and says nothing of it.
 */
export function unconfirmedMail(client: SNSClient, topic: string): UnconfirmedMail {
  const { confirmed } = topicMail(client, topic);
  return async addresses => {
    const reached = new Set((await confirmed()).map(address => address.toLowerCase()));
    return addresses.filter(address => !reached.has(address.toLowerCase()));
  };
}

/** A queue of the same account is subscribed without a question; whose policy does not let the topic in gets nothing. */
function protocolOf(endpoint: string): 'email' | 'sqs' {
  return endpoint.startsWith('arn:') ? 'sqs' : 'email';
}

function emailSubscriptions(client: SNSClient, topic: string): Promise<Subscription[]> {
  return subscriptionsOf(client, topic, ['email']);
}

async function subscriptionsOf(
  client: SNSClient,
  topic: string,
  protocols: readonly string[],
): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topic, ...(next && { NextToken: next }) }),
    );
    found.push(
      ...(page.Subscriptions ?? []).filter(({ Protocol = '' }) => protocols.includes(Protocol)),
    );
    next = page.NextToken;
  } while (next !== undefined);
  return found;
}
