import { describe, expect, test } from 'vitest';
import { statusPageOperations } from '#app/communication/status-page-operations.ts';
import { writeStatusPage } from '#app/communication/write-status-page.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import type { CustomersReaction } from '#core/communication/status-page/subscribers.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { undeclared } from '#core/incident/incident.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { Instant } from '#core/time/instant.ts';
import type { PublishFile } from '#ports/communication.ts';
import { document } from '../../core/communication/status-page/pages.ts';
import {
  acknowledge,
  declare,
  planOf,
  postPublicNotice,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { memoryStatusPage } from '../../support/memory/memory-status-page.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { carryOut, commitOf, firstId, later, start } from '../../support/samples.ts';

type Mode = 'never' | 'approved' | 'automatic';

function aPage({
  publish = 'approved' as Mode,
  page = {} as object | null,
  isDeployed = true,
} = {}) {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  const { statusPage, ...without } = document;
  const parsed = parseDirectory(
    page === null ? without : { ...document, statusPage: { ...statusPage, ...page } },
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const store = memoryStatusPage(table);
  const handle = handleCommand({ incidents, pause: async () => {} });
  let time = start;
  const now = () => time;
  let queued = 0;
  const logged: string[] = [];
  const files = new Map<string, { body: string; version: number; at: Instant }>();
  const publishFile: PublishFile = async ({ path, body }, { version, at }) => {
    files.set(path, { body, version, at });
    return 'written';
  };
  const ledger = memory.memoryEffects(table);
  const writing = writeStatusPage({
    ...{ configuration, incidents, store, ledger, handle, now },
    publish: isDeployed ? publishFile : undefined,
    calendarOf: async () => ({ path: 'maintenance.ics', contentType: 'text/calendar', body: '' }),
    followAt: 'https://tocsin.example.com/s',
    log: (_level, message) => logged.push(message),
  });
  let changes = 0;
  const write = (ids: readonly string[]) =>
    writing(
      ids.map(incidentId => ({
        ...{ kind: 'status-page' as const, key: `${incidentId}#${changes++}`, incidentId },
        about: { channel: 'status page', to: 'customers', what: 'update' },
      })),
    );
  let token = 0;
  const toCustomers: CustomersReaction[] = [];
  const operations = statusPageOperations({
    ...{ configuration, incidents, store, now },
    once: idempotentCommands({ incidents, configuration, handle }).once,
    queueStatusPage: async () => {
      queued += 1;
    },
    queueCustomers: async reaction => void toCustomers.push(reaction),
    newToken: () => String(token++),
  });
  const asked = {
    caller: {
      actor: { kind: 'person' as const, id: 'ana', name: 'Ana' },
      scopes: ['respond' as const],
      mayNameAnother: false,
    },
    via: 'cli' as const,
  };
  const call = (params: Record<string, string>, body: object, idempotencyKey?: string) =>
    ({
      params,
      body,
      query: {},
      publicUrl: '',
      asked: { ...asked, ...(idempotencyKey && { idempotencyKey }) },
    }) as never;
  return {
    ...{ files, write, table, operations, call, incidents, logged, store, toCustomers },
    queued: () => queued,
    passes: (seconds: number) => {
      time = later(seconds);
    },
    declared: (...more: IncidentCommand[]) =>
      [...more].reduce(
        (before, command) => before.then(() => carryOut(incidents, firstId, command)),
        incidents
          .append(
            commitOf(
              firstId,
              undeclared,
              1,
              declare('SEV1', { plan: planOf('SEV1', { publish }) }),
            ),
          )
          .then((): unknown => undefined),
      ),
    first: () => files.get('index.html')?.body ?? '',
    notices: async () => {
      const { incident } = await incidents.load(firstId);
      return incident.phase === 'undeclared'
        ? []
        : (incident.publicNotices ?? []).map(({ stage }) => stage);
    },
  };
}

describe('writing the page', () => {
  test('nothing is written where tocsin.yaml asks for no page', async () => {
    const { write, files } = aPage({ page: null });
    await write([]);
    expect([...files]).toEqual([]);
  });

  test('without a bucket says so, and ends what is public all the same', async () => {
    const { write, files, logged, declared, notices } = aPage({ isDeployed: false });
    await declared(acknowledge(10), postPublicNotice(20), resolve(30), wake(1830));
    await write([firstId]);
    expect(logged).toEqual(['the status page has no bucket']);
    expect([...files]).toEqual([]);
    expect(await notices()).toEqual(['investigating', 'resolved']);
  });

  test('an acknowledgement puts “investigating” on it where nobody has to approve', async () => {
    const { write, declared, notices, first } = aPage({ publish: 'automatic' });
    await declared(acknowledge(10));
    await write([firstId]);
    expect(await notices()).toEqual(['investigating']);
    expect(first()).toContain('issues with payment processing');
    await write([firstId]);
    expect(await notices()).toEqual(['investigating']);
  });

  test('where a person approves nothing appears before that', async () => {
    const { write, declared, notices, first } = aPage();
    await declared(acknowledge(10));
    await write([firstId]);
    expect(await notices()).toEqual([]);
    expect(first()).toContain('All systems operational');
  });

  test('an incident that is gone wrong keeps nothing else from the page', async () => {
    const { write, declared, first, files } = aPage({ publish: 'automatic' });
    await declared(acknowledge(10));
    await expect(write(['no-id', firstId])).rejects.toThrow('Not an incident id');
    expect(first()).toContain('issues with payment processing');
    expect(files.get('index.html')?.version).toBeGreaterThan(0);
  });

  test('what was written is told with the incident, and why it was not', async () => {
    const { write, declared, table } = aPage();
    await declared(acknowledge(10), postPublicNotice(20));
    await write([firstId]);
    await expect(write(['no-id'])).rejects.toThrow();
    const effects = [...table.effects].map(([, { status, outcome }]) => outcome ?? status);
    expect(effects).toHaveLength(2);
    expect(effects[0]).toBe('sent');
    expect(effects[1]).not.toBe('sent');
  });

  test('the page of an incident says to the end how it ended', async () => {
    const { write, declared, files } = aPage();
    await declared(acknowledge(10), postPublicNotice(20), resolve(30), wake(1830));
    await write([firstId]);
    const pages = [...files].filter(([path]) => path.startsWith('incidents/'));
    expect(pages).toHaveLength(1);
    expect(pages[0]?.[1].body).toContain('The issues with payment processing are resolved.');
  });
});

describe('what people say', () => {
  test('a draft is approved exactly as it was shown', async () => {
    const { operations, call, declared, notices } = aPage();
    await declared(acknowledge(10));
    const shown = await operations.showPublicNotices(call({ id: firstId }, {}));
    if (!('answer' in shown)) throw new Error('Not shown');
    const draft = shown.answer.proposed?.draft ?? '';
    expect(
      await operations.approvePublicNotice(call({ id: firstId }, { draft: 'other' })),
    ).toMatchObject({
      refused: { rule: 'words-changed' },
    });
    const approved = await operations.approvePublicNotice(call({ id: firstId }, { draft }));
    expect(approved).toMatchObject({
      answer: { posted: [{ stage: 'investigating', body: shown.answer.proposed?.body }] },
    });
    expect(await operations.approvePublicNotice(call({ id: firstId }, { draft }))).toMatchObject({
      refused: { rule: 'words-changed' },
    });
    expect(await notices()).toEqual(['investigating']);
  });

  test('words of one’s own are posted once per key, and name their author', async () => {
    const { operations, call, declared, notices, incidents } = aPage();
    await declared(acknowledge(10));
    const body = { stage: 'identified', body: 'We know why.' };
    for (const _ of [1, 2]) await operations.postPublicNotice(call({ id: firstId }, body, 'key-1'));
    expect(await notices()).toEqual(['identified']);
    const events = (await incidents.history(firstId)).flatMap(commit => commit.events);
    expect(events.at(-1)).toMatchObject({
      type: 'PublicNoticePosted',
      by: { id: 'ana', via: 'cli' },
    });
    const unknown = { ...body, components: { ledger: 'major_outage' } };
    expect(await operations.postPublicNotice(call({ id: firstId }, unknown))).toMatchObject({
      invalid: { path: '/components', message: 'there is no component ledger' },
    });
  });

  test('a word on a component holds until it is taken back, and is remembered', async () => {
    const { operations, call, passes, store, queued } = aPage();
    const say = (status: string) =>
      operations.setComponentStatus(call({ component: 'search' }, { status }));
    expect(await say('partial_outage')).toMatchObject({
      answer: {
        overall: 'partial-outage',
        components: [{}, { id: 'search', status: 'partial_outage', saidBy: 'Ana' }, {}],
      },
    });
    await say('partial_outage');
    expect(queued()).toBe(2);
    passes(600);
    expect(await say('automatic')).toMatchObject({ answer: { overall: 'operational' } });
    expect((await store.read())?.book.past).toEqual([
      { component: 'search', status: 'partial_outage', from: start, until: later(600) },
    ]);
    expect(
      await operations.setComponentStatus(call({ component: 'ledger' }, { status: 'operational' })),
    ).toEqual({
      notFound: 'component ledger',
    });
  });

  test('maintenance is announced once, made longer, and ended', async () => {
    const { operations, call, toCustomers } = aPage();
    const wanted = {
      title: 'Moving',
      body: '',
      components: ['search'],
      from: later(60),
      until: later(120),
    };
    const made = await operations.postMaintenance(call({}, wanted, 'key-1'));
    expect(await operations.postMaintenance(call({}, wanted, 'key-1'))).toEqual(made);
    if (!('answer' in made)) throw new Error('Not made');
    const { id } = made.answer;
    expect(await operations.showStatusPage(call({}, {}))).toMatchObject({
      answer: { maintenances: [{ id, stage: 'scheduled' }] },
    });
    expect(await operations.changeMaintenance(call({ id }, { until: later(600) }))).toMatchObject({
      answer: { until: later(600) },
    });
    expect(await operations.changeMaintenance(call({ id }, { until: later(10) }))).toMatchObject({
      invalid: { path: '/until' },
    });
    expect(await operations.changeMaintenance(call({ id }, { ended: 'cancelled' }))).toMatchObject({
      answer: { stage: 'cancelled' },
    });
    expect(await operations.changeMaintenance(call({ id }, { ended: 'completed' }))).toMatchObject({
      refused: { rule: 'maintenance-over' },
    });
    expect([...new Set(toCustomers.map(({ key }) => key))]).toEqual([
      `${id}#posted`,
      `${id}#cancelled`,
    ]);
    expect(
      await operations.postMaintenance(call({}, { ...wanted, until: later(60) })),
    ).toMatchObject({ invalid: { path: '/until' } });
    expect(
      await operations.postMaintenance(call({}, { ...wanted, components: ['x'] })),
    ).toMatchObject({ invalid: { path: '/components' } });
  });

  test('without a page everything is refused with what is missing', async () => {
    const { operations, call } = aPage({ page: null });
    for (const answer of [
      operations.showStatusPage(call({}, {})),
      operations.setComponentStatus(call({ component: 'x' }, { status: 'operational' })),
      operations.approvePublicNotice(call({ id: firstId }, { draft: 'x' })),
    ]) {
      expect(await answer).toMatchObject({ refused: { rule: 'no-status-page' } });
    }
  });
});
