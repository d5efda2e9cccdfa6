import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListPhoneNumbersOptedOutCommand,
  ListSMSSandboxPhoneNumbersCommand,
  SetSMSAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { isNamed } from '#adapters/aws/error-name.ts';
import type { ReadSmsAccount } from '#ports/oncall.ts';

/**
 * Brings the account's settings for texts to what paging needs: texts that carriers do not hold back, and a line in the
 * log for every one of them. What else is set stays. Answers the names of what it changed.
 */
export function ensureSmsSettings(
  client: SNSClient,
  { deliveryStatusRoleArn }: { deliveryStatusRoleArn: string },
): () => Promise<string[]> {
  const wanted = {
    DefaultSMSType: 'Transactional',
    DeliveryStatusIAMRole: deliveryStatusRoleArn,
    DeliveryStatusSuccessSamplingRate: '100',
  };
  return async () => {
    const present = await smsAttributes(client, Object.keys(wanted));
    // Asked for again and again, it would be a dead letter after each new configuration.
    if (present === 'no texts') return [];
    const wrong = Object.entries(wanted).filter(([name, value]) => present[name] !== value);
    if (wrong.length === 0) return [];
    const attributes = Object.fromEntries(wrong);
    await client.send(new SetSMSAttributesCommand({ attributes }));
    return Object.keys(attributes);
  };
}

export function smsAccount(client: SNSClient): ReadSmsAccount {
  return async () => {
    const name = 'MonthlySpendLimit';
    const attributes = await smsAttributes(client, [name]);
    if (attributes === 'no texts')
      return { noTexts: true, sandbox: false, sandboxVerified: [], optedOut: [] };
    const [{ IsInSandbox: sandbox = false }, optedOut] = await Promise.all([
      client.send(new GetSMSSandboxAccountStatusCommand({})),
      allOptedOut(client),
    ]);
    const limit = attributes[name];
    return {
      sandbox,
      sandboxVerified: sandbox ? await verifiedInSandbox(client) : [],
      ...(limit && { monthlySpendLimitUsd: Number(limit) }),
      optedOut,
    };
  };
}

/** These, or all. In a region that SNS sends no texts from it knows no action that is about them. */
export async function smsAttributes(
  client: SNSClient,
  attributes?: string[],
): Promise<Record<string, string> | 'no texts'> {
  try {
    const answer = await client.send(new GetSMSAttributesCommand({ attributes }));
    return answer.attributes ?? {};
  } catch (error) {
    if (isNamed(error, 'InvalidAction')) return 'no texts';
    throw error;
  }
}

async function allOptedOut(client: SNSClient): Promise<string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListPhoneNumbersOptedOutCommand(nextToken === undefined ? {} : { nextToken }),
    );
    found.push(...(page.phoneNumbers ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

async function verifiedInSandbox(client: SNSClient): Promise<string[]> {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListSMSSandboxPhoneNumbersCommand(NextToken === undefined ? {} : { NextToken }),
    );
    for (const { PhoneNumber, Status } of page.PhoneNumbers ?? []) {
      if (PhoneNumber !== undefined && Status === 'Verified') found.push(PhoneNumber);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}
