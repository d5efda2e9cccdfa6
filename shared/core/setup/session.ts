import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

type Scope = 'read' | 'respond' | 'admin';

/** By which door somebody came in. */
type Way = 'code' | 'local' | 'open-id';

/** Somebody signed in to the console. Whoever has its token is this person, until it ends. */
export interface Session {
  /** The hash of its token: who sees it in a list has no token. */
  id: string;
  person: string;
  way: Way;
  /** What the groups of their issuer let them do, as it was then; absent: what the configuration says. */
  scopes?: readonly Scope[];
  startedAt: Instant;
  /** Within the last hour of this, somebody was there. */
  seenAt: Instant;
  until: Instant;
  /** What the browser calls itself, for whoever asks which of them that was. */
  browser?: string;
}

const hour = 3600;
/** A night on duty, and the day after it. */
const idleSeconds = 16 * hour;
/** However often it is used. */
const longestSeconds = 7 * 24 * hour;

export function newSession(
  given: Pick<Session, 'id' | 'person' | 'way' | 'scopes' | 'browser'>,
  at: Instant,
): Session {
  return { ...given, startedAt: at, seenAt: at, until: addSeconds(at, idleSeconds) };
}

/** Its end moves on while it is used; written no more than once an hour. `undefined`: nothing to write. */
export function renewed(session: Session, at: Instant): Session | undefined {
  if (at < addSeconds(session.seenAt, hour)) return undefined;
  const longest = addSeconds(session.startedAt, longestSeconds);
  const idle = addSeconds(at, idleSeconds);
  return { ...session, seenAt: at, until: idle < longest ? idle : longest };
}

export function isOver({ until }: Session, at: Instant): boolean {
  return until <= at;
}

/**
 * What a person may who signed in: everybody who is paged responds, and the file says who administers. Where groups of an
 * issuer decide, those who came otherwise may what the file says, and no session more than it had.
 */
export function scopesOf(
  { people }: Directory,
  { person, scopes }: Pick<Session, 'person' | 'scopes'>,
): readonly Scope[] {
  if (!Object.hasOwn(people, person)) return [];
  if (scopes !== undefined) return scopes;
  return entryOf(people, person)?.admin === true
    ? ['read', 'respond', 'admin']
    : ['read', 'respond'];
}

/**
 * How many codes may be wrong within an hour, whosever they are: as many people as there are, so many guesses would be free.
 * People who mistype are fewer.
 */
export const signInWrongsMax = 60;
/** How often one code may be tried. */
export const signInTries = 5;
export const signInMinutes = 10;
