import { type Session, signInTries } from '#core/setup/session.ts';
import type { SessionStore, SignInCodes } from '#ports/setup.ts';

export function memorySessions(): SessionStore {
  const sessions = new Map<string, Session>();
  const key = (person: string, id: string) => `${person}\n${id}`;
  return {
    async start(session) {
      if (sessions.has(key(session.person, session.id))) return 'exists';
      sessions.set(key(session.person, session.id), session);
      return 'started';
    },
    find: async (person, id) => sessions.get(key(person, id)),
    list: async person => [...sessions.values()].filter(each => each.person === person),
    async renew(session) {
      if (!sessions.has(key(session.person, session.id))) return 'gone';
      sessions.set(key(session.person, session.id), session);
      return 'renewed';
    },
    end: async (person, id) => (sessions.delete(key(person, id)) ? 'ended' : 'gone'),
  };
}

export function memorySignInCodes(): SignInCodes {
  const codes = new Map<
    string,
    { person: string; codeSha256: string; until: string; tries: number }
  >();
  const wrongs = new Map<string, number>();
  return {
    wrongs: async at => wrongs.get(at.slice(0, 13)) ?? 0,
    async start(hash, code) {
      if (!codes.has(hash)) codes.set(hash, { ...code, tries: 0 });
    },
    async use(hash, codeSha256, at) {
      const code = codes.get(hash);
      if (code === undefined) return 'unknown';
      code.tries += 1;
      if (code.tries > signInTries) return 'too-many-tries';
      if (code.until <= at) return 'unknown';
      if (code.codeSha256 !== codeSha256) {
        const hour = at.slice(0, 13);
        wrongs.set(hour, (wrongs.get(hour) ?? 0) + 1);
        return { wrongs: wrongs.get(hour) ?? 0 };
      }
      codes.delete(hash);
      return { person: code.person };
    },
  };
}
