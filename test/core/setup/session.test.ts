import { expect, test } from 'vitest';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { isOver, newSession, renewed, type Session, scopesOf } from '#core/setup/session.ts';
import { later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const hour = 3600;
const session = newSession({ id: 'one', person: 'ana', way: 'code' }, start);

test('a session ends sixteen hours after it was used last', () => {
  expect(isOver(session, later(16 * hour - 1))).toBe(false);
  expect(isOver(session, later(16 * hour))).toBe(true);
  const next = renewed(session, later(10 * hour));
  expect(next).toMatchObject({ seenAt: later(10 * hour), until: later(26 * hour) });
});

test('it is written no more than once an hour', () => {
  expect(renewed(session, later(hour - 1))).toBeUndefined();
  expect(renewed(session, later(hour))).toBeDefined();
});

test('however often it is used, it ends after seven days', () => {
  let last: Session = session;
  for (let at = hour; at < 7 * 24 * hour; at += hour) last = renewed(last, later(at)) ?? last;
  expect(last.until).toBe(later(7 * 24 * hour));
});

test('everybody who is paged may respond; who administers is in the file', () => {
  const parsed = parseDirectory({
    ...team,
    people: { ...team.people, bo: { ...team.people.bo, admin: true } },
  });
  if ('problems' in parsed) throw new Error('The team is not valid');
  expect(scopesOf(parsed.directory, { person: 'ana' })).toEqual(['read', 'respond']);
  expect(scopesOf(parsed.directory, { person: 'bo' })).toEqual(['read', 'respond', 'admin']);
  expect(scopesOf(parsed.directory, { person: 'constructor' })).toEqual([]);
});
