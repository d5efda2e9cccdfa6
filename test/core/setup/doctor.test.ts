import { describe, expect, test } from 'vitest';
import type { Checkup } from '#core/setup/checkup.ts';
import {
  type AfterFacts,
  afterDeploy,
  type BeforeFacts,
  beforeDeploy,
  isSound,
  pageCheckups,
  type TextFacts,
} from '#core/setup/doctor.ts';
import type { ChatFacts, ChatTried, RoomFacts } from '#core/setup/doctor-chat.ts';
import { addSeconds, instant } from '#core/time/instant.ts';

const now = instant('2026-11-23T02:14:00Z');
const unknown = { unknown: 'AccessDenied: no' };
const texts: TextFacts = {
  sandbox: false,
  verified: [],
  monthlySpendLimitUsd: 50,
  originations: { known: 1 },
  areReceiptsOn: true,
};
const mail = {
  from: 'pager@example.com',
  account: { known: { isVerified: true, sandbox: false } },
};
const before: BeforeFacts = {
  node: '24.21.0',
  region: { known: 'eu-west-1' },
  caller: { known: 'arn:aws:iam::000000000000:user/ana' },
  concurrency: { known: 1000 },
  texts: { known: texts },
  stack: { known: undefined },
  logGroups: { known: [] },
  scheduleGroups: { known: [] },
  mail,
};
const tried: ChatTried = {
  token: { known: { team: 'Shop', wanted: ['chat:write'], scopes: ['commands', 'chat:write'] } },
  door: { known: { status: 200, isChallenge: true } },
};
const chat: ChatFacts = {
  secret: 'tocsin/slack',
  requestUrl: 'https://pager.example.com/v1/chat/slack',
  keys: { known: tried },
};
const roomFacts = (known: 'absent' | 'malformed' | 'elsewhere' | 'there'): RoomFacts => ({
  ...{ name: 'ops', kind: 'discord', secret: 'tocsin/discord', address: { known } },
});
const secondsAgo = (seconds: number) => addSeconds(now, -seconds);
const after: AfterFacts = {
  region: { known: 'eu-west-1' },
  stack: { known: { name: 'Tocsin', status: 'UPDATE_COMPLETE' } },
  concurrency: { known: 1000 },
  texts: { known: texts },
  phones: { known: ['+447700900101', '+15555550101'] },
  mail,
  subscriptions: { known: { confirmed: ['ana@example.com'], pending: [] } },
  operationsTopic: { known: { arn: 'arn:ops', confirmed: ['ops@example.com'], pending: [] } },
  heartbeat: { known: instant('2026-11-23T02:13:10Z') },
  api: { known: { now, timeZoneData: '2026c' } },
  timeZoneData: '2026c',
  coverage: { known: { problems: 0, warnings: 1 } },
  integrations: { known: { count: 2, silent: [] } },
  push: { known: undefined },
  chat: { known: chat },
  rooms: { known: [roomFacts('there')] },
  statusPageFiles: { known: { bucket: 'page', written: { known: secondsAgo(60) } } },
  statusPage: {
    known: {
      isOpen: true,
      served: { address: 'https://status.example.com', answered: { known: 200 } },
    },
  },
};

const notOk = (found: readonly Checkup[]) =>
  found.filter(({ state }) => state !== 'ok').map(({ check, state }) => `${check} ${state}`);
const only = (found: readonly Checkup[]) => found.find(({ state }) => state !== 'ok');

test('an account in which all is well has nothing to mend, before and after', () => {
  expect(notOk(beforeDeploy(before))).toEqual([]);
  expect(notOk(afterDeploy(after))).toEqual([]);
  expect(isSound(afterDeploy(after), true)).toBe(true);
});

test('what cannot be asked is said with the reason, for each question, and is no problem', () => {
  const asked = Object.keys(before).filter(
    name => !['node', 'mail', 'caller', 'region'].includes(name),
  );
  for (const name of asked) {
    const found = beforeDeploy({ ...before, [name]: unknown });
    const states = found.filter(({ state }) => state !== 'ok');
    expect([name, states.length > 0]).toEqual([name, true]);
    for (const { check, state, text } of states) {
      const what = check.replaceAll('-', ' ');
      expect([state, text]).toEqual(['unknown', `${what} could not be asked: AccessDenied: no`]);
    }
    // Of one cause there may be many.
    expect(new Set(states.map(({ text }) => text)).size).toBe(states.length);
    expect(isSound(found, false)).toBe(true);
    expect(isSound(found, true)).toBe(false);
  }
  for (const name of Object.keys(after).filter(
    // Whose numbers are not known is judged as if they needed all.
    name => !['timeZoneData', 'mail', 'region', 'phones'].includes(name),
  )) {
    const found = afterDeploy({ ...after, [name]: unknown });
    expect([name, notOk(found).length > 0]).toEqual([name, true]);
    expect(isSound(found, false)).toBe(true);
  }
});

describe('before a deploy', () => {
  test.each<[string, Partial<BeforeFacts>, string, RegExp]>([
    ['an old Node', { node: '18.20.0' }, 'node problem', /Node 20/],
    ['a Node of before its hashes at one go', { node: '20.11.1' }, 'node problem', /Node 20\.12/],
    ['no credentials', { caller: unknown }, 'credentials problem', /aws configure/],
    ['no region', { region: unknown }, 'region problem', /AWS_REGION/],
    ['ten at once', { concurrency: { known: 10 } }, 'concurrency warning', /eu-west-1.*L-B99A9384/],
    [
      'log groups of a stack that is gone',
      { logGroups: { known: ['/aws/lambda/Tocsin-on-page'] } },
      'log-groups problem',
      /aws logs delete-log-group --log-group-name \/aws\/lambda\/Tocsin-on-page/,
    ],
    [
      'logs that SNS writes already',
      { logGroups: { known: ['sns/eu-west-1/000000000000/DirectPublishToPhoneNumber'] } },
      'log-groups problem',
      /--parameters SmsStatusLogs=existing/,
    ],
    [
      'schedule groups of a stack that is gone',
      { scheduleGroups: { known: ['Tocsin'] } },
      'schedule-groups problem',
      /delete-schedule-group --name Tocsin/,
    ],
    [
      'the SMS sandbox',
      { texts: { known: { ...texts, sandbox: true } } },
      'sms-sandbox warning',
      /sns/,
    ],
    [
      'a sender that is not verified',
      { mail: { ...mail, account: { known: { isVerified: false, sandbox: false } } } },
      'ses-identity warning',
      /create-email-identity --email-identity pager@example.com/,
    ],
    [
      'a first deploy that failed',
      { stack: { known: { name: 'Tocsin', status: 'ROLLBACK_COMPLETE' } } },
      'stack problem',
      /describe-stack-events/,
    ],
  ])('%s is found, with what mends it', (_what, change, expected, mend) => {
    const found = beforeDeploy({ ...before, ...change });
    expect(notOk(found)).toEqual([expected]);
    expect(only(found)?.mend).toMatch(mend);
  });

  test('what a standing stack has made is not in its own way', () => {
    const standing = { known: { name: 'Tocsin', status: 'CREATE_COMPLETE' } };
    const made = { logGroups: { known: ['/aws/lambda/Tocsin-on-page'] } };
    expect(notOk(beforeDeploy({ ...before, stack: standing, ...made }))).toEqual([]);
  });
});

describe('after a deploy', () => {
  const of = (change: Partial<TextFacts>) => ({ texts: { known: { ...texts, ...change } } });
  const { monthlySpendLimitUsd: _, ...withoutLimit } = texts;
  const slack = (keys: 'absent' | 'malformed' | Partial<ChatTried>) => ({
    chat: {
      known: {
        ...chat,
        keys: { known: typeof keys === 'string' ? keys : { ...tried, ...keys } },
      },
    },
  });
  const answers = (status: number) => slack({ door: { known: { status, isChallenge: false } } });
  test.each<[string, Partial<AfterFacts>, string, RegExp]>([
    ['no stack', { stack: { known: undefined } }, 'stack problem', /--stack/],
    ['a region without texts', { texts: { known: 'none' } }, 'sms-region problem', /push/],
    ['the SMS sandbox', of({ sandbox: true }), 'sms-sandbox problem', /eu-west-1.*text-messaging/],
    [
      'a limit of 1 USD',
      of({ monthlySpendLimitUsd: 1 }),
      'sms-spend-limit problem',
      /MonthlySpendLimit=20/,
    ],
    [
      'no limit set, which is 1 USD',
      { texts: { known: withoutLimit } },
      'sms-spend-limit problem',
      /set-sms/,
    ],
    ['no number', of({ originations: { known: 0 } }), 'sms-origination problem', /phone-numbers/],
    [
      'no number, where none of the people lives where one is needed',
      { ...of({ originations: { known: 0 } }), phones: { known: ['+447700900101'] } },
      'sms-origination warning',
      /phone-numbers/,
    ],
    ['no delivery log', of({ areReceiptsOn: false }), 'text-receipts problem', /tocsin apply/],
    [
      'a delivery log by the role of another stack',
      of({ otherReceiptsRole: 'arn:aws:iam::000000000000:role/Other-SmsStatus' }),
      'text-receipts warning',
      /tocsin apply.*Another one in this account/,
    ],
    [
      'a mail that nobody confirmed',
      { subscriptions: { known: { confirmed: [], pending: ['bo@example.com'] } } },
      'mail-subscriptions problem',
      /Subscription Confirmation/,
    ],
    [
      'alarms that nobody hears',
      { operationsTopic: { known: { arn: 'arn:ops', confirmed: [], pending: ['o@example.com'] } } },
      'operations-topic problem',
      /sns subscribe --topic-arn arn:ops/,
    ],
    ['no heartbeat', { heartbeat: { known: undefined } }, 'heartbeat problem', /heartbeat-missing/],
    [
      'an old heartbeat',
      { heartbeat: { known: instant('2026-11-23T02:08:00Z') } },
      'heartbeat problem',
      /heartbeat-missing/,
    ],
    [
      'other time zone data',
      { timeZoneData: '2025c' },
      'time-zone-data warning',
      /tocsin coverage/,
    ],
    [
      'SES in its sandbox',
      { mail: { ...mail, account: { known: { isVerified: true, sandbox: true } } } },
      'ses-sandbox problem',
      /ses\/home/,
    ],
    [
      'holes in the duty',
      { coverage: { known: { problems: 2, warnings: 0 } } },
      'coverage problem',
      /tocsin coverage/,
    ],
    [
      'a sender that was never heard',
      { integrations: { known: { count: 2, silent: ['grafana'] } } },
      'integrations warning',
      /tocsin integrations/,
    ],
    ['no secret for Slack', slack('absent'), 'chat-secret problem', /create-secret.*tocsin:chat/],
    ['a secret with something else', slack('malformed'), 'chat-secret problem', /signingSecret/],
    [
      'a token that Slack took back',
      slack({ token: { known: { refused: 'token_revoked' } } }),
      'chat-token problem',
      /install the app again/,
    ],
    [
      'an app that may too little',
      slack({ token: { known: { team: 'Shop', wanted: ['pins:write'], scopes: [] } } }),
      'chat-scopes problem',
      /tocsin slack manifest/,
    ],
    [
      'functions with another secret',
      answers(401),
      'chat-request-url problem',
      /chat.slack.secret/,
    ],
    [
      'a secret that the functions may not read',
      answers(404),
      'chat-request-url problem',
      /tag-resource --secret-id tocsin\/slack --tags Key=tocsin:chat/,
    ],
    ['a door that is broken', answers(502), 'chat-request-url problem', /on-chat-request/],
    [
      'no secret for a room',
      { rooms: { known: [roomFacts('absent')] } },
      'room-ops problem',
      /create-secret.*tocsin:chat/,
    ],
    [
      'a secret without an address',
      { rooms: { known: [roomFacts('malformed')] } },
      'room-ops problem',
      /put the address/,
    ],
    [
      'an address of another chat',
      { rooms: { known: [roomFacts('elsewhere')] } },
      'room-ops warning',
      /kind of ops/,
    ],
    [
      'a status page that is written nowhere',
      { statusPageFiles: { known: undefined } },
      'status-page problem',
      /StatusPageBucket/,
    ],
    [
      'a bucket without a page',
      { statusPageFiles: { known: { bucket: 'page', written: { known: undefined } } } },
      'status-page-files problem',
      /tocsin apply/,
    ],
    [
      'a page that is not written any more while something is open',
      { statusPageFiles: { known: { bucket: 'page', written: { known: secondsAgo(1000) } } } },
      'status-page-files problem',
      /queue=status-page/,
    ],
    [
      'a page that does not answer where customers read it',
      {
        statusPage: {
          known: {
            isOpen: false,
            served: { address: 'https://status.example.com', answered: { known: 403 } },
          },
        },
      },
      'status-page-address problem',
      /TocsinStatusPage/,
    ],
    [
      'a page of which nobody knows where it is',
      { statusPage: { known: { isOpen: false } } },
      'status-page-address warning',
      /organisation.statusPage/,
    ],
    ['a page where the door was', answers(200), 'chat-request-url problem', /on-chat-request/],
  ])('%s is found, with what mends it', (_what, change, expected, mend) => {
    const found = afterDeploy({ ...after, ...change });
    expect(notOk(found)).toEqual([expected]);
    expect(only(found)?.mend).toMatch(mend);
    expect(isSound(found, false)).toBe(expected.endsWith('warning'));
  });
});

test('a page on which nothing is open may be as old as it is, and none is asked for where none is wanted', () => {
  const old = { bucket: 'page', written: { known: secondsAgo(1_000_000) } };
  const served = { address: 'https://status.example.com', answered: { known: 200 } };
  const quiet = {
    statusPageFiles: { known: old },
    statusPage: { known: { isOpen: false, served } },
  };
  expect(notOk(afterDeploy({ ...after, ...quiet }))).toEqual([]);
  const none = { statusPageFiles: { known: undefined }, statusPage: { known: undefined } };
  expect(notOk(afterDeploy({ ...after, ...none }))).toEqual([]);
});

describe('chat', () => {
  const checked = (facts: AfterFacts['chat']) =>
    afterDeploy({ ...after, chat: facts }).filter(({ check }) => check.startsWith('chat'));

  test('that nobody set up is said to be skipped', () => {
    expect(checked({ known: undefined })).toEqual([
      { check: 'chat', state: 'ok', text: 'no chat is set up, so none is looked at' },
    ]);
  });

  test('whose secret, token, scopes or door cannot be asked says so of each', () => {
    expect(notOk(checked({ known: { ...chat, keys: unknown } }))).toEqual(['chat-secret unknown']);
    const nothing = { known: { token: unknown, door: unknown } };
    expect(notOk(checked({ known: { ...chat, keys: nothing } }))).toEqual([
      'chat-token unknown',
      'chat-request-url unknown',
    ]);
    const silent = { ...tried, token: { known: { team: 'Shop', wanted: ['pins:write'] } } };
    expect(notOk(checked({ known: { ...chat, keys: { known: silent } } }))).toEqual([
      'chat-scopes unknown',
    ]);
  });
});

describe('a page to oneself', () => {
  const page = (...pages: { channel: string; status: string; detail?: string }[]) =>
    pageCheckups({ known: { incident: 'INC-2026-001', pages } });

  test('that arrived is well', () => {
    expect(
      notOk(page({ channel: 'sms', status: 'delivered' }, { channel: 'email', status: 'sent' })),
    ).toEqual([]);
  });

  test('of which no carrier has said anything is a finding: the canary of the receipts', () => {
    expect(notOk(page({ channel: 'sms', status: 'sent' }))).toEqual(['page-sms problem']);
  });

  test('that failed says why', () => {
    const [found] = page({ channel: 'sms', status: 'failed', detail: 'opted out' });
    expect(found).toMatchObject({ state: 'problem', text: expect.stringContaining('opted out') });
  });

  test('that went to nobody, or could not be sent, is told', () => {
    expect(notOk(page())).toEqual(['page problem']);
    expect(notOk(pageCheckups(unknown))).toEqual(['page unknown']);
  });
});
