import { describe, expect, test } from 'vitest';
import { statusPageOperations } from '#app/communication/status-page-operations.ts';
import { writeStatusPage } from '#app/communication/write-status-page.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { read } from '#app/incident/read.ts';
import { maintenancesMax } from '#core/communication/status-page/planned-work.ts';
import type { CustomersReaction } from '#core/communication/status-page/subscribers.ts';
import { incidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { undeclared } from '#core/incident/incident.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { PublishedFiles } from '#ports/communication.ts';
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
  function configure(change: object | null) {
    const parsed = parseDirectory(
      change === null ? without : { ...document, statusPage: { ...statusPage, ...change } },
    );
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    configuration.put(parsed.directory);
  }
  configure(page);
  const store = memoryStatusPage(table);
  const handle = handleCommand({ incidents, pause: async () => {} });
  let time = start;
  const now = () => time;
  let queued = 0;
  const logged: string[] = [];
  const files = new Map<string, { body: string; isPrivate?: true }>();
  const requests: string[] = [];
  let meanwhile: (() => Promise<unknown>) | undefined;
  const published: PublishedFiles = {
    async list() {
      requests.push('list');
      const there = new Map([...files].map(([path, { body }]) => [path, body]));
      const others = meanwhile;
      meanwhile = undefined;
      await others?.();
      return there;
    },
    isSame: ({ body }, tag) => body === tag,
    async put({ path, body, isPrivate }, tag) {
      requests.push(`put ${path}`);
      if (files.get(path)?.body !== tag) return 'changed';
      files.set(path, { body, ...(isPrivate && { isPrivate }) });
      return 'written';
    },
    async remove(path) {
      requests.push(`remove ${path}`);
      files.delete(path);
    },
  };
  const ledger = memory.memoryEffects(table);
  const writing = writeStatusPage({
    ...{ configuration, incidents, store, ledger, handle, now },
    files: isDeployed ? published : undefined,
    readerTokens: async () => reader => `of-${reader.id}`,
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
    readerTokens: async () => reader => `of-${reader.id}`,
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
    ...{
      files,
      requests,
      write,
      configure,
      table,
      operations,
      call,
      incidents,
      logged,
      store,
      toCustomers,
    },
    queued: () => queued,
    whenListed: (others: () => Promise<unknown>) => {
      meanwhile = others;
    },
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
    async previewed(said: { status?: string; impact?: string }) {
      const preview = await read({
        ...{ incidents, configuration, now },
        receipts: memory.memoryReceipts(table),
        pagesOf: memory.memoryPagesOf(table),
        effectsOf: memory.memoryEffectsOf(table),
        receiptTime: () => undefined,
      }).previewUpdate(firstId, said);
      if (preview === undefined) throw new Error('No preview');
      return preview.words;
    },
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
    expect([...files.keys()]).toContain('api/v2/summary.json');
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

describe('what is written', () => {
  test('is what changed: one list, and no file whose content is as it was', async () => {
    const { write, declared, requests, passes } = aPage();
    await declared(acknowledge(10), postPublicNotice(20));
    passes(30);
    await write([firstId]);
    const all = requests.splice(0);
    expect(all.filter(each => each === 'list')).toHaveLength(1);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeLessThanOrEqual(17);
    await write([firstId]);
    expect(requests.splice(0)).toEqual(['list']);
    // Its readers see that somebody is there.
    passes(330);
    await write([]);
    expect(requests.splice(0)).toEqual(['list', 'put index.html']);
  });

  test('of a new word is its incident, the first page, the feeds and the API', async () => {
    const { write, declared, requests, passes, operations, call } = aPage();
    await declared(acknowledge(10), postPublicNotice(20));
    passes(30);
    await write([firstId]);
    requests.splice(0);
    passes(90);
    await operations.postPublicNotice(call({ id: firstId }, { stage: 'identified', body: 'Why.' }));
    await write([firstId]);
    const [list, ...puts] = requests.map(each =>
      each.replace(/incidents\/\w{12}$/, 'incidents/it'),
    );
    expect(list).toBe('list');
    expect(puts.filter(each => !each.includes('api/v2/')).toSorted()).toEqual(
      ['history.atom', 'history.rss', 'incidents/it', 'index.html'].map(path => `put ${path}`),
    );
    expect(puts).toHaveLength(12);
  });

  test('is never older than what others wrote meanwhile', async () => {
    const { write, declared, whenListed, first, operations, call, passes } = aPage();
    await declared(acknowledge(10), postPublicNotice(20));
    passes(30);
    await write([firstId]);
    // One looks, another says and writes more; then the one goes on with what it saw.
    whenListed(async () => {
      passes(90);
      await operations.postPublicNotice(
        call({ id: firstId }, { stage: 'identified', body: 'We know why.' }),
      );
      await write([firstId]);
    });
    await write([]);
    expect(first()).toContain('We know why.');
  });

  test('comes again where somebody took it away', async () => {
    const { write, declared, files } = aPage();
    await declared(acknowledge(10), postPublicNotice(20), resolve(30), wake(1830));
    await write([firstId]);
    const before = [...files.keys()].toSorted();
    files.clear();
    await write([]);
    expect([...files.keys()].toSorted()).toEqual(before);
  });

  test('by others each time is given up loudly', async () => {
    const { write, files, whenListed } = aPage();
    let count = 0;
    const busy = async () => {
      files.set('index.html', { body: String(count++) });
      whenListed(busy);
    };
    whenListed(busy);
    await expect(write([])).rejects.toThrow('written by others');
  });
});

describe('a private page', () => {
  const adds = async ({ operations, call }: ReturnType<typeof aPage>, name: string) => {
    const made = await operations.addStatusPageReader(call({}, { name }, `add ${name}`));
    if (!('answer' in made)) throw new Error(JSON.stringify(made));
    return made.answer;
  };
  async function withReaders() {
    const world = aPage({ page: { visibility: 'private' } });
    await world.declared(acknowledge(10), postPublicNotice(20));
    const contoso = await adds(world, 'Contoso');
    const fabrikam = await adds(world, 'Fabrikam');
    await world.write([firstId]);
    const of = ({ path }: { path: string }) =>
      [...world.files].filter(([each]) => each.startsWith(path));
    return { ...world, contoso, fabrikam, of };
  }

  test('says nothing to whoever has no address of their own', async () => {
    const { files } = await withReaders();
    const open = [...files].filter(([path]) => !path.startsWith('p/'));
    expect(open.map(([path]) => path).toSorted()).toEqual(['404.html', 'index.html']);
    for (const [, { body }] of open) expect(body).not.toMatch(/payment|Contoso|of-rdr/i);
    expect(files.get('index.html')?.body).toContain('This page is private.');
  });

  test('is whole for each reader, with its feeds and its API, and kept by nobody in between', async () => {
    const { contoso, of } = await withReaders();
    const theirs = new Map(
      of(contoso).map(([path, file]) => [path.slice(contoso.path.length), file]),
    );
    expect([...theirs.keys()]).toEqual(
      expect.arrayContaining(['', 'history.atom', 'maintenance.ics', 'api/v2/summary.json']),
    );
    expect([...theirs.values()].every(({ isPrivate }) => isPrivate)).toBe(true);
    expect(theirs.get('')?.body).toContain('issues with payment processing');
    expect(theirs.get('')?.body).toContain('<meta name="robots" content="noindex,nofollow">');
    expect(theirs.get('')?.body).toContain('<meta name="referrer" content="no-referrer">');
    expect(theirs.get('')?.body).not.toContain('<form');
    const { page } = JSON.parse(theirs.get('api/v2/summary.json')?.body ?? '');
    expect(page.url).toBe(`https://status.example.com/${contoso.path}`.replace(/\/$/, ''));
    expect(theirs.get('history.atom')?.body).toContain(`${page.url}/incidents/`);
  });

  test('names one reader to no other', async () => {
    const { contoso, fabrikam, of } = await withReaders();
    for (const [, { body }] of of(contoso)) {
      expect(body).not.toContain(fabrikam.path.slice(2, -1));
      expect(body).not.toMatch(/Contoso|Fabrikam/);
    }
  });

  test('is gone for whom it is taken from, also where somebody was writing it at that moment', async () => {
    const { contoso, fabrikam, of, operations, call, write, queued } = await withReaders();
    const before = queued();
    const gone = await operations.removeStatusPageReader(call({ id: contoso.id }, {}));
    expect(gone).toMatchObject({ answer: { name: 'Contoso' } });
    expect(queued() - before).toBe(2);
    await write([]);
    expect(of(contoso)).toEqual([]);
    expect(of(fabrikam).length).toBeGreaterThan(10);
    expect(await operations.removeStatusPageReader(call({ id: contoso.id }, {}))).toEqual({
      notFound: `reader ${contoso.id}`,
    });
    expect(await operations.showStatusPage(call({}, {}))).toMatchObject({
      answer: { readers: [{ id: fabrikam.id, name: 'Fabrikam', by: 'Ana' }] },
    });
  });

  test('takes back what everybody could read, and the other way round', async () => {
    const world = aPage();
    const { files, write, declared, configure } = world;
    files.set('robots.txt', { body: 'of the team' });
    await declared(acknowledge(10), postPublicNotice(20));
    await write([firstId]);
    configure({ visibility: 'private' });
    await adds(world, 'Contoso');
    await write([]);
    const open = () => [...files.keys()].filter(path => !path.startsWith('p/')).toSorted();
    expect(open()).toEqual(['404.html', 'index.html', 'robots.txt']);
    configure({ visibility: 'public' });
    await write([]);
    expect(open()).toContain('api/v2/summary.json');
    expect([...files.keys()].filter(path => path.startsWith('p/'))).toEqual([]);
  });

  test('has one address for one request, twenty readers at most, and none where it is public', async () => {
    const world = aPage({ page: { visibility: 'private' } });
    const first = await adds(world, 'Contoso');
    expect(await adds(world, 'Contoso')).toEqual(first);
    for (let number = 2; number <= 20; number++) await adds(world, `Reader ${number}`);
    const { operations, call } = world;
    expect(await operations.addStatusPageReader(call({}, { name: 'One more' }))).toMatchObject({
      refused: { rule: 'too-many-readers' },
    });
    world.configure({ visibility: 'public' });
    expect(await operations.addStatusPageReader(call({}, { name: 'x' }))).toMatchObject({
      refused: { rule: 'page-is-public' },
    });
  });
});

describe('what people say', () => {
  test.each(['approved', 'never'] as const)(
    'the preview of an update has the words that the page would show, where they are %s published',
    async publish => {
      const { declared, previewed, first, write, operations, call } = aPage({
        publish,
        page: { language: 'de' },
      });
      await declared(acknowledge(10));
      const { team, statusPage } = await previewed({
        status: 'db-7 is lost',
        impact: 'All of ledger',
      });
      expect(team.body).toContain('Impact: All of ledger');
      if (publish === 'never') return expect(statusPage).toBeUndefined();
      const shown = await operations.showPublicNotices(call({ id: firstId }, {}));
      const draft = 'answer' in shown ? shown.answer.proposed?.draft : '';
      await operations.approvePublicNotice(call({ id: firstId }, { draft }));
      await write([firstId]);
      const [title = '', body = ''] = statusPage?.split('\n\n') ?? [];
      expect(title).toBe('Hinweis auf eine Störung');
      expect(first()).toContain(title);
      expect(first()).toContain(body);
      expect(statusPage).not.toMatch(/db-7|ledger/);
    },
  );

  test('the preview of an update promises the next one as the update does', async () => {
    const { declared, previewed } = aPage();
    await declared();
    expect((await previewed({})).team.body).toContain('Next update: when there is news');
  });

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

  test('words that wait are found behind any number of newer incidents', async () => {
    const { operations, call, declared, incidents } = aPage();
    await declared(acknowledge(10));
    for (let number = 1000; number < 1110; number++) {
      const id = incidentId(`INC-2026-${number}`);
      const quiet = declare('SEV3', {
        id,
        at: later(20),
        plan: planOf('SEV3', { publish: 'never' }),
      });
      await incidents.append(commitOf(id, undeclared, 1, quiet));
    }
    expect(await operations.showStatusPage(call({}, {}))).toMatchObject({
      answer: { incidents: [{ incident: firstId, proposed: expect.anything() }] },
    });
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

  test('a component called as what every object has was said nothing of before', async () => {
    const components = { constructor: { name: 'Builder', services: ['payments'] } };
    const { operations, call, store } = aPage({ page: { components } });
    const say = (status: string) =>
      operations.setComponentStatus(call({ component: 'constructor' }, { status }));
    expect(await say('partial_outage')).toMatchObject({ answer: { overall: 'partial-outage' } });
    expect((await store.read())?.book.past).toEqual([]);
  });

  test('words on components fit into the page however often a program changes them, and what was not well is remembered', async () => {
    const { operations, call, passes, store } = aPage();
    let seconds = 0;
    const says = async (status: string, lastsSeconds: number) => {
      await operations.setComponentStatus(call({ component: 'search' }, { status }));
      seconds += lastsSeconds;
      passes(seconds);
    };
    await says('major_outage', 7200);
    for (let time = 1; time <= 600; time++) {
      await says('degraded_performance', 60);
      await says('operational', 90);
    }
    const { past = [] } = (await store.read())?.book ?? {};
    expect(past).toHaveLength(1000);
    expect(past[0]).toMatchObject({ status: 'major_outage', from: start });
    expect(past.filter(({ status }) => status === 'degraded_performance')).toHaveLength(600);
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
      expect.stringMatching(`^${id}#moved `),
      `${id}#cancelled`,
    ]);
    expect(
      await operations.postMaintenance(call({}, { ...wanted, until: later(60) })),
    ).toMatchObject({ invalid: { path: '/until' } });
    expect(
      await operations.postMaintenance(call({}, { ...wanted, components: ['x'] })),
    ).toMatchObject({ invalid: { path: '/components' } });
  });

  test('maintenance that was called off leaves its room to another, however far ahead it was', async () => {
    const { operations, call } = aPage();
    const week = { from: later(6 * 86_400), until: later(7 * 86_400) };
    const work = { title: 'Moving', body: '', components: ['search'], ...week };
    const made: string[] = [];
    for (let number = 0; number < maintenancesMax; number++) {
      const outcome = await operations.postMaintenance(call({}, work));
      if ('answer' in outcome) made.push(outcome.answer.id);
    }
    expect(new Set(made).size).toBe(maintenancesMax);
    expect(await operations.postMaintenance(call({}, work))).toMatchObject({
      refused: { rule: 'too-many-maintenances' },
    });
    await operations.changeMaintenance(call({ id: made[7] ?? '' }, { ended: 'cancelled' }));
    expect(await operations.postMaintenance(call({}, work))).toHaveProperty('answer');
  });

  test('maintenance that two change at once is as both said', async () => {
    const { operations, call } = aPage();
    const work = { title: 'Moving', body: '', components: ['search'] };
    const made = await operations.postMaintenance(
      call({}, { ...work, from: later(60), until: later(120) }),
    );
    if (!('answer' in made)) throw new Error('Not made');
    const change = (body: object) =>
      operations.changeMaintenance(call({ id: made.answer.id }, body));
    await Promise.all([change({ until: later(600) }), change({ body: 'Longer than usual' })]);
    expect(await change({})).toMatchObject({
      answer: { until: later(600), body: 'Longer than usual' },
    });
    const [ended, late] = await Promise.all([
      change({ ended: 'cancelled' }),
      change({ until: later(900) }),
    ]);
    expect(ended).toMatchObject({ answer: { stage: 'cancelled' } });
    expect(late).toMatchObject({ refused: { rule: 'maintenance-over' } });
    expect(await operations.showStatusPage(call({}, {}))).toMatchObject({
      answer: { maintenances: [] },
    });
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
