import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { finish, giveBack, takeLease } from '#adapters/dynamodb/leases.ts';
import { fromItem, queryAll, type Table, updateIf } from '#adapters/dynamodb/table.ts';
import { type EffectRecord, failure } from '#core/communication/effects.ts';
import { leaseSeconds } from '#core/lease.ts';
import type { EffectLedger, EffectsOf } from '#ports/incident.ts';

export function effectLedger(table: Table): EffectLedger {
  return {
    claim: (key, incidentId, at, about) =>
      takeLease(
        table,
        { ...keys.effect(incidentId, key), at, ...(about !== undefined && { key, about }) },
        leaseSeconds.message,
      ),
    record: (key, incidentId, at, outcome) =>
      finish(table, keys.effect(incidentId, key), { at, outcome }),
    reopen: async (key, incidentId, at) => {
      const update = 'SET #status = :retrying, #at = :at REMOVE outcome';
      const values = { retrying: 'retrying', at, done: 'done', failed: failure };
      await updateIf(table, keys.effect(incidentId, key), update, hasFailed, values);
    },
    release: (key, incidentId, at, why) =>
      giveBack(table, keys.effect(incidentId, key), { at, ...why }),
  };
}

/** Two ask for it at once, or it was done meanwhile: what has not failed stays as it is. */
const hasFailed = '#status = :done AND begins_with(outcome, :failed)';

/** Those that are about something that people look at. */
export function effectsOf(table: Table): EffectsOf {
  return async id => {
    const items = await queryAll(table, ranges.effects(id));
    return items
      .map(item => fromItem<EffectRecord & { about?: EffectRecord['about'] }>(item))
      .filter(({ about }) => about !== undefined);
  };
}
