import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  deleteIf,
  expiresAt,
  find,
  fromItem,
  putIf,
  queryAll,
  recordOf,
  type Table,
  updateIf,
} from '#adapters/dynamodb/table.ts';
import { type Session, signInTries } from '#core/setup/session.ts';
import type { Instant } from '#core/time/instant.ts';
import type { SessionStore, SignInCodes } from '#ports/setup.ts';

export function sessionStore(table: Table): SessionStore {
  const itemOf = (session: Session) => ({
    ...keys.session(session.person, session.id),
    ...session,
    expiresAt: expiresAt(session.startedAt, keptDays.session),
  });
  return {
    async start(session) {
      const isNew = 'attribute_not_exists(pk)';
      return (await putIf(table, itemOf(session), isNew)) ? 'started' : 'exists';
    },

    // Consistent: what was ended a moment ago lets nobody in.
    async find(person, id) {
      const item = await find(table, keys.session(person, id));
      return item && recordOf<Session>(item);
    },

    async list(person) {
      return (await queryAll(table, ranges.sessions(person))).map(item => recordOf<Session>(item));
    },

    async renew(session) {
      // Ended while it was in use: writing it again would bring it back.
      const isThere = 'attribute_exists(pk)';
      return (await putIf(table, itemOf(session), isThere)) ? 'renewed' : 'gone';
    },

    async end(person, id) {
      return (await deleteIf(table, keys.session(person, id))) ? 'ended' : 'gone';
    },
  };
}

interface Code {
  person: string;
  codeSha256: string;
  until: Instant;
  tries: number;
}

export function signInCodes(table: Table): SignInCodes {
  return {
    async start(hash, code) {
      const expires = expiresAt(code.until, keptDays.signInCode);
      const item = { ...keys.signIn(hash), ...code, tries: 0, expiresAt: expires };
      // The name is drawn anew for each.
      await putIf(table, item, 'attribute_not_exists(pk)');
    },

    async wrongs(at) {
      const item = await find(table, keys.signInWrongs(at.slice(0, 13)));
      return item === undefined ? 0 : fromItem<{ wrongs: number }>(item).wrongs;
    },

    async use(hash, codeSha256, at) {
      const key = keys.signIn(hash);
      // A try counts before it is judged, so that many at once are still many.
      const isThere = 'attribute_exists(pk)';
      const tried = await updateIf(table, key, 'ADD tries :one', isThere, { one: 1 });
      if (tried === undefined) return 'unknown';
      const code = fromItem<Code>(tried);
      if (code.tries > signInTries) return 'too-many-tries';
      if (code.until <= at) return 'unknown';
      if (code.codeSha256 !== codeSha256) return { wrongs: await countWrong(table, at) };
      // Two at once with the right code: whoever takes it away is let in.
      const taken = await deleteIf(table, key);
      return taken === undefined ? 'unknown' : { person: code.person };
    },
  };
}

async function countWrong(table: Table, at: Instant): Promise<number> {
  const count = 'ADD wrongs :one SET expiresAt = :expires';
  const values = { one: 1, expires: expiresAt(at, keptDays.signInCode) };
  const item = await updateIf(table, keys.signInWrongs(at.slice(0, 13)), count, undefined, values);
  return item === undefined ? 0 : fromItem<{ wrongs: number }>(item).wrongs;
}
