import { keys } from '#adapters/dynamodb/keys.ts';
import { find, fromItem, putIf, type Table } from '#adapters/dynamodb/table.ts';
import type { WebhookSecret } from '#ports/communication.ts';
import type { NewToken } from '#ports/runtime.ts';

/**
 * The secret is made by whoever needs it first and then stays: nobody has to choose, enter or deploy one. Read once per
 * instance, since it never changes.
 */
export function webhookSecret(table: Table, newToken: NewToken): WebhookSecret {
  let known: string | undefined;

  const read = knownWebhookSecret(table);

  async function make(): Promise<string | undefined> {
    const secret = newWebhookSecret(newToken);
    // Two are the first at once: both go on with the one that is stored.
    const isFirst = 'attribute_not_exists(pk)';
    return (await putIf(table, { ...keys.webhookSecret, secret }, isFirst)) ? secret : read();
  }

  return async () => {
    known ??= (await read()) ?? (await make());
    if (known === undefined) throw new Error('The webhook secret is there and cannot be read');
    return known;
  };
}

/** For whoever only reads: `undefined` where nobody has needed one yet. */
export function knownWebhookSecret(table: Table): () => Promise<string | undefined> {
  return async () => {
    const item = await find(table, keys.webhookSecret);
    return item && fromItem<{ secret: string }>(item).secret;
  };
}

/** Recognisable where it should not be, such as in a repository. */
export function newWebhookSecret(newToken: NewToken): string {
  return `tocsin_whs_${newToken()}${newToken()}`;
}
