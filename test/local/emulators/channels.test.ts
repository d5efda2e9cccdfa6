import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSMSAttributesCommand,
  PublishCommand,
  SetSMSAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sendEmailBySes } from '#adapters/aws/ses.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { ensureSmsSettings, smsAccount } from '#adapters/aws/sns-settings.ts';
import { sendVoice } from '#adapters/aws/voice.ts';
import { phoneNumber } from '#core/ids.ts';
import { everyChannel, ownNumber } from '#local/account.ts';
import { toyStack } from '../toy-stack.ts';

const toy = toyStack();
const sns = () => new SNSClient(toy.client());
const phone = '+15550111';
const behave = (delivery: string, number = phone) =>
  toy.post(`/_local/phones/${number}`, { delivery });
const text = () => sns().send(new PublishCommand({ PhoneNumber: phone, Message: 'Hi' }));
const env = () => ({
  AWS_ENDPOINT_URL: toy.url(),
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'someone',
  AWS_SECRET_ACCESS_KEY: 'local',
});

/** What on-receipt was told since the last look. */
let seen = 0;
beforeAll(async () => {
  seen = (await toy.logged('Tocsin-on-receipt')).length;
});
async function told(): Promise<string[]> {
  await toy.settles(2);
  const lines = await toy.logged('Tocsin-on-receipt');
  const news = lines.slice(seen);
  seen = lines.length;
  return news;
}

afterEach(async () => {
  await behave('ok');
});

describe('what became of a text', () => {
  test('is told to on-receipt as CloudWatch Logs tells it', async () => {
    const { MessageId: messageId } = await text();
    const [line = ''] = await told();
    expect(JSON.parse(line.replace('log ', ''))).toMatchObject({
      notification: { messageId },
      delivery: {
        destination: phone,
        providerResponse: 'Message has been accepted by phone carrier',
      },
      status: 'SUCCESS',
    });
  });

  test.each([
    ['undelivered', 'Phone is currently unreachable/unavailable'],
    ['opted-out', 'Phone number is opted out'],
  ])(
    'to a phone that is %s: it was taken, and did not arrive',
    async (delivery, providerResponse) => {
      const before = await toy.inbox(phone);
      await behave(delivery);
      await text();
      expect(await toy.inbox(phone)).toEqual(before);
      const [line = ''] = await told();
      expect(JSON.parse(line.replace('log ', ''))).toMatchObject({
        delivery: { providerResponse },
        status: 'FAILURE',
      });
    },
  );

  test('is told by nobody when the carrier is silent', async () => {
    await behave('silent');
    await text();
    expect(await told()).toEqual([]);
  });

  test('is not known unless SNS was asked to write it down', async () => {
    const name = 'DeliveryStatusIAMRole';
    const { attributes = {} } = await sns().send(new GetSMSAttributesCommand({}));
    await sns().send(new SetSMSAttributesCommand({ attributes: { [name]: '' } }));
    await text();
    expect(await told()).toEqual([]);

    const deliveryStatusRoleArn = attributes[name] ?? '';
    expect(deliveryStatusRoleArn).toMatch(/sms-status-role/);
    const ensure = ensureSmsSettings(sns(), { deliveryStatusRoleArn });
    expect(await ensure()).toEqual([name]);
    expect(await ensure()).toEqual([]);
    await text();
    expect(await told()).toHaveLength(1);
  });
});

describe('the account', () => {
  test('says who opted out, what may be spent, and whether it is in the sandbox', async () => {
    await behave('opted-out', '+15550112');
    const account = smsAccount(sns());
    expect(await account()).toEqual({
      sandbox: false,
      sandboxVerified: [],
      monthlySpendLimitUsd: 1,
      optedOut: ['+15550112'],
    });
    const checked = new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: '+15550112' });
    expect((await sns().send(checked)).isOptedOut).toBe(true);
    await behave('ok', '+15550112');

    const sandbox = { sandbox: true, sandboxVerified: [phone], monthlySpendLimitUsd: 20 };
    await toy.post('/_local/phones', sandbox);
    expect(await account()).toEqual({ ...sandbox, optedOut: [] });
  });

  test('has no phone that behaves in a way that is not known', async () => {
    expect((await behave('lost')).status).toBe(400);
    expect((await behave('ok', 'nobody')).status).toBe(400);
  });
});

describe('a call', () => {
  const call = () =>
    sendVoice(signedCall({ service: 'sms-voice', host: 'sms-voice' }, env()), ownNumber)(
      phoneNumber(phone),
      'SEV1: payments are down',
    );

  test('is in the inbox, and what became of it on the receipts queue', async () => {
    const delivery = await call();
    expect(await toy.inbox(phone)).toContainEqual(
      expect.objectContaining({ channel: 'voice', body: 'SEV1: payments are down' }),
    );
    const [line = ''] = await told();
    expect(JSON.parse(line.replace('queue ', ''))).toMatchObject({
      source: 'aws.sms-voice',
      detail: {
        eventType: 'VOICE_ANSWERED',
        messageId: delivery.sent ? delivery.externalId : undefined,
      },
    });
  });

  test('that nobody answers is told as such', async () => {
    await behave('undelivered');
    expect(await call()).toMatchObject({ sent: true });
    expect((await told()).join()).toContain('VOICE_NO_ANSWER');
  });

  test('to a phone that opted out is refused', async () => {
    await behave('opted-out');
    expect(await call()).toEqual({
      sent: false,
      failed: 'give-up',
      reason: expect.stringContaining('ConflictException'),
    });
  });
});

test('an e-mail through SES is in the mailbox, as text and as HTML', async () => {
  const send = sendEmailBySes(signedCall({ service: 'ses', host: 'email' }, env()), {
    from: everyChannel.sesFrom,
    configurationSet: toy.stack().model.configurationSets[0] ?? '',
  });
  const notice = { subject: 'Page', body: 'Look: https://tocsin.example.com/a/t' };
  expect(await send('ses@example.com', notice)).toMatchObject({ sent: true });
  expect(await toy.inbox('ses@example.com')).toMatchObject([
    {
      channel: 'email',
      subject: 'Page',
      body: notice.body,
      html: expect.stringContaining('<a href="https://tocsin.example.com/a/t">'),
      links: ['https://tocsin.example.com/a/t'],
    },
  ]);
  expect(await send('nobody', notice)).toMatchObject({ sent: false, failed: 'give-up' });
});
