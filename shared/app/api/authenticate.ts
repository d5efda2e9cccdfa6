import type { ApiRequest } from '#app/api/http.ts';
import { sessionIdOf, tokenOf } from '#app/api/session-cookie.ts';
import type { Scope } from '#contract/shapes.ts';
import type { TokenUsed } from '#core/actions/run.ts';
import { sha256 } from '#core/digest.ts';
import { heardBefore } from '#core/intake/heard.ts';
import { domainOf, firstKey, type TrustDomain } from '#core/intake/trust-domain.ts';
import { entryOf } from '#core/own-entry.ts';
import { type Actor, operationsToken, type Via } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Mapping, Signature } from '#core/setup/document-integrations.ts';
import { keySums } from '#core/setup/key-sums.ts';
import { isOver, type Session, scopesOf } from '#core/setup/session.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';
import type { HeardIntegrations } from '#ports/intake.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore, SessionStore } from '#ports/setup.ts';

/** Whoever holds an API token. A token that belongs to a person acts as that person. */
export interface Caller {
  scopes: readonly Scope[];
  actor: Actor;
  /** Whether `by` may name somebody else: only for tokens that belong to nobody. */
  mayNameAnother: boolean;
  token: TokenUsed;
  /** A program that decides by itself has the token: nothing that it says of itself hides that. */
  isAssistant?: true;
  /** Of whoever signed in to the console. */
  session?: Session;
}

export type AuthenticateCaller = (token: string | undefined) => Promise<Caller | undefined>;

/** Tokens are compared by their hash; the plain text is nowhere kept. */
export function authenticateCaller(deps: {
  configuration: ConfigurationStore;
  adminTokenSha256: string;
}): AuthenticateCaller {
  return async token => {
    if (token === undefined || token === '') return undefined;
    const hash = sha256(token);
    const digest = hash.slice(0, 16);
    if (hash === deps.adminTokenSha256.toLowerCase()) {
      return {
        scopes: ['read', 'respond', 'admin'],
        actor: operationsToken,
        mayNameAnother: true,
        token: { name: operationsToken.name, digest },
      };
    }
    const found = await inNewest(deps.configuration, ({ tokens, people }) => {
      const token = tokens.find(({ sha256: kept }) => kept === hash);
      return token && { known: token, people };
    });
    if (found === undefined) return undefined;

    const { known, people } = found;
    const person = entryOf(people, known.person);
    const actor: Actor =
      known.person !== undefined && person !== undefined
        ? { kind: 'person', id: known.person, name: person.name }
        : { kind: 'token', id: known.name, name: `the token ${known.name}` };
    return {
      scopes: known.scopes,
      actor,
      mayNameAnother: person === undefined,
      token: { name: known.name, digest },
      ...(known.assistant && { isAssistant: true }),
    };
  };
}

/** Strangers, who are known to no configuration, have it read no more often than this. */
const newestSeconds = 2;

/**
 * What was applied a moment ago counts before anybody is turned away: a sender that is told 401 gives its alert up for
 * good, and whoever has just made a key tries it at once.
 */
async function inNewest<Found>(
  configuration: Pick<ConfigurationStore, 'current'>,
  find: (directory: Directory) => Found | undefined,
): Promise<Found | undefined> {
  const current = await configuration.current();
  const found = current && find(current.directory);
  if (found !== undefined) return found;
  const newest = await configuration.current(newestSeconds);
  return newest && find(newest.directory);
}

export type AuthenticateSession = (
  request: Pick<ApiRequest, 'headers'>,
) => Promise<Caller | undefined>;

/** Whoever signed in is a person of the directory, or nobody: who left it is let in no more. */
export function authenticateSession(deps: {
  configuration: Pick<ConfigurationStore, 'current'>;
  sessions: Pick<SessionStore, 'find'>;
  now: Now;
}): AuthenticateSession {
  return async request => {
    const token = tokenOf(request);
    if (token === undefined) return undefined;
    const session = await deps.sessions.find(token.person, sessionIdOf(token));
    if (session === undefined || isOver(session, deps.now())) return undefined;
    const directory = (await deps.configuration.current())?.directory;
    const person = entryOf(directory?.people, session.person);
    if (directory === undefined || person === undefined) return undefined;
    return {
      scopes: scopesOf(directory, session),
      actor: { kind: 'person', id: session.person, name: person.name },
      mayNameAnother: false,
      token: { name: 'the console', digest: session.id.slice(0, 16) },
      session,
    };
  };
}

interface Integration {
  name: string;
  /** What its alerts may repeat, join and clear. */
  domain: TrustDomain;
  service?: string;
  /** How it signs what it posts; what is not signed so is refused. */
  signature?: Signature;
  /** How it is read, where no parser of ours knows it. */
  mapping?: Mapping;
  /** What of its alerts is one problem. */
  groupBy?: readonly string[];
  /** What it sends is kept and understood, and nobody is paged. */
  shadow?: true;
}

export type AuthenticateIntegration = (
  source: Source | 'any',
  key: string | undefined,
) => Promise<Integration | undefined>;

/** A key opens the source that it was made for; the first key, set at deployment, opens every source. */
export function authenticateIntegration(deps: {
  configuration: ConfigurationStore;
  integrationKeySha256: string;
  heard: Pick<HeardIntegrations, 'hearFormerKey'>;
  now: Now;
  log: Log;
}): AuthenticateIntegration {
  /** Of this process. */
  const notedAt = new Map<string, Instant>();

  /** So that a person sees when nothing needs it any more. No alert waits for long or is lost because that could not be noted. */
  async function noteFormerKey(name: string): Promise<void> {
    const at = deps.now();
    if ((notedAt.get(name) ?? '') > heardBefore(at)) return;
    notedAt.set(name, at);
    try {
      await deps.heard.hearFormerKey(name, at);
    } catch (error) {
      deps.log('warn', 'the use of a former key could not be noted', { error: String(error) });
    }
  }

  return async (source, key) => {
    if (key === undefined || key === '') return undefined;
    const hash = sha256(key);
    if (hash === deps.integrationKeySha256.toLowerCase())
      return { name: 'default', domain: firstKey };
    const known = await inNewest(deps.configuration, ({ integrations }) =>
      integrations.find(
        each =>
          (source === 'any' || each.source === source) &&
          keySums.some(field => each[field] === hash),
      ),
    );
    if (known === undefined) return undefined;
    if (known.keySha256 !== hash) await noteFormerKey(known.name);
    const { name, service, signature, mapping, groupBy, shadow } = known;
    return {
      ...{ name, domain: domainOf(known) },
      ...(service !== undefined && { service }),
      ...(groupBy !== undefined && { groupBy }),
      ...(signature !== undefined && { signature }),
      ...(mapping !== undefined && { mapping }),
      ...(shadow && { shadow }),
    };
  };
}

/** Who asks, and how they reached us. */
export interface Requester {
  caller: Caller;
  via: Via;
  /** From the Idempotency-Key header. */
  idempotencyKey?: string;
  /** Of whoever reads the answer, where they say so. */
  timeZone?: string;
  /** Of what the caller has already. */
  etag?: string;
  /** The version that the caller replaces, from the If-Match header. */
  ifVersion?: number;
}
