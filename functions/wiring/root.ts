import { knownRootSecret, rootSecret } from '#adapters/dynamodb/root-secret.ts';
import { now } from '#adapters/node/clock.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { type Tabled, table } from '#functions/wiring/clients.ts';
import type { Root } from '#ports/communication.ts';

/* The secret of which links, addresses and secrets are made. */

/** For whoever may write it where there is none yet. */
export function makingRoot(env: Tabled): Root {
  return rootSecret(table(env), newToken, now);
}

/** For whoever only reads it: the sweep makes it within a minute. */
export function readingRoot(env: Tabled): Root {
  const read = knownRootSecret(table(env));
  return async () => {
    const known = await read();
    if (known === undefined) throw new Error('There is no root secret yet: the sweep makes it');
    return known;
  };
}
