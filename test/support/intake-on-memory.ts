import { expect } from 'vitest';
import { authenticateIntegration } from '#app/api/authenticate.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { acceptWebhook, repeatMemory } from '#app/intake/accept-webhook.ts';
import { heedAsks } from '#app/intake/heed-asks.ts';
import { heldAlerts, takeUpHeld } from '#app/intake/held-alerts.ts';
import { type Delivered, ingest } from '#app/intake/ingest.ts';
import { stormWatch } from '#app/intake/storm-watch.ts';
import { triageBatch } from '#app/intake/triage-batch.ts';
import { sha256 } from '#core/digest.ts';
import { incidentId, receiptId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { Accept } from '#ports/intake.ts';
import { memoryHeardIntegrations } from './memory/memory-heard-integrations.ts';
import { memoryHeartbeats } from './memory/memory-heartbeats.ts';
import * as memory from './memory/memory-table.ts';
import { emptyRoster, later } from './samples.ts';
import { team } from './team.ts';

/** A key is sent as the name of its integration. */
export interface Integration {
  name: string;
  source: string;
  service?: string;
  domain?: string;
  groupBy?: string[];
  shadow?: boolean;
}

export type IntakeOnMemory = ReturnType<typeof intakeOnMemory>;

/** The front half of the pipeline on memory: what is accepted waits in two lanes until it is taken. */
export function intakeOnMemory(integrations: readonly Integration[], more: object = {}) {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  const parsed = parseDirectory({
    ...team,
    ...more,
    integrations: integrations.map(each => ({ ...each, keySha256: sha256(each.name) })),
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const receipts = memory.memoryReceipts(table);
  const pause = async () => {};
  const now = () => later(seconds);
  const log = () => {};
  let seconds = 0;
  let count = 0;
  const queued: Delivered[] = [];
  const lanes: ('alerts' | 'repeats')[] = [];
  const heartbeats = memoryHeartbeats();
  const heard = memoryHeardIntegrations();
  const enqueue: Accept = async (webhook, lane) => {
    lanes.push(lane);
    queued.push({ messageId: webhook.receiptId, webhook });
    return 'accepted';
  };
  const authenticate = authenticateIntegration({
    ...{ configuration, heard, now, log },
    integrationKeySha256: sha256('first key'),
  });
  const accept = acceptWebhook({
    authenticate,
    accept: enqueue,
    repeats: repeatMemory(),
    isStorm: stormWatch(),
    configuration,
    verifySns: async () => ({ valid: true }),
    verifySmn: async () => ({ valid: true }),
    confirmSns: async () => {},
    confirmSmn: async () => {},
    signingSecrets: async () => [],
    heard,
    newReceiptId: () => receiptId(`rcp_${++count}`),
    now,
    log,
  });
  const take = ingest({
    settle: triageBatch({
      ...{ incidents, configuration, now, pause, log },
      alerts: memory.memoryAlerts(table),
      roster: { newest: async () => emptyRoster },
      handle: handleCommand({ incidents, pause }),
    }),
    heed: heedAsks({
      ...{ incidents, now },
      alerts: memory.memoryAlerts(table),
      handle: handleCommand({ incidents, pause }),
    }),
    keepRaw: async () => 'raw/1',
    receipts,
    heartbeats,
    integrations: heard,
    configuration,
    held: heldAlerts({ alerts: memory.memoryAlerts(table) }),
    incidents,
    queueRest: async webhook => {
      queued.push({ messageId: `${webhook.receiptId}/${webhook.part?.number}`, webhook });
    },
    now,
    log,
  });

  async function post(name: string, body: unknown, query = {}) {
    seconds++;
    const key = integrations.find(each => each.name === name);
    const source = key?.source ?? 'generic';
    const answer = await accept(source, {
      ...{ method: 'POST', path: `/v1/alerts/${source}`, query },
      headers: { 'x-api-key': name },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(202);
  }
  /** Delivers what waits, in this order. */
  const deliver = async (order: (waiting: Delivered[]) => Delivered[] = waiting => waiting) => {
    while (queued.length > 0) {
      for (const each of order(queued.splice(0))) {
        expect(await take([each])).toEqual({ failed: [] });
      }
    }
  };
  const all = () => [...table.states.values()].map(({ incident }) => incident as DeclaredIncident);
  /** What the sweep of every minute does. */
  const takeUp = takeUpHeld({
    alerts: memory.memoryAlerts(table),
    accept: enqueue,
    newReceiptId: () => receiptId(`rcp_${++count}`),
  });
  return {
    silences: memory.memorySilences(table),
    takeUp: () => takeUp(now(), now()),
    takeUpUntil: takeUp,
    sweep: async () => {
      await takeUp(now(), now());
      await deliver();
    },
    /** Every incident meets what is due. */
    wake: async () => {
      seconds++;
      const handle = handleCommand({ incidents, pause });
      for (const id of table.states.keys()) await handle(id, { type: 'Wake', at: now() });
    },
    ...{ authenticate, heartbeats, heard, enqueue, now },
    ...{ incidents, table, configuration, accept, deliver, all, queued, lanes, take },
    send: async (name: string, body: unknown, query = {}) => {
      await post(name, body, query);
      await deliver();
    },
    /** All at once in the hands of one run. */
    sendTogether: async (name: string, bodies: readonly unknown[]) => {
      for (const body of bodies) await post(name, body);
      expect(await take(queued.splice(0))).toEqual({ failed: [] });
    },
    notes: async (id: string) =>
      (await incidents.history(incidentId(id)))
        .flatMap(({ events }) => events)
        .flatMap(event => (event.type === 'NoteAdded' ? [event.text] : [])),
    /** As a person does. */
    resolve: async (id: string) => {
      const by = { kind: 'person', id: 'ana', name: 'Ana' } as const;
      const handle = handleCommand({ incidents, pause });
      await handle(incidentId(id), {
        ...{ type: 'ResolveIncident', at: now(), by, resolution: 'Done' },
      });
    },
    in: (more: number) => later(seconds + more),
    post,
    passes: (more: number) => {
      seconds += more;
    },
    receipt: (number = count) => receipts.find(receiptId(`rcp_${number}`)),
    outcomes: async () => {
      const receipt = await receipts.find(receiptId(`rcp_${count}`));
      return receipt?.outcomes.map(({ outcome }) => outcome);
    },
  };
}
