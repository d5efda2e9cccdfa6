import { expect, test } from 'vitest';
import type { IncidentEvent } from '#core/incident/events.ts';
import { type LedgerRow, ledgerOf } from '#core/paging/ledger.ts';
import { later } from '../../support/samples.ts';

const row = (key: string, seconds: number, change: Partial<LedgerRow> = {}) =>
  ({
    ...{ key, at: later(seconds), person: 'ana', channel: 'sms', purpose: 'acknowledge' },
    ...{ level: 1, round: 1, reason: 'it is down', status: 'sent', attempt: 1, ...change },
  }) as LedgerRow & { status: 'sent' };
const receipt = (page: string, reason?: string): IncidentEvent => {
  const about = { at: later(60), page, person: 'ana', channel: 'sms' } as const;
  return reason === undefined
    ? { type: 'PageDelivered', ...about }
    : { type: 'PageUndelivered', ...about, reason };
};

test('pages are told in the order of their moments, and of their keys where these are the same', () => {
  const pages = [row('x#3#10', 9), row('x#1#0', 5), row('x#3#2', 9)];
  expect(ledgerOf(pages, []).map(({ key }) => key)).toEqual(['x#1#0', 'x#3#2', 'x#3#10']);
});

test('what a receipt said counts more than what was known when it was sent', () => {
  const pages = [row('a', 1, { detail: 'm-1' }), row('b', 2, { detail: 'm-2' }), row('c', 3)];
  const told = ledgerOf(pages, [receipt('a'), receipt('b', 'switched off')]);
  expect(told).toMatchObject([
    { key: 'a', status: 'delivered', detail: 'm-1' },
    { key: 'b', status: 'failed', detail: 'switched off' },
    { key: 'c', status: 'sent' },
  ]);
});

test('of two receipts the later one stands', () => {
  const [page] = ledgerOf([row('a', 1)], [receipt('a'), receipt('a', 'switched off')]);
  expect(page).toMatchObject({ status: 'failed' });
});

test('nothing is told of a page but what the ledger is for', () => {
  const stored = { ...row('a', 1), incidentId: 'INC-2026-001', decidedAt: later(0), pk: 'secret' };
  const [page] = ledgerOf([stored], []);
  expect(Object.keys(page ?? {}).toSorted()).toEqual(
    [
      'key',
      'at',
      'person',
      'channel',
      'purpose',
      'level',
      'round',
      'reason',
      'decidedAt',
      'status',
      'attempt',
    ].toSorted(),
  );
});
