import { keys } from '#adapters/dynamodb/keys.ts';
import { finish, giveBack, takeLease } from '#adapters/dynamodb/leases.ts';
import type { Table } from '#adapters/dynamodb/table.ts';
import { leaseSeconds } from '#core/lease.ts';
import type { EffectLedger } from '#ports/incident.ts';

export function effectLedger(table: Table): EffectLedger {
  return {
    claim: (key, incidentId, at) =>
      takeLease(table, { ...keys.effect(incidentId, key), at }, leaseSeconds.message),
    record: (key, incidentId, at, outcome) =>
      finish(table, keys.effect(incidentId, key), { at, outcome }),
    release: (key, incidentId, at) => giveBack(table, keys.effect(incidentId, key), { at }),
  };
}
