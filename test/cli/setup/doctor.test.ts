import { describe, expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { slackManifest } from '#core/communication/chat/manifest.ts';
import { signatureFault } from '#core/communication/chat/signature.ts';
import type { AccountFacts } from '#core/setup/doctor.ts';
import { instant } from '#core/time/instant.ts';
import { type Answers, fakeApi } from '../fake-api.ts';
import { run, type Situation } from '../run.ts';

const texts = {
  known: {
    ...{ sandbox: false, verified: [], monthlySpendLimitUsd: 50 },
    ...{ originations: { known: 1 }, areReceiptsOn: true },
  },
};
const ofAccount = { region: { known: 'us-east-1' }, concurrency: { known: 1000 }, texts };
const account: AccountFacts = {
  secret: async () => ({ known: undefined }),
  before: async from => ({
    ...ofAccount,
    caller: { known: `arn of somebody, mail from ${from}` },
    stack: { known: undefined },
    logGroups: { known: [] },
    scheduleGroups: { unknown: 'AccessDeniedException: not yours' },
  }),
  after: async now => ({
    ...ofAccount,
    stack: { known: { name: 'Tocsin', status: 'CREATE_COMPLETE' } },
    subscriptions: { known: { confirmed: [], pending: [] } },
    operationsTopic: { known: { arn: 'arn:ops', confirmed: ['you@example.com'], pending: [] } },
    heartbeat: { known: now },
    statusPageFiles: { known: undefined },
  }),
};
const time = instant('2026-11-23T02:14:00.000Z');
const well: Answers = {
  health: () => ({ status: 'ok', time, timeZoneData: '2026c' }),
  coverage: () => ({ from: time, until: time, findings: [] }),
  listIntegrations: () => ({
    address: 'https://tocsin.example.com',
    integrations: [{ name: 'grafana', source: 'grafana', firstAt: time }],
  }),
};

async function doctor(words: string[], answers: Answers = {}, situation: Situation = {}) {
  await using api = await fakeApi({ ...well, ...answers });
  const env = { TOCSIN_URL: api.url, ...situation.env };
  const ran = await run(['doctor', ...words], { account, ...situation, env });
  expect(api.violations).toEqual([]);
  return { ...ran, url: api.url, asked: api.requests.map(({ operation }) => operation) };
}

describe('before a deploy', () => {
  test('AWS is asked and nothing of Tocsin; what cannot be asked is said', async () => {
    const ran = await doctor(['--before', '--ses-from=pager@example.com']);
    expect(ran).toMatchObject({ exitCode: 0, asked: [], accounts: [{ stack: 'Tocsin' }] });
    expect(ran.out).toContain('arn of somebody, mail from pager@example.com');
    expect(ran.out).toMatch(
      /unknown +schedule groups could not be asked: AccessDeniedException: not yours/,
    );
    expect((await doctor(['--before', '--strict'])).exitCode).toBe(1);
  });

  test('an old Node is a problem, with what mends it, and the exit code says so', async () => {
    const ran = await doctor(['--before', '--json'], {}, { node: '18.1.0' });
    expect(ran.exitCode).toBe(1);
    const { sound, findings } = JSON.parse(ran.out);
    expect(sound).toBe(false);
    expect(findings).toContainEqual({
      check: 'node',
      state: 'problem',
      text: 'Node 18.1.0 is too old',
      mend: expect.stringContaining('nodejs.org'),
    });
  });
});

describe('after a deploy', () => {
  test('the account and the API are asked, and well is well', async () => {
    const ran = await doctor(['--stack=Pager']);
    expect(ran).toMatchObject({
      exitCode: 0,
      error: '',
      asked: ['health', 'coverage', 'listIntegrations', 'showConfiguration'],
    });
    expect(ran.accounts).toEqual([
      {
        stack: 'Pager',
        standIn: { endpoint: ran.url, region: 'us-east-1', accessKeyId: 'tocsin-doctor' },
      },
    ]);
  });

  test('mail that waits for a word is a problem of those whom tocsin.yaml names, and not of whoever asked', async () => {
    const people = { bo: { name: 'Bo', email: 'Bo@example.com' } };
    const known = { confirmed: [], pending: ['bo@example.com', 'stranger@example.com'] };
    const asked = (document: object) =>
      doctor(
        [],
        { showConfiguration: () => ({ version: 1, document: { ...document } }) },
        {
          account: {
            ...account,
            after: async now => ({ ...(await account.after(now)), subscriptions: { known } }),
          },
        },
      );
    const [ours, strangers] = [await asked({ people }), await asked({})];
    expect([ours.exitCode, strangers.exitCode]).toEqual([1, 0]);
    expect(ours.out).toContain('mail does not reach bo@example.com:');
    expect(strangers.out).not.toContain('stranger');
  });

  test('what a later release configures is not known, and keeps nothing else from being said', async () => {
    const rooms = [{ name: 'ops', kind: 'a-chat-to-come', secret: 'arn:aws:secretsmanager:x' }];
    const ran = await doctor([], {
      showConfiguration: () => ({ version: 1, document: { chat: { rooms } } }),
    });
    expect(ran).toMatchObject({ exitCode: 0, error: '' });
    expect(ran.out).toMatch(/unknown +rooms could not be asked: this command is too old for it/);
    expect(ran.out).toContain('the API answers');
  });

  test('who never sent an alert that was understood is named', async () => {
    const ran = await doctor([], {
      listIntegrations: () => ({
        address: 'https://tocsin.example.com',
        integrations: [
          { name: 'grafana', source: 'grafana', firstAt: time },
          { name: 'nightly', source: 'generic' },
        ],
      }),
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toMatch(/warning +no alert of nightly was understood yet/);
  });

  test('another stand-in for AWS that somebody named is the one that is asked', async () => {
    const { accounts } = await doctor(
      [],
      {},
      { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' } },
    );
    expect(accounts).toEqual([{ stack: 'Tocsin' }]);
  });

  test('an API that does not answer is a finding beside the others, no crash', async () => {
    const env = { TOCSIN_URL: 'http://127.0.0.1:9' };
    const ran = await doctor(['--json'], {}, { env });
    const { findings } = JSON.parse(ran.out) as { findings: { check: string; state: string }[] };
    const of = (state: string) => findings.filter(each => each.state === state);
    expect(of('unknown').map(({ check }) => check)).toEqual([
      ...[
        'api',
        'time-zone-data',
        'coverage',
        'integrations',
        'push',
        'chat',
        'rooms',
        'status-page',
      ],
    ]);
    expect(of('ok').length).toBeGreaterThan(5);
  });
});

describe('chat', () => {
  const configured: Answers = {
    showConfiguration: () => ({ version: 1, document: { chat: { slack: { secret: arn } } } }),
  };
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/slack-AbCdEf';
  const keys = JSON.stringify({ token: 'xoxb-1', signingSecret: 'ours' });

  async function checked(slack: (request: Request) => Response, text: string | undefined = keys) {
    const knocks: Request[] = [];
    const secrets: string[] = [];
    const ran = await doctor(['--json'], configured, {
      account: {
        ...account,
        async secret(name) {
          secrets.push(name);
          return { known: text };
        },
      },
      async fetch(input, init) {
        const request = new Request(input, init);
        if (!/slack/.test(request.url)) return fetch(request);
        knocks.push(request.clone());
        return slack(request);
      },
    });
    const { findings } = JSON.parse(ran.out) as { findings: { check: string; state: string }[] };
    const found = findings.filter(({ check }) => check.startsWith('chat'));
    return {
      ...{ ran, knocks, secrets },
      found: found.map(({ check, state }) => `${check} ${state}`),
    };
  }
  const well = (scopes: string) => (request: Request) =>
    request.url.endsWith('auth.test')
      ? Response.json({ ok: true, team: 'Shop' }, { headers: { 'x-oauth-scopes': scopes } })
      : Response.json({ challenge: 'tocsin-doctor' });

  test('is tried by what the secret holds, at Slack and at our own door, and nothing of it is shown', async () => {
    const scopes = slackManifest('https://example.com').oauth_config.scopes.bot.join(', ');
    const { ran, found, knocks, secrets } = await checked(well(scopes));
    expect(found).toEqual([
      ...['chat-secret ok', 'chat-token ok', 'chat-scopes ok', 'chat-request-url ok'],
    ]);
    expect(secrets).toEqual([arn]);
    const [slack, door] = knocks;
    expect(slack?.headers.get('authorization')).toBe('Bearer xoxb-1');
    const signed = {
      timestamp: door?.headers.get('x-slack-request-timestamp') ?? undefined,
      signature: door?.headers.get('x-slack-signature') ?? undefined,
      body: (await door?.text()) ?? '',
    };
    expect(signatureFault(signed, 'ours', time)).toBeUndefined();
    expect(ran.out).not.toMatch(/xoxb-1|ours/);
  });

  test('that refuses, lacks a right or is not there is a finding each', async () => {
    expect((await checked(well('commands'))).found).toContain('chat-scopes problem');
    const refuses = () => Response.json({ ok: false, error: 'invalid_auth' }, { status: 200 });
    expect((await checked(refuses)).found).toEqual([
      ...['chat-secret ok', 'chat-token problem', 'chat-request-url problem'],
    ]);
    const hidden = () => {
      throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') });
    };
    const { ran, found } = await checked(hidden);
    expect(found).toEqual([
      ...['chat-secret ok', 'chat-token unknown', 'chat-request-url unknown'],
    ]);
    expect(ran.out).toContain('ENOTFOUND');
    const busy = () => new Response('<p>busy</p>', { status: 429 });
    expect((await checked(busy)).found).toContain('chat-token unknown');
    expect((await checked(well(''), 'xoxb-1')).found).toEqual(['chat-secret problem']);
  });
});

describe('a page to oneself', () => {
  const report = { ...examples.drillReport.answer, pages: [] };
  const page = { person: 'ana', name: 'Ana', channel: 'sms' };

  test('is waited for, and told by channel', async () => {
    let looks = 0;
    const { exitCode, out, asked, pauses } = await doctor(['--page-me=ana'], {
      drillReport: () => ({
        ...report,
        pages: [{ ...page, status: ++looks < 3 ? 'sent' : 'delivered' }],
      }),
    });
    expect(exitCode).toBe(0);
    expect(out).toContain('the sms to you arrived');
    expect(asked.filter(each => each === 'testPage')).toHaveLength(1);
    expect(pauses).toHaveLength(2);
  });

  test('without a word from a carrier within a minute is a problem', async () => {
    const { exitCode, out, pauses } = await doctor(['--page-me=ana'], {
      drillReport: () => ({ ...report, pages: [{ ...page, status: 'sent' }] }),
    });
    expect(exitCode).toBe(1);
    expect(out).toContain('no carrier has said');
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(60_000);
  });

  test('needs to know whom', async () => {
    expect((await doctor(['--page-me'])).exitCode).toBe(2);
    const env = { TOCSIN_PERSON: 'ana' };
    const pages = () => ({ ...report, pages: [{ ...page, status: 'failed' as const }] });
    expect((await doctor(['--page-me'], { drillReport: pages }, { env })).exitCode).toBe(1);
  });
});
