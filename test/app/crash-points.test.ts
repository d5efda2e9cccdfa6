import { describe, expect, test } from 'vitest';
import { leadsInside } from '#adapters/outside/public-address.ts';
import { statusPageOperations } from '#app/communication/status-page-operations.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import { incidentOperations } from '#app/incident/incident-operations.ts';
import { read } from '#app/incident/read.ts';
import { takeUpHeld } from '#app/intake/held-alerts.ts';
import { receiptOperations } from '#app/intake/receipt-operations.ts';
import { silenceOperations } from '#app/intake/silence-operations.ts';
import { contactOperations } from '#app/oncall/contact-operations.ts';
import { overrideOperations } from '#app/oncall/override-operations.ts';
import { replan } from '#app/oncall/replan.ts';
import { insightOperations } from '#app/paging/insight-operations.ts';
import { actionItemOperations } from '#app/review/action-item-operations.ts';
import { exportOperations } from '#app/review/export-operations.ts';
import { postmortemOperations } from '#app/review/postmortem-operations.ts';
import { configure } from '#app/setup/configure.ts';
import { setupOperations } from '#app/setup/setup-operations.ts';
import { type OperationId, type Route, routes } from '#contract/api.ts';
import { examples } from '#contract/examples.ts';
import { proposedNotice } from '#core/communication/status-page/proposal.ts';
import { sha256 } from '#core/digest.ts';
import { incidentId, receiptId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { decideAll } from '#core/incident/decide.ts';
import { undeclared } from '#core/incident/incident.ts';
import type { ContactMethod, OnCallChange } from '#core/oncall/roster.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { memoryPostmortems } from '../support/memory/memory-postmortems.ts';
import { memoryOnCallChanges, memoryRoster } from '../support/memory/memory-roster.ts';
import { memoryStatusPage } from '../support/memory/memory-status-page.ts';
import * as memory from '../support/memory/memory-table.ts';
import { memoryTextCap } from '../support/memory/memory-text-cap.ts';
import { callOf } from '../support/operations.ts';
import { alert, ana, declaration, firstId, later, plan, start } from '../support/samples.ts';
import { team } from '../support/team.ts';

/*
 * Every operation that changes something, killed before and after each of its calls to the world outside and asked for
 * again under the same key, leaves what it leaves when nothing dies.
 */

const document = {
  ...team,
  push: { publicKey: examples.addDevice.request.publicKey },
  statusPage: {},
  schedules: {
    primary: {
      name: 'Primary',
      timeZone: 'UTC',
      layers: [{ name: 'Turns', people: ['ana', 'bo'], start: '2026-11-16T00:00', turn: 'weekly' }],
    },
  },
  escalationPolicies: {
    default: {
      levels: [
        { name: 'First', people: ['ana'] },
        { name: 'On call', people: ['bo'], schedules: ['primary'] },
        { name: 'Last', people: ['emil'] },
      ],
    },
  },
};

class Died extends Error {}

/** Dies before or after the call of that number. */
interface Life {
  calls: number;
  diesAt?: { call: number; when: 'before' | 'after' };
}

function mortal<Port extends object>(life: Life, port: Port): Port {
  return new Proxy(port, {
    get(target, name, receiver) {
      const method = Reflect.get(target, name, receiver);
      return typeof method === 'function' ? dying(life, method.bind(target)) : method;
    },
  });
}

function dying<Args extends unknown[], Answer>(
  life: Life,
  call: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  return async (...args) => {
    life.calls += 1;
    const isLast = life.diesAt?.call === life.calls;
    if (isLast && life.diesAt?.when === 'before') throw new Died();
    const answer = await call(...args);
    if (isLast) throw new Died();
    return answer;
  };
}

function world() {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  memory.memoryConfiguration(table).put(parsed.directory);
  const changes = new Map<string, OnCallChange>();
  const roster = memoryRoster(changes);
  const postmortems = memoryPostmortems();
  const statusPage = memoryStatusPage(table);
  let isPageQueued = false;
  const takenUp = new Set<string>();
  const mayText = memoryTextCap();
  const now = () => later(3600);
  const pause = async () => {};
  let random = 0;

  /** All operations, in one process that may die. */
  function operations(life: Life): Record<string, (call: unknown) => Promise<unknown>> {
    const incidents = mortal(life, memory.memoryIncidents(table));
    const configuration = mortal(life, memory.memoryConfiguration(table));
    const stores = { incidents, configuration, roster: mortal(life, roster), now };
    const handle = handleCommand({ incidents, pause });
    const { once, keyed } = idempotentCommands({ incidents, configuration, handle });
    const send = dying(life, async () => ({ sent: true }) as const);
    const readPort = {
      ...{ incidents, configuration },
      receipts: memory.memoryReceipts(table),
      now,
      receiptTime: () => undefined,
    };
    const newToken = () => `token-${random++}`;
    const page = statusPageOperations({
      ...{ ...stores, once, newToken },
      store: mortal(life, statusPage),
      queueCustomers: dying(life, async () => {}),
      readerTokens: async () => reader => reader.id,
      queueStatusPage: dying(life, async () => {
        isPageQueued = true;
      }),
    });
    const looks = read({
      ...readPort,
      pagesOf: memory.memoryPagesOf(table),
      effectsOf: memory.memoryEffectsOf(table),
    });
    return {
      ...incidentOperations({ act: incidentCommands({ ...stores, handle }), read: looks }),
      ...receiptOperations(looks),
      ...setupOperations({
        configure: configure({
          ...stores,
          queueSubscriptionSync: dying(life, async () => {}),
          adminTokenSha256: '',
        }),
        webhookSecret: async () => 'secret',
        knownWebhookSecret: async () => undefined,
        webhooks: async () => [],
        eventSecret: async () => 'whsec_none',
      }),
      ...contactOperations({
        ...stores,
        ...{ sendSms: send, sendEmail: send, sendVoice: send, sendWebhook: send, sendDirect: send },
        unconfirmedMail: async () => [],
        mayText: dying(life, mayText),
        leadsInside,
        newCode: () => '123456',
      }),
      ...overrideOperations({
        ...{ ...stores, newToken },
        changes: mortal(life, memoryOnCallChanges(changes)),
        replan: replan({
          ...{ ...stores, handle },
          changes: mortal(life, memoryOnCallChanges(changes)),
          queueReplan: dying(life, async () => {}),
        }),
      }),
      ...insightOperations({
        ...{ ...stores, handle, keyed },
        pagesOf: memory.memoryPagesOf(table),
        silences: memory.memorySilences(table),
        alerts: memory.memoryAlerts(table),
      }),
      ...actionItemOperations({ ...stores, once, openReviews: memory.memoryOpenReviews(table) }),
      ...postmortemOperations({ ...stores, once, postmortems: mortal(life, postmortems) }),
      ...page,
      ...silenceOperations({
        ...{ ...stores, newToken, statusPage: page },
        silences: mortal(life, memory.memorySilences(table)),
        alerts: mortal(life, memory.memoryAlerts(table)),
        takeUp: takeUpHeld({
          alerts: mortal(life, memory.memoryAlerts(table)),
          accept: dying(life, async webhook => {
            if (webhook.kind === 'held') for (const each of webhook.fingerprints) takenUp.add(each);
            return 'accepted' as const;
          }),
          newReceiptId: () => receiptId('rcp_1'),
        }),
      }),
      ...exportOperations({ ...stores, handle, keyed, toYaml: async () => '' }),
    } as unknown as Record<string, (call: unknown) => Promise<unknown>>;
  }

  /** What is left of it all, whatever its incidents are numbered. */
  async function ledger(): Promise<unknown> {
    const texts = async (id: string) => (await postmortems.newest(incidentId(id)))?.version;
    const told = [...table.commits].map(([, commits]) => commits.map(({ events }) => events));
    const left = {
      told,
      requests: table.requests.size,
      roster: await roster.newest(),
      changes: [...changes.values()],
      configurations: table.configurations.map(({ document: applied, by }) => [applied, by]),
      postmortem: await texts(firstId),
      statusPage: (await statusPage.read())?.book,
      isPageQueued,
      silences: await memory.memorySilences(table).all(),
      takenUp: [...takenUp],
    };
    const text = JSON.stringify(left).replaceAll(/INC-2026-00[2-9]/g, 'INC-2026-00N');
    return JSON.parse(text);
  }

  const handle = handleCommand({ incidents: memory.memoryIncidents(table), pause });
  return { operations, ledger, handle, roster, table, statusPage };
}

type World = ReturnType<typeof world>;

const at = later(60);
const acknowledged: IncidentCommand = { type: 'AcknowledgeIncident', at, by: ana };
const resolved: IncidentCommand = {
  type: 'ResolveIncident',
  at,
  by: ana,
  resolution: 'Restarted.',
};
const closed: IncidentCommand = { type: 'Wake', at: later(1900) };

const published: IncidentCommand = {
  ...{ type: 'ChangeSeverity', at, by: ana, to: 'SEV2', reason: { rule: 'person', text: 'Part' } },
  plan: { ...plan, publish: 'approved' },
};
const work = {
  ...{
    id: 'mnt_1',
    title: 'Moving',
    body: '',
    components: ['website'],
    by: 'Ana',
    postedAt: start,
  },
  ...{ from: later(7200), until: later(9000) },
};
function isPrivate(table: memory.MemoryTable): void {
  const statusPage = { ...document.statusPage, visibility: 'private' };
  const parsed = parseDirectory({ ...document, statusPage });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  memory.memoryConfiguration(table).put(parsed.directory);
}

/** Of the words that wait for approval. */
function waitingDraft(): string | undefined {
  const parsed = parseDirectory(document);
  const page = 'directory' in parsed ? parsed.directory.statusPage : undefined;
  const before = [declaration(firstId, start), published];
  const made = decideAll(undeclared, before);
  if (page === undefined || 'rejected' in made || made.after.phase === 'undeclared')
    return undefined;
  return proposedNotice(made.after, page, later(3600))?.draft;
}

const { endpoint, keys } = examples.addDevice.request.subscription;
const device: ContactMethod = {
  ...{ person: 'ana', channel: 'push', state: 'verified', enteredBy: 'person', at: start },
  address: `dev_${sha256(endpoint).slice(0, 16)}`,
  device: { ...keys, endpoint, name: 'Chrome', publicKey: examples.addDevice.request.publicKey },
};

interface Recipe {
  /** What was before, beside one open incident. */
  given?: readonly IncidentCommand[];
  /** What is asked for before, whole. */
  first?: readonly OperationId[];
  params?: Record<string, string>;
  body?: unknown;
  scopes?: ('read' | 'respond' | 'admin')[];
  before?: (world: World) => Promise<unknown>;
  /** It is gone, and that is what whoever asks again is told. */
  isGone?: true;
}

const onIncident = { id: firstId };
const postmortem = { given: [acknowledged, resolved, closed], params: onIncident };
const override = {
  ...{ id: 'ovr_1', schedule: 'primary', person: 'chidi', by: 'Ana', createdAt: start },
  ...{ from: later(7200), until: later(9000) },
};
const code = {
  ...({ person: 'ana', channel: 'sms', address: team.people.ana.phone } as const),
  codeSha256: sha256('ana\nsms\n123456'),
  until: later(9000),
};
const toSms = { id: 'ana', channel: 'sms' };

/** How each operation is asked for; what is missing is asked for as its example is. */
const recipes: Partial<Record<OperationId, Recipe>> = {
  declareIncident: { body: { title: 'Search is down', severity: 'SEV2', service: 'website' } },
  acknowledgeIncident: { params: onIncident, body: { note: 'Looking.' } },
  escalateIncident: { params: onIncident, body: {} },
  snoozeIncident: { params: onIncident, body: { for: '10m', reason: 'It can wait' } },
  reassignIncident: { params: onIncident, body: { people: ['bo'], reason: 'Theirs' } },
  addResponders: { params: onIncident, body: { people: ['bo'], reason: 'Help' } },
  tickChecklist: { params: onIncident, body: { item: 'update-status-page', done: true } },
  postUpdate: { given: [acknowledged], params: onIncident },
  assignRole: { params: onIncident, body: { role: 'scribe', person: 'bo' } },
  addNote: { params: onIncident, body: { text: 'The index is empty.' } },
  changeSeverity: { params: onIncident, body: { severity: 'SEV2', reason: 'One shop' } },
  resolveIncident: {
    given: [acknowledged],
    params: onIncident,
    body: { resolution: 'Restarted.' },
  },
  reopenIncident: { given: [resolved], params: onIncident, body: { reason: 'Again' } },
  attachFinding: { params: onIncident },
  addOverride: {
    body: { schedule: 'primary', person: 'chidi', from: later(3600), until: later(9000) },
  },
  swapShifts: {
    body: {
      schedule: 'primary',
      give: { person: 'ana', from: later(3600), until: later(5000) },
      take: { person: 'bo', from: later(7 * 86_400), until: later(7 * 86_400 + 3600) },
    },
  },
  removeOverride: {
    params: { id: 'ovr_1' },
    before: ({ roster }) => roster.addOverrides([override]),
  },
  addContact: { params: toSms, body: { address: '+15555550177' } },
  orderContacts: {
    params: { id: 'ana' },
    body: { high: [{ channel: 'email', afterSeconds: 0 }] },
  },
  addDevice: {
    params: { id: 'ana' },
    body: examples.addDevice.request,
    // Somebody else sat at it before.
    before: ({ roster }) => roster.putContact({ ...device, person: 'bo' }),
  },
  removeDevice: {
    params: { id: 'ana', device: device.address },
    isGone: true,
    before: ({ roster }) => roster.putContact(device),
  },
  sendCode: { params: toSms, body: {} },
  confirmCode: {
    params: toSms,
    body: { code: '123456' },
    before: ({ roster }) => roster.startVerification(code),
  },
  removeContact: {
    params: toSms,
    isGone: true,
    before: ({ roster }) =>
      roster.putContact({
        ...{ person: 'ana', channel: 'sms', address: '+15555550177', at: start },
        ...{ state: 'verified', enteredBy: 'person' },
      }),
  },
  testPage: { params: { id: 'ana' }, body: {} },
  startDrill: { body: { service: 'payments', severity: 'SEV1', announced: true } },
  importIncident: {},
  recordExport: { params: onIncident },
  createPostmortem: { ...postmortem, body: {} },
  editPostmortem: {
    ...postmortem,
    first: ['createPostmortem'],
    body: { version: 1, markdown: '# What happened' },
  },
  submitPostmortem: { ...postmortem, first: ['createPostmortem'], body: {} },
  publishPostmortem: {
    ...postmortem,
    first: ['createPostmortem'],
    body: { learnings: 'Pools need limits.', runbookDiff: '+ limit' },
  },
  addActionItem: { ...postmortem, body: { text: 'Limit the pool' } },
  completeActionItem: {
    ...postmortem,
    first: ['addActionItem'],
    params: { ...onIncident, item: '1' },
    body: {},
  },
  setComponentStatus: { params: { component: 'website' } },
  postMaintenance: {
    body: { title: 'Moving', body: '', components: [], from: later(7200), until: later(9000) },
  },
  addSilence: {
    body: {
      ...{ match: 'service="website"', reason: 'Moving', until: later(9000) },
      announce: { title: 'Moving', body: '', components: [] },
    },
  },
  endSilence: {
    params: { id: 'sil_1' },
    before: async ({ table, statusPage }) => {
      await statusPage.configured(1, start);
      const read = await statusPage.read();
      if (read !== undefined) await statusPage.change({ ...read.book, maintenances: [work] });
      await memory.memorySilences(table).add(
        {
          ...{ id: 'sil_1', match: 'service="website"', owner: 'ana', reason: 'Moving', by: 'Ana' },
          ...{ from: start, until: later(9000), createdAt: start, maintenance: 'mnt_1' },
        },
        start,
      );
      const fingerprint = alert().fingerprint;
      const held = {
        ...{ alert: alert(), from: { integration: 'shop' }, receiptId: receiptId('rcp_0') },
        ...{ since: start, by: 'sil_1', reason: 'muted', lookAgainAt: later(3700) },
      };
      await memory
        .memoryAlerts(table)
        .move({ fingerprint, status: 'held', at: start, incidents: [], held });
    },
  },
  changeMaintenance: {
    params: { id: 'mnt_1' },
    before: async ({ statusPage }) => {
      await statusPage.configured(1, start);
      const read = await statusPage.read();
      if (read !== undefined) await statusPage.change({ ...read.book, maintenances: [work] });
    },
  },
  addStatusPageReader: { before: async ({ table }) => isPrivate(table) },
  removeStatusPageReader: {
    params: { id: 'rdr_1' },
    isGone: true,
    before: async ({ table, statusPage }) => {
      isPrivate(table);
      await statusPage.configured(2, start);
      const read = await statusPage.read();
      const reader = { id: 'rdr_1', name: 'Contoso', createdAt: start, by: 'Ana' };
      if (read !== undefined) await statusPage.change({ ...read.book, readers: [reader] });
    },
  },
  postPublicNotice: {
    given: [published],
    params: onIncident,
    body: { stage: 'identified', body: 'We know why.' },
  },
  approvePublicNotice: { given: [published], params: onIncident, body: { draft: waitingDraft() } },
  applyConfiguration: {
    scopes: ['admin'],
    body: { ...document, organisation: { ...document.organisation, name: 'Southwind Books' } },
  },
};

/** Why an operation has no recipe here. */
const elsewhere: Record<string, string> = {
  sendHeartbeat: 'only queues; the newest of several counts',
  sendAlert: 'the intake has receipts and claims of its own: test/simulation',
  explain: 'changes nothing, and is a POST for the body that it takes',
  simulate: 'changes nothing, and is a POST for the body that it takes',
  exportActionItem: 'needs a tracker; its command is one like completeActionItem',
  createCalendarFeed: 'has no key: each address is another',
  revokeCalendarFeed: 'is one write',
  collectEvidence: 'only queues; the archive has claims of its own',
  addStakeholder: 'is one write by address; a second mail is held back for a day',
  removeStakeholder: 'is one write',
  retryEffects: 'frees what failed, which asked for again is free, and queues it under its own key',
  replayEvents: 'only queues, under keys of its own each time',
  notifyTeam: 'is one command, through the same `once`',
  renewSession: 'is one write, and none within the hour',
  signOut: 'is one write',
  endSession: 'is one write',
  askIssuer: 'has no key: each sign-in is another',
  signInByIssuer: 'has no key: a code of an issuer is good once',
  askForCode: 'has no key: each code is another, and the last is no better than the first',
  signIn: 'takes the code away before it lets in: whoever dies between asks for another',
  sendDeadLettersAgain: 'sends before it deletes; what comes twice is worked by claims of its own',
};

async function prepared({ given = [], first = [], before }: Recipe): Promise<World> {
  const made = world();
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error('Not a configuration');
  await made.handle(firstId, declaration(firstId, start));
  for (const command of given) await made.handle(firstId, command);
  const whole = made.operations({ calls: 0 });
  for (const operation of first) {
    const answer = await whole[operation]?.(asked(operation, 'earlier'));
    expect(answer).toHaveProperty('answer');
  }
  await before?.(made);
  return made;
}

function asked(operation: OperationId, idempotencyKey: string) {
  const { params = {}, body, scopes = ['respond'] } = recipes[operation] ?? {};
  const example = examples[operation] as { request?: unknown };
  const isApply = operation === 'applyConfiguration';
  return callOf({
    params,
    body: (body ?? example.request) as never,
    ...(isApply && { query: { expectedVersion: 1 } as never }),
    scopes,
    idempotencyKey,
    // The examples' people are nobody's, which only the local stack takes.
    publicUrl: 'http://127.0.0.1:4510',
  });
}

const changing = routes
  .filter((route: Route) => route.method !== 'GET')
  .map(({ operationId }) => operationId)
  .filter(id => !/(Action|Approval)$/.test(id) && !Object.hasOwn(elsewhere, id));

test('every operation that changes something is here, or says why it is not', () => {
  expect(changing.filter(id => recipes[id] === undefined)).toEqual([]);
});

describe('killed at any call and asked for again, it leaves what it leaves otherwise:', () => {
  test.each(changing)('%s', async operation => {
    const recipe = recipes[operation] ?? {};
    const whole = await prepared(recipe);
    const life: Life = { calls: 0 };
    const answer = await whole.operations(life)[operation]?.(asked(operation, 'k-1'));
    expect(answer).toHaveProperty('answer');
    const expected = await whole.ledger();
    // Asked for again though nothing died.
    await whole.operations({ calls: 0 })[operation]?.(asked(operation, 'k-1'));
    expect(await whole.ledger()).toEqual(expected);

    for (let call = 1; call <= life.calls; call++) {
      for (const when of ['before', 'after'] as const) {
        const made = await prepared(recipe);
        const dead = made.operations({ calls: 0, diesAt: { call, when } });
        await expect(dead[operation]?.(asked(operation, 'k-1'))).rejects.toThrow(Died);
        const again = await made.operations({ calls: 0 })[operation]?.(asked(operation, 'k-1'));
        const where = `${when} call ${call} of ${life.calls}`;
        const isTruthful = Object.hasOwn(again as object, recipe.isGone ? 'notFound' : 'answer');
        expect([where, isTruthful || Object.hasOwn(again as object, 'answer'), again]).toEqual([
          ...[where, true, again],
        ]);
        expect([where, await made.ledger()]).toEqual([where, expected]);
      }
    }
  });
});

test('one that changes nothing is not decided anew when it is asked for again', async () => {
  const made = await prepared({ given: [acknowledged] });
  const whole = made.operations({ calls: 0 });
  const call = callOf<'acknowledgeIncident'>({
    ...{ params: onIncident, body: {}, idempotencyKey: 'k-1', by: 'bo' },
  });
  expect(await whole.acknowledgeIncident?.(call)).toMatchObject({
    answer: { acknowledgedBy: { id: 'ana' } },
  });
  const { plan } = declaration();
  await made.handle(firstId, {
    type: 'ReassignIncident',
    at: later(90),
    by: ana,
    plan,
    reason: 'x',
  });
  // Bo's wish of before is not carried out on what came after it.
  expect(await whole.acknowledgeIncident?.(call)).toMatchObject({ answer: { phase: 'open' } });
});
