import { expect, test } from 'vitest';
import { perform } from '#app/communication/perform-effect.ts';
import { noticesAfter, type StakeholderReaction } from '#core/communication/notices.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { delaySecondsOf } from '#core/reactions.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { declared, firstId, later, plan } from '../../support/samples.ts';

/* The runbook's words name the channel, which is opened at the same time. */

const { after, events } = declared();
const [event] = events;
if (after.phase === 'undeclared' || event?.type !== 'IncidentDeclared')
  throw new Error('unreachable');
const headline = headlineOf({ ...after, plan: { ...plan, chat: { channel: true } } });
const [told] = noticesAfter.IncidentDeclared(event, headline);
const reaction = { ...told, key: `${firstId}#1#0` } as StakeholderReaction;

async function toldBy(channel: string | undefined): Promise<string> {
  const bodies: string[] = [];
  await perform({
    reachedNow: async to => ({ to }),
    ledger: memory.memoryEffects(memory.memoryTable()),
    sendEmail: async () => ({ sent: true }),
    async tellStakeholders({ body }) {
      bodies.push(body);
      return { sent: true };
    },
    sendWebhook: async () => ({ sent: true }),
    invite: async () => reaction.notice,
    queueFanOut: async ({ notice }) => void bodies.push(notice.body),
    channelOf: async () => channel,
    ticketLink: async () => 'https://tocsin.example.com/a/token-1',
    configuration: memory.memoryConfiguration(memory.memoryTable()),
    now: () => later(0),
    log: () => {},
  })(reaction);
  expect(new Set(bodies).size).toBe(1);
  return bodies[0] ?? '';
}

test('stakeholders are told the channel once it is there, and hear of the incident without it', async () => {
  expect(delaySecondsOf(reaction)).toBeGreaterThan(0);
  const body = await toldBy('incident-2026-11-22-payments');
  expect(body).toContain('Incident channel: #incident-2026-11-22-payments');
  expect(body).toContain('Updates every 15 minutes in incident channel.');
  expect(await toldBy(undefined)).toContain(`Incident: ${firstId}`);
});
