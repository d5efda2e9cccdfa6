import { describe, expect, test } from 'vitest';
import { type Delivered, ingest } from '#app/intake/ingest.ts';
import type { TriageBatch } from '#app/intake/triage-batch.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import { receiptId } from '#core/ids.ts';
import { memoryHeardIntegrations } from '../../support/memory/memory-heard-integrations.ts';
import { memoryHeartbeats } from '../../support/memory/memory-heartbeats.ts';
import { memoryIncidents, memoryReceipts, memoryTable } from '../../support/memory/memory-table.ts';
import { declared as declaredIncident, later, start } from '../../support/samples.ts';

const declares: TriageBatch = async alerts => ({
  settled: alerts.map(alert => ({
    ...alert,
    outcome: 'declared',
    incidentId: 'INC-2026-001',
    reason: 'payments fail',
  })),
  failed: [],
  left: [],
});

function triage(
  settle: TriageBatch = declares,
  others: Partial<
    Pick<Parameters<typeof ingest>[0], 'heed' | 'heartbeats' | 'integrations' | 'incidents'>
  > = {},
) {
  const receipts = memoryReceipts(memoryTable());
  const kept: string[][] = [];
  const rest: AcceptedWebhook[] = [];
  const errors: string[] = [];
  const storage = { isDown: false };
  const take = ingest({
    settle,
    heed: async () => 'missing',
    keepRaw: async webhooks => {
      if (storage.isDown) throw new Error('S3 is down');
      kept.push(webhooks.map(({ receiptId: id }) => id));
      return `raw/${kept.length}`;
    },
    receipts,
    heartbeats: memoryHeartbeats(),
    integrations: memoryHeardIntegrations(),
    configuration: { current: async () => undefined },
    held: async () => [],
    incidents: { loadMany: async () => new Map() },
    queueRest: async webhook => {
      rest.push(webhook);
    },
    now: () => later(1),
    log: (level, message) => {
      if (level === 'error') errors.push(message);
    },
    ...others,
  });
  return { take, kept, rest, errors, storage, fate: (id: string) => receipts.find(receiptId(id)) };
}

function delivered(number: number, body: unknown, change: object = {}): Delivered {
  const webhook = {
    kind: 'webhook',
    receiptId: `rcp_${number}`,
    source: 'generic',
    integration: 'test',
    acceptedAt: start,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...change,
  } as AcceptedWebhook;
  return { messageId: `message-${number}`, webhook };
}

const down = { title: 'Payment processing down' };

describe('what can be read', () => {
  test('is settled, kept in one object per batch, and told by its receipt', async () => {
    const { take, kept, fate } = triage();
    expect(await take([delivered(1, down), delivered(2, down)])).toEqual({ failed: [] });
    expect(kept).toEqual([['rcp_1', 'rcp_2']]);
    const outcome = { alert: down.title, outcome: 'declared', incident: 'INC-2026-001' };
    expect(await fate('rcp_1')).toMatchObject({
      state: 'processed',
      raw: 'raw/1',
      outcomes: [{ ...outcome, reason: 'payments fail' }],
    });
  });

  test('belongs to the service of its integration, whatever it says itself', async () => {
    let seen: string | undefined;
    const { take } = triage(async alerts => {
      seen = alerts[0]?.alert.service;
      return declares(alerts);
    });
    await take([delivered(1, { ...down, service: 'payments' }, { service: 'website' })]);
    expect(seen).toBe('website');
  });

  test('is handed over as accepted then, not as handled now', async () => {
    let seen: string | undefined;
    const { take } = triage(async alerts => {
      seen = alerts[0]?.acceptedAt;
      return declares(alerts);
    });
    await take([delivered(1, down)]);
    expect(seen).toBe(start);
  });
});

describe('a mail of Tocsin that comes back to the mailbox of alerts', () => {
  async function mailed(subject: string, text: string) {
    const incidents = memoryIncidents(memoryTable());
    await incidents.append(declaredIncident());
    const { take, fate } = triage(declares, { incidents });
    const body = {
      From: 'noreply@example.com',
      To: 'a@example.com',
      Subject: subject,
      TextBody: text,
    };
    await take([delivered(1, body, { source: 'email' })]);
    return (await fate('rcp_1'))?.outcomes;
  }
  const told = 'SEV1 INC-2026-001: Payment processing down\nService: Payments';

  test.each([
    ['[SEV1] INC-2026-001 You are paged: Payment processing down', ''],
    ['(again) [SEV1] INC-2026-001 Bo acknowledged and is responding', told],
    [
      '[SEV1] Production Incident - Payments',
      `Impact: Payment processing down\nIncident: INC-2026-001`,
    ],
  ])('%s opens no other incident, and the receipt says why', async (subject, text) => {
    expect(await mailed(subject, text)).toEqual([
      {
        ...{ alert: expect.any(String), outcome: 'ignored' },
        reason: expect.stringMatching(/^it tells of INC-2026-001, which is here already/),
      },
    ]);
  });

  test.each([
    ['[SEV1] INC-2026-001 You are paged: The site of another Tocsin is down', ''],
    ['[SEV1] INC-2026-777 You are paged: Payment processing down', ''],
    ['Payment processing down, see INC-2026-001', ''],
  ])('%s is an alert like any other', async (subject, text) => {
    expect(await mailed(subject, text)).toMatchObject([{ outcome: 'declared' }]);
  });
});

test('what a sender asks for, or a beat, that cannot be written comes again and takes no other message along', async () => {
  const isDown = async (): Promise<never> => {
    throw new Error('the table is down');
  };
  const { take, fate, errors } = triage(declares, {
    heed: isDown,
    heartbeats: { beat: isDown },
  });
  const domain = 'key:test';
  const acknowledge = { routing_key: 'k', event_action: 'acknowledge', dedup_key: 'disk' };
  const asked = delivered(1, acknowledge, { source: 'pagerduty-events', domain });
  const beat = delivered(2, '', { domain, heartbeat: 'nightly-backup' });
  expect(await take([asked, delivered(3, down), beat])).toEqual({
    failed: ['message-1', 'message-2'],
  });
  expect(await fate('rcp_3')).toMatchObject({ state: 'processed' });
  expect(await fate('rcp_1')).toBeUndefined();
  expect(errors).toHaveLength(2);
});

test('who was heard is written once in ten seconds, and where it cannot be, with the next alert and nothing else is lost', async () => {
  const heard: string[] = [];
  const table = { isDown: true };
  const { take } = triage(declares, {
    integrations: {
      async hear(name) {
        if (table.isDown) throw new Error('the table is down');
        heard.push(name);
      },
    },
  });
  const domain = 'key:test';
  expect(await take([delivered(1, down, { domain })])).toEqual({ failed: [] });
  table.isDown = false;
  await take([delivered(2, down, { domain }), delivered(3, down, { domain })]);
  await take([delivered(4, down, { domain })]);
  await take([delivered(5, down, { domain: 'first-key', integration: 'other' })]);
  await take([delivered(6, '', { domain, integration: 'cron', heartbeat: 'nightly-backup' })]);
  await take([delivered(7, 'no JSON', { domain: 'key:strange', integration: 'strange' })]);
  expect(heard).toEqual(['test']);
});

test('what was signed once counts once, in one batch and in a later one', async () => {
  const seen: string[] = [];
  const { take, kept, fate } = triage(async alerts => {
    seen.push(...alerts.map(({ alert }) => alert.title));
    return declares(alerts);
  });
  const again = (number: number) => ({
    ...delivered(1, down, { once: true }),
    messageId: `message-${number}`,
  });
  expect(await take([again(1), again(2)])).toEqual({ failed: [] });
  expect(await take([again(3)])).toEqual({ failed: [] });
  expect(seen).toEqual([down.title]);
  expect(kept).toEqual([['rcp_1']]);
  expect(await fate('rcp_1')).toMatchObject({ outcomes: [{ outcome: 'declared' }] });
});

test('what failed comes again, though it was signed once', async () => {
  let isDown = true;
  const { take, fate } = triage(async alerts =>
    isDown ? { settled: [], failed: [...alerts], left: [] } : declares(alerts),
  );
  const once = delivered(1, down, { once: true });
  expect(await take([once])).toEqual({ failed: ['message-1'] });
  isDown = false;
  expect(await take([once])).toEqual({ failed: [] });
  expect(await fate('rcp_1')).toMatchObject({ outcomes: [{ outcome: 'declared' }] });
});

describe('what cannot be read', () => {
  test('is quarantined with the reason, kept, and holds up nobody', async () => {
    const { take, kept, errors, fate } = triage();
    expect(await take([delivered(1, '{"title":'), delivered(2, down)])).toEqual({ failed: [] });
    expect(kept).toEqual([['rcp_1', 'rcp_2']]);
    const quarantined = await fate('rcp_1');
    expect(quarantined).toMatchObject({ state: 'quarantined', outcomes: [{ outcome: 'ignored' }] });
    expect(quarantined?.outcomes[0]?.reason).toContain('not JSON');
    expect(await fate('rcp_2')).toMatchObject({ state: 'processed' });
    expect(errors).toEqual(['webhook quarantined']);
  });

  test('of a source that this version does not know is quarantined as well', async () => {
    const { take, fate } = triage();
    expect(await take([delivered(1, down, { source: 'tomorrow' })])).toEqual({ failed: [] });
    expect(await fate('rcp_1')).toMatchObject({ state: 'quarantined' });
  });

  test('an event that is no alarm is quarantined, never thrown away', async () => {
    const { take, kept, fate } = triage();
    const webhook = {
      ...{ kind: 'alarm-event' as const, receiptId: 'rcp_9', acceptedAt: start },
      event: { source: 'aws.cloudwatch', detail: {} },
    };
    expect(await take([{ messageId: 'message-9', webhook }])).toEqual({ failed: [] });
    expect(await fate('rcp_9')).toMatchObject({ state: 'quarantined' });
    expect(kept).toEqual([['rcp_9']]);
  });
});

describe('what fails', () => {
  const failsFor =
    (title: string): TriageBatch =>
    async alerts => {
      const isLost = ({ alert }: (typeof alerts)[number]) => alert.title === title;
      const { settled } = await declares(alerts.filter(one => !isLost(one)));
      return { settled, failed: alerts.filter(isLost), left: [] };
    };

  test('comes again by its message, without a receipt that says otherwise', async () => {
    const { take, kept, fate } = triage(failsFor('Unlucky'));
    const given = [delivered(1, down), delivered(2, { title: 'Unlucky' })];
    expect(await take(given)).toEqual({ failed: ['message-2'] });
    expect(kept).toEqual([['rcp_1']]);
    expect(await fate('rcp_1')).toMatchObject({ state: 'processed' });
    expect(await fate('rcp_2')).toBeUndefined();
  });

  test('takes only its own message along when everything fails', async () => {
    const { take, kept } = triage(failsFor(down.title));
    expect(await take([delivered(1, down)])).toEqual({ failed: ['message-1'] });
    expect(kept).toEqual([]);
  });

  test('storage that is down sends the whole batch back, so that no body is lost', async () => {
    const { take, storage, fate } = triage();
    storage.isDown = true;
    await expect(take([delivered(1, down)])).rejects.toThrow('S3 is down');
    expect(await fate('rcp_1')).toBeUndefined();
    storage.isDown = false;
    expect(await take([delivered(1, down)])).toEqual({ failed: [] });
    expect(await fate('rcp_1')).toMatchObject({ raw: 'raw/1' });
  });
});
