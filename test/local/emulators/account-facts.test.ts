import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { accountFacts } from '#adapters/aws/account-facts.ts';
import { instant } from '#core/time/instant.ts';
import { toyStack } from '../toy-stack.ts';

const toy = toyStack();
const facts = (stack = 'Tocsin') =>
  accountFacts(stack, { endpoint: toy.url(), region: 'us-east-1', accessKeyId: 'doctor' });
const now = async () => instant((await toy.read<{ now: string }>('/_local/clock')).now);

test('before a deploy, everything about the account can be asked', async () => {
  const answers = await facts().before('pager@example.com');
  expect(answers).toMatchObject({
    region: { known: 'us-east-1' },
    caller: { known: 'arn:aws:iam::000000000000:user/doctor' },
    concurrency: { known: 1000 },
    texts: {
      known: { sandbox: expect.any(Boolean), originations: { known: 1 }, areReceiptsOn: true },
    },
    stack: { known: { name: 'Tocsin', status: 'CREATE_COMPLETE' } },
    mail: { from: 'pager@example.com', account: { known: { isVerified: false, sandbox: false } } },
  });
  // The role that writes down what becomes of texts is the one that the function itself sets.
  expect(answers.texts).not.toHaveProperty('known.otherReceiptsRole');
  const groups = toy.stack().model.scheduleGroups;
  expect(answers.scheduleGroups).toEqual({ known: groups });
  const logGroups = 'known' in answers.logGroups ? answers.logGroups.known : [];
  expect(logGroups).toContain('/aws/lambda/Tocsin-on-page');
  expect(logGroups).toContain('sns/us-east-1/000000000000/DirectPublishToPhoneNumber');
});

test('a stack that does not stand is none, and what belongs to another is not in its way', async () => {
  const answers = await facts('Elsewhere').before(undefined);
  expect(answers).toMatchObject({ stack: { known: undefined }, scheduleGroups: { known: [] } });
  expect(answers).not.toHaveProperty('mail');
});

test('after a deploy, who would hear is known by the topics of the stack', async () => {
  const operations = toy.stack().model.topics.find(({ name }) => name.endsWith('operations'));
  const subscription = {
    TopicArn: operations?.arn,
    Protocol: 'email',
    Endpoint: 'ops@example.com',
  };
  await new SNSClient(toy.client()).send(new SubscribeCommand(subscription));
  expect(await facts().after(await now())).toMatchObject({
    stack: { known: { status: 'CREATE_COMPLETE' } },
    operationsTopic: { known: { arn: operations?.arn, confirmed: ['ops@example.com'] } },
    subscriptions: { known: { pending: [] } },
    // The toys give none.
    heartbeat: { known: undefined },
  });
});

test('a secret is read by its name or its ARN, and one that is not there is told from one that is refused', async () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/slack-AbCdEf';
  const slack = { known: expect.stringContaining('signingSecret') };
  expect(await facts().secret('tocsin/slack')).toEqual(slack);
  expect(await facts().secret(arn)).toEqual(slack);
  expect(await facts().secret('tocsin/none')).toEqual({ known: undefined });
  const fault = { status: 400, code: 'AccessDeniedException', message: 'not yours', times: 1 };
  await toy.post('/_local/faults', { ...fault, service: 'secretsmanager', caller: 'doctor' });
  expect(await facts().secret(arn)).toEqual({
    unknown: expect.stringContaining('AccessDeniedException'),
  });
});

test('what a right is missing for, and a service that is down, are answers with the reason', async () => {
  const fault = { status: 400, code: 'AccessDeniedException', message: 'not yours', times: 20 };
  for (const service of ['lambda', 'logs', 'sns']) {
    await toy.post('/_local/faults', { ...fault, service, caller: 'doctor' });
  }
  const answers = await facts().before(undefined);
  const { mail } = await facts().after(await now());
  await toy.ask('/_local/faults', { method: 'DELETE' });
  const refused = { unknown: expect.stringContaining('AccessDeniedException') };
  expect(answers).toMatchObject({ concurrency: refused, logGroups: refused, texts: refused });
  expect(answers.scheduleGroups).toHaveProperty('known');
  // Whether mail goes through SES is not known, so neither is whether it goes out.
  expect(mail?.account).toEqual(refused);

  const nowhere = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'doctor' };
  const { region, ...rest } = await accountFacts('Tocsin', nowhere).before('pager@example.com');
  expect(region).toEqual({ known: 'us-east-1' });
  for (const [name, answer] of Object.entries(rest)) {
    expect([name, JSON.stringify(answer)]).toEqual([name, expect.stringContaining('unknown')]);
  }
});
