import { expect, test } from 'vitest';
import { receiptIds } from '#adapters/node/tokens.ts';
import { read } from '#app/incident/read.ts';
import { receiptOperations } from '#app/intake/receipt-operations.ts';
import { addSeconds } from '#core/time/instant.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { start } from '../../support/samples.ts';

const day = 86_400;
const ours = receiptIds('key');

function stateOf(id: string) {
  const table = memory.memoryTable();
  const { showReceipt } = receiptOperations(
    read({
      incidents: memory.memoryIncidents(table),
      configuration: memory.memoryConfiguration(table),
      receipts: memory.memoryReceipts(table),
      pagesOf: memory.memoryPagesOf(table),
      effectsOf: memory.memoryEffectsOf(table),
      receiptTime: ours.time,
      now: () => start,
    }),
  );
  return showReceipt(callOf({ params: { id } }));
}

test('a delivery that triage has not come to is accepted, since the moment in its receipt', async () => {
  const at = addSeconds(start, -day);
  expect(await stateOf(ours.next(at))).toMatchObject({
    answer: { state: 'accepted', acceptedAt: at, outcomes: [] },
  });
});

test.each([
  ['was invented', 'rcp_mhxkq1c0_0123456789abcdef01234567'],
  ['is of another deployment', receiptIds('other').next(start)],
  ['was changed', ours.next(start).replace(/.$/, last => (last === 'a' ? 'b' : 'a'))],
  ['is older than any is kept', ours.next(addSeconds(start, -5 * day))],
  ['is of a moment to come', ours.next(addSeconds(start, 3600))],
])('a receipt that %s is none', async (_, id) => {
  expect(await stateOf(id)).toMatchObject({ notFound: `receipt ${id}`, reason: 'no-such-receipt' });
});
