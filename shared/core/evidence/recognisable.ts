import { masked } from '#core/oncall/addresses.ts';

const channelOf = { phone: 'sms', email: 'email', webhook: 'webhook' } as const;

/**
 * For `JSON.stringify`: of where a person is reached no more than it takes to recognise one's own. What is preserved is read
 * by whoever may read, and is given away; who was paged, by what and when stays.
 */
export function recognisable(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('person' in value)) return value;
  const record: Record<string, unknown> = { ...value };
  for (const field of ['phone', 'email', 'webhook'] as const) {
    const address = record[field];
    if (typeof address === 'string') record[field] = masked(channelOf[field], address);
  }
  return record;
}
