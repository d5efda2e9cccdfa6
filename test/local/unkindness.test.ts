import { describe, expect, test } from 'vitest';
import type { AccountKind } from '#local/account.ts';
import { virtualClock } from '#local/clock/clock.ts';
import { openQueues } from '#local/emulators/queues.ts';
import { type Schedules, schedulerEmulator } from '#local/emulators/scheduler.ts';
import { sesEmulator } from '#local/emulators/ses.ts';
import { smsEmulator } from '#local/emulators/sms.ts';
import { readForm } from '#local/emulators/sns-messages.ts';
import { voiceEmulator } from '#local/emulators/voice.ts';
import { inbox } from '#local/inbox/inbox.ts';
import { newPhonesState, phones } from '#local/inbox/phones.ts';
import { stateFile } from '#local/state-file.ts';
import { throttling, unkindness } from '#local/unkindness.ts';
import { type AwsError, bareRequest } from '#local/wire/aws-wire.ts';
import { requestCounts } from '#local/wire/requests.ts';

/* An account as AWS hands it out, one unkindness at a time. */

const phone = '+15555550101';

function newAccount(kind: AccountKind = 'new') {
  const clock = virtualClock({});
  const messages = inbox({ clock });
  const account = phones(stateFile(undefined, newPhonesState(undefined, kind)), {
    addresses: ['pager@example.com'],
    numbers: ['pool-1'],
  });
  const logged: string[] = [];
  const sms = smsEmulator({
    ...{ phones: account, inbox: messages, clock },
    log: (_group, line) => logged.push(JSON.parse(line).delivery.providerResponse),
    mayTake: role => role === 'role',
  });
  const url = 'http://127.0.0.1:4510';
  const ses = sesEmulator({
    ...{ phones: account, inbox: messages, clock, url, configurationSets: ['pager'] },
    put: () => {},
  });
  account.state.attributes.DeliveryStatusIAMRole = 'role';
  account.state.attributes.DeliveryStatusSuccessSamplingRate = '100';
  const texts = async () => {
    sms.send(phone, 'Hi');
    clock.jumpTo(clock.now() + 2000);
    return logged.at(-1);
  };
  return { clock, messages, account, state: account.state, sms, ses, texts };
}

describe('texts', () => {
  test('are taken, and go out only when each hindrance is gone', async () => {
    const { state, sms, texts, messages, clock } = newAccount();
    expect(await texts()).toMatch(/sandbox/);
    sms.answer('CreateSMSSandboxPhoneNumber', readForm(`PhoneNumber=${encodeURIComponent(phone)}`));
    const code = /\d{6}/.exec(messages.list(phone).at(-1)?.body ?? '')?.[0];
    const verify = (password: string) =>
      sms.answer(
        'VerifySMSSandboxPhoneNumber',
        readForm(`PhoneNumber=${encodeURIComponent(phone)}&OneTimePassword=${password}`),
      );
    expect(() => verify('no')).toThrow('wrong');
    verify(code ?? '');
    expect(await texts()).toMatch(/No origination/);
    state.originationNumbers.push('+15555550199');
    expect(await texts()).toMatch(/accepted by phone carrier/);
    state.spentUsd = 0.9999;
    expect(await texts()).toMatch(/No quota left/);
    expect(messages.list(phone).filter(({ body }) => body === 'Hi')).toHaveLength(1);
    clock.stop();
  });
});

test('what became of texts is logged by a role that SNS may take', () => {
  const { sms, state, clock } = newAccount();
  const set = (role: string) =>
    sms.answer(
      'SetSMSAttributes',
      readForm(`attributes.entry.1.key=DeliveryStatusIAMRole&attributes.entry.1.value=${role}`),
    );
  state.attributes = {};
  expect(() => set('of-lambda')).toThrow('SNS cannot assume the role');
  expect(state.attributes).toEqual({});
  set('role');
  expect(state.attributes).toEqual({ DeliveryStatusIAMRole: 'role' });
  clock.stop();
});

describe('mail through SES', () => {
  const ask = (operation: string, input: object) =>
    bareRequest({ service: 'ses', operation, caller: 'on-page', body: JSON.stringify(input) });
  const mail = (to: string) =>
    ask('SendEmail', {
      FromEmailAddress: 'pager@example.com',
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: { Data: 'Page' }, Body: { Text: { Data: 'Now' } } } },
    });

  test('needs a verified sender, and in the sandbox verified readers', () => {
    const { ses, state, messages, clock } = newAccount();
    expect(() => ses(mail('ana@example.com'))).toThrow(/ana@example.com, pager@example.com/);
    ses(ask('CreateEmailIdentity', { EmailIdentity: 'pager@example.com' }));
    expect(messages.list('pager@example.com')).toMatchObject([
      { links: ['http://127.0.0.1:4510/_local/confirm?address=pager%40example.com'] },
    ]);
    expect(() => ses(mail('ana@example.com'))).toThrow(/not verified/);
    state.mail.identities['pager@example.com'] = 'verified';
    expect(() => ses(mail('ana@example.com'))).toThrow(/: ana@example.com$/);
    ses(ask('PutAccountDetails', { ProductionAccessEnabled: true }));
    ses(mail('ana@example.com'));
    expect(messages.list('ana@example.com')).toHaveLength(1);
    clock.stop();
  });
});

describe('in an account that is open', () => {
  const ask = (service: string, operation: string, input: object) =>
    bareRequest({ service, operation, caller: 'on-page', body: JSON.stringify(input) });
  const mail = (FromEmailAddress: string, set?: string) =>
    ask('ses', 'SendEmail', {
      ...{ FromEmailAddress, ConfigurationSetName: set },
      Destination: { ToAddresses: ['ana@example.com'] },
      Content: { Simple: { Subject: { Data: 'Page' }, Body: { Text: { Data: 'Now' } } } },
    });

  test('mail goes by the address and the configuration set of the template, and by no other', () => {
    const { ses, messages, clock } = newAccount('open');
    expect(() => ses(mail('other@example.com'))).toThrow(/not verified.* other@example.com$/);
    expect(() => ses(mail('pager@example.com', 'pages'))).toThrow('<pages> does not exist');
    ses(mail('pager@example.com', 'pager'));
    expect(messages.list('ana@example.com')).toHaveLength(1);
    clock.stop();
  });

  test('may come from wherever below a domain that is verified, and from none that only ends like it', () => {
    const { ses, state, messages, clock } = newAccount('open');
    state.mail.identities['example.org'] = 'verified';
    ses(mail('pager@ops.example.org'));
    expect(messages.list('ana@example.com')).toHaveLength(1);
    expect(() => ses(mail('pager@notexample.org'))).toThrow(/not verified/);
    clock.stop();
  });

  test('calls come from a number or pool of the template, and from no other', () => {
    const { account: phones, messages, clock } = newAccount('open');
    const voice = voiceEmulator({ phones, inbox: messages, clock, put: () => {} });
    const call = (OriginationIdentity: string) =>
      voice(
        ask('sms-voice', 'SendVoiceMessage', {
          ...{ DestinationPhoneNumber: phone, MessageBody: 'SEV1', OriginationIdentity },
        }),
      );
    expect(() => call('pool-2')).toThrow('Resource not found');
    expect(call('pool-1')).toMatchObject({ status: 200 });
    clock.stop();
  });
});

test('functions are told to slow down now and then, and nobody else is', () => {
  const throttle = throttling(unkindness.new, caller => caller === 'on-page');
  const call = (caller: string) => {
    try {
      throttle(bareRequest({ service: 'sns', operation: 'Publish', caller, body: '' }));
      return 'answered';
    } catch (error) {
      return (error as AwsError).code;
    }
  };
  const answers = Array.from({ length: 60 }, () => call('on-page'));
  expect(answers.filter(answer => answer === 'Throttled')).toHaveLength(3);
  expect(Array.from({ length: 60 }, () => call('ana'))).not.toContain('Throttled');
  const open = throttling(unkindness.open, () => true);
  for (let count = 0; count < 200; count++) {
    open(bareRequest({ service: 'sns', operation: 'Publish', caller: 'on-page', body: '' }));
  }
});

test('a message comes once more now and then, although it was deleted', () => {
  const clock = virtualClock({});
  const arn = 'arn:aws:sqs:us-east-1:000000000000:work';
  const work = { name: 'work', arn, url: '', visibilitySeconds: 30, delaySeconds: 0 };
  const counts = requestCounts();
  const queues = openQueues({ queues: [work], clock, counts, doubledOf: 3 });
  const seen: string[] = [];
  for (const body of ['one', 'two', 'three', 'four']) queues.enqueue(work, body);
  for (let look = 0; look < 10; look++) {
    for (const { body, handle } of queues.receive(work, 1)) {
      seen.push(body);
      queues.delete(work, [handle]);
    }
  }
  expect(seen).toEqual(['one', 'two', 'three', 'four', 'three']);
  clock.stop();
});

test('a schedule fires in the last second of its minute', () => {
  const clock = virtualClock({});
  const fired: string[] = [];
  const scheduler = schedulerEmulator({
    ...{ clock, groups: [], seed: 1, isLate: true, log: () => {}, call: async () => {} },
    mayTake: () => true,
    maySend: () => {},
    queues: { send: () => fired.push(new Date(clock.now()).toISOString().slice(17, 19)) } as never,
    schedules: stateFile<Schedules>(undefined, {}),
  });
  const at = new Date(clock.now() + 180_000).toISOString().slice(0, 16);
  scheduler.handle({
    ...bareRequest({
      ...{ service: 'scheduler', operation: 'CreateSchedule', caller: 'on-page' },
      body: JSON.stringify({
        ...{ ScheduleExpression: `at(${at}:00)`, FlexibleTimeWindow: { Mode: 'OFF' } },
        Target: { Arn: 'arn:aws:sqs:us-east-1:000000000000:timers', RoleArn: 'role' },
      }),
    }),
    path: '/schedules/late',
  });
  for (const second of ['58', '59']) {
    expect(fired).toEqual([]);
    clock.jumpTo(Date.parse(`${at}:${second}Z`));
  }
  expect(fired).toEqual(['59']);
  clock.stop();
});

test('a role that does not let the scheduler take it is refused, as AWS refuses it', () => {
  const clock = virtualClock({});
  const scheduler = schedulerEmulator({
    ...{ clock, groups: [], seed: 1, isLate: false, log: () => {}, call: async () => {} },
    queues: { send: () => {} } as never,
    schedules: stateFile<Schedules>(undefined, {}),
    mayTake: role => role === 'trusted',
    maySend: () => {},
  });
  const create = (RoleArn: string) =>
    scheduler.handle({
      ...bareRequest({
        ...{ service: 'scheduler', operation: 'CreateSchedule', caller: 'on-page' },
        body: JSON.stringify({
          ScheduleExpression: `at(${new Date(clock.now() + 180_000).toISOString().slice(0, 19)})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: 'arn:aws:sqs:us-east-1:000000000000:timers', RoleArn },
        }),
      }),
      path: `/schedules/by-${RoleArn}`,
    });
  expect(create('trusted')).toMatchObject({ status: 200 });
  expect(() => create('stranger')).toThrow(
    'must allow AWS EventBridge Scheduler to assume the role',
  );
  clock.stop();
});

test('a schedule reaches its queue only by a role that may send there', () => {
  const clock = virtualClock({});
  const sent: string[] = [];
  const said: string[] = [];
  const scheduler = schedulerEmulator({
    ...{ clock, groups: [], seed: 1, isLate: false, call: async () => {}, mayTake: () => true },
    maySend(role, queueArn) {
      if (queueArn.endsWith('timers') && role !== 'sender') throw new Error('not authorized');
    },
    log: line => said.push(line),
    queues: { send: (arn: string) => sent.push(arn.split(':').at(-1) ?? '') } as never,
    schedules: stateFile<Schedules>(undefined, {}),
  });
  const at = new Date(clock.now() + 180_000).toISOString().slice(0, 19);
  const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  for (const RoleArn of ['sender', 'stranger']) {
    scheduler.handle({
      ...bareRequest({
        ...{ service: 'scheduler', operation: 'CreateSchedule', caller: 'on-page' },
        body: JSON.stringify({
          ...{ ScheduleExpression: `at(${at})`, FlexibleTimeWindow: { Mode: 'OFF' } },
          Target: { Arn: queue('timers'), RoleArn, DeadLetterConfig: { Arn: queue('dead') } },
        }),
      }),
      path: `/schedules/by-${RoleArn}`,
    });
  }
  clock.jumpTo(clock.now() + 240_000);
  expect(sent.toSorted()).toEqual(['dead', 'timers']);
  expect(said).toEqual([expect.stringContaining('by-stranger could not reach its target')]);
  clock.stop();
});

test('schedules of a group that nobody made are not there, also to be listed', () => {
  const clock = virtualClock({});
  const scheduler = schedulerEmulator({
    ...{ clock, groups: ['Tocsin'], seed: 1, isLate: false, log: () => {}, call: async () => {} },
    ...{ mayTake: () => true, maySend: () => {}, queues: { send: () => {} } as never },
    schedules: stateFile<Schedules>(undefined, {}),
  });
  const ask = (operation: string, path: string, query: Record<string, string>) =>
    scheduler.handle({
      ...bareRequest({ service: 'scheduler', operation, caller: 'ana', body: '' }),
      ...{ path, query: new URLSearchParams(query) },
    });
  expect(ask('ListSchedules', '/schedules', { ScheduleGroup: 'Tocsin' })).toMatchObject({
    status: 200,
  });
  for (const [operation, path, query] of [
    ['ListSchedules', '/schedules', { ScheduleGroup: 'Toxin' }],
    ['GetSchedule', '/schedules/x', { groupName: 'Toxin' }],
    ['DeleteSchedule', '/schedules/x', { groupName: 'Toxin' }],
  ] as const) {
    expect(() => ask(operation, path, query), operation).toThrow('Schedule group Toxin does not');
  }
  clock.stop();
});
