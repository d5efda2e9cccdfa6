import { expect, test } from 'vitest';
import { perform } from '#app/communication/perform-effect.ts';
import { hiddenSeconds } from '#contract/work-queues.ts';
import { effectOf, effectState } from '#core/communication/effects.ts';
import type { NoticeReaction, StakeholderReaction } from '#core/communication/notices.ts';
import type { Severity } from '#core/severity.ts';
import type { Delivery } from '#ports/communication.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { firstId, later } from '../../support/samples.ts';

/* Whoever looks at an incident sees who was not told yet, why, and when that is tried again. */

const notice = { subject: 'Update', body: 'Still looking.' };
const reaction: NoticeReaction = {
  ...{ kind: 'notice', key: `${firstId}#2#0`, incidentId: firstId, notice },
  to: { person: 'ana', name: 'Ana', email: 'ana@example.com' },
};

function desk(answers: Delivery[]) {
  const topic: (readonly string[])[] = [];
  const table = memory.memoryTable();
  const performing = perform({
    reachedNow: async to => ({ to }),
    ledger: memory.memoryEffects(table),
    sendEmail: async () => answers.shift() ?? { sent: true },
    async tellStakeholders(_notice, { severities }) {
      topic.push(severities);
      return { sent: true };
    },
    sendWebhook: async () => ({ sent: true }),
    invite: async () => notice,
    queueFanOut: async () => {},
    channelOf: async () => undefined,
    ticketLink: async () => 'https://tocsin.example.com/a/token-1',
    configuration: memory.memoryConfiguration(table),
    now: () => later(0),
    log: () => {},
  });
  return {
    topic,
    performs: (effect: Parameters<typeof performing>[0] = reaction) =>
      performing(effect).catch(() => {}),
    seen: async () => (await memory.memoryEffectsOf(table)(firstId)).map(effectOf),
  };
}

test('what waits says why and when it is tried again; what was sent says so', async () => {
  const { performs, seen } = desk([{ sent: false, failed: 'retry', reason: 'SES: answered 429' }]);
  expect(await seen()).toEqual([]);
  await performs();
  const about = { channel: 'e-mail', to: 'Ana', what: 'Update' };
  const [waiting] = await seen();
  expect(waiting).toEqual({
    ...{ key: reaction.key, ...about, at: later(0), state: 'waiting' },
    ...{ reason: 'SES: answered 429', nextTryAt: later(hiddenSeconds.effects) },
  });
  expect(waiting && effectState(waiting, 'America/New_York')).toBe(
    'waiting, SES: answered 429, next try 21:16 EST',
  );
  await performs();
  expect(await seen()).toMatchObject([{ ...about, state: 'sent' }]);
});

test('what was refused for good has failed, in one line whatever the vendor wrote', async () => {
  const reason = `SES: rejected\r\n${'x'.repeat(1000)}`;
  const { performs, seen } = desk([{ sent: false, failed: 'give-up', reason }]);
  await performs();
  const [failed] = await seen();
  expect(failed).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/^SES: rejected x+\W+$/),
  });
  expect(failed?.reason?.length).toBeLessThanOrEqual(300);
});

test('by the topic it hears of a change of severity who hears of one of both', async () => {
  const { performs, topic } = desk([]);
  const change = (key: string, severity: Severity, was: Severity): StakeholderReaction => ({
    ...{ kind: 'stakeholders', key, incidentId: firstId, notice, service: 'payments' },
    ...{ about: 'update', severity, was },
  });
  await performs(change('down', 'SEV3', 'SEV1'));
  await performs(change('up', 'SEV2', 'SEV4'));
  expect(topic).toEqual([
    ['SEV3', 'SEV1'],
    ['SEV2', 'SEV4'],
  ]);
});
