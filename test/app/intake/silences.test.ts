import { describe, expect, test } from 'vitest';
import { statusPageOperations } from '#app/communication/status-page-operations.ts';
import { muteReminders } from '#app/intake/mute-reminders.ts';
import { silenceOperations } from '#app/intake/silence-operations.ts';
import type { RequestOf } from '#contract/api.ts';
import type { Notice } from '#core/communication/notice.ts';
import { silencesMax } from '#core/intake/mute.ts';
import { addSeconds } from '#core/time/instant.ts';
import { type IntakeOnMemory, intakeOnMemory } from '../../support/intake-on-memory.ts';
import { memoryStatusPage } from '../../support/memory/memory-status-page.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { emptyRoster, later } from '../../support/samples.ts';

const key = { name: 'shop', source: 'generic' };
const down = { key: 'db-1', title: 'Disk is full', severity: 'SEV2', service: 'website' };

function office(more: object = {}) {
  const desk = intakeOnMemory([key], {
    statusPage: { publish: 'approved', components: { shop: { name: 'Shop' } } },
    ...more,
  });
  const { configuration, incidents, silences, table, now } = desk;
  const told: string[] = [];
  let tokens = 0;
  const newToken = () => `token-${tokens++}`;
  const statusPage = statusPageOperations({
    ...{ configuration, incidents, newToken, now },
    store: memoryStatusPage(table),
    once: async () => ({ notFound: 'none' }),
    queueCustomers: async reaction => void told.push(reaction.key),
    readerTokens: async () => reader => reader.id,
    queueStatusPage: async () => {},
  });
  const operations = silenceOperations({
    ...{ configuration, incidents, statusPage, newToken, now },
    silences: {
      ...silences,
      async all() {
        told.push('read all');
        return silences.all();
      },
    },
    alerts: memory.memoryAlerts(table),
    takeUp: desk.takeUpUntil,
  });
  const wanted = (change: Partial<RequestOf<'addSilence'>> = {}): RequestOf<'addSilence'> => ({
    ...{ match: 'service="website"', reason: 'disks are swapped', until: later(3600) },
    ...change,
  });
  const add = (change: Partial<RequestOf<'addSilence'>> = {}, idempotencyKey?: string) =>
    operations.addSilence(
      callOf({ body: wanted(change), ...(idempotencyKey && { idempotencyKey }) }),
    );
  return { desk, statusPage, told, add, ...operations };
}

const madeOf = async (outcome: Promise<object>) => {
  const made = await outcome;
  if (!('answer' in made)) throw new Error(JSON.stringify(made));
  return made.answer as { id: string };
};

describe('a silence that somebody makes', () => {
  test('says what it is, who made it and by what, and who answers for it', async () => {
    const { add } = office();
    expect(await add({ owner: 'bo' })).toEqual({
      answer: {
        id: expect.stringMatching(/^sil_[0-9a-f]{12}$/),
        ...{ kind: 'silence', match: 'service="website"', reason: 'disks are swapped' },
        ...{ owner: 'bo', ownerName: 'Bo', includesSev1: false, state: 'active' },
        ...{ from: later(0), until: later(3600) },
        made: { by: 'Ana', via: 'api', at: later(0) },
        ...{ waiting: [], running: [] },
      },
    });
  });

  test('announces nothing to customers where there is no room for it', async () => {
    const { add, statusPage, told } = office();
    for (let number = 0; number < silencesMax; number++) await add();
    const announce = { title: 'Moving', body: '', components: ['shop'] };
    expect(await add({ announce })).toMatchObject({ refused: { rule: 'too-many-silences' } });
    expect(told).toEqual([]);
    expect(await statusPage.showStatusPage(callOf({}))).toMatchObject({
      answer: { maintenances: [] },
    });
  });

  test('costs no more where a program has made and ended one at each release for months', async () => {
    const { add, listSilences, endSilence, told } = office();
    const { id } = await madeOf(add());
    const announce = { title: 'Moving', body: '', components: ['shop'] };
    await add({ announce }, 'once');
    await add({}, 'twice');
    await add({}, 'twice');
    await listSilences(callOf({ query: {} }));
    await endSilence(callOf({ params: { id } }));
    expect(told).not.toContain('read all');
    await listSilences(callOf({ query: { over: 'true' } }));
    expect(told).toContain('read all');
  });

  test('is the same one when it is asked for again under its key, and no other', async () => {
    const { add, desk } = office();
    const first = await add({}, 'once');
    desk.passes(2);
    expect(await add({}, 'once')).toMatchObject({
      answer: { id: (first as never as { answer: { id: string } }).answer.id },
    });
    expect(await add({ match: 'service="payments"' }, 'once')).toEqual({ keyReused: true });
    expect(await desk.silences.all()).toHaveLength(1);
  });

  test('lists the open incidents that it may be about, since it does nothing to them', async () => {
    const { add, desk } = office();
    await desk.send('shop', down);
    await desk.send('shop', { ...down, key: 'pay', title: 'Cards fail', service: 'payments' });
    expect(await add()).toMatchObject({ answer: { running: [{ title: 'Disk is full' }] } });
    expect(await add({ match: 'service="website",title=~"Memory.*"' })).toMatchObject({
      answer: { running: [] },
    });
    expect(desk.all()).toMatchObject([{ phase: 'open' }, { phase: 'open' }]);
  });

  const refused: [what: string, change: Partial<RequestOf<'addSilence'>>, path: string, RegExp][] =
    [
      ['in the past', { from: later(-90), until: later(-60) }, '/until', /lies in the past: give/],
      ['without length', { from: later(60), until: later(60) }, '/until', /later than from/],
      ['for ever', { until: later(400 * 86_400) }, '/until', /within 31 days .*change the alert/],
      ['of everything', { match: 'service=~".*"' }, '/match', /mute everything: name at least/],
      [
        'of every service by its name',
        { match: 'service=~"payments|website"' },
        '/match',
        /mute everything: name at least/,
      ],
      ['of no conditions', { match: 'website' }, '/match', /is no condition.*such as service=/],
      ['of no expression', { match: 'service=~"[x"' }, '/match', /is not a regular expression/],
      ['that looks around', { match: 'service=~"a(?=b)"' }, '/match', /looks around/],
      ['of nobody', { owner: 'nobody' }, '/owner', /no person nobody/],
    ];
  test.each(refused)(
    '%s is refused, with the field and what to do',
    async (_, change, path, message) => {
      const { add, desk } = office();
      expect(await add(change)).toMatchObject({
        invalid: { path, message: expect.stringMatching(message) },
      });
      expect(await desk.silences.all()).toEqual([]);
    },
  );

  test('needs a person who answers for it, where a token of nobody asks', async () => {
    const { addSilence } = office();
    const call = callOf<'addSilence'>({
      body: { match: 'service="website"', reason: 'x', until: later(3600) },
    });
    call.asked.caller.actor = { kind: 'token', id: 'ci', name: 'ci' };
    expect(await addSilence(call)).toMatchObject({ invalid: { path: '/owner' } });
  });

  test('keeps no markup and no line breaks in its reason that could pass for ours', async () => {
    const { add } = office();
    expect(await add({ reason: 'x\r\nSEV1: all is lost' })).toMatchObject({
      answer: { reason: 'x SEV1: all is lost' },
    });
  });

  test('is announced as maintenance on the status page by the same command', async () => {
    const { add, statusPage, endSilence, desk } = office();
    const announce = { title: 'Database maintenance', body: '', components: ['shop'] };
    const made = await madeOf(add({ announce }));
    const page = async () =>
      (await statusPage.showStatusPage(callOf())) as never as {
        answer: { maintenances: object[] };
      };
    expect((await page()).answer.maintenances).toMatchObject([
      { title: 'Database maintenance', stage: 'in_progress', until: later(3600) },
    ]);
    desk.passes(60);
    await endSilence(callOf({ params: { id: made.id } }));
    expect((await page()).answer.maintenances).toEqual([]);
  });

  test('tells customers nothing on the word of an assistant, neither when it begins nor when it ends', async () => {
    const { addSilence, endSilence, add, told } = office();
    const announce = { title: 'Database maintenance', body: '', components: ['shop'] };
    const body = { match: 'service="website"', reason: 'disks are swapped', until: later(3600) };
    const asked = await addSilence(callOf({ body: { ...body, announce }, via: 'assistant' }));
    expect(asked).toMatchObject({ forbidden: expect.stringContaining('A person') });
    expect(told).toEqual([]);
    const { id } = await madeOf(add({ announce }));
    const before = told.length;
    expect(await endSilence(callOf({ params: { id }, via: 'assistant' }))).toMatchObject({
      forbidden: expect.stringContaining('A person'),
    });
    expect(told).toHaveLength(before);
    expect(await addSilence(callOf({ body, via: 'assistant' }))).toHaveProperty('answer');
  });

  test('is not made where it cannot be announced', async () => {
    const { add, desk } = office();
    const announce = { title: 'Database maintenance', body: '', components: ['nothing'] };
    expect(await add({ announce })).toMatchObject({ invalid: { path: '/announce/components' } });
    expect(await desk.silences.all()).toEqual([]);
  });
});

describe('a silence that somebody ends', () => {
  test('lets what still fires open its incident at once', async () => {
    const { add, endSilence, desk } = office();
    const { id } = await madeOf(add());
    await desk.send('shop', down);
    expect(desk.all()).toEqual([]);
    expect(await endSilence(callOf({ params: { id }, by: 'bo' }))).toMatchObject({
      answer: { state: 'over', ended: { by: 'Bo', via: 'api' } },
    });
    await desk.deliver();
    expect(desk.all()).toMatchObject([{ title: 'Disk is full', phase: 'open' }]);
  });

  test('leaves waiting what another mutes as well', async () => {
    const { add, endSilence, desk } = office();
    const { id } = await madeOf(add());
    await add({ match: 'title="Disk is full"', until: later(1800) });
    await desk.send('shop', down);
    await endSilence(callOf({ params: { id } }));
    await desk.deliver();
    expect(desk.all()).toEqual([]);
    desk.passes(1800);
    await desk.sweep();
    expect(desk.all()).toHaveLength(1);
  });

  test('that nobody made is not found', async () => {
    const { endSilence } = office();
    expect(await endSilence(callOf({ params: { id: 'sil_x' } }))).toEqual({
      notFound: 'silence sil_x',
    });
  });
});

test('what mutes is listed with what waits for its end, maintenance too', async () => {
  const maintenance = [
    {
      ...{ name: 'weekly', match: 'service="payments"', owner: 'bo', reason: 'Vacuum' },
      ...{ from: '2026-11-01T00:00', until: '2027-05-01T00:00', timeZone: 'Europe/Berlin' },
      repeat: { days: ['sun'], at: '02:00', lasts: '2h' },
    },
  ];
  const { add, listSilences, endSilence, desk } = office({ maintenance });
  const { id } = await madeOf(add());
  await desk.send('shop', down);
  const list = async (query = {}) =>
    (await listSilences(callOf({ query }))) as never as {
      answer: { silences: object[] };
    };
  expect((await list()).answer.silences).toMatchObject([
    { id, waiting: [{ title: 'Disk is full', since: later(1) }] },
    {
      ...{ id: 'weekly', kind: 'maintenance', ownerName: 'Bo', state: 'planned', waiting: [] },
      ...{ from: '2026-11-29T01:00:00.000Z', until: '2026-11-29T03:00:00.000Z' },
    },
  ]);
  await endSilence(callOf({ params: { id } }));
  expect((await list()).answer.silences).toHaveLength(1);
  expect((await list({ over: 'true' })).answer.silences).toHaveLength(2);
});

test('what waits behind one mute is listed however much waits behind another', async () => {
  const { add, listSilences, desk } = office();
  const { id: wide } = await madeOf(add());
  const { id: narrow } = await madeOf(add({ match: 'title="Queue is long"', until: later(7200) }));
  const alerts = Array.from({ length: 150 }, (_, index) => ({ ...down, key: `db-${index}` }));
  await desk.send('shop', alerts);
  desk.passes(60);
  await desk.send('shop', { ...down, key: 'queue', title: 'Queue is long' });
  expect(await listSilences(callOf({ query: {} }))).toMatchObject({
    answer: {
      silences: [
        { id: wide, waiting: { length: 150 } },
        { id: narrow, waiting: [{ title: 'Queue is long' }] },
      ],
    },
  });
});

describe('before a mute ends', () => {
  const reminding = (desk: IntakeOnMemory, told: [string, Notice][]) => {
    const remind = muteReminders({
      alerts: memory.memoryAlerts(desk.table),
      silences: desk.silences,
      tell: async (task, { email }, notice) => {
        if (!told.some(([known]) => known === `${task} ${email}`)) {
          told.push([`${task} ${email}`, notice]);
        }
        return 'done';
      },
    });
    return async (...left: string[]) => {
      const directory = (await desk.configuration.current())?.directory;
      if (directory === undefined) throw new Error('No configuration');
      const there = Object.entries(directory.people).filter(([id]) => !left.includes(id));
      const people = Object.fromEntries(there);
      await remind({ ...directory, people }, emptyRoster, desk.now());
    };
  };

  test('its owner hears once what fires behind it', async () => {
    const { add, desk } = office();
    const { id } = await madeOf(add({ owner: 'bo' }));
    const told: [string, Notice][] = [];
    const remind = reminding(desk, told);
    await desk.send('shop', { ...down, title: 'Disk is full: see https://evil.example.com' });
    await remind();
    expect(told).toEqual([]);
    desk.passes(3600 - 1800);
    await remind();
    await remind();
    const [[task, notice] = ['', undefined]] = told;
    expect(told).toHaveLength(1);
    expect(task).toBe(`mute#${id}#${later(3600)} bo@example.com`);
    expect(notice?.subject).toBe(
      `The silence ${id} ends at 2026-11-22 22:14 EST: 1 alert behind it`,
    );
    expect(notice?.body).toContain('- Disk is full: see https[:]//evil[.]example[.]com');
  });

  test('whoever answers for the service hears it in place of an owner who left', async () => {
    const { add, desk } = office();
    const { id } = await madeOf(add({ owner: 'bo' }));
    const told: [string, Notice][] = [];
    await desk.send('shop', down);
    desk.passes(3600 - 1800);
    await reminding(desk, told)('bo');
    expect(told.map(([task]) => task)).toEqual([`mute#${id}#${later(3600)} ana@example.com`]);
  });

  test('nobody is reminded where nothing waits', async () => {
    const { add, desk } = office();
    await add({ until: addSeconds(later(0), 600) });
    const told: [string, Notice][] = [];
    await reminding(desk, told)();
    expect(told).toEqual([]);
  });
});
