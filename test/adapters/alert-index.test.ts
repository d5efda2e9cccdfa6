import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { alertIndex } from '#adapters/dynamodb/alert-index.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, type Table } from '#adapters/dynamodb/table.ts';
import { fingerprint } from '#core/ids.ts';
import { firstId, later, start } from '../support/samples.ts';

test('an alert that is heard again is kept from then on, however long ago it began to fire', async () => {
  const sent: UpdateItemCommandInput[] = [];
  const ask = async (_operation: string, input: UpdateItemCommandInput) => {
    sent.push(input);
    return { Attributes: {} };
  };
  const { heardAgain } = alertIndex({ ask, name: 'table' } as unknown as Table);
  const at = later(80 * 86_400);
  const read = { fingerprint: fingerprint('print-1'), status: 'firing', at: start } as const;
  expect(await heardAgain({ ...read, incidents: [firstId] }, at)).toBe('noted');
  const kept = String(expiresAt(at, keptDays.alert));
  expect(sent).toMatchObject([{ ExpressionAttributeValues: { ':expiresAt': { N: kept } } }]);
});
