import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  deleteIf,
  expiresAt,
  putIf,
  queryAll,
  recordOf,
  type Table,
  updateIf,
} from '#adapters/dynamodb/table.ts';
import type { Heartbeat } from '#core/intake/heartbeat.ts';
import type { Heartbeats } from '#ports/intake.ts';

export function heartbeats(table: Table): Heartbeats {
  return {
    async all() {
      const items = await queryAll(table, ranges.heartbeats);
      return items.map(item => recordOf<Heartbeat>(item));
    },

    async arm(id, armedAt) {
      await putIf(table, { ...keys.heartbeat(id), id, armedAt }, isUnknown);
    },

    async beat({ id, at, watchdog, before = [] }) {
      const known = 'id = :id, armedAt = if_not_exists(armedAt, :at), beatAt = :at';
      // What the configuration names is forgotten when it no longer does.
      const rest = watchdog === undefined ? '' : ', watchdog = :watchdog, expiresAt = :expiresAt';
      const item = await updateIf(table, keys.heartbeat(id), `SET ${known}${rest}`, isNewer, {
        ...{ id, at },
        ...(watchdog !== undefined && { watchdog, expiresAt: expiresAt(at, keptDays.watchdog) }),
      });
      const isNew = item !== undefined && recordOf<Heartbeat>(item).armedAt === at;
      if (!isNew) return;
      for (const old of before) await deleteIf(table, keys.heartbeat(old), isNotMissed);
    },

    async miss({ id, beatAt }, at) {
      const isAsSeen = beatAt === undefined ? hasNoBeat : 'beatAt = :beatAt';
      const condition = `attribute_exists(pk) AND ${isNotMissed} AND ${isAsSeen}`;
      const values = { at, beatAt };
      const update = 'SET missedAt = :at';
      return (await updateIf(table, keys.heartbeat(id), update, condition, values)) !== undefined;
    },

    async told({ id, missedAt }, at) {
      await updateIf(table, keys.heartbeat(id), 'SET toldAt = :at', isSameMiss, { missedAt, at });
    },

    async clear({ id, missedAt }) {
      const update = 'REMOVE missedAt, toldAt';
      await updateIf(table, keys.heartbeat(id), update, isSameMiss, { missedAt });
    },

    async forget(id) {
      await deleteIf(table, keys.heartbeat(id));
    },
  };
}

/** Two rounds see the same new name: the first has armed it. */
const isUnknown = 'attribute_not_exists(pk)';
/** Messages overtake each other: the newest stays. */
const isNewer = 'attribute_not_exists(beatAt) OR beatAt < :at';
const hasNoBeat = 'attribute_not_exists(beatAt)';
const isNotMissed = 'attribute_not_exists(missedAt)';
/** Another round was faster, and it may be missed anew by now. */
const isSameMiss = 'missedAt = :missedAt';
