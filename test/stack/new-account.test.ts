import {
  CreateSMSSandboxPhoneNumberCommand,
  SetSMSAttributesCommand,
  SNSClient,
  SubscribeCommand,
  VerifySMSSandboxPhoneNumberCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { realStack } from './stack.ts';
import { ran } from './typed.ts';

/* The first day: from an account as AWS hands it out to the first page that arrives, by what `tocsin doctor` says. */

const stack = realStack({ account: 'new' });
const ana = { phone: '+15555550101', email: 'ana@example.com' };

const sns = () =>
  new SNSClient({
    ...{ endpoint: stack.url(), region: 'us-east-1' },
    credentials: { accessKeyId: 'ana', secretAccessKey: 'local' },
  });
/** What it finds, by the names of the checks; and whether it ends with 0. */
async function doctor(...words: string[]) {
  const env = {
    ...{ TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local' },
    ...(words.includes('--before') && { AWS_ENDPOINT_URL: stack.url(), AWS_REGION: 'us-east-1' }),
  };
  const waits = (ms: number) => stack.passes(ms / 1000);
  const { out, exitCode } = await ran(['doctor', '--json', ...words], env, waits);
  const { findings } = JSON.parse(out) as {
    findings: { check: string; state: string; text: string; mend?: string }[];
  };
  const of = (state: string) => findings.filter(each => each.state === state);
  return {
    exitCode,
    problems: of('problem').map(({ check }) => check),
    warnings: of('warning').map(({ check }) => check),
    unknown: of('unknown'),
    find: (check: string) => findings.find(each => each.check === check),
  };
}

async function followsLinkOf(address: string): Promise<void> {
  const mails = await stack.call<{ to: string; subject?: string; links: string[] }[]>(
    'GET',
    `/_local/inbox?to=${encodeURIComponent(address)}`,
  );
  const mail = mails.findLast(({ subject }) => subject?.includes('Subscription Confirmation'));
  expect((await fetch(mail?.links[0] ?? '')).status).toBe(200);
}

const pages = async (id: string) =>
  (
    await stack.call<{
      pages: { person: string; channel: string; status: string; detail?: string }[];
    }>('GET', `/v1/incidents/${id}/pages`)
  ).pages.filter(({ person }) => person === 'ana');

/** Whatever is throttled on the way comes again, half a minute later or more. */
async function opens(title: string): Promise<string> {
  const alert = { title, service: 'payments', severity: 'critical' };
  const { receiptId } = await stack.call<{ receiptId: string }>(
    'POST',
    '/v1/alerts/generic',
    alert,
  );
  for (let looks = 0; looks < 10; looks++) {
    await stack.passes(30);
    const { outcomes } = await stack.call<{ outcomes: { incident?: string }[] }>(
      'GET',
      `/v1/receipts/${receiptId}`,
    );
    const [first] = outcomes;
    if (first?.incident !== undefined) return first.incident;
  }
  throw new Error('Nothing was declared within five minutes');
}

test('an account that AWS has just handed out comes to its first delivered page', async () => {
  // Before the deploy: nothing stops it, and what will be missing is said.
  const before = await doctor('--before');
  expect(before).toMatchObject({ exitCode: 0, problems: [], unknown: [] });
  expect(before.warnings).toEqual(
    expect.arrayContaining(['concurrency', 'sms-sandbox', 'sms-spend-limit', 'sms-origination']),
  );

  const first = await doctor();
  expect(first.exitCode).toBe(1);
  expect(first.unknown).toEqual([]);
  expect(first.warnings).toContain('concurrency');
  expect(first.problems).toEqual(
    expect.arrayContaining([
      ...['sms-sandbox', 'sms-spend-limit', 'sms-origination'],
      ...['mail-subscriptions', 'operations-topic', 'coverage'],
    ]),
  );
  expect(first.find('mail-subscriptions')?.text).toContain(ana.email);

  // A page on such a day reaches nobody, and says why.
  const lost = await opens('Payments fail');
  await stack.passes(90);
  expect((await stack.inbox(ana.phone)).filter(({ channel }) => channel === 'sms')).toEqual([]);
  expect(await pages(lost)).toContainEqual(
    expect.objectContaining({
      channel: 'sms',
      status: 'failed',
      detail: expect.stringMatching(/sandbox/),
    }),
  );
  const mails = await stack.inbox(ana.email);
  expect(mails.filter(({ subject }) => subject?.includes(lost))).toEqual([]);
  await stack.resolves(lost);

  // The number is proven to the sandbox by a code.
  await sns().send(new CreateSMSSandboxPhoneNumberCommand({ PhoneNumber: ana.phone }));
  const code = /\d{6}/.exec((await stack.inbox(ana.phone)).at(-1)?.body ?? '')?.[0];
  await sns().send(
    new VerifySMSSandboxPhoneNumberCommand({ PhoneNumber: ana.phone, OneTimePassword: code }),
  );
  expect((await doctor()).find('sms-sandbox')?.text).toContain('1 verified number');

  // A number of ours, from the console; and more than a dollar.
  await stack.call('POST', '/_local/phones', { originationNumbers: ['+15555550199'] });
  await sns().send(new SetSMSAttributesCommand({ attributes: { MonthlySpendLimit: '20' } }));
  const second = await doctor();
  expect(second.problems).not.toContain('sms-origination');
  expect(second.problems).not.toContain('sms-spend-limit');

  // The mails of AWS are followed, and somebody hears the pager's own alarms.
  const pending = second.find('mail-subscriptions')?.text.match(/[\w-]+@example\.com/g) ?? [];
  for (const address of pending) await followsLinkOf(address);
  const topic = /arn:\S+/.exec(second.find('operations-topic')?.mend ?? '')?.[0];
  const operations = { TopicArn: topic, Protocol: 'email', Endpoint: 'ops@example.com' };
  await sns().send(new SubscribeCommand(operations));
  expect((await doctor()).problems).toContain('operations-topic');
  await followsLinkOf('ops@example.com');

  // Out of the sandbox, which AWS decides.
  await stack.call('POST', '/_local/phones', { sandbox: false });
  const third = await doctor('--page-me=ana');
  expect(third.problems.filter(check => check !== 'coverage')).toEqual([]);
  expect(third.find('page-sms')).toMatchObject({
    state: 'ok',
    text: expect.stringContaining('arrived'),
  });

  const id = await opens('Refunds fail');
  await stack.passes(90);
  expect(await pages(id)).toContainEqual(
    expect.objectContaining({ channel: 'sms', status: 'delivered' }),
  );
  expect((await stack.inbox(ana.phone)).at(-1)?.body).toContain(id);
  // Whatever came twice, was late or was told to slow down: it is one page.
  const texts = (await stack.inbox(ana.phone)).filter(({ body }) => body.includes(id));
  expect(texts).toHaveLength(1);
});
