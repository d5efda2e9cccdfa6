import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { openIdIssuer } from '#adapters/outside/open-id.ts';
import type { OutsideCall } from '#adapters/outside/outside-call.ts';
import { api } from '#app/api/api.ts';
import { authenticateCaller, authenticateSession } from '#app/api/authenticate.ts';
import type { Operations } from '#app/api/operation.ts';
import type { SignInDoors } from '#app/api/sign-in-doors.ts';
import { sessionOperations, signInByCode } from '#app/setup/sign-in.ts';
import { signInByOpenId } from '#app/setup/sign-in-open-id.ts';
import type { OperationId } from '#contract/api.ts';
import { sha256, sha256Base64url } from '#core/digest.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import { memorySessions, memorySignInCodes } from '../../support/memory/memory-sessions.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { memoryTextCap } from '../../support/memory/memory-text-cap.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const issuer = 'https://id.example.com/pool';
const clientId = 'console';
const fromUs = {
  host: 'console.example.com',
  origin: 'https://console.example.com',
  'sec-fetch-site': 'same-origin',
  'tocsin-via': 'console',
};
const keys = await generateKeyPair('RS256');
const strangers = await generateKeyPair('RS256');
const publicJwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };

interface Town {
  settings?: object;
  /** What the issuer says of somebody; `undefined` takes a claim away. */
  claims?: Record<string, unknown>;
  signs?: (payload: JWTPayload) => Promise<string> | string;
  /** What is different of its own settings. */
  says?: object;
  later?: number;
  /** Which keys it shows. */
  shows?: object[];
  broken?: 'token' | 'keys' | 'discovery' | 'gone';
}

/** An issuer as small as one can be, a console that asks it, and the browser between them. */
function town(options: Town = {}) {
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  const apply = (settings: object) => {
    const openId = { issuer, clientId, ...settings };
    const parsed = parseDirectory({ ...team, signIn: { openId } });
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    configuration.put(parsed.directory);
  };
  apply(options.settings ?? {});
  const roster = memoryRoster();
  const sessions = memorySessions();
  const logged: string[] = [];
  const posted: URLSearchParams[] = [];
  const calls: string[] = [];
  const codes = new Map<string, { nonce: string; challenge: string; redirect: string }>();
  let clock: Instant = start;
  let drawn = 0;
  const now = () => clock;

  const signed = (payload: JWTPayload) =>
    options.signs?.(payload) ??
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(keys.privateKey);

  const call: OutsideCall = async (method, url, _headers, body) => {
    const ok = (value: object, status = 200) => ({
      ...{ status, headers: {}, body: JSON.stringify(value) },
    });
    calls.push(`${method} ${url.pathname}`);
    const { broken } = options;
    if (broken === 'gone') throw new Error('ETIMEDOUT');
    switch (`${method} ${url.pathname}`) {
      case 'GET /pool/.well-known/openid-configuration':
        return broken === 'discovery'
          ? { status: 200, headers: {}, body: '<p>Hello</p>' }
          : ok({
              ...{ issuer, authorization_endpoint: 'https://id.example.com/authorize?tenant=1' },
              ...{ token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` },
              ...options.says,
            });
      case 'GET /pool/keys':
        return broken === 'keys' ? ok({}, 500) : ok({ keys: options.shows ?? [publicJwk] });
      case 'POST /pool/token': {
        const form = new URLSearchParams(String(body));
        posted.push(form);
        const code = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const isProved =
          code !== undefined &&
          sha256Base64url(form.get('code_verifier') ?? '') === code.challenge &&
          form.get('redirect_uri') === code.redirect;
        if (!isProved || broken === 'token') return ok({ error: 'invalid_grant' }, 400);
        const seconds = Math.floor(epochMs(clock) / 1000);
        const claims = {
          ...{ iss: issuer, aud: clientId, sub: 'u-1', iat: seconds, exp: seconds + 300 },
          ...{ nonce: code.nonce, email: 'ana@example.com', email_verified: true },
          ...options.claims,
        };
        const given = Object.entries(claims).filter(([, value]) => value !== undefined);
        const token = await signed(Object.fromEntries(given));
        clock = addSeconds(clock, options.later ?? 0);
        return ok({ id_token: token, token_type: 'Bearer' });
      }
      default:
        return ok({}, 404);
    }
  };

  const asked = openIdIssuer({
    ...{ call, now },
    clientSecret: async ({ secret }) => (secret === undefined ? undefined : 'client-secret'),
    log: (_level, message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`),
  });
  const begun = memorySignInCodes();
  const byCode = signInByCode({
    ...{ configuration, roster, sessions, now, codes: begun },
    ...{ sendSms: async () => ({ sent: true }), sendEmail: async () => ({ sent: true }) },
    ...{ mayText: memoryTextCap(), newCode: () => '123456', newToken: () => 'token' },
    ...{ waitUntil: async () => {}, log: () => {} },
  });
  const openId = signInByOpenId({
    ...{ configuration, roster, sessions, now, issuer: asked },
    codes: begun,
    newToken: () => `token-${String(++drawn).padStart(12, '0')}`,
    log: (_level, message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`),
  });
  const answer = api({
    authenticate: authenticateCaller({ configuration, adminTokenSha256: sha256('admin') }),
    authenticateSession: authenticateSession({ configuration, sessions, now }),
    operations: sessionOperations({
      configuration,
      sessions,
      issuer: asked,
      now,
    }) as Operations<OperationId>,
    signIn: { ...byCode, ...openId } as SignInDoors,
    now,
  });
  async function ask(method: string, path: string, body?: unknown, headers: object = fromUs) {
    const told = await answer({
      ...{ method, path, query: {} },
      headers: headers as Record<string, string>,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const cookie = told.headers?.['set-cookie'];
    return { status: told.status, json: JSON.parse(told.body), cookie };
  }
  /** The person says who they are; the issuer sends the browser back. */
  function atIssuer(url: string): { state: string; code: string } {
    const { searchParams: asked } = new URL(url);
    const code = `code-${codes.size + 1}-${asked.get('state')}`;
    codes.set(code, {
      nonce: asked.get('nonce') ?? '',
      challenge: asked.get('code_challenge') ?? '',
      redirect: asked.get('redirect_uri') ?? '',
    });
    return { state: asked.get('state') ?? '', code };
  }
  const begin = async () => (await ask('POST', '/v1/sign-in/issuer', {})).json;
  const back = (given: object) => ask('POST', '/v1/sign-in/issuer/back', given);
  async function signsIn() {
    const { signIn, url } = await begin();
    return back({ signIn, ...atIssuer(url) });
  }
  const passes = (seconds: number) => {
    clock = addSeconds(clock, seconds);
  };
  return {
    ...{ ask, begin, back, atIssuer, signsIn, begun },
    ...{ logged, posted, calls, passes, sessions, roster },
  };
}

describe('a sign-in by an issuer', () => {
  test('is offered by its name, and asks for a code with PKCE, state and nonce at the page that the issuer names', async () => {
    const { ask, begin } = town();
    const { json } = await ask('GET', '/v1/sign-in', undefined, { host: fromUs.host });
    expect(json).toEqual({ codes: true, issuer: 'id.example.com' });
    const url = new URL((await begin()).url);
    expect(`${url.origin}${url.pathname}`).toBe('https://id.example.com/authorize');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ tenant: '1', response_type: 'code', client_id: clientId, scope: 'openid email' },
      ...{ redirect_uri: 'https://console.example.com/sign-in/back' },
      ...{ code_challenge_method: 'S256', code_challenge: expect.stringMatching(/^[\w-]{43}$/) },
      ...{
        state: expect.stringMatching(/^[\w-]{43}$/),
        nonce: expect.stringMatching(/^[\w-]{43}$/),
      },
    });
  });

  test('lets in whoever of the team has the address, with a cookie as a code does', async () => {
    const { signsIn, ask } = town();
    const { status, json, cookie } = await signsIn();
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: 'ana',
      scopes: ['read', 'respond'],
      session: { way: 'open-id' },
    });
    expect(cookie).toMatch(/^__Host-tocsin=.*HttpOnly; SameSite=Strict; Secure/);
    const own = { ...fromUs, cookie: cookie?.split(';')[0] ?? '' };
    expect((await ask('GET', '/v1/session', undefined, own)).json).toMatchObject({ id: 'ana' });
    await ask('DELETE', '/v1/session', undefined, own);
    expect((await ask('GET', '/v1/session', undefined, own)).status).toBe(401);
  });

  test.each<[string, Town, string | undefined]>([
    [
      'where it names a place for that',
      { says: { end_session_endpoint: 'https://id.example.com/logout?tenant=1' } },
      'https://id.example.com/logout?tenant=1&client_id=console',
    ],
    ['nowhere when it names none', {}, undefined],
    [
      'nowhere when that is not https',
      { says: { end_session_endpoint: 'http://id.example.com/' } },
      undefined,
    ],
  ])('is ended here, and at the issuer %s', async (_, options, issuerUrl) => {
    const { signsIn, ask } = town(options);
    const { cookie } = await signsIn();
    const own = { ...fromUs, cookie: cookie?.split(';')[0] ?? '', 'x-forwarded-proto': 'https' };
    const out = await ask('DELETE', '/v1/session', undefined, own);
    expect(out.json).toEqual({ sessions: [], ...(issuerUrl && { issuerUrl }) });
    expect((await ask('GET', '/v1/session', undefined, own)).status).toBe(401);
  });

  test('is ended here also while the issuer does not answer', async () => {
    const options: Town = {};
    const { signsIn, ask } = town(options);
    const { cookie } = await signsIn();
    options.broken = 'gone';
    const own = { ...fromUs, cookie: cookie?.split(';')[0] ?? '' };
    expect((await ask('DELETE', '/v1/session', undefined, own)).status).toBe(200);
    expect((await ask('GET', '/v1/session', undefined, own)).status).toBe(401);
  });

  test('sends the client secret only where one is configured, and the verifier always', async () => {
    const open = town();
    await open.signsIn();
    expect(open.posted[0]?.has('client_secret')).toBe(false);
    expect(open.posted[0]?.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/sso-AbCdEf';
    const confidential = town({ settings: { secret } });
    expect((await confidential.signsIn()).status).toBe(200);
    expect(confidential.posted[0]?.get('client_secret')).toBe('client-secret');
  });

  test.each<[string, string[] | string | undefined, object]>([
    ['admins', ['pager-admins'], { scopes: ['read', 'respond', 'admin'] }],
    ['responders', ['pager', 'others'], { scopes: ['read', 'respond'] }],
    ['lookers', 'lookers', { scopes: ['read'] }],
    ['others', ['others'], { reason: 'not-let-in' }],
    ['nobody', undefined, { reason: 'not-let-in' }],
  ])(
    'gives %s what their groups say, whatever the file says of them',
    async (_, groups, expected) => {
      const { signsIn } = town({
        settings: {
          groupsClaim: 'cognito:groups',
          groups: { admin: ['pager-admins'], respond: ['pager'], read: ['lookers'] },
        },
        claims: { 'cognito:groups': groups },
      });
      expect((await signsIn()).json).toMatchObject(expected);
    },
  );
});

const forged: [string, Town][] = [
  [
    'signed by a stranger',
    {
      signs: p =>
        new SignJWT(p).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(strangers.privateKey),
    },
  ],
  ['not signed at all', { signs: p => `${part({ alg: 'none' })}.${part(p)}.` }],
  [
    'signed with the public key as if it were a shared word',
    {
      signs(p) {
        const text = `${part({ alg: 'HS256', kid: 'one' })}.${part(p)}`;
        const by = JSON.stringify(publicJwk);
        return `${text}.${createHmac('sha256', by).update(text).digest('base64url')}`;
      },
    },
  ],
  ['no token', { signs: () => 'nonsense' }],
  ['of another issuer', { claims: { iss: 'https://evil.example.com' } }],
  ['for another audience', { claims: { aud: 'another' } }],
  ['for several, and made for another', { claims: { aud: [clientId, 'another'], azp: 'another' } }],
  ['for several, without a word for whom', { claims: { aud: [clientId, 'another'] } }],
  ['of another sign-in', { claims: { nonce: 'another' } }],
  ['without a nonce', { claims: { nonce: undefined } }],
  ['without an end', { claims: { exp: undefined } }],
  ['over', { later: 420 }],
  ['of long ago', { claims: { iat: Math.floor(epochMs(start) / 1000) - 3600 } }],
  ['not to be had', { broken: 'token' }],
  ['of keys that cannot be had', { broken: 'keys' }],
];

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('nobody is let in by a token', () => {
  test.each(forged)('%s', async (_, options) => {
    const { signsIn, logged } = town(options);
    const { status, json, cookie } = await signsIn();
    expect(status).toBe(409);
    expect(json.reason).toBe('not-believed');
    expect(cookie).toBeUndefined();
    // Whoever administers finds why, and nothing that opens anything.
    expect(logged).toHaveLength(1);
    expect(logged[0]).not.toMatch(/code-1|eyJ/);
    expect(json.detail).not.toMatch(/JWT|signature|audience|nonce/i);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['whose address is not verified', { email_verified: false }, 'does not vouch'],
    ['that says nothing of it', { email_verified: undefined }, 'does not vouch'],
    ['without an address', { email: undefined }, 'no e-mail address'],
    ['of somebody who is not of the team', { email: 'eve@example.com' }, 'Nobody of the team'],
  ])('%s', async (_, claims, words) => {
    const { json, cookie } = await town({ claims }).signsIn();
    expect(json).toMatchObject({ reason: 'not-let-in', detail: expect.stringContaining(words) });
    expect(cookie).toBeUndefined();
  });

  test('whose address one of the team had before', async () => {
    const { signsIn, roster } = town({ claims: { email: 'first@example.com' } });
    await roster.putContact({
      ...{ person: 'ana', channel: 'email', address: 'first@example.com', state: 'verified' },
      ...{ enteredBy: 'configuration', at: start },
    });
    expect((await signsIn()).json.detail).toContain('Nobody of the team');
  });

  test('whose address has a letter that becomes another one in small: no mailbox is its look-alike', async () => {
    // The Kelvin sign is a k in small, and in no address.
    const options: Town = { claims: { email: '\u212Aay@example.com' } };
    const { signsIn, roster } = town(options);
    await roster.putContact({
      ...{ person: 'ana', channel: 'email', address: 'kay@example.com', state: 'verified' },
      ...{ enteredBy: 'person', at: start },
    });
    expect((await signsIn()).json.detail).toContain('Nobody of the team');
    options.claims = { email: 'Kay@EXAMPLE.com' };
    expect((await signsIn()).status).toBe(200);
  });

  test('whose address two of the team have', async () => {
    const { signsIn, roster } = town();
    await roster.putContact({
      ...{ person: 'bo', channel: 'email', address: 'ana@example.com', state: 'verified' },
      ...{ enteredBy: 'person', at: start },
    });
    expect((await signsIn()).json.detail).toContain('Several of the team');
  });
});

describe('a sign-in that was begun elsewhere', () => {
  test('is not ended here: another state, another name, a code that was used', async () => {
    const { begin, back, atIssuer } = town();
    const [mine, theirs] = [await begin(), await begin()];
    const came = atIssuer(theirs.url);
    expect((await back({ signIn: mine.signIn, ...came })).json.reason).toBe('other-sign-in');
    // A code of theirs under a name of mine has another verifier.
    const { state } = atIssuer(mine.url);
    const stolen = { signIn: mine.signIn, state, code: came.code };
    expect((await back(stolen)).json.reason).toBe('not-believed');
    const again = await begin();
    const own = { signIn: again.signIn, ...atIssuer(again.url) };
    expect((await back(own)).status).toBe(200);
    expect((await back(own)).json.reason).toBe('other-sign-in');
  });

  test('by a foreign page is neither begun nor ended', async () => {
    const { ask } = town();
    const foreign = { ...fromUs, origin: 'https://evil.example.com' };
    expect((await ask('POST', '/v1/sign-in/issuer', {}, foreign)).status).toBe(403);
    const given = { signIn: 'a', state: 'b', code: 'c' };
    expect((await ask('POST', '/v1/sign-in/issuer/back', given, foreign)).status).toBe(403);
  });
});

describe('an issuer', () => {
  test('is asked nothing by whoever made up their sign-in, or brings back one that is over', async () => {
    const { back, begin, atIssuer, passes, calls } = town();
    const signIn = 'made-up-by-a-stranger';
    const state = sha256Base64url(`state\n${signIn}`);
    expect((await back({ signIn, state, code: 'x' })).json.reason).toBe('other-sign-in');
    expect(calls).toEqual([]);
    const { signIn: late, url } = await begin();
    passes(3600);
    expect((await back({ signIn: late, ...atIssuer(url) })).json.reason).toBe('other-sign-in');
    expect(calls.filter(each => each.startsWith('POST'))).toEqual([]);
  });

  test('is no code that was sent: nobody has wrong ones counted by it, after which none is taken', async () => {
    const { ask, begin, begun } = town();
    const { signIn } = await begin();
    const asked = { signIn: `issuer\n${signIn}`, code: '123456' };
    await ask('POST', '/v1/sign-in', asked);
    expect(await begun.wrongs(start)).toBe(0);
  });

  test('says where it is and shows its keys once for many sign-ins, and again after a while', async () => {
    const { signsIn, passes, calls } = town();
    for (const _ of [1, 2, 3]) expect((await signsIn()).status).toBe(200);
    const asked = (what: string) => calls.filter(each => each.endsWith(what)).length;
    expect([asked('openid-configuration'), asked('/keys'), asked('/token')]).toEqual([1, 1, 3]);
    passes(600);
    expect((await signsIn()).status).toBe(200);
    expect([asked('openid-configuration'), asked('/keys')]).toEqual([2, 2]);
  });

  test('that does not answer is waited for by one of many who begin, and asked again soon', async () => {
    const options: Town = { broken: 'gone' };
    const { begin, signsIn, passes, calls } = town(options);
    for (const _ of [1, 2, 3]) expect((await begin()).reason).toBe('issuer-unreachable');
    expect(calls).toHaveLength(1);
    delete options.broken;
    passes(10);
    expect((await signsIn()).status).toBe(200);
  });

  test('is asked for its keys by no code that it does not know, and at once where it signs with a new one', async () => {
    const options: Town = { broken: 'token' };
    const { signsIn, calls } = town(options);
    expect((await signsIn()).json.reason).toBe('not-believed');
    expect(calls.filter(each => each.endsWith('/keys'))).toEqual([]);
    delete options.broken;
    options.shows = [{ ...publicJwk, kid: 'old' }];
    expect((await signsIn()).json.reason).toBe('not-believed');
    options.shows = [publicJwk];
    expect((await signsIn()).status).toBe(200);
  });

  test.each<[string, Town]>([
    ['that does not answer', { broken: 'gone' }],
    ['that answers with something else', { broken: 'discovery' }],
    ['that calls itself otherwise', { says: { issuer: 'https://evil.example.com' } }],
    ['whose page is not https', { says: { authorization_endpoint: 'http://id.example.com/a' } }],
    ['whose page is no address', { says: { authorization_endpoint: 'javascript' } }],
  ])('%s is said to be out of reach, and nobody is sent anywhere', async (_, options) => {
    const { begin } = town(options);
    expect(await begin()).toMatchObject({ reason: 'issuer-unreachable' });
  });
});
