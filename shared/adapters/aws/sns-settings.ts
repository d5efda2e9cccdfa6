import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListPhoneNumbersOptedOutCommand,
  ListSMSSandboxPhoneNumbersCommand,
  SetSMSAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';

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
    const { attributes: present = {} } = await client.send(
      new GetSMSAttributesCommand({ attributes: Object.keys(wanted) }),
    );
    const wrong = Object.entries(wanted).filter(([name, value]) => present[name] !== value);
    if (wrong.length === 0) return [];
    const attributes = Object.fromEntries(wrong);
    await client.send(new SetSMSAttributesCommand({ attributes }));
    return Object.keys(attributes);
  };
}

/** What decides whether this account's texts arrive, beside the numbers themselves. */
export interface SmsAccount {
  /** In the sandbox, texts reach verified numbers only. */
  sandbox: boolean;
  sandboxVerified: string[];
  /** At this amount texts stop without an error. Absent: nobody set one, and AWS's own is 1 US dollar. */
  monthlySpendLimitUsd?: number;
  /** Numbers that sent STOP: no text reaches them. */
  optedOut: string[];
}

export function smsAccount(client: SNSClient): () => Promise<SmsAccount> {
  return async () => {
    const [{ IsInSandbox: sandbox = false }, limit, optedOut] = await Promise.all([
      client.send(new GetSMSSandboxAccountStatusCommand({})),
      monthlySpendLimit(client),
      allOptedOut(client),
    ]);
    return {
      sandbox,
      sandboxVerified: sandbox ? await verifiedInSandbox(client) : [],
      ...(limit !== undefined && { monthlySpendLimitUsd: limit }),
      optedOut,
    };
  };
}

async function monthlySpendLimit(client: SNSClient): Promise<number | undefined> {
  const name = 'MonthlySpendLimit';
  const { attributes } = await client.send(new GetSMSAttributesCommand({ attributes: [name] }));
  const limit = attributes?.[name];
  return limit === undefined || limit === '' ? undefined : Number(limit);
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
