import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  expiresAt,
  find,
  fromItem,
  type Item,
  queryAll,
  recordOf,
  type Table,
  transact,
  write,
} from '#adapters/dynamodb/table.ts';
import { type Silence, silencesMax, stateOf } from '#core/intake/mute.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Silences } from '#ports/intake.ts';

/** So many others may change one at the same moment. */
const triesMax = 8;

/** What is in force stands together in one item, so that an alert that fires costs no read more; each has its own besides. */
export function silences(table: Table): Silences {
  return {
    async all() {
      const items = await queryAll(table, ranges.silences);
      return items.map(item => recordOf<Silence>(item));
    },

    async notOver() {
      const book = await find(table, keys.silencesInForce);
      return book === undefined ? [] : silencesIn(book);
    },

    find: known,

    async add(silence, at) {
      const outcome = await change(at, async current => {
        if ((await known(silence.id)) !== undefined) return 'exists';
        return current.length >= silencesMax ? 'full' : silence;
      });
      return typeof outcome === 'string' ? outcome : 'added';
    },

    async end(id, ended) {
      const outcome = await change(ended.at, async () => {
        const silence = await known(id);
        if (silence === undefined) return 'unknown';
        return stateOf(silence, ended.at) === 'over' ? { as: silence } : { ...silence, ended };
      });
      if (typeof outcome === 'string') return undefined;
      return 'as' in outcome ? outcome.as : outcome;
    },
  };

  async function known(id: string): Promise<Silence | undefined> {
    const item = await find(table, keys.silence(id));
    return item && recordOf<Silence>(item);
  }

  async function change<Answer extends string>(
    at: Instant,
    toNext: (current: Silence[]) => Promise<Silence | { as: Silence } | Answer>,
  ): Promise<Silence | { as: Silence } | Answer> {
    for (let attempt = 1; attempt <= triesMax; attempt++) {
      const book = await find(table, keys.silencesInForce);
      const version = book && versionOf(book);
      const current = book === undefined ? [] : silencesIn(book);
      const notOver = current.filter(silence => stateOf(silence, at) !== 'over');
      const next = await toNext(notOver);
      if (typeof next !== 'object' || 'as' in next) return next;
      const others = notOver.filter(({ id }) => id !== next.id);
      const kept = stateOf(next, at) === 'over' ? others : [...others, next];
      const item = { version: (version ?? 0) + 1, silences: JSON.stringify(kept) };
      const isAsRead = version === undefined ? 'attribute_not_exists(pk)' : 'version = :version';
      const outcome = await transact(table, [
        // Two people change silences at once: the second makes its own of what the first has made.
        write.put({ ...keys.silencesInForce, ...item }, isAsRead, { version }),
        write.put({
          ...keys.silence(next.id),
          ...next,
          expiresAt: expiresAt(next.until, keptDays.silence),
        }),
      ]);
      if (outcome === 'written') return next;
      await table.pause(attempt);
    }
    throw new Error(`The silences stayed contended after ${triesMax} attempts`);
  }
}

export function silencesIn(item: Item): Silence[] {
  return JSON.parse(fromItem<{ silences: string }>(item).silences) as Silence[];
}

function versionOf(item: Item): number {
  return Number(item.version?.N ?? 0);
}
