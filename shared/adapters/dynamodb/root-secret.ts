import { keys } from '#adapters/dynamodb/keys.ts';
import { find, putIf, recordOf, type Table } from '#adapters/dynamodb/table.ts';
import { knownWebhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import type { RootSecret } from '#core/setup/root-secret.ts';
import type { Root } from '#ports/communication.ts';
import type { NewToken, Now } from '#ports/runtime.ts';

/** Made by whoever needs it first, and then it stays. For who may write it; it has to come before the webhook secret. */
export function rootSecret(table: Table, newToken: NewToken, now: Now): Root {
  let known: RootSecret | undefined;

  async function make(): Promise<RootSecret | undefined> {
    const before = await knownWebhookSecret(table)();
    const root = newRootSecret(newToken, now, before);
    const isFirst = 'attribute_not_exists(pk)';
    return (await putIf(table, { ...keys.rootSecret, ...root }, isFirst)) ? root : read(table);
  }

  return async () => {
    known ??= (await read(table)) ?? (await make());
    if (known === undefined) throw new Error('The root secret is there and cannot be read');
    return known;
  };
}

/** For whoever only reads: `undefined` in the first minute of a stack, and after the deploy that brings it. */
export function knownRootSecret(table: Table): () => Promise<RootSecret | undefined> {
  let known: RootSecret | undefined;
  return async () => {
    known ??= await read(table);
    return known;
  };
}

async function read(table: Table): Promise<RootSecret | undefined> {
  const item = await find(table, keys.rootSecret);
  return item && recordOf<RootSecret>(item);
}

export function newRootSecret(newToken: NewToken, now: Now, before?: string): RootSecret {
  const secret = `tocsin_root_${newToken()}${newToken()}`;
  return { secret, since: now(), ...(before !== undefined && { before }) };
}
