import { expect, test } from 'vitest';
import { deadLetterOperations } from '#app/setup/dead-letter-operations.ts';
import type { DeadLetters } from '#ports/setup.ts';
import { callOf } from '../../support/operations.ts';
import { later, start } from '../../support/samples.ts';

const letters = {
  alerts: [
    { receiptId: 'rcp_1', integration: 'prometheus', body: '{"title":"Call +1 555 0100"}' },
    { gzip: 'H4sI' },
  ],
  pages: [{ kind: 'page', incident: { id: 'INC-2026-001' }, to: { phone: '+15555550101' } }],
} as Partial<Record<string, unknown[]>>;

function office() {
  const sent: unknown[] = [];
  const deadLetters: DeadLetters = {
    look: async (queue, most) =>
      (letters[queue] ?? []).slice(0, most).map((body, index) => ({
        id: `${queue}-${index}`,
        sentAt: later(index),
        body: JSON.stringify(body),
      })),
    sendAgain: async (queue, ids) => {
      sent.push([queue, ids]);
      return 2;
    },
  };
  return { ...deadLetterOperations({ deadLetters }), sent };
}

test('dead letters are known by receipt, incident and sender, and show nothing that a stranger wrote, and no address', async () => {
  const { listDeadLetters } = office();
  const answer = await listDeadLetters(callOf<'listDeadLetters'>({ query: {} }));
  expect(answer).toMatchObject({
    answer: {
      more: false,
      deadLetters: [
        { id: 'alerts-0', queue: 'alerts', receipt: 'rcp_1', about: 'prometheus', sentAt: start },
        { id: 'pages-0', queue: 'pages', incident: 'INC-2026-001', about: 'page' },
        { id: 'alerts-1', queue: 'alerts' },
      ],
    },
  });
  expect(JSON.stringify(answer)).not.toMatch(/555/);
});

test('one queue is asked for alone, and sent again whole or in part', async () => {
  const { listDeadLetters, sendDeadLettersAgain, sent } = office();
  const ofPages = await listDeadLetters(callOf<'listDeadLetters'>({ query: { queue: 'pages' } }));
  expect(ofPages).toMatchObject({ answer: { deadLetters: [{ id: 'pages-0' }] } });
  for (const body of [{ queue: 'alerts' }, { queue: 'pages', ids: ['pages-0'] }] as const) {
    const call = callOf<'sendDeadLettersAgain'>({ body: body as never });
    expect(await sendDeadLettersAgain(call)).toEqual({ answer: { queue: body.queue, sent: 2 } });
  }
  expect(sent).toEqual([
    ['alerts', undefined],
    ['pages', ['pages-0']],
  ]);
});
