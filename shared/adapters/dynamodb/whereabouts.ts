import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { ranges } from '#adapters/dynamodb/keys.ts';
import { fromItem, queryAll, recordOf, type Table } from '#adapters/dynamodb/table.ts';
import type { ContactMethod } from '#core/oncall/roster.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { Whereabouts } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** As the whole configuration is: a change is in force everywhere within this time. */
const teamFreshSeconds = 30;

const address = z.exactOptional(z.string());
const member = z.object({ phone: address, email: address, webhook: address, slack: address });
const people = z.object({ people: z.record(z.string(), member) });

/**
 * Of the configuration and the roster what says where people are: whoever tells them something needs no more, and reads it
 * in a moment. `freshSeconds`: how old what people entered may be; 0 for what wakes them.
 */
export function whereabouts(table: Table, now: Now, freshSeconds: number): Whereabouts {
  return {
    team: kept(teamFreshSeconds, async () => {
      const [item] = await queryAll(table, ranges.configurations, { most: 1, backwards: true });
      if (item === undefined) return undefined;
      const { directory } = fromItem<{ directory: Uint8Array }>(item);
      return people.parse(JSON.parse(gunzipSync(directory).toString())).people;
    }),
    contacts: kept(freshSeconds, async () => {
      const items = await queryAll(table, ranges.roster);
      return items.filter(({ sk }) => sk?.S?.startsWith('CONTACT#')).map(recordOf<ContactMethod>);
    }),
  };

  function kept<Read>(seconds: number, read: () => Promise<Read>): () => Promise<Read> {
    let cached: { until: Instant; value: Promise<Read> } | undefined;
    return () => {
      if (cached !== undefined && now() < cached.until) return cached.value;
      // From here on it is the same for all who ask, also while it is read: notices come many at once.
      const value = read();
      cached = { until: addSeconds(now(), seconds), value };
      // What failed, or is not there yet, is asked for again.
      const forget = () => {
        cached = undefined;
      };
      value.then(known => known ?? forget(), forget);
      return value;
    };
  }
}
