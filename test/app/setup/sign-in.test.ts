import { describe, expect, test } from 'vitest';
import { api } from '#app/api/api.ts';
import { authenticateCaller, authenticateSession } from '#app/api/authenticate.ts';
import type { Operations } from '#app/api/operation.ts';
import { setCookie, tokenOf } from '#app/api/session-cookie.ts';
import { sessionOperations, signInByCode, startSession } from '#app/setup/sign-in.ts';
import { signInByOpenId } from '#app/setup/sign-in-open-id.ts';
import type { OperationId } from '#contract/api.ts';
import { sha256 } from '#core/digest.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import { memorySessions, memorySignInCodes } from '../../support/memory/memory-sessions.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { memoryTextCap } from '../../support/memory/memory-text-cap.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const ours = 'https://console.example.com';
/** As a browser sends it from one of our own pages. */
const fromUs = {
  host: 'console.example.com',
  origin: ours,
  'sec-fetch-site': 'same-origin',
  'tocsin-via': 'console',
};

function house() {
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  const apply = (document: unknown) => {
    const parsed = parseDirectory(document);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    configuration.put(parsed.directory);
  };
  apply(team);
  const roster = memoryRoster();
  const sessions = memorySessions();
  const sent: { to: string; text: string }[] = [];
  const waits: Instant[] = [];
  const errors: string[] = [];
  let clock: Instant = start;
  let drawn = 0;
  const now = () => clock;
  const newToken = () => `token-${String(++drawn).padStart(12, '0')}`;
  const by = (field: 'subject' | 'text') => async (to: string, what: unknown) => {
    sent.push({ to, text: typeof what === 'string' ? what : String((what as never)[field]) });
    return { sent: true } as const;
  };
  const issuer = {
    addressOf: async () => undefined,
    endOf: async () => undefined,
    identify: async () => undefined,
  };
  const answer = api({
    authenticate: authenticateCaller({ configuration, adminTokenSha256: sha256('admin') }),
    authenticateSession: authenticateSession({ configuration, sessions, now }),
    operations: sessionOperations({
      configuration,
      sessions,
      issuer,
      now,
    }) as Operations<OperationId>,
    signIn: {
      ...signInByOpenId({
        ...{ configuration, roster, sessions, issuer, newToken, now },
        codes: memorySignInCodes(),
        log: () => {},
      }),
      ...signInByCode({
        ...{ configuration, roster, sessions, newToken, now },
        codes: memorySignInCodes(),
        sendSms: by('text'),
        sendEmail: by('subject'),
        mayText: memoryTextCap(),
        newCode: () => '123456',
        waitUntil: async at => void waits.push(at),
        log: (level, message) => void (level === 'error' && errors.push(message)),
      }),
    },
    now,
  });
  async function ask(method: string, path: string, body?: unknown, headers: object = fromUs) {
    const told = await answer({
      ...{ method, path },
      headers: headers as Record<string, string>,
      query: {},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return {
      status: told.status,
      json: told.body === '' ? undefined : JSON.parse(told.body),
      cookie: told.headers?.['set-cookie'],
      etag: told.headers?.etag,
    };
  }
  const verifies = (
    person: string,
    channel: 'sms' | 'email',
    address: string,
    enteredBy: 'configuration' | 'person' = 'configuration',
  ) =>
    roster.putContact({
      ...{ person, channel, address, enteredBy },
      ...({ state: 'verified', at: start } as const),
    });
  const entered = async (address = 'ana@example.com') => {
    const { json } = await ask('POST', '/v1/sign-in/code', { address });
    const { cookie = '' } = await ask('POST', '/v1/sign-in', {
      signIn: json.signIn,
      code: '123 456',
    });
    return { ...fromUs, cookie: cookie.split(';')[0] ?? '' };
  };
  return {
    ask,
    apply,
    verifies,
    entered,
    sent,
    waits,
    errors,
    passes: (seconds: number) => {
      clock = addSeconds(clock, seconds);
    },
    locally: async (person: string) => {
      const begin = startSession({ sessions, newToken, now });
      const { token } = await begin({ person, way: 'local' }, { headers: {} });
      return setCookie(token, false);
    },
  };
}

describe('signing in by a code', () => {
  test('lets in whoever has the code that came to an address they verified', async () => {
    const { ask, verifies, sent } = house();
    await verifies('ana', 'email', 'ana@example.com');
    const asked = await ask('POST', '/v1/sign-in/code', { address: 'ana@example.com' });
    expect(asked).toMatchObject({ status: 202, json: { until: addSeconds(start, 600) } });
    expect(sent).toEqual([{ to: 'ana@example.com', text: 'Tocsin: 123456 signs you in' }]);
    const { signIn } = asked.json;
    const entered = await ask('POST', '/v1/sign-in', { signIn, code: '123456' });
    expect(entered).toMatchObject({
      status: 200,
      json: { kind: 'person', id: 'ana', name: 'Ana', scopes: ['read', 'respond'] },
    });
    expect(entered.cookie).toMatch(
      /^__Host-tocsin=[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=\d+$/,
    );
    const again = await ask('POST', '/v1/sign-in', { signIn, code: '123456' });
    expect(again).toMatchObject({ status: 409, json: { reason: 'wrong' }, cookie: undefined });
  });

  test('answers the same, after the same time, for an address that nobody has verified', async () => {
    const { ask, verifies, sent, waits } = house();
    await verifies('bo', 'email', 'bo@example.com');
    const known = await ask('POST', '/v1/sign-in/code', { address: 'bo@example.com' });
    // Configured, and nobody has proved that it arrives.
    const unproved = await ask('POST', '/v1/sign-in/code', { address: 'ana@example.com' });
    const unknown = await ask('POST', '/v1/sign-in/code', { address: 'x@example.com' });
    const shape = ({ status, json }: typeof known) => ({
      status,
      fields: Object.keys(json),
      length: json.signIn.length,
      until: json.until,
    });
    expect(shape(unproved)).toEqual(shape(known));
    expect(shape(unknown)).toEqual(shape(known));
    expect(waits).toEqual([2, 2, 2].map(seconds => addSeconds(start, seconds)));
    expect(sent.map(({ to }) => to)).toEqual(['bo@example.com']);
    const { signIn } = unknown.json;
    expect((await ask('POST', '/v1/sign-in', { signIn, code: '123456' })).status).toBe(409);
  });

  test('takes no code any more for the hour in which too many were wrong, whosever, and tells us once; sessions go on', async () => {
    const { ask, entered, errors, passes, verifies } = house();
    await verifies('ana', 'email', 'ana@example.com');
    const own = await entered();
    const guess = async (signIn: string, code = '000000') =>
      (await ask('POST', '/v1/sign-in', { signIn, code })).json;
    for (const person of ['bo', 'chidi', 'dana', 'emil'] as const) {
      const address = `${person}@example.com`;
      await verifies(person, 'email', address);
      for (const _ of [1, 2, 3]) {
        const { json } = await ask('POST', '/v1/sign-in/code', { address });
        for (const _ of [1, 2, 3, 4, 5]) expect((await guess(json.signIn)).reason).toBe('wrong');
      }
    }
    const asked = await ask('POST', '/v1/sign-in/code', { address: 'ana@example.com' });
    expect(await guess(asked.json.signIn, '123456')).toMatchObject({
      reason: 'too-many-wrong',
      detail: expect.stringContaining('03:00 UTC'),
    });
    expect(await guess('of-nobody')).toMatchObject({ reason: 'too-many-wrong' });
    expect(errors).toEqual([
      'too many codes were wrong within an hour: none is taken until it is over',
    ]);
    expect((await ask('GET', '/v1/session', undefined, own)).status).toBe(200);
    passes(46 * 60);
    expect((await entered()).cookie).not.toBe('');
  });

  test('answers wrong codes the same, however many, whether or not there is somebody', async () => {
    const { ask, verifies } = house();
    await verifies('ana', 'email', 'ana@example.com');
    const answers = async (address: string) => {
      const { json } = await ask('POST', '/v1/sign-in/code', { address });
      const told = [];
      for (let tries = 0; tries < 7; tries++) {
        const { status, json: refusal } = await ask('POST', '/v1/sign-in', {
          signIn: json.signIn,
          code: '000000',
        });
        told.push([status, refusal.reason, refusal.detail]);
      }
      return told;
    };
    expect(await answers('ana@example.com')).toEqual(await answers('nobody@example.com'));
  });

  test('sends nobody a code for an address that two people verified', async () => {
    const { ask, verifies, sent } = house();
    await verifies('ana', 'sms', '+15555550177', 'person');
    await verifies('bo', 'sms', '+15555550177', 'person');
    await ask('POST', '/v1/sign-in/code', { address: '+1 555 555 0177' });
    expect(sent).toEqual([]);
  });

  test('sends no code for who had a duty phone or a mailbox before to whoever has it now', async () => {
    const { ask, apply, verifies, sent } = house();
    await verifies('ana', 'email', 'ana@example.com');
    await verifies('ana', 'sms', '+15555550101');
    const { ana, bo, ...others } = team.people;
    const passedOn = {
      ana: { ...ana, email: 'ana.silva@example.com', phone: '+15555550177' },
      bo: { ...bo, phone: ana.phone },
    };
    apply({ ...team, people: { ...others, ...passedOn } });
    await ask('POST', '/v1/sign-in/code', { address: 'ana@example.com' });
    await ask('POST', '/v1/sign-in/code', { address: '+1 555 555 0101' });
    expect(sent).toEqual([]);
    await verifies('bo', 'sms', '+15555550101');
    const { json } = await ask('POST', '/v1/sign-in/code', { address: '+1 555 555 0101' });
    const entered = await ask('POST', '/v1/sign-in', { signIn: json.signIn, code: '123456' });
    expect(entered.json).toMatchObject({ id: 'bo' });
  });

  test('sends three codes an hour to one address, and tells nobody that it stopped', async () => {
    const { ask, verifies, sent } = house();
    await verifies('ana', 'email', 'ana@example.com');
    for (let times = 0; times < 5; times += 1) {
      const { status } = await ask('POST', '/v1/sign-in/code', { address: 'ana@example.com' });
      expect(status).toBe(202);
    }
    expect(sent).toHaveLength(3);
  });

  test('is asked for by a page of our own only', async () => {
    const { ask } = house();
    const body = { address: 'ana@example.com' };
    const foreign = { ...fromUs, origin: 'https://evil.example.com' };
    expect((await ask('POST', '/v1/sign-in/code', body, foreign)).status).toBe(403);
    expect((await ask('POST', '/v1/sign-in/code', body, { host: fromUs.host })).status).toBe(403);
  });
});

describe('a session', () => {
  async function signedIn() {
    const home = house();
    await home.verifies('ana', 'email', 'ana@example.com');
    return { ...home, headers: await home.entered() };
  }

  test('says who asks, and what they may', async () => {
    const { ask, headers } = await signedIn();
    expect(await ask('GET', '/v1/session', undefined, headers)).toMatchObject({
      status: 200,
      json: { id: 'ana', session: { way: 'code', isThis: true } },
    });
  });

  test('moves its end on when its person is there, and by no look', async () => {
    const { ask, headers, passes } = await signedIn();
    passes(10 * 3600);
    const looked = await ask('GET', '/v1/session', undefined, headers);
    expect(looked.json.session.until).toBe(addSeconds(start, 16 * 3600));
    const there = await ask('POST', '/v1/session', {}, headers);
    expect(there.json.session.until).toBe(addSeconds(start, 26 * 3600));
    passes(15 * 3600);
    expect((await ask('GET', '/v1/session', undefined, headers)).status).toBe(200);
  });

  test('is nobody’s whose cookie was changed, and nobody’s without it', async () => {
    const { ask, headers } = await signedIn();
    const [name, value = ''] = headers.cookie.split('=');
    const ofBo = `${Buffer.from('bo').toString('base64url')}.${value.split('.')[1]}`;
    for (const cookie of ['', `${name}=${value}x`, `${name}=${ofBo}`, `tocsin=${value}`]) {
      expect((await ask('GET', '/v1/session', undefined, { ...headers, cookie })).status).toBe(401);
    }
  });

  test('is nobody’s whose cookie is longer than a key of the table may be', () => {
    const secret = 'x'.repeat(40);
    const tokenIn = (name: string, given: string) =>
      tokenOf({ headers: { cookie: `__Host-tocsin=${name}.${given}` } });
    expect(tokenIn('YW5h', secret)).toEqual({ person: 'ana', secret });
    expect(tokenIn('A'.repeat(3000), secret)).toBeUndefined();
    expect(tokenIn('YW5h', 'x'.repeat(3000))).toBeUndefined();
  });

  test('acts from our own pages only: a foreign one has the cookie, and not the rest', async () => {
    const { ask, headers } = await signedIn();
    const foreign: Record<string, string | undefined>[] = [
      { ...headers, origin: 'https://evil.example.com' },
      { ...headers, origin: undefined },
      { ...headers, 'tocsin-via': undefined },
      { ...headers, 'sec-fetch-site': 'same-site' },
      { ...headers, 'tocsin-host': 'other.example.com' },
    ];
    for (const one of foreign) {
      expect((await ask('DELETE', '/v1/session', undefined, one)).status).toBe(403);
    }
    expect((await ask('GET', '/v1/session', undefined, headers)).status).toBe(200);
  });

  test('is known by the name that the reader’s browser has for us, where something stands before', async () => {
    const { ask, headers } = await signedIn();
    const behind = { ...headers, host: 'api.internal', 'tocsin-host': 'console.example.com' };
    expect((await ask('DELETE', '/v1/session', undefined, behind)).status).toBe(200);
  });

  test('ends at once when it is ended, from wherever its person is', async () => {
    const { ask, headers, entered } = await signedIn();
    const other = await entered();
    const { json } = await ask('GET', '/v1/sessions', undefined, other);
    expect(json.sessions).toHaveLength(2);
    const { id } = json.sessions.find(({ isThis }: { isThis: boolean }) => !isThis);
    const ended = await ask('DELETE', `/v1/sessions/${id}`, undefined, other);
    expect(ended.json.sessions).toMatchObject([{ isThis: true }]);
    expect((await ask('GET', '/v1/session', undefined, headers)).status).toBe(401);
    const out = await ask('DELETE', '/v1/session', undefined, other);
    expect(out.cookie).toMatch(/^__Host-tocsin=; .*Max-Age=0$/);
    expect((await ask('GET', '/v1/session', undefined, other)).status).toBe(401);
  });

  test('of somebody else cannot be ended', async () => {
    const { ask, headers, verifies, entered } = await signedIn();
    await verifies('bo', 'email', 'bo@example.com');
    const bo = await entered('bo@example.com');
    const { json } = await ask('GET', '/v1/session', undefined, headers);
    const answer = await ask('DELETE', `/v1/sessions/${json.session.id}`, undefined, bo);
    expect(answer.status).toBe(404);
  });

  test('is over with its time, and with its person', async () => {
    const { ask, headers, passes, apply, entered } = await signedIn();
    passes(16 * 3600);
    expect((await ask('GET', '/v1/session', undefined, headers)).status).toBe(401);
    const next = await entered();
    const { ana: _left, ...people } = team.people;
    const levels = [{ name: 'Lead', people: ['bo'] }];
    apply({
      ...{ version: 1, organisation: team.organisation, people, fallback: 'bo' },
      escalationPolicies: { default: { levels } },
      teams: { commerce: { name: 'Commerce', members: ['bo'] } },
      services: { website: { name: 'Website', team: 'commerce' } },
      defaultService: 'website',
    });
    expect((await ask('GET', '/v1/session', undefined, next)).status).toBe(401);
  });

  test('that is local is spoken without TLS, and its cookie has another name', async () => {
    const { ask, locally } = await signedIn();
    const cookie = await locally('bo');
    expect(cookie).toMatch(/^tocsin=[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=/);
    const headers = { cookie: cookie.split(';')[0], 'x-forwarded-proto': 'http' };
    expect((await ask('GET', '/v1/session', undefined, headers)).json).toMatchObject({ id: 'bo' });
  });
});

test('what has not changed is answered without it', async () => {
  const { ask } = house();
  const admin = { authorization: 'Bearer admin' };
  const { etag, status } = await ask('GET', '/v1/session', undefined, admin);
  expect(status).toBe(200);
  const known = { ...admin, 'if-none-match': etag };
  expect(await ask('GET', '/v1/session', undefined, known)).toMatchObject({
    status: 304,
    json: undefined,
    etag,
  });
});
