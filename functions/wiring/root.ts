import { knownRootSecret, rootSecret } from '#adapters/dynamodb/root-secret.ts';
import { now } from '#adapters/node/clock.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { type Tabled, table } from '#functions/wiring/clients.ts';
import type { Root } from '#ports/communication.ts';

/* The secret of which links, addresses and secrets are made. */

let made: Root | undefined;
/** For whoever may write it where there is none yet. One for all of a function, like the configuration: it is read once. */
export const makingRoot = (env: Tabled): Root => (made ??= rootSecret(table(env), newToken, now));

let read: Root | undefined;
/** For whoever only reads it: the sweep makes it within a minute. */
export const readingRoot = (env: Tabled): Root => (read ??= needed(knownRootSecret(table(env))));

function needed(find: ReturnType<typeof knownRootSecret>): Root {
  return async () => {
    const known = await find();
    if (known === undefined) throw new Error('There is no root secret yet: the sweep makes it');
    return known;
  };
}
