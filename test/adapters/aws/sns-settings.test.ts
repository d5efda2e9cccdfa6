import type { SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { ensureSmsSettings, smsAccount } from '#adapters/aws/sns-settings.ts';

/** SNS as it answers whatever is about texts. */
function answering(name: string) {
  const message = 'Operation (GetSMSAttributes) is not supported in this region';
  const send = async () => {
    throw Object.assign(new Error(message), { name });
  };
  return { send } as unknown as SNSClient;
}

const deliveryStatusRoleArn = 'arn:aws:iam::111122223333:role/receipts';

test('where SNS sends no texts there is nothing to bring in line, and that is what is known of them', async () => {
  const sns = answering('InvalidAction');
  expect(await ensureSmsSettings(sns, { deliveryStatusRoleArn })()).toEqual([]);
  expect(await smsAccount(sns)()).toMatchObject({ noTexts: true });
});

test('what was refused for another reason is asked for again', async () => {
  const sns = answering('ThrottledException');
  await expect(ensureSmsSettings(sns, { deliveryStatusRoleArn })()).rejects.toThrow();
  await expect(smsAccount(sns)()).rejects.toThrow();
});
