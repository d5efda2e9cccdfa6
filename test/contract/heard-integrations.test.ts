import { describe, expect, test } from 'vitest';
import { receiptId } from '#core/ids.ts';
import type { HeardAs } from '#ports/intake.ts';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const as: HeardAs = {
  ...{ receipt: receiptId('rcp_1'), title: 'Disk full', status: 'test', service: 'payments' },
  ...{ serviceReason: 'its integration says so', severity: 'SEV2', severityReason: 'by default' },
};

describe.each([inMemory, onDynamoDb()])('who was heard, in $name', ({ open }) => {
  test('the first time stays, and the last moves once in ten seconds, with what it was', async () => {
    const { integrations } = await open();
    await integrations.hear('prom', start);
    await integrations.hear('prom', later(9), as);
    expect(await integrations.all()).toEqual([{ name: 'prom', firstAt: start, lastAt: start }]);
    await integrations.hear('prom', later(10), as);
    await integrations.hear('prom', later(8));
    expect(await integrations.all()).toEqual([
      { name: 'prom', firstAt: start, lastAt: later(10), last: as },
    ]);
  });

  test('what was refused is known of who was never understood, and stays when they are', async () => {
    const { integrations } = await open();
    await integrations.refuse('prom', { at: start, reason: '/title is missing' });
    const refused = { at: later(1), reason: 'is not JSON' };
    expect(await integrations.refuse('prom', refused)).toBe(false);
    expect(await integrations.all()).toEqual([{ name: 'prom', refused }]);
    await integrations.hear('prom', later(2));
    expect(await integrations.all()).toEqual([
      { name: 'prom', refused, firstAt: later(2), lastAt: later(2) },
    ]);
    expect(await integrations.refuse('prom', refused)).toBe(true);
  });

  test('the use of a former key moves once in ten seconds, and is no word that was understood', async () => {
    const { integrations } = await open();
    await integrations.hearFormerKey('prom', start);
    await integrations.hearFormerKey('prom', later(9));
    expect(await integrations.all()).toEqual([{ name: 'prom', formerKeyAt: start }]);
    expect(await integrations.refuse('prom', { at: start, reason: 'is not JSON' })).toBe(false);
    await integrations.hear('prom', later(10));
    await integrations.hearFormerKey('prom', later(10));
    expect(await integrations.all()).toMatchObject([
      { firstAt: later(10), formerKeyAt: later(10) },
    ]);
  });
});
