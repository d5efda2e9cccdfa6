import type { Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Stores } from '#local/clock/idle-until.ts';

/** Whose phone or mailbox it is: by the configuration in force, and by what people entered themselves. */
export function namesOf({ people }: Directory, { contacts }: Roster): Map<string, string> {
  const names = new Map<string, string>();
  const note = (address: string | undefined, name: string) => {
    if (address === undefined) return;
    const known = names.get(address);
    names.set(address, known === undefined || known === name ? name : `${known} and ${name}`);
  };
  for (const { name, phone, email, webhook } of Object.values(people)) {
    for (const address of [phone, email, webhook]) note(address, name);
  }
  for (const { person, address, device } of contacts) {
    note(device?.endpoint ?? address, entryOf(people, person)?.name ?? person);
  }
  return names;
}

/** Read past the gateway when somebody looks, so that looking costs no request. */
export function inboxNames(open: () => Promise<Stores>): () => Promise<Map<string, string>> {
  let stores: Promise<Stores> | undefined;
  return async () => {
    try {
      stores ??= open();
      const { configuration, roster } = await stores;
      const current = await configuration.newest();
      return current === undefined ? new Map() : namesOf(current.directory, await roster.newest());
    } catch {
      // A stack without our table, or whose database is just started again: the addresses say enough.
      stores = undefined;
      return new Map();
    }
  };
}
