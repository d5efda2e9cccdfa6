import type { Outcome } from '#app/api/operation.ts';
import { isSecure, setCookie } from '#app/api/session-cookie.ts';
import type { Asking, SignInDoors } from '#app/api/sign-in-doors.ts';
import { startSession, whoSignedIn } from '#app/setup/sign-in.ts';
import type { AnswerOf, RequestOf } from '#contract/api.ts';
import { sha256, sha256Base64url } from '#core/digest.ts';
import { personOfIdentity } from '#core/oncall/identity.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Log, NewToken, Now } from '#ports/runtime.ts';
import type { ConfigurationStore, OpenIdIssuer, SessionStore, SignInCodes } from '#ports/setup.ts';

/** Where the issuer sends people back to: a page of the console. Nothing else is ever asked for. */
const backPath = '/sign-in/back';
/** Somebody may have to find a second factor, or a password. */
const begunSeconds = 3600;

/**
 * By an issuer of the team's own: the code flow with PKCE. All that this sign-in has of its own is made of one name, which
 * the browser that asked keeps: a code that somebody else was given, or had sent to this browser, opens nothing.
 */
export function signInByOpenId(deps: {
  configuration: Pick<ConfigurationStore, 'current'>;
  roster: Pick<RosterStore, 'newest'>;
  sessions: Pick<SessionStore, 'start'>;
  /** The sign-ins that were begun here. */
  codes: SignInCodes;
  issuer: OpenIdIssuer;
  newToken: NewToken;
  now: Now;
  log: Log;
}): Pick<SignInDoors, 'signInWays' | 'askIssuer' | 'signInByIssuer'> {
  const start = startSession(deps);
  return { signInWays, askIssuer, signInByIssuer };

  async function settings() {
    const directory = (await deps.configuration.current())?.directory;
    const openId = directory?.signIn?.openId;
    return directory && openId && { directory, openId };
  }

  async function signInWays(): Promise<Outcome<AnswerOf<'signInWays'>>> {
    const directory = (await deps.configuration.current())?.directory;
    const { openId, codes = true } = directory?.signIn ?? {};
    const name = openId && (openId.name ?? new URL(openId.issuer).host);
    return { answer: { codes, ...(name !== undefined && { issuer: name }) } };
  }

  async function askIssuer(
    _body: RequestOf<'askIssuer'>,
    request: Asking,
  ): Promise<Outcome<AnswerOf<'askIssuer'>>> {
    const found = await settings();
    if (found === undefined) return noIssuer;
    const signIn = `${deps.newToken()}${deps.newToken()}`;
    const { state, nonce, verifier } = partsOf(signIn);
    const url = await deps.issuer.addressOf(found.openId, {
      ...{ state, nonce, redirectUri: backTo(request), isLocal: !isSecure(request) },
      challenge: sha256Base64url(verifier),
    });
    if (url === undefined) return notNow;
    const until = addSeconds(deps.now(), begunSeconds);
    await deps.codes.start(begunHash(signIn), { person: '', codeSha256: sha256(state), until });
    return { answer: { signIn, url } };
  }

  async function signInByIssuer(
    { signIn, state, code }: RequestOf<'signInByIssuer'>,
    request: Asking,
  ): Promise<Outcome<AnswerOf<'signInByIssuer'>>> {
    const found = await settings();
    if (found === undefined) return noIssuer;
    const parts = partsOf(signIn);
    if (state !== parts.state) return notOurs;
    // Before the issuer is asked anything: who made a name and its state up would have it asked without end.
    const begun = await deps.codes.use(begunHash(signIn), sha256(state), deps.now());
    if (typeof begun === 'string' || 'wrongs' in begun) return notOurs;
    const { nonce, verifier } = parts;
    const asked = { code, nonce, verifier, redirectUri: backTo(request) };
    const identity = await deps.issuer.identify(found.openId, asked);
    if (identity === undefined) return notBelieved;
    const { directory, openId } = found;
    const who = personOfIdentity(directory, await deps.roster.newest(), openId, identity);
    if ('refused' in who) {
      deps.log('warn', 'somebody came from the issuer and was not let in', { why: who.refused });
      return { refused: { rule: 'not-let-in', text: who.refused } };
    }
    const { session, token } = await start({ ...who, way: 'open-id' }, request);
    const headers = { 'set-cookie': setCookie(token, isSecure(request)) };
    return { answer: whoSignedIn(directory, session), headers };
  }
}

/** Each apart from the others: who sees one of them in an address works out none of the rest. */
function partsOf(signIn: string) {
  const part = (name: string) => sha256Base64url(`${name}\n${signIn}`);
  return { state: part('state'), nonce: part('nonce'), verifier: part('verifier') };
}

/** Not as codes are named that are sent: nobody tries one on the other's door. */
const begunHash = (signIn: string) => sha256(`issuer\n${signIn}`);

/** By the origin of the page that asks, which was found to be ours. */
function backTo({ headers }: Asking): string {
  return `${headers.origin}${backPath}`;
}

const noIssuer = {
  refused: { rule: 'no-issuer', text: 'No issuer is set up here: sign in by a code.' },
};
const notNow = {
  refused: {
    rule: 'issuer-unreachable',
    text: 'The issuer does not answer as it should. Try again.',
  },
};
const notOurs = {
  refused: {
    rule: 'other-sign-in',
    text: 'This sign-in was begun elsewhere, or ended before. Begin again here.',
  },
};
const notBelieved = {
  refused: {
    rule: 'not-believed',
    text: 'What the issuer said of you could not be verified. Begin again; if it stays, whoever administers Tocsin finds the reason in its log.',
  },
};
