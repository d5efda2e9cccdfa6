import { expect, test } from 'vitest';
import { readerToken } from '#adapters/node/reader-token.ts';
import { rootsOfLinks } from '#core/setup/root-secret.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { start } from '../../support/samples.ts';

const days = (count: number) => addSeconds(start, count * 86_400);
const moved = { secret: 'root', since: start, before: 'webhooks' };

test('a link that was made of what receivers of webhooks have is known for ninety days more', () => {
  expect(rootsOfLinks(moved, days(89))).toEqual(['root', 'webhooks']);
  expect(rootsOfLinks(moved, days(90))).toEqual(['root']);
  expect(rootsOfLinks({ secret: 'root', since: start }, start)).toEqual(['root']);
});

test('a reader keeps the address that they were given, and whoever comes since has one of the root', () => {
  const addressOf = (root: typeof moved, createdAt: Instant) =>
    readerToken(root)({ id: 'rdr_1', createdAt });
  const fresh = { secret: 'root', since: days(-9) };
  expect(readerToken(moved)({ id: 'rdr_1', createdAt: days(1) })).toBe(
    readerToken(fresh)({ id: 'rdr_1', createdAt: start }),
  );
  expect(addressOf(moved, days(-1))).toBe(
    readerToken({ secret: 'webhooks', since: start })({ id: 'rdr_1', createdAt: start }),
  );
  expect(addressOf(moved, days(-1))).not.toBe(addressOf(moved, days(1)));
});
