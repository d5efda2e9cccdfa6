import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import type { OutsideAnswer, OutsideCall } from '#adapters/outside/outside-call.ts';
import type { OpenIdSettings } from '#core/oncall/identity.ts';
import { objectIn } from '#core/text/json-in.ts';
import { addSeconds, type Instant, sdkDate } from '#core/time/instant.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { OpenIdIssuer } from '#ports/setup.ts';

/** Signatures by a key pair alone: what is signed with a shared word, or with nothing, is nobody's. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
];
const toleranceSeconds = 60;
const ageMaxSeconds = 600;
/** So long what an issuer says of itself and its keys are believed without being read again. */
const keptSeconds = 600;
/** One that does not answer is waited for by one of all who begin meanwhile: anybody may, and each holds a function. */
const unansweredSeconds = 10;

const address = z.string().check(z.refine(text => URL.canParse(text)));
const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  end_session_endpoint: z.optional(address),
});
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
type Found = z.infer<typeof discovery>;

/**
 * An issuer of OpenID Connect: found by its own discovery, asked for a code with PKCE, and believed when its token is
 * signed, for us, in time, and of this very sign-in. What went wrong is logged; whoever asks is told no more than that.
 */
export function openIdIssuer(deps: {
  call: OutsideCall;
  /** The client secret; `undefined`: a public client. */
  clientSecret: (settings: OpenIdSettings) => Promise<string | undefined>;
  now: Now;
  log: Log;
}): OpenIdIssuer {
  const kept = new Map<string, { until: Instant; value: object | undefined }>();

  return {
    async addressOf(settings, { redirectUri, state, nonce, challenge, isLocal }) {
      const found = await discovered(settings);
      if (found === undefined) return undefined;
      const url = new URL(found.authorization_endpoint);
      // Nobody types a password into what is not https; on one's own machine nothing is.
      if (url.protocol !== 'https:' && !isLocal) {
        return failed('its page is not https', settings);
      }
      const asked = {
        ...{ response_type: 'code', client_id: settings.clientId, redirect_uri: redirectUri },
        scope: ['openid', ...(settings.scopes ?? ['email'])].join(' '),
        ...{ state, nonce, code_challenge: challenge, code_challenge_method: 'S256' },
      };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      return url.href;
    },

    async endOf(settings, { isLocal }) {
      const end = (await discovered(settings))?.end_session_endpoint;
      if (end === undefined) return undefined;
      const url = new URL(end);
      if (url.protocol !== 'https:' && !isLocal) return failed('its end is not https', settings);
      // Its token was kept nowhere: it is told for whom, and asks its person where that is not enough.
      url.searchParams.set('client_id', settings.clientId);
      return url.href;
    },

    async identify(settings, { code, redirectUri, verifier, nonce }) {
      const found = await discovered(settings);
      if (found === undefined) return undefined;
      const token = await redeemed(settings, found, { code, redirectUri, verifier });
      // Before its keys: whoever has no code of its own has it asked for nothing more.
      if (token === undefined) return undefined;
      const keysAt = new URL(found.jwks_uri);
      const keys = await keptOrRead(keySet, keysAt, settings);
      if (keys === undefined) return failed('it shows no keys', settings);
      const verify = (by: z.infer<typeof keySet>) =>
        jwtVerify(token, createLocalJWKSet(by), {
          ...{ issuer: settings.issuer, audience: settings.clientId, algorithms },
          requiredClaims: ['exp', 'iat', 'sub'],
          clockTolerance: toleranceSeconds,
          maxTokenAge: ageMaxSeconds,
          currentDate: sdkDate(deps.now()),
        });
      try {
        const { payload } = await verify(keys).catch(async error => {
          // It signs with a new key since they were read.
          if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
          kept.delete(keysAt.href);
          return verify((await keptOrRead(keySet, keysAt, settings)) ?? keys);
        });
        if (payload.nonce !== nonce) return failed('the token is of another sign-in', settings);
        const isForMany = Array.isArray(payload.aud) && payload.aud.length > 1;
        if ((isForMany || payload.azp !== undefined) && payload.azp !== settings.clientId) {
          return failed('the token was made for another client', settings);
        }
        const { email, email_verified: verified } = payload;
        const groups = payload[settings.groupsClaim ?? 'groups'];
        const list = Array.isArray(groups) ? groups : [groups];
        return {
          email: typeof email === 'string' ? email : undefined,
          isEmailVerified: verified === true || verified === 'true',
          groups: list.filter(each => typeof each === 'string'),
        };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        return failed(`${error.code}: ${error.message}`, settings);
      }
    },
  };

  async function discovered(settings: OpenIdSettings): Promise<Found | undefined> {
    const url = new URL(`${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const found = await keptOrRead(discovery, url, settings);
    if (found === undefined) return failed('it says nothing of itself', settings);
    // Another one's settings, at its address, would have its tokens believed.
    return found.issuer === settings.issuer
      ? found
      : failed(`it calls itself ${found.issuer}`, settings);
  }

  /** What can be had by anybody who begins a sign-in is read once for many of them. */
  async function keptOrRead<Shape extends z.ZodMiniType<object>>(
    shape: Shape,
    url: URL,
    settings: OpenIdSettings,
  ): Promise<z.infer<Shape> | undefined> {
    const known = kept.get(url.href);
    if (known !== undefined && deps.now() < known.until)
      return known.value as z.infer<Shape> | undefined;
    const value = z.safeParse(shape, await read(url, settings)).data;
    const seconds = value === undefined ? unansweredSeconds : keptSeconds;
    kept.set(url.href, { until: addSeconds(deps.now(), seconds), value });
    return value;
  }

  async function redeemed(
    settings: OpenIdSettings,
    found: Found,
    { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string },
  ): Promise<string | undefined> {
    const secret = await deps.clientSecret(settings);
    const form = new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
      ...{ client_id: settings.clientId, code_verifier: verifier },
      ...(secret !== undefined && { client_secret: secret }),
    });
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'user-agent': 'Tocsin',
    };
    const url = new URL(found.token_endpoint);
    const answer = await asked(() => deps.call('POST', url, headers, form.toString()), settings);
    const token = (answer && objectIn(answer.body)?.id_token) ?? undefined;
    return typeof token === 'string'
      ? token
      : failed(`no token for the code: ${answer?.status ?? 'no answer'}`, settings);
  }

  async function read(url: URL, settings: OpenIdSettings) {
    const headers = { accept: 'application/json', 'user-agent': 'Tocsin' };
    const answer = await asked(() => deps.call('GET', url, headers, ''), settings);
    return answer?.status === 200 ? objectIn(answer.body) : undefined;
  }

  async function asked(
    ask: () => ReturnType<OutsideCall>,
    settings: OpenIdSettings,
  ): Promise<OutsideAnswer | undefined> {
    try {
      const answer = await ask();
      return 'refused' in answer ? failed(answer.refused, settings) : answer;
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error), settings);
    }
  }

  /** Neither a code nor a token nor a secret is among it. */
  function failed(why: string, { issuer }: OpenIdSettings): undefined {
    deps.log('warn', 'a sign-in with the issuer failed', { issuer, why: why.slice(0, 300) });
    return undefined;
  }
}
