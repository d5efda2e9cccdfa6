import type { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { syncSubscriptions, unconfirmedMail } from '#adapters/aws/sns.ts';
import { tellStakeholders } from '#adapters/aws/sns-publish.ts';

/* Stakeholders of tocsin.yaml as subscriptions of a topic: by mail and by queue, with their filters. */

const queue = 'arn:aws:sqs:eu-central-1:111122223333:crm';
const topics = { email: 'arn:email', stakeholders: 'arn:stakeholders' };

/** A client that notes what it is told. */
function topicWith(
  present: { Endpoint: string; Protocol: string; SubscriptionArn: string }[],
  failures: Record<string, string> = {},
  why = 'no',
) {
  const told: string[] = [];
  const logged: string[] = [];
  const client = {
    async send({
      input,
      constructor: { name },
    }: {
      input: Record<string, unknown>;
      constructor: { name: string };
    }) {
      if (name === 'ListSubscriptionsByTopicCommand') {
        return { Subscriptions: input.TopicArn === topics.stakeholders ? present : [] };
      }
      const failure = failures[String(input.Endpoint ?? input.SubscriptionArn)];
      if (failure !== undefined) throw Object.assign(new Error(why), { name: failure });
      const { Protocol, Endpoint, Attributes, SubscriptionArn, AttributeValue } = input;
      const filter = (Attributes as { FilterPolicy?: string })?.FilterPolicy ?? AttributeValue;
      told.push([name, Protocol, Endpoint ?? SubscriptionArn, filter].filter(Boolean).join(' '));
      return {};
    },
  };
  const sync = syncSubscriptions(client as unknown as SNSClient, topics, (level, _text, about) =>
    logged.push(`${level} ${about?.whose} ${about?.reason}`),
  );
  return { told, logged, sync };
}

test('a queue is subscribed with its filters, and taken away when the file does not name it', async () => {
  const { told, sync } = topicWith([
    { Endpoint: `${queue}-old`, Protocol: 'sqs', SubscriptionArn: 'arn:old' },
    { Endpoint: 'https://elsewhere.example.com', Protocol: 'https', SubscriptionArn: 'arn:web' },
  ]);
  await sync({ people: [], stakeholders: [{ queue, severities: ['SEV1'], kinds: ['declared'] }] });
  expect(told).toEqual([
    'UnsubscribeCommand arn:old',
    `SubscribeCommand sqs ${queue} {"severity":["SEV1"],"about":["declared"]}`,
  ]);
});

test('one that is there gets its filters anew, and no second subscription', async () => {
  const { told, sync } = topicWith([
    { Endpoint: queue, Protocol: 'sqs', SubscriptionArn: 'arn:crm' },
  ]);
  await sync({ people: [], stakeholders: [{ queue, services: ['payments'] }] });
  expect(told).toEqual(['SetSubscriptionAttributesCommand arn:crm {"service":["payments"]}']);
});

describe('a subscription that SNS does not take keeps none of the others from theirs', () => {
  const people = ['ana@example.com', 'bo@example.com'];

  test.each(['InvalidParameterException', 'FilterPolicyLimitExceededException'])(
    'one that it refuses (%s) is said aloud',
    async name => {
      const { told, logged, sync } = topicWith([], { 'ana@example.com': name });
      expect(await sync({ people, stakeholders: [{ queue }] })).toHaveLength(2);
      expect(told).toEqual([
        'SubscribeCommand email bo@example.com {"recipient":["bo@example.com"]}',
        `SubscribeCommand sqs ${queue} {}`,
      ]);
      expect(logged).toEqual([`error a***@example.com ${name}: no`]);
    },
  );

  const exists = 'Subscription already exists with different attributes';

  test('who was asked with another filter and has not confirmed gets it at the next sync after they did', async () => {
    const { logged, sync } = topicWith(
      [],
      { 'ana@example.com': 'InvalidParameterException' },
      exists,
    );
    expect(await sync({ people, stakeholders: [] })).toHaveLength(1);
    expect(logged).toEqual([`warn a***@example.com InvalidParameterException: ${exists}`]);
  });

  test('a queue that was subscribed a moment ago is looked for on the list again', async () => {
    const { logged, sync } = topicWith([], { [queue]: 'InvalidParameterException' }, exists);
    await expect(sync({ people, stakeholders: [{ queue }] })).rejects.toThrow(exists);
    expect(logged).toEqual([]);
  });

  test.each([
    ['does not take at the moment', 'ThrottledException'],
    ['would take of who may', 'AuthorizationErrorException'],
  ])('for one that it %s all of it is tried again', async (_what, name) => {
    const { told, logged, sync } = topicWith([], { 'ana@example.com': name });
    await expect(sync({ people, stakeholders: [{ queue }] })).rejects.toThrow('no');
    expect(told).toHaveLength(2);
    expect(logged).toEqual([]);
  });
});

test('an address that was asked by itself is neither asked again nor taken away', async () => {
  const told: string[] = [];
  const mine = [{ Endpoint: 'c@example.com', Protocol: 'email', SubscriptionArn: 'arn:c' }];
  const client = {
    async send({
      input,
      constructor: { name },
    }: {
      input: Record<string, unknown>;
      constructor: { name: string };
    }) {
      if (name !== 'ListSubscriptionsByTopicCommand') told.push(name);
      return { Subscriptions: input.TopicArn === topics.email ? mine : [] };
    },
  };
  const sync = syncSubscriptions(client as unknown as SNSClient, topics, () => {});
  await sync({ people: [], stakeholders: [], kept: ['c@example.com'] });
  expect(told).toEqual([]);
});

test('mail reaches who confirmed, and neither who waits nor who is no more on the list', async () => {
  const Subscriptions = [
    { Endpoint: 'Ana@example.com', SubscriptionArn: 'arn:ana' },
    { Endpoint: 'bo@example.com', SubscriptionArn: 'PendingConfirmation' },
    { Endpoint: 'dana@example.com', SubscriptionArn: 'Deleted' },
  ].map(each => ({ ...each, Protocol: 'email' }));
  const client = { send: async () => ({ Subscriptions }) };
  const unconfirmed = unconfirmedMail(client as unknown as SNSClient, topics.email);
  const people = ['ana', 'bo', 'chidi', 'dana'].map(name => `${name}@example.com`);
  expect(await unconfirmed(people)).toEqual(people.slice(1));
});

test('as many as a topic takes are brought in line a few at a time, each once', async () => {
  let [running, most] = [0, 0];
  const told: unknown[] = [];
  const Subscriptions = Array.from({ length: 150 }, (_, index) => ({
    ...{ Endpoint: `p${index}@example.com`, Protocol: 'email', SubscriptionArn: `arn:${index}` },
  }));
  const client = {
    async send({ input }: { input: { TopicArn?: string; SubscriptionArn?: string } }) {
      if (input.SubscriptionArn === undefined)
        return { Subscriptions: input.TopicArn === topics.email ? Subscriptions : [] };
      told.push(input.SubscriptionArn);
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return {};
    },
  };
  const people = Subscriptions.map(({ Endpoint }) => Endpoint);
  const sync = syncSubscriptions(client as unknown as SNSClient, topics, () => {});
  await sync({ people, stakeholders: [] });
  expect(new Set(told).size).toBe(150);
  expect(told).toHaveLength(150);
  expect(most).toBe(10);
});

test('in a topic that is full whoever leaves it makes room for who comes', async () => {
  const there = new Set(['old@example.com']);
  const client = {
    async send({ input }: { input: { Endpoint?: string; SubscriptionArn?: string } }) {
      const { Endpoint, SubscriptionArn } = input;
      if (SubscriptionArn !== undefined) {
        await new Promise(setImmediate);
        there.clear();
      } else if (Endpoint === undefined) {
        const known = { Protocol: 'email', SubscriptionArn: 'arn:old' };
        return { Subscriptions: [...there].map(each => ({ ...known, Endpoint: each })) };
      } else if (there.size > 0) {
        throw Object.assign(new Error('full'), { name: 'FilterPolicyLimitExceededException' });
      } else there.add(Endpoint);
      return {};
    },
  };
  const sync = syncSubscriptions(client as unknown as SNSClient, topics, () => {});
  await sync({ people: ['new@example.com'], stakeholders: [] });
  expect([...there]).toEqual(['new@example.com']);
});

test.each([
  [['SEV2'], { DataType: 'String', StringValue: 'SEV2' }],
  [['SEV2', 'SEV1'], { DataType: 'String.Array', StringValue: '["SEV2","SEV1"]' }],
])(
  'what concerns %j passes the filters of all who want one of these',
  async (severities, severity) => {
    const sent: object[] = [];
    const publish = async ({ attributes }: { attributes: object }) => {
      sent.push(attributes);
      return 'message';
    };
    const tell = tellStakeholders(publish, 'arn:stakeholders');
    const about = { severities, service: 'payments', about: 'update' as const };
    await tell({ subject: 'Severity changed', body: '' }, about);
    expect(sent).toMatchObject([{ severity }]);
  },
);
