import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, queryAll, recordOf, type Table, updateIf } from '#adapters/dynamodb/table.ts';
import { heardBefore } from '#core/intake/heard.ts';
import type { HeardIntegration, HeardIntegrations } from '#ports/intake.ts';

export function heardIntegrations(table: Table): HeardIntegrations {
  return {
    async all() {
      const items = await queryAll(table, ranges.heardIntegrations);
      return items.map(item => recordOf<HeardIntegration>(item));
    },

    async hear(name, at, as) {
      const values = {
        ...{ name, at, as, before: heardBefore(at) },
        expiresAt: expiresAt(at, keptDays.heardIntegration),
      };
      const update = as === undefined ? heard : `${heard}, #last = :as`;
      await updateIf(table, keys.heardIntegration(name), update, isOld, values);
    },

    async refuse(name, refused) {
      const values = {
        ...{ name, refused },
        expiresAt: expiresAt(refused.at, keptDays.heardIntegration),
      };
      const update = 'SET #name = :name, refused = :refused, expiresAt = :expiresAt';
      const item = await updateIf(table, keys.heardIntegration(name), update, undefined, values);
      return item?.lastAt !== undefined;
    },

    async hearFormerKey(name, at) {
      const values = {
        ...{ name, at, before: heardBefore(at) },
        expiresAt: expiresAt(at, keptDays.heardIntegration),
      };
      const update = 'SET #name = :name, formerKeyAt = :at, expiresAt = :expiresAt';
      const isOld = 'attribute_not_exists(formerKeyAt) OR formerKeyAt <= :before';
      await updateIf(table, keys.heardIntegration(name), update, isOld, values);
    },
  };
}

const heard =
  'SET #name = :name, firstAt = if_not_exists(firstAt, :at), lastAt = :at, expiresAt = :expiresAt';
/** Many runs hear the same sender at once: one of them writes it down, and no more within ten seconds. */
const isOld = 'attribute_not_exists(lastAt) OR lastAt <= :before';
