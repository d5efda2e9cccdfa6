import { gunzipSync, gzipSync } from 'node:zlib';
import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import {
  find,
  fromItem,
  putIf,
  queryAll,
  type Table,
  versionsDownFrom,
} from '#adapters/dynamodb/table.ts';
import type { Directory } from '#core/setup/directory.ts';
import { patternsOf } from '#core/setup/document-matchers.ts';
import { directoryOf } from '#core/setup/parse-directory.ts';
import { readyFor } from '#core/text/full-pattern.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** A change is in force everywhere within this time; until then a function works with what it has read. */
const freshSeconds = 30;
/** An item has 400 KB; the rest is for who applied it when, and for the names of its fields. */
const packedMax = 399 * 1024;

type Newest = NonNullable<Awaited<ReturnType<ConfigurationStore['newest']>>>;

/** Versions of the configuration, newest read with one query; compressed, since an item holds 400 KB. */
export function configurationStore(table: Table, now: Now): ConfigurationStore {
  let cached: { at: Instant; newest: Newest } | undefined;
  let parsed: Newest | undefined;
  let reading: Promise<Newest | undefined> | undefined;

  const self: ConfigurationStore = {
    async current(atMostSeconds = freshSeconds) {
      if (cached !== undefined && now() < addSeconds(cached.at, atMostSeconds)) {
        return cached.newest;
      }
      reading ??= self.newest().finally(() => {
        reading = undefined;
      });
      const newest = await reading;
      cached = newest && { at: now(), newest };
      return newest;
    },

    async newest() {
      const [item] = await queryAll(table, ranges.configurations, { most: 1, backwards: true });
      if (item === undefined) return undefined;
      const stored = fromItem<StoredVersion>(item);
      // A version is never written again, and reading what it means takes longer than anything else here.
      if (parsed?.version === stored.version && parsed.at === stored.at) return parsed;
      const read = unpacked(stored);
      // Before anything is judged by it.
      await readyFor(patternsOf(read.directory));
      parsed = read;
      return parsed;
    },

    async version(number) {
      const item = await find(table, keys.configuration(number));
      return item && unpacked(fromItem<StoredVersion>(item));
    },

    history: (from, most) => versionsDownFrom<StoredVersion>(table, keys.configuration, from, most),

    async sizeOf(next) {
      const packed = packedOf(next);
      return { bytes: packed.document.length + packed.directory.length, most: packedMax };
    },

    async save({ version, by, at, ...next }) {
      // Two people apply at once: the second has not seen what the first did.
      const isNext = 'attribute_not_exists(pk)';
      const item = { ...keys.configuration(version), version, ...packedOf(next), by, at };
      if (!(await putIf(table, item, isNext))) return 'conflict';
      cached = undefined;
      return 'saved';
    },
  };
  return self;
}

function packedOf({ document, directory }: Pick<Newest, 'document' | 'directory'>) {
  return {
    document: gzipSync(JSON.stringify(document)),
    directory: gzipSync(JSON.stringify(directory)),
  };
}

function unpacked({ version, at, by, ...packed }: StoredVersion): Newest {
  const document: unknown = JSON.parse(gunzipSync(packed.document).toString());
  // A later release may read more strictly. What was in force stays in force until somebody applies it anew.
  const directory =
    directoryOf(document) ?? (JSON.parse(gunzipSync(packed.directory).toString()) as Directory);
  return { version, directory, document, at, by };
}

interface StoredVersion {
  version: number;
  document: Uint8Array;
  directory: Uint8Array;
  at: Instant;
  by: string;
}
