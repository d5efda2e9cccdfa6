import { describe, expect, test } from 'vitest';
import { fingerprint, type IncidentId, incidentId, problemKey, receiptId } from '#core/ids.ts';
import { undeclared } from '#core/incident/incident.ts';
import type { Budget } from '#core/intake/flood.ts';
import { firstKey } from '#core/intake/trust-domain.ts';
import type { Claim } from '#ports/incident.ts';
import type { AlertStatus, Receipt } from '#ports/intake.ts';
import { commitOf, declaration, firstId, later, secondId, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

describe.each([inMemory, onDynamoDb()])('alerts and receipts in $name', ({ open }) => {
  test('what was never heard of is not found', async () => {
    const { alerts, receipts } = await open();
    const found = await alerts.lookUp({ problems: [], fingerprints: [fingerprint('x')] });
    expect(found.alerts.size).toBe(0);
    expect(await receipts.find(receiptId('rcp_x'))).toBeUndefined();
  });

  test('that it still fires is noted, unless somebody was quicker', async () => {
    const { alerts } = await open();
    const print = fingerprint('generic#heard');
    const about = { fingerprint: print, incidents: [] };
    const read: AlertStatus = { ...about, status: 'firing', at: later(10) };
    await alerts.remember(read);
    const elsewhere = { problem: problemKey('generic#another-group') };
    expect(await alerts.heardAgain({ ...read, ...elsewhere }, later(20))).toBe('noted');
    expect(await alerts.heardAgain(read, later(30))).toBe('changed');
    const known = (await alerts.lookUp({ problems: [], fingerprints: [print] })).alerts.get(print);
    expect(known).toEqual({ ...read, ...elsewhere, at: later(20) });
    await alerts.remember({ ...read, status: 'cleared', at: later(40) });
    expect(await alerts.heardAgain({ ...read, at: later(40) }, later(50))).toBe('changed');
  });

  test('a remembered status gives way to a newer one only', async () => {
    const { alerts } = await open();
    const print = fingerprint('print-9');
    const status = (at: number, word: AlertStatus['status']): AlertStatus => ({
      fingerprint: print,
      status: word,
      at: later(at),
      incidents: [firstId],
    });
    await alerts.remember(status(10, 'cleared'));
    await alerts.remember(status(5, 'firing'));
    const found = await alerts.lookUp({ problems: [], fingerprints: [print] });
    expect(found.alerts.get(print)).toEqual(status(10, 'cleared'));
    await alerts.remember(status(20, 'firing'));
    const newer = await alerts.lookUp({ problems: [], fingerprints: [print] });
    expect(newer.alerts.get(print)).toEqual(status(20, 'firing'));
  });

  test('a problem leads to another incident only from the one that held it', async () => {
    const { alerts } = await open();
    const problem = problemKey('problem-9');
    const holder = async () =>
      (await alerts.lookUp({ problems: [problem], fingerprints: [] })).problems.get(problem);
    await alerts.leadTo(problem, firstId);
    await alerts.leadTo(problem, secondId);
    expect(await holder()).toBe(firstId);
    await alerts.leadTo(problem, secondId, firstId);
    expect(await holder()).toBe(secondId);
    await alerts.leadTo(problem, firstId, incidentId('INC-2026-009'));
    expect(await holder()).toBe(secondId);
  });

  test('hundreds of alerts are looked up at once', async () => {
    const { alerts } = await open();
    const prints = Array.from({ length: 250 }, (_, index) => fingerprint(`print-${index}`));
    for (const print of prints.slice(0, 120)) {
      await alerts.remember({ fingerprint: print, status: 'firing', at: start, incidents: [] });
    }
    const found = await alerts.lookUp({ problems: [], fingerprints: prints });
    expect(found.alerts.size).toBe(120);
  });

  test('what a sender has spent is written by whoever has read it last, and by nobody else', async () => {
    const { alerts, incidents } = await open();
    const key = 'key:website|website';
    const spent = (at: number): Budget => ({ problems: later(at), worst: start });
    const found = async () =>
      (await alerts.lookUp({ problems: [], fingerprints: [], budgets: [key] })).budgets.get(key);
    const opened = (
      id: IncidentId,
      claim: Omit<Extract<Claim, { kind: 'budget' }>, 'kind' | 'key'>,
    ) =>
      incidents.append(
        commitOf(id, undeclared, 1, declaration(id), [{ kind: 'budget', key, ...claim }]),
      );
    expect(await found()).toBeUndefined();
    expect(await opened(firstId, { budget: spent(6) })).toBe('appended');
    expect(await opened(secondId, { budget: spent(6) })).toMatchObject({ taken: { key } });
    expect(await found()).toEqual(spent(6));
    expect(await opened(secondId, { budget: spent(12), read: spent(6) })).toBe('appended');
    expect(await found()).toEqual(spent(12));
    const thirdId = incidentId('INC-2026-003');
    for (const stale of [spent(6), { ...spent(12), worst: later(1) }]) {
      const claim = { budget: spent(18), read: stale };
      expect(await opened(thirdId, claim)).toMatchObject({ taken: { key } });
    }
    expect(await found()).toEqual(spent(12));
  });

  test('sixty receipts are recorded together and found one by one', async () => {
    const { receipts } = await open();
    const all = Array.from(
      { length: 60 },
      (_, index): Receipt => ({
        id: receiptId(`rcp_${index}`),
        state: 'processed',
        at: start,
        raw: 'raw/1.gz',
        outcomes: [{ alert: 'Down', outcome: 'declared', incident: firstId, reason: 'new' }],
      }),
    );
    await receipts.record(all);
    await receipts.record(all.slice(0, 1));
    expect(await receipts.find(receiptId('rcp_0'))).toEqual(all[0]);
    expect(await receipts.find(receiptId('rcp_59'))).toEqual(all[59]);
    const failed: Receipt = {
      id: receiptId('rcp_60'),
      state: 'failed',
      at: start,
      domain: firstKey,
      outcomes: [],
    };
    await receipts.record([{ ...failed, part: 2, reason: 'given up' }]);
    expect(await receipts.find(failed.id)).toEqual({ ...failed, part: 2, reason: 'given up' });
  });
});
