import { expect, test } from 'vitest';
import { perform } from '#app/communication/perform-effect.ts';
import { hiddenSeconds } from '#contract/work-queues.ts';
import { effectOf, effectState } from '#core/communication/effects.ts';
import type { NoticeReaction } from '#core/communication/notices.ts';
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
  const table = memory.memoryTable();
  const performing = perform({
    reachedNow: async to => ({ to }),
    ledger: memory.memoryEffects(table),
    sendEmail: async () => answers.shift() ?? { sent: true },
    tellStakeholders: async () => ({ sent: true }),
    sendWebhook: async () => ({ sent: true }),
    invite: async () => notice,
    queueFanOut: async () => {},
    channelOf: async () => undefined,
    configuration: memory.memoryConfiguration(table),
    now: () => later(0),
    log: () => {},
  });
  return {
    performs: () => performing(reaction).catch(() => {}),
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
