import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { ranges } from '#adapters/dynamodb/keys.ts';
import { fromItem, queryAll, type Table } from '#adapters/dynamodb/table.ts';
import type { Team } from '#core/oncall/reached-now.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { ReadTeam } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** As the whole configuration is: a change is in force everywhere within this time. */
const freshSeconds = 30;

const address = z.optional(z.string());
const member = z.object({ phone: address, email: address, webhook: address, slack: address });
const people = z.object({ people: z.record(z.string(), member) });

/** People alone of the configuration: whoever pages somebody needs no more, and reads it in a moment. */
export function teamOf(table: Table, now: Now): ReadTeam {
  let cached: { until: Instant; team: Team } | undefined;
  return async () => {
    if (cached !== undefined && now() < cached.until) return cached.team;
    const [item] = await queryAll(table, ranges.configurations, { most: 1, backwards: true });
    if (item === undefined) return undefined;
    const { directory } = fromItem<{ directory: Uint8Array }>(item);
    const team = people.parse(JSON.parse(gunzipSync(directory).toString())).people as Team;
    cached = { until: addSeconds(now(), freshSeconds), team };
    return team;
  };
}
