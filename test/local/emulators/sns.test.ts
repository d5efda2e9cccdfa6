import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { toyStack } from '../toy-stack.ts';

const toy = toyStack();
const sns = () => new SNSClient(toy.client());
const topic = (ending: string) =>
  toy.stack().model.topics.find(({ name }) => name.endsWith(ending))?.arn ?? '';

function subscribe(Endpoint: string, filter?: object) {
  const Attributes = filter && { FilterPolicy: JSON.stringify(filter) };
  return sns().send(
    new SubscribeCommand({
      TopicArn: topic('email'),
      Protocol: 'email',
      Endpoint,
      ReturnSubscriptionArn: true,
      ...(Attributes && { Attributes }),
    }),
  );
}

const publish = (Message: string, recipient: string) =>
  sns().send(
    new PublishCommand({
      TopicArn: topic('email'),
      Subject: 'Subject',
      Message,
      MessageAttributes: { recipient: { DataType: 'String', StringValue: recipient } },
    }),
  );

describe('a publication', () => {
  test('to a phone number is a text', async () => {
    const sent = await sns().send(new PublishCommand({ PhoneNumber: '+15550166', Message: 'Hi' }));
    expect(await toy.inbox('+15550166')).toEqual([
      {
        at: expect.any(String),
        channel: 'sms',
        to: '+15550166',
        body: 'Hi',
        links: [],
        messageId: sent.MessageId,
      },
    ]);
  });

  test('to a topic reaches the mailbox whose filter lets it through', async () => {
    await subscribe('ana@example.com', { recipient: ['ana'] });
    await subscribe('bo@example.com', { recipient: ['bo'] });
    await publish('For Ana', 'ana');
    expect(await toy.inbox('ana@example.com')).toMatchObject([
      { channel: 'email', subject: 'Subject', body: 'For Ana' },
    ]);
    expect(await toy.inbox('bo@example.com')).toEqual([]);
  });

  test('with a line break in its subject is refused', async () => {
    const input = { TopicArn: topic('email'), Message: 'x', Subject: 'a\nb' };
    await expect(sns().send(new PublishCommand(input))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterException' }),
    );
  });

  test('to something that is no phone number is refused', async () => {
    const input = { PhoneNumber: '0123', Message: 'x' };
    await expect(sns().send(new PublishCommand(input))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterException' }),
    );
  });

  test('to an unknown topic is not found', async () => {
    const input = { TopicArn: `${topic('email')}-gone`, Message: 'x' };
    await expect(sns().send(new PublishCommand(input))).rejects.toThrow(
      expect.objectContaining({ name: 'NotFoundException' }),
    );
  });

  test('takes the words meant for the protocol', async () => {
    await subscribe('json@example.com', { recipient: ['json'] });
    await sns().send(
      new PublishCommand({
        TopicArn: topic('email'),
        MessageStructure: 'json',
        Message: JSON.stringify({ default: 'for all', email: 'for mail' }),
        MessageAttributes: { recipient: { DataType: 'String', StringValue: 'json' } },
      }),
    );
    expect(await toy.inbox('json@example.com')).toMatchObject([{ body: 'for mail' }]);
  });
});

describe('a subscription', () => {
  test('is the same one when it is asked for again', async () => {
    const first = await subscribe('again@example.com');
    const second = await subscribe('again@example.com', { recipient: ['x'] });
    expect(second.SubscriptionArn).toBe(first.SubscriptionArn);
    await sns().send(new UnsubscribeCommand({ SubscriptionArn: first.SubscriptionArn }));
  });

  test('is confirmed at once, listed, changed and ended', async () => {
    const { SubscriptionArn = '' } = await subscribe('life@example.com', { recipient: ['life'] });
    const TopicArn = topic('email');
    const list = async () => {
      const listed = await sns().send(new ListSubscriptionsByTopicCommand({ TopicArn }));
      return listed.Subscriptions?.map(one => one.Endpoint) ?? [];
    };
    expect(await list()).toContain('life@example.com');
    const shown = await sns().send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(shown.Attributes).toMatchObject({
      PendingConfirmation: 'false',
      FilterPolicy: '{"recipient":["life"]}',
    });

    await sns().send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: '{"recipient":["other"]}',
      }),
    );
    await publish('Not for life', 'life');
    expect(await toy.inbox('life@example.com')).toEqual([]);

    await sns().send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await list()).not.toContain('life@example.com');
  });

  test('to a topic elsewhere is confirmed by its token', async () => {
    const TopicArn = 'arn:aws:sns:eu-west-1:111111111111:alarms';
    const confirmed = await sns().send(new ConfirmSubscriptionCommand({ TopicArn, Token: 'x' }));
    expect(confirmed.SubscriptionArn).toContain(TopicArn);
  });
});

test('an operation that nobody here calls is refused', async () => {
  await expect(sns().send(new CreateTopicCommand({ Name: 'anew' }))).rejects.toThrow(
    'no local counterpart',
  );
});
