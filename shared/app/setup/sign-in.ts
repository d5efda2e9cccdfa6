import type { Caller } from '#app/api/authenticate.ts';
import type { Operations, Outcome } from '#app/api/operation.ts';
import { isSecure, type SessionToken, sessionIdOf, setCookie } from '#app/api/session-cookie.ts';
import type { Asking, SignInDoors } from '#app/api/sign-in-doors.ts';
import type { AnswerOf, RequestOf } from '#contract/api.ts';
import { sha256 } from '#core/digest.ts';
import { phoneNumber } from '#core/ids.ts';
import { isProved, parseAddress } from '#core/oncall/addresses.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { signInWords } from '#core/oncall/verification-code.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import {
  isOver,
  newSession,
  renewed,
  type Session,
  scopesOf,
  signInMinutes,
  signInTries,
  signInWrongsMax,
} from '#core/setup/session.ts';
import { clockTime } from '#core/time/clock-time.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { SendEmail, SendSms } from '#ports/communication.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { MayText } from '#ports/paging.ts';
import type { Log, NewToken, Now, WaitUntil } from '#ports/runtime.ts';
import type { ConfigurationStore, OpenIdIssuer, SessionStore, SignInCodes } from '#ports/setup.ts';

/** So long the answer takes, whether or not there is somebody to send a code to. */
const answerSeconds = 2;

/** Whoever came in by one of the doors is given a session. */
export function startSession(deps: {
  sessions: Pick<SessionStore, 'start'>;
  newToken: NewToken;
  now: Now;
}) {
  return async (
    { person, way, scopes }: Pick<Session, 'person' | 'way' | 'scopes'>,
    { headers }: Asking,
  ): Promise<{ session: Session; token: SessionToken }> => {
    // It opens everything that its person may, for days: three times the length of a link in a page.
    const secret = `${deps.newToken()}${deps.newToken()}${deps.newToken()}`;
    const token = { person, secret };
    const browser = headers['user-agent']?.slice(0, 200);
    const session = newSession(
      {
        ...{ id: sessionIdOf(token), person, way },
        ...(scopes !== undefined && { scopes }),
        ...(browser !== undefined && { browser }),
      },
      deps.now(),
    );
    if ((await deps.sessions.start(session)) === 'exists') {
      throw new Error('A new token was not new');
    }
    return { session, token };
  };
}

/** By a code to an address that was verified before: for teams without a provider of identities. */
export function signInByCode(deps: {
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  codes: SignInCodes;
  sessions: Pick<SessionStore, 'start'>;
  sendSms: SendSms;
  sendEmail: SendEmail;
  mayText: MayText;
  newCode: () => string;
  newToken: NewToken;
  waitUntil: WaitUntil;
  now: Now;
  log: Log;
}): Pick<SignInDoors, 'askForCode' | 'signIn'> {
  const start = startSession(deps);
  return { askForCode, signIn };

  async function askForCode({ address }: RequestOf<'askForCode'>) {
    const at = deps.now();
    const signIn = `${deps.newToken()}${deps.newToken()}`;
    const until = addSeconds(at, signInMinutes * 60);
    // Neither the words of the answer nor its time tell whether there is such a person.
    const [sent] = await Promise.allSettled([
      send(address, signIn, until, at),
      deps.waitUntil(addSeconds(at, answerSeconds)),
    ]);
    if (sent.status === 'rejected') {
      deps.log('error', 'no code was sent', { error: String(sent.reason) });
    }
    return { answer: { signIn, until } };
  }

  async function send(text: string, signIn: string, until: Instant, at: Instant): Promise<void> {
    const directory = (await deps.configuration.current())?.directory;
    const found = directory && verifiedAddress(await deps.roster.newest(), directory, text);
    if (directory === undefined || found === undefined) return;
    // Whoever has to come by the issuer gets none, and whoever asks is told nothing else than before.
    if (directory.signIn?.codes === false) return;
    const { channel, address, person } = found;
    if (!(await deps.mayText({ address, person }, 'code', at))) {
      deps.log('warn', 'too many codes were asked for', { person });
      return;
    }
    const code = deps.newCode();
    const codeSha256 = codeHash(signIn, code);
    await deps.codes.start(sentHash(signIn), { person, codeSha256, until });
    const words = signInWords(code, signInMinutes, directory.organisation.name);
    const delivery =
      channel === 'email'
        ? await deps.sendEmail(address, words.notice)
        : await deps.sendSms(phoneNumber(address), words.text);
    if (!delivery.sent) deps.log('warn', 'a code could not be sent', { person });
  }

  async function signIn(
    { signIn: name, code }: RequestOf<'signIn'>,
    request: Asking,
  ): Promise<Outcome<AnswerOf<'signIn'>>> {
    const codeSha256 = codeHash(name, code.replaceAll(/\D/g, ''));
    const at = deps.now();
    // Of all people together, so that it tells of nobody; before it is looked whether there is such a code, for the same reason.
    if ((await deps.codes.wrongs(at)) >= signInWrongsMax) return tooManyWrong(at);
    const used = await deps.codes.use(sentHash(name), codeSha256, at);
    if (typeof used === 'string') return notTheCode;
    if ('wrongs' in used) {
      if (used.wrongs === signInWrongsMax) deps.log('error', closed, { wrongs: used.wrongs });
      return notTheCode;
    }
    const directory = (await deps.configuration.current())?.directory;
    const person = entryOf(directory?.people, used.person);
    if (directory === undefined || person === undefined || directory.signIn?.codes === false) {
      return notTheCode;
    }
    const { session, token } = await start({ person: used.person, way: 'code' }, request);
    const headers = { 'set-cookie': setCookie(token, isSecure(request)) };
    return { answer: whoSignedIn(directory, session), headers };
  }
}

/** An error, so that whoever runs it is told by an alarm: somebody guesses. */
const closed = 'too many codes were wrong within an hour: none is taken until it is over';

function tooManyWrong(at: Instant) {
  const until = `${clockTime(addSeconds(at, 3600)).slice(0, 2)}:00 UTC`;
  const text = `Too many wrong codes were tried within this hour, by whoever it was: none is taken before ${until}. Whoever is signed in stays so; a link in a page, a token and the team's issuer work.`;
  return { refused: { rule: 'too-many-wrong', text } };
}

/** Not even that it was tried too often, which would tell that one was sent: there is somebody of that address. */
const notTheCode = {
  refused: {
    rule: 'wrong',
    text: `That is not the code that was sent, or it is too old, or was tried more than ${signInTries} times. Try again, or ask for a new one.`,
  },
};

/** As nothing is named that is begun by the issuer, whatever name comes with a code. */
const sentHash = (signIn: string) => sha256(`code\n${signIn}`);

/** Six digits in the clear would be guessed from their hash at once; with the name they belong to they are no longer alike. */
function codeHash(signIn: string, code: string): string {
  return sha256(`${signIn}\n${code}`);
}

/** The one person who proved that this address is theirs; nobody where two did. */
function verifiedAddress(
  roster: Roster,
  directory: Directory,
  text: string,
): { channel: 'sms' | 'email'; address: string; person: string } | undefined {
  for (const channel of ['email', 'sms'] as const) {
    const address = parseAddress(channel, text);
    const owners = roster.contacts.filter(
      contact =>
        contact.channel === channel && contact.address === address && isProved(directory, contact),
    );
    const persons = new Set(owners.map(({ person }) => person));
    const [person] = persons;
    if (address !== undefined && person !== undefined && persons.size === 1) {
      return { channel, address, person };
    }
  }
  return undefined;
}

/** One's own sessions: looked at, and ended. */
export function sessionOperations(deps: {
  configuration: Pick<ConfigurationStore, 'current'>;
  sessions: SessionStore;
  issuer: Pick<OpenIdIssuer, 'endOf'>;
  now: Now;
}): Operations<'showSession' | 'renewSession' | 'signOut' | 'listSessions' | 'endSession'> {
  return {
    async showSession({ asked: { caller } }) {
      const directory = (await deps.configuration.current())?.directory;
      return { answer: whoIs(caller, caller.session, directory) };
    },

    async renewSession({ asked: { caller } }) {
      const directory = (await deps.configuration.current())?.directory;
      const { session } = caller;
      const next = session && renewed(session, deps.now());
      if (next !== undefined) await deps.sessions.renew(next);
      return { answer: whoIs(caller, next ?? session, directory) };
    },

    async signOut({ asked: { caller }, publicUrl }) {
      const { session } = caller;
      if (session === undefined) return noSession;
      await deps.sessions.end(session.person, session.id);
      const isLocal = !publicUrl.startsWith('https:');
      const headers = { 'set-cookie': setCookie(undefined, !isLocal) };
      // Here it is over, whatever becomes of the one there.
      const openId = (await deps.configuration.current())?.directory.signIn?.openId;
      const issuerUrl =
        session.way === 'open-id' && openId && (await deps.issuer.endOf(openId, { isLocal }));
      return {
        answer: { ...(await listOf(caller)), ...(issuerUrl && { issuerUrl }) },
        headers,
      };
    },

    listSessions: async ({ asked: { caller } }) => ({ answer: await listOf(caller) }),

    async endSession({ params: { id = '' }, asked: { caller } }) {
      const { kind, id: person } = caller.actor;
      return kind === 'person' && (await deps.sessions.end(person, id)) === 'ended'
        ? { answer: await listOf(caller) }
        : { notFound: `session ${id} of yours` };
    },
  };

  async function listOf({ actor, session: own }: Caller): Promise<AnswerOf<'listSessions'>> {
    if (actor.kind !== 'person') return { sessions: [] };
    const all = await deps.sessions.list(actor.id);
    const sessions = all
      .filter(session => !isOver(session, deps.now()))
      .toSorted((a, b) => (a.seenAt < b.seenAt ? 1 : -1));
    return { sessions: sessions.map(session => shown(session, own)) };
  }
}

const noSession = {
  refused: {
    rule: 'no-session',
    text: 'A token is no session; it ends by being taken out of the configuration.',
  },
};

type Who = Pick<Caller, 'actor' | 'scopes'>;

export function whoSignedIn(directory: Directory, session: Session): AnswerOf<'showSession'> {
  return whoIs(personOf(directory, session), session, directory);
}

function personOf(directory: Directory, session: Session): Who {
  const { person } = session;
  const name = entryOf(directory.people, person)?.name ?? person;
  return { actor: { kind: 'person', id: person, name }, scopes: scopesOf(directory, session) };
}

function whoIs(
  { actor, scopes }: Who,
  session: Session | undefined,
  directory: Directory | undefined,
): AnswerOf<'showSession'> {
  const { name, timeZone } = directory?.organisation ?? {};
  return {
    kind: actor.kind === 'person' ? 'person' : 'token',
    id: actor.id,
    name: actor.name,
    scopes: [...scopes],
    ...(name !== undefined && timeZone !== undefined && { organisation: { name, timeZone } }),
    ...(session !== undefined && { session: shown(session, session) }),
  };
}

function shown(
  { person: _person, scopes: _scopes, ...session }: Session,
  own: Session | undefined,
) {
  return { ...session, isThis: session.id === own?.id };
}
