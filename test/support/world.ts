import { expect } from 'vitest';
import { perform } from '#app/communication/perform-effect.ts';
import { archive } from '#app/evidence/archive.ts';
import { type DispatchedCommit, dispatch } from '#app/incident/dispatch.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import { read } from '#app/incident/read.ts';
import { sweep } from '#app/incident/sweep.ts';
import { wake } from '#app/incident/wake.ts';
import { heedAsks } from '#app/intake/heed-asks.ts';
import { heldAlerts } from '#app/intake/held-alerts.ts';
import { ingest } from '#app/intake/ingest.ts';
import { triageBatch } from '#app/intake/triage-batch.ts';
import { reachNow } from '#app/oncall/reach-now.ts';
import { answerLink } from '#app/paging/answer-link.ts';
import { answerText } from '#app/paging/answer-text.ts';
import { forgetDevices } from '#app/paging/forget-devices.ts';
import { insightOperations } from '#app/paging/insight-operations.ts';
import { markUnusable } from '#app/paging/mark-unusable.ts';
import { noteRefusal } from '#app/paging/note-refusal.ts';
import { page } from '#app/paging/page.ts';
import { pushPage } from '#app/paging/push-page.ts';
import { exportActionItem } from '#app/review/export-action-item.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import { meetingNotice, postmortemMeeting } from '#core/communication/postmortem-meeting.ts';
import { type IncidentId, incidentId, receiptId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { type Actor, system } from '#core/people.ts';
import { delaySecondsOf, type Reaction } from '#core/reactions.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import {
  addSeconds,
  earliest,
  type Instant,
  instant,
  isDue,
  secondsBetween,
} from '#core/time/instant.ts';
import type { Delivery } from '#ports/communication.ts';
import type { Archive } from '#ports/evidence.ts';
import type { SmsAccountRead } from '#ports/oncall.ts';
import type { Log } from '#ports/runtime.ts';
import { memoryHeardIntegrations } from './memory/memory-heard-integrations.ts';
import { memoryHeartbeats } from './memory/memory-heartbeats.ts';
import { memoryRoster } from './memory/memory-roster.ts';
import * as memory from './memory/memory-table.ts';
import { memoryTextCap } from './memory/memory-text-cap.ts';
import { callOf } from './operations.ts';
import { team } from './team.ts';

export interface Message {
  at: Instant;
  channel: 'sms' | 'email' | 'voice' | 'webhook' | 'slack' | 'push';
  to: string;
  subject?: string;
  body: string;
}

/** Every setting is a fault or a fact of the world; left out, everything works. */
export interface WorldOptions {
  /** tocsin.yaml as JSON; the team of five by default. */
  configuration?: unknown;
  /** What a vendor answers to a message; sent by default. */
  vendor?: (message: Message) => Delivery & { gone?: true };
  /** What becomes of each wake that Scheduler owes us. */
  schedule?: 'once' | 'lost' | 'twice';
  /** How often queues and stream deliver each message. */
  deliveries?: 1 | 2;
  /** Log groups that cannot be read. */
  unreadable?: readonly string[];
}

interface Work {
  at: Instant;
  order: number;
  run: () => Promise<void>;
}

const begin = instant('2026-11-23T02:14:00.000Z');

/**
 * The whole pipeline on memory adapters, with a clock that moves when it is told to. Phones and mailboxes are strict: a
 * message that nobody expected fails the test, and so does an error in the log.
 */
export async function aWorld(options: WorldOptions = {}) {
  const parsed = parseDirectory(options.configuration ?? team);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));

  let clock = begin;
  let order = 0;
  let tokens = 0;
  const work: Work[] = [];
  const messages: Message[] = [];
  const expected = new Set<Message>();
  const errors: string[] = [];
  const objects = new Map<string, Uint8Array>();
  const notes = new Map<string, { note: string }>();
  const alarmClocks = new Map<IncidentId, Instant>();

  const now = () => clock;
  const log: Log = (level, message, fields) => {
    if (level === 'error') errors.push(`${message} ${JSON.stringify(fields)}`);
  };
  const after = (seconds: number, run: () => Promise<void>) => {
    work.push({ at: addSeconds(clock, seconds), order: order++, run });
  };
  const deliver = (run: () => Promise<void>, delaySeconds = 0) => {
    for (let time = 0; time < (options.deliveries ?? 1); time++) after(delaySeconds, run);
  };

  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const roster = memoryRoster();
  const pause = async () => {};
  const handle = handleCommand({ incidents, pause });
  const ledger = memory.memoryPages(table);
  const pagesOf = memory.memoryPagesOf(table);

  const send = async (message: Omit<Message, 'at'>): Promise<Delivery & { gone?: true }> => {
    const sent = { at: clock, ...message };
    const delivery = options.vendor?.(sent) ?? { sent: true, externalId: `m-${messages.length}` };
    if (delivery.sent) messages.push(sent);
    return delivery;
  };
  const sendSms = (to: string, body: string) => send({ channel: 'sms', to, body });
  const sendEmail = (to: string, words: { subject: string; body: string }) =>
    send({ channel: 'email', to, ...words });

  const waking = wake({
    incidents,
    handle,
    now,
    waitUntil: async () => {},
    setAlarmClock: async (id, at) => setAlarmClock(id, at),
  });
  /** Scheduler: once, early by up to a minute, at the last leg exactly; or as broken as the test wants it. */
  function setAlarmClock(id: IncidentId, at: Instant): void {
    alarmClocks.set(id, at);
    if (options.schedule === 'lost') return;
    // As the adapter does: Scheduler for what is far, the queue's delay for the last leg.
    const isFar = secondsBetween(clock, at) > 120;
    const due = isFar ? addSeconds(at, -45) : at;
    for (let time = 0; time < (options.schedule === 'twice' ? 2 : 1); time++) {
      work.push({
        at: due,
        order: order++,
        // An incident has one schedule, which each later one replaces; messages cannot be called back.
        run: async () => {
          if (!isFar || alarmClocks.get(id) === at) await waking(id);
        },
      });
    }
  }

  const reachedNow = reachNow({
    team: async () => (await configuration.current())?.directory.people,
    contacts: async () => (await roster.newest()).contacts,
  });
  const paging = page({
    incidents,
    ledger,
    traffic: memory.memoryTraffic(table),
    pause,
    handle,
    noteRefusal: noteRefusal({ markUnusable: markUnusable({ configuration, roster, now }), log }),
    reachedNow,
    sendSms,
    sendEmail,
    sendVoice: (to, body) => send({ channel: 'voice', to, body }),
    sendWebhook: (to, body) => send({ channel: 'webhook', to, body: JSON.stringify(body) }),
    sendDirect: ({ slack, email }, { text: body }) =>
      send({ channel: 'slack', to: slack ?? email ?? '', body }),
    sendPush: pushPage({
      async devicesOf(person, ids) {
        const { contacts } = await roster.newest();
        return contacts.flatMap(({ device, address, ...each }) =>
          device !== undefined && each.person === person && ids.includes(address)
            ? [{ address, device }]
            : [],
        );
      },
      pushTo: ({ endpoint }, { title, body, answer }) =>
        send({ channel: 'push', to: endpoint, subject: title, body: `${body} ${answer}` }),
    }),
    forgetDevices: forgetDevices({ roster, sendEmail, log }),
    queuePageAgain: async (again, delay) => deliver(() => paging(again, 1), delay),
    now,
    newToken: () => `token-${tokens++}`,
    publicUrl: 'https://tocsin.example.com',
    log,
  });
  const performing = perform({
    ledger: memory.memoryEffects(table),
    sendEmail,
    tellStakeholders: words => sendEmail('stakeholders', words),
    sendWebhook: async () => ({ sent: true }),
    queueFanOut: async () => {},
    channelOf: async () => undefined,
    async ticketLink(whose) {
      const token = `token-${tokens++}`;
      await memory.memoryLinks(table).add(token, whose);
      return `https://tocsin.example.com/a/${token}`;
    },
    invite: async ({ about, ...asked }) =>
      meetingNotice(about, postmortemMeeting(about, asked), asked, 'https://tocsin.example.com/c'),
    reachedNow,
    configuration,
    now,
    log,
  });
  const exporting = exportActionItem({
    ...{ incidents, handle, configuration, now, log },
    ledger: memory.memoryEffects(table),
    createIssue: async () => ({ created: { reference: 'northwind/books#1' } }),
    queueIssueAgain: async (again, delay) => deliver(() => exporting(again), delay),
  });
  const store: Archive = {
    async put(key, body, _contentType, note) {
      if (objects.has(key)) return 'exists';
      objects.set(key, body);
      if (note !== undefined) notes.set(key, { note });
      return 'stored';
    },
    async find(key) {
      const content = objects.get(key);
      return content && { content, ...notes.get(key) };
    },
  };
  const archiving = archive({
    incidents,
    pagesOf,
    configuration,
    openArchive: async () => store,
    readLogs: async group =>
      options.unreadable?.includes(group)
        ? { unreadable: `${group}: no such log group` }
        : { lines: [{ at: clock, group, stream: 's', message: 'ERROR no connection available' }] },
    readMetric: async () => ({ points: [{ at: clock, value: 1 }] }),
    handle,
    readAlarmHistory: async () => ({ records: [] }),
    readDeployments: async () => ({ records: [], released: [] }),
    readChanges: async () => ({ records: [] }),
    readTranscript: async () => 'no channel',
    takeSnapshot: async ({ id }) => ({ snapshot: { id } }),
    queueArchive: async message => deliver(() => archiving(message)),
    compress: text => new TextEncoder().encode(text),
    collectGarbage: () => {},
    decompress: content => new TextDecoder().decode(content),
    now,
    log,
  });

  async function react(reaction: Reaction): Promise<void> {
    switch (reaction.kind) {
      case 'page':
        return paging(reaction, 1);
      case 'archive':
        return archiving(reaction);
      case 'notice':
      case 'stakeholders':
      case 'action-item':
        return performing(reaction);
      case 'issue':
        return exporting(reaction);
      // Written to a log or a page that nobody reads here; and there is no chat.
      case 'figures':
      case 'chat':
      case 'status-page':
      case 'customers':
        return;
      default:
        return reaction satisfies never;
    }
  }
  const dispatching = dispatch({
    queueReactions: async reactions => {
      for (const reaction of reactions) deliver(() => react(reaction), delaySecondsOf(reaction));
    },
    setAlarmClock: async (id, at) => setAlarmClock(id, at),
  });
  table.onCommit = (commit: DispatchedCommit) => deliver(() => dispatching(commit));

  const receipts = memory.memoryReceipts(table);
  const ingesting = ingest({
    settle: triageBatch({
      incidents,
      alerts: memory.memoryAlerts(table),
      configuration,
      roster,
      handle,
      now,
      pause,
      log,
    }),
    heed: heedAsks({ incidents, alerts: memory.memoryAlerts(table), handle, now }),
    keepRaw: async () => 'raw/test',
    receipts,
    heartbeats: memoryHeartbeats(),
    integrations: memoryHeardIntegrations(),
    configuration,
    held: heldAlerts({ alerts: memory.memoryAlerts(table) }),
    incidents,
    queueRest: async webhook =>
      deliver(async () => {
        const messageId = `${webhook.receiptId}/${webhook.part?.number}`;
        expect(await ingesting([{ messageId, webhook }])).toEqual({ failed: [] });
      }),
    now,
    log,
  });
  const sweeping = sweep({ incidents, wake: waking, now, log: () => {} });
  let account: SmsAccountRead | undefined;
  const links = answerLink({
    links: memory.memoryLinks(table),
    effectsOf: memory.memoryEffectsOf(table),
    ...{ incidents, configuration, roster, handle, now },
    book: { accountRead: async () => account },
  });
  const texts = answerText({
    configuration,
    roster,
    incidents,
    phonePages: memory.memoryPhonePages(table),
    mayText: memoryTextCap(),
    handle,
    sendSms,
    now,
    log,
  });
  const exercising = insightOperations({
    ...{ incidents, configuration, roster, handle, now, pagesOf },
    silences: memory.memorySilences(table),
    alerts: memory.memoryAlerts(table),
    keyed: idempotentCommands({ incidents, configuration, handle }).keyed,
  });
  const acting = incidentCommands({ incidents, configuration, roster, handle, now });
  const reading = read({
    ...{ incidents, configuration },
    receipts,
    pagesOf,
    effectsOf: memory.memoryEffectsOf(table),
    receiptTime: () => undefined,
    now,
  });

  /** Does what is due, in order, until nothing is. */
  async function settleDown(): Promise<void> {
    for (let steps = 0; ; steps++) {
      if (steps > 20_000) throw new Error('The world does not come to rest');
      work.sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1));
      const [next] = work;
      if (next === undefined || !isDue(next.at, clock)) return;
      work.shift();
      await next.run();
    }
  }

  let received = 0;
  async function receives(bodies: unknown[], change: Partial<AcceptedWebhook> = {}) {
    const delivered = bodies.map(body => {
      received += 1;
      const webhook = {
        kind: 'webhook',
        receiptId: `rcp_${received}`,
        source: 'generic',
        integration: 'test',
        acceptedAt: clock,
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...change,
      } as AcceptedWebhook;
      return { messageId: `message-${received}`, webhook };
    });
    const outcomes = await Promise.all(
      Array.from({ length: options.deliveries ?? 1 }, () => ingesting(delivered)),
    );
    expect(outcomes.flatMap(({ failed }) => failed)).toEqual([]);
    await settleDown();
    return delivered.map(({ webhook }) => webhook.receiptId);
  }

  const inbox = (to: string) => ({
    /** The oldest message that was not looked at yet must say all of this. */
    expects(...texts: (string | RegExp)[]): Message {
      const next = messages.find(message => message.to === to && !expected.has(message));
      expect(next, `${to} got no (more) message; expected: ${texts.join(', ')}`).toBeDefined();
      if (next === undefined) throw new Error('unreachable');
      expected.add(next);
      for (const text of texts) {
        if (typeof text === 'string') expect(`${next.subject ?? ''}\n${next.body}`).toContain(text);
        else expect(`${next.subject ?? ''}\n${next.body}`).toMatch(text);
      }
      return next;
    },
    expectsNothing(): void {
      const left = messages.filter(message => message.to === to && !expected.has(message));
      expect(left).toEqual([]);
    },
    /** Looks at everything that has come so far. */
    clears(): void {
      for (const message of messages) if (message.to === to) expected.add(message);
    },
  });

  let texted = 0;
  async function textFrom(phone: string, messageBody: string): Promise<void> {
    texted += 1;
    const inboundMessageId = `text-${texted}`;
    for (let time = 0; time < (options.deliveries ?? 1); time++) {
      await texts({ originationNumber: phone, messageBody, inboundMessageId });
    }
    await settleDown();
  }

  const person = (id: keyof typeof team.people) => {
    const { phone, email } = team.people[id];
    return {
      phone: inbox(phone),
      mail: inbox(email),
      texts: (messageBody: string) => textFrom(phone, messageBody),
    };
  };

  return {
    now,
    messages,
    objects,
    table,
    person,
    stakeholders: inbox('stakeholders'),
    /** Whoever's phone it is. */
    inbox,
    textFrom,
    receives: (...bodies: unknown[]) => receives(bodies),
    receivesFrom: (source: string, ...bodies: unknown[]) => receives(bodies, { source }),
    /** Accepted at that moment, but handed out only now. */
    receivesAt: (acceptedAt: Instant, body: unknown) => receives([body], { acceptedAt }),
    receipt: (id: string) => receipts.find(receiptId(id)),

    /** Time passes second by second where something is due, with the sweeper every minute. */
    async passes(seconds: number): Promise<void> {
      const target = addSeconds(clock, seconds);
      await settleDown();
      while (clock < target) {
        const minute = addSeconds(instant(`${clock.slice(0, 16)}:00.000Z`), 60);
        const due = work.map(({ at }) => at).filter(at => at > clock);
        clock = earliest([...due, minute, target]) ?? target;
        await settleDown();
        if (clock === minute) await sweeping();
        await settleDown();
      }
    },

    async incident(id = 'INC-2026-001'): Promise<DeclaredIncident> {
      const { incident } = await incidents.load(incidentId(id));
      if (incident.phase === 'undeclared') throw new Error(`There is no ${id}`);
      return incident;
    },
    count: () => table.states.size,
    story: async (id = 'INC-2026-001') => {
      const shown = await reading.showIncident(id, { by: system('test', 'the test') });
      return shown && 'answer' in shown ? shown.answer.timeline.map(({ text }) => text) : [];
    },
    contacts: async () => (await roster.newest()).contacts,
    roster,
    pages: (id = 'INC-2026-001') => pagesOf(incidentId(id)),
    read: reading,

    /** A command over the API, by a person. */
    async asks<Operation extends Exclude<keyof typeof acting, 'declareIncident'>>(
      operation: Operation,
      body: Parameters<(typeof acting)[Operation]>[1],
      by: keyof typeof team.people = 'ana',
      id = 'INC-2026-001',
    ) {
      const actor: Actor = { kind: 'person', id: by, name: team.people[by].name };
      const token = { name: by, digest: by };
      const caller = { scopes: ['respond'], actor, mayNameAnother: false, token } as const;
      const carryOut = acting[operation] as (
        id: IncidentId,
        body: unknown,
        asked: object,
      ) => ReturnType<(typeof acting)['addNote']>;
      const acted = await carryOut(incidentId(id), body, { caller, via: 'api' });
      await settleDown();
      return acted;
    },
    async declares(body: Parameters<typeof acting.declareIncident>[0]) {
      const actor: Actor = { kind: 'person', id: 'ana', name: team.people.ana.name };
      const token = { name: 'ana', digest: 'ana' };
      const caller = { scopes: ['respond'], actor, mayNameAnother: false, token } as const;
      const acted = await acting.declareIncident(body, { caller, via: 'api' });
      await settleDown();
      return acted;
    },
    async testsPageTo(id: keyof typeof team.people) {
      await exercising.testPage(callOf({ params: { id }, body: {} }));
      await settleDown();
    },
    async drills(body: { announced: boolean; title?: string }) {
      const asked = { service: 'payments', severity: 'SEV1', ...body } as const;
      await exercising.startDrill(callOf({ body: asked }));
      await settleDown();
    },
    links: {
      look: links.look,
      /** What the round has read of the account. */
      accountIs: (read: SmsAccountRead['account']) => {
        account = { at: now(), account: read };
      },
      async act(token: string, form: Record<string, string> = {}) {
        const view = await links.act(token, form);
        await settleDown();
        return view;
      },
      acknowledge(token: string) {
        return this.act(token);
      },
    },
    applies(document: unknown): void {
      const next = parseDirectory(document);
      if ('problems' in next) throw new Error(JSON.stringify(next.problems));
      configuration.put(next.directory);
    },
    forgetsAllSchedules(): void {
      work.splice(0);
    },
    sweeps: sweeping,

    /** Nobody got anything that this test did not expect, and nothing was logged as an error. */
    expectsNothingElse(expectedErrors = 0): void {
      expect(messages.filter(message => !expected.has(message))).toEqual([]);
      expect(errors).toHaveLength(expectedErrors);
    },
    errors,
  };
}

export const codeIn = ({ body }: Message): string =>
  /\b(?:Reply|code of one:) [AURP?]? ?([0-9A-Z]{4})\b/.exec(body)?.[1] ?? 'none';
export const tokenIn = ({ body }: Message): string => /\/a\/([\w-]+)/.exec(body)?.[1] ?? 'none';
