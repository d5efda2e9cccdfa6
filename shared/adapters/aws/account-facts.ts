import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetAccountSettingsCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { paginateListScheduleGroups, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import {
  GetSMSSandboxAccountStatusCommand,
  paginateListOriginationNumbers,
  paginateListSMSSandboxPhoneNumbers,
  paginateListSubscriptionsByTopic,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { isNamed } from '#adapters/aws/error-name.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { signedS3 } from '#adapters/aws/signed-s3.ts';
import { smsAttributes } from '#adapters/aws/sns-settings.ts';
import { elementIn } from '#adapters/aws/xml-element.ts';
import { startFile } from '#contract/status-page-files.ts';
import type { Asked } from '#core/setup/checkup.ts';
import type {
  AccountFacts,
  MailFacts,
  PageFilesFacts,
  StackFacts,
  StandIn,
  Subscribed,
  TextFacts,
} from '#core/setup/doctor.ts';
import { addSeconds, epochMs, fromEpochMs, type Instant, instant } from '#core/time/instant.ts';

/**
 * Asks an account what decides whether Tocsin works in it, by the SDK's own ways to credentials and region. Nothing here
 * changes anything, and nothing throws: what cannot be asked is an answer too.
 */
export function accountFacts(stack: string, standIn: StandIn | undefined): AccountFacts {
  const config = {
    // One more try, and no long wait where a machine has no way to AWS at all.
    maxAttempts: 2,
    requestHandler: {
      ...{ connectionTimeout: 3000, requestTimeout: 10_000 },
      throwOnRequestTimeout: true,
    },
    ...(standIn !== undefined && {
      endpoint: standIn.endpoint,
      region: standIn.region,
      credentials: { accessKeyId: standIn.accessKeyId, secretAccessKey: standIn.accessKeyId },
    }),
  };
  const cloudFormation = new CloudFormationClient(config);
  const logs = new CloudWatchLogsClient(config);
  const lambda = new LambdaClient(config);
  const scheduler = new SchedulerClient(config);
  const ses = new SESv2Client(config);
  const sns = new SNSClient(config);
  const sts = new STSClient(config);

  const region = () => attempt(() => sts.config.region());
  const caller = () =>
    attempt(async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? 'somebody');

  const concurrency = () =>
    attempt(async () => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return AccountLimit?.ConcurrentExecutions ?? 0;
    });

  const texts = () =>
    attempt(async (): Promise<TextFacts | 'none'> => {
      const attributes = await smsAttributes(sns);
      if (attributes === 'no texts') return 'none';
      const { IsInSandbox: sandbox = false } = await sns.send(
        new GetSMSSandboxAccountStatusCommand({}),
      );
      const { MonthlySpendLimit: limit, DeliveryStatusIAMRole: role } = attributes;
      const own = await attempt(ownReceiptsRole);
      const isOthers = role && 'known' in own && own.known !== undefined && own.known !== role;
      return {
        sandbox,
        verified: sandbox ? await verifiedNumbers() : [],
        ...(limit && { monthlySpendLimitUsd: Number(limit) }),
        originations: await attempt(originationNumbers),
        areReceiptsOn: Boolean(role) && attributes.DeliveryStatusSuccessSamplingRate === '100',
        ...(isOthers && { otherReceiptsRole: role }),
      };
    });

  /** The settings are of the account, so that each stack in it sets them for itself. */
  const ownReceiptsRole = () => variableOf('on-duty', 'SMS_STATUS_ROLE_ARN');

  async function verifiedNumbers(): Promise<string[]> {
    const found: string[] = [];
    for await (const page of paginateListSMSSandboxPhoneNumbers({ client: sns }, {})) {
      for (const { PhoneNumber, Status } of page.PhoneNumbers ?? []) {
        if (PhoneNumber !== undefined && Status === 'Verified') found.push(PhoneNumber);
      }
    }
    return found;
  }

  async function originationNumbers(): Promise<number> {
    let count = 0;
    for await (const page of paginateListOriginationNumbers({ client: sns }, {})) {
      // Those that were asked for and not given out yet are on the list, too.
      count += (page.PhoneNumbers ?? []).filter(
        ({ NumberCapabilities, Status = '' }) =>
          NumberCapabilities?.includes('SMS') && !/pending/i.test(Status),
      ).length;
    }
    return count;
  }

  const standing = () =>
    attempt(async (): Promise<StackFacts | undefined> => {
      try {
        const answer = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
        const [found] = answer.Stacks ?? [];
        // A deploy that was never begun, or a change set that was only reviewed.
        if (found?.StackStatus === undefined || found.StackStatus === 'REVIEW_IN_PROGRESS') return;
        return { name: stack, status: found.StackStatus };
      } catch (error) {
        if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
        throw error;
      }
    });

  const logGroups = () =>
    attempt(async () => {
      const prefixes = [`/aws/lambda/${stack}-`, `/aws/vendedlogs/${stack}-`, 'sns/'];
      const found: string[] = [];
      for (const logGroupNamePrefix of prefixes) {
        for await (const page of paginateDescribeLogGroups(
          { client: logs },
          { logGroupNamePrefix },
        )) {
          found.push(...(page.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []));
        }
      }
      const texts = /^sns\/[\w-]+\/\d+\/DirectPublishToPhoneNumber(\/Failure)?$/;
      return found.filter(name => !name.startsWith('sns/') || texts.test(name));
    });

  const scheduleGroups = () =>
    attempt(async () => {
      const found: string[] = [];
      const asked = { NamePrefix: stack };
      for await (const page of paginateListScheduleGroups({ client: scheduler }, asked)) {
        found.push(...(page.ScheduleGroups ?? []).flatMap(({ Name }) => Name ?? []));
      }
      return found.filter(name => name === stack || name.startsWith(`${stack}-`));
    });

  const mailOf = async (from: string | undefined) =>
    from === undefined ? undefined : { from, account: await attempt(() => mailFacts(from)) };

  async function mailFacts(from: string): Promise<MailFacts> {
    const { ProductionAccessEnabled: isOut = false } = await ses.send(new GetAccountCommand({}));
    const labels = from.slice(from.indexOf('@') + 1).split('.');
    // Whoever has verified a domain may send from all below it; of those at the top nobody can.
    const domains = labels.slice(0, -1).map((_, first) => labels.slice(first).join('.'));
    const verified = await Promise.all([from, ...domains].map(isVerified));
    return { isVerified: verified.includes(true), sandbox: !isOut };
  }

  async function isVerified(EmailIdentity: string): Promise<boolean> {
    try {
      const found = await ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
      return found.VerifiedForSendingStatus === true;
    } catch (error) {
      if (isNamed(error, 'NotFoundException')) return false;
      throw error;
    }
  }

  async function topics(): Promise<string[]> {
    const found: string[] = [];
    for await (const page of paginateListStackResources(
      { client: cloudFormation },
      { StackName: stack },
    )) {
      for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
        if (ResourceType === 'AWS::SNS::Topic' && PhysicalResourceId)
          found.push(PhysicalResourceId);
      }
    }
    return found;
  }

  async function subscribed(TopicArn: string): Promise<Subscribed> {
    const [confirmed, pending]: [string[], string[]] = [[], []];
    for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
      for (const { SubscriptionArn, Endpoint = '' } of page.Subscriptions ?? []) {
        // A subscription that ended stays listed for a while.
        if (SubscriptionArn?.startsWith('arn:')) confirmed.push(Endpoint);
        else if (SubscriptionArn === 'PendingConfirmation') pending.push(Endpoint);
      }
    }
    return { confirmed, pending };
  }

  const subscriptions = (all: Asked<string[]>) =>
    andThen(all, async known => {
      const ours = known.filter(arn => /-(email|stakeholders)$/.test(arn));
      const found = await Promise.all(ours.map(subscribed));
      return {
        confirmed: [...new Set(found.flatMap(({ confirmed }) => confirmed))],
        pending: [...new Set(found.flatMap(({ pending }) => pending))],
      };
    });

  const operationsTopic = (all: Asked<string[]>) =>
    andThen(all, async known => {
      const arn = known.find(each => each.endsWith('-operations'));
      if (arn === undefined) throw new Error('the stack has no topic for its own alarms');
      return { arn, ...(await subscribed(arn)) };
    });

  /** It is printed by on-sweep, so that its log is the nearest witness; the metric comes minutes later. */
  const heartbeat = (now: Instant) =>
    attempt(async () => {
      const asked = {
        logGroupName: `/aws/lambda/${stack}-on-sweep`,
        filterPattern: 'Heartbeat',
        startTime: epochMs(addSeconds(now, -900)),
        endTime: epochMs(addSeconds(now, 60)),
      };
      let last: Instant | undefined;
      for await (const page of paginateFilterLogEvents({ client: logs }, asked)) {
        for (const { timestamp } of page.events ?? []) {
          if (timestamp !== undefined) last = fromEpochMs(timestamp);
        }
      }
      return last;
    });

  /** As the deployed function has it. */
  const deployedSender = () => attempt(() => variableOf('on-page', 'SES_FROM'));

  async function variableOf(of: string, variable: string): Promise<string | undefined> {
    const asked = new GetFunctionConfigurationCommand({ FunctionName: `${stack}-${of}` });
    try {
      return (await lambda.send(asked)).Environment?.Variables?.[variable] || undefined;
    } catch (error) {
      // No stack stands there, which is said of the stack itself.
      if (isNamed(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
  }

  /** As the deployed function has it. */
  const statusPageFiles = () =>
    attempt(async (): Promise<PageFilesFacts | undefined> => {
      const asked = new GetFunctionConfigurationCommand({
        FunctionName: `${stack}-on-status-page`,
      });
      const { STATUS_PAGE_BUCKET: bucket = '', STATUS_PAGE_REGION: pageRegion } =
        (await lambda.send(asked)).Environment?.Variables ?? {};
      if (bucket === '') return undefined;
      return { bucket, written: await attempt(() => firstPageWritten(bucket, pageRegion)) };
    });

  async function firstPageWritten(bucket: string, pageRegion = ''): Promise<Instant | undefined> {
    const env = await environment();
    const inRegion = pageRegion === '' ? env : { ...env, AWS_REGION: pageRegion };
    const query = { 'list-type': '2', 'max-keys': '1', prefix: startFile };
    const { status, body } = await signedS3(bucket, inRegion)({ method: 'GET', path: '/', query });
    if (status >= 300) throw new Error(`S3 answered ${status} about ${bucket}`);
    const written = elementIn(body.toString(), 'LastModified');
    return written === undefined ? undefined : instant(written);
  }

  /** The same credentials and region, for calls that no client of the SDK makes. */
  async function environment() {
    const { accessKeyId, secretAccessKey, sessionToken } = await sts.config.credentials();
    return {
      AWS_REGION: await sts.config.region(),
      AWS_ENDPOINT_URL: standIn?.endpoint ?? process.env.AWS_ENDPOINT_URL,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
  }

  /** By the same ways to credentials and region, without a client of its own for one question. */
  const secret = (SecretId: string) =>
    attempt(async () => {
      const call = signedCall({ service: 'secretsmanager' }, await environment());
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.GetSecretValue',
      };
      const { error, body } = await call('/', headers, JSON.stringify({ SecretId }));
      if (error === 'ResourceNotFoundException') return undefined;
      if (error !== undefined) throw new Error(`the secret ${SecretId}: ${error}`);
      return (JSON.parse(body) as { SecretString?: string }).SecretString ?? '';
    });

  return {
    secret,
    async before(from) {
      const mail = await mailOf(from);
      return {
        ...(await together({ region, caller, concurrency, texts, logGroups, scheduleGroups })),
        stack: await standing(),
        ...(mail !== undefined && { mail }),
      };
    },
    async after(now) {
      const all = await attempt(topics);
      const sender = await deployedSender();
      const mail = 'unknown' in sender ? { from: '', account: sender } : await mailOf(sender.known);
      return {
        ...(await together({ region, concurrency, texts, statusPageFiles })),
        stack: await standing(),
        subscriptions: await subscriptions(all),
        operationsTopic: await operationsTopic(all),
        heartbeat: await heartbeat(now),
        ...(mail !== undefined && { mail }),
      };
    },
  };
}

async function attempt<Value>(ask: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return { known: await ask() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { unknown: `${name}: ${message.split('\n')[0]}`.slice(0, 300) };
  }
}

async function andThen<One, Other>(
  answer: Asked<One>,
  ask: (known: One) => Promise<Other>,
): Promise<Asked<Other>> {
  return 'known' in answer ? attempt(() => ask(answer.known)) : answer;
}

/** Side by side, since each waits for another service. */
async function together<Questions extends Record<string, () => Promise<unknown>>>(
  questions: Questions,
): Promise<{ [Each in keyof Questions]: Awaited<ReturnType<Questions[Each]>> }> {
  const answers = Object.entries(questions).map(async ([name, ask]) => [name, await ask()]);
  return Object.fromEntries(await Promise.all(answers));
}
