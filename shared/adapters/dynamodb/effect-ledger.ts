import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { finish, giveBack, takeLease } from '#adapters/dynamodb/leases.ts';
import { fromItem, queryAll, type Table } from '#adapters/dynamodb/table.ts';
import type { EffectRecord } from '#core/communication/effects.ts';
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
    release: (key, incidentId, at, why) =>
      giveBack(table, keys.effect(incidentId, key), { at, ...why }),
  };
}

/** Those that are about something that people look at. */
export function effectsOf(table: Table): EffectsOf {
  return async id => {
    const items = await queryAll(table, ranges.effects(id));
    return items
      .map(item => fromItem<EffectRecord & { about?: EffectRecord['about'] }>(item))
      .filter(({ about }) => about !== undefined);
  };
}
