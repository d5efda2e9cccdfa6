import { expect, test } from 'vitest';
import { refreshStatusPage } from '#app/communication/refresh-status-page.ts';
import { announcesNextAt } from '#core/communication/status-page/planned-work.ts';
import type { Maintenance } from '#core/communication/status-page/state.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { instant } from '#core/time/instant.ts';
import { memoryStatusPage } from '../../support/memory/memory-status-page.ts';
import { memoryTable } from '../../support/memory/memory-table.ts';
import { team } from '../../support/team.ts';

/* Each Sunday at two by the clocks of New York; the clocks change on 14 March 2027. */
const weekly = {
  ...{ name: 'vacuum', match: 'service="payments"', owner: 'ana', reason: 'Vacuum' },
  ...{ timeZone: 'America/New_York', from: '2027-02-28T00:00', until: '2027-04-01T00:00' },
  repeat: { days: ['sun'], at: '02:30', lasts: '2h' },
  announce: { title: 'Database maintenance', components: ['payments'] },
};
const statusPage = {
  components: {
    payments: { name: 'Payments', services: ['payments'] },
    search: { name: 'Search' },
  },
};

function office() {
  const told: string[] = [];
  let written = 0;
  const store = memoryStatusPage(memoryTable());
  const refresh = refreshStatusPage({
    store,
    queueStatusPage: async () => {
      written += 1;
    },
    queueCustomers: async ({ key }) => {
      told.push(key.replace(/^mnt_\w+/, ''));
    },
  });
  const round = (maintenance: object[], at: string) => {
    const read = parseDirectory({ ...team, statusPage, maintenance });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    return refresh(read.directory, 1, instant(at));
  };
  const announced = async () =>
    (await store.read())?.book.maintenances.map(({ from, until, ended }) => ({
      from: from.slice(0, 16),
      until: until.slice(0, 16),
      ...(ended && { how: ended.how }),
    })) ?? [];
  const work = async () => (await store.read())?.book.maintenances;
  const change = async (to: (work: Maintenance) => Partial<Maintenance>) => {
    const read = await store.read();
    if (read === undefined) throw new Error('There is no page');
    const maintenances = read.book.maintenances.map(each => ({ ...each, ...to(each) }));
    await store.change({ ...read.book, maintenances });
  };
  const lengthen = (until: string) =>
    change(({ from }) => ({ until: instant(until), movedAt: from }));
  const callOff = (at: string) => change(() => ({ ended: { how: 'cancelled', at: instant(at) } }));
  return { round, told, announced, work, change, lengthen, callOff, written: () => written };
}

test('maintenance of tocsin.yaml announces itself a day before it begins, once, and again for each of its times', async () => {
  const { round, told, announced } = office();
  await round([weekly], '2027-02-27T07:00:00Z');
  expect(await announced()).toEqual([]);
  await round([weekly], '2027-02-27T07:30:00Z');
  await round([weekly], '2027-02-27T07:35:00Z');
  const first = { from: '2027-02-28T07:30', until: '2027-02-28T09:30' };
  expect(await announced()).toEqual([first]);
  expect(told).toEqual(['#posted']);
  await round([weekly], '2027-03-07T12:00:00Z');
  // The night of 14 March skips half past two.
  await round([weekly], '2027-03-13T12:00:00Z');
  await round([weekly], '2027-03-20T12:00:00Z');
  expect((await announced()).map(({ from }) => from)).toEqual([
    first.from,
    '2027-03-14T07:00',
    '2027-03-21T06:30',
  ]);
});

test('what the configuration plans no more is taken back, and followers hear of it', async () => {
  const { round, told, announced } = office();
  await round([weekly], '2027-02-28T06:00:00Z');
  await round([], '2027-02-28T06:05:00Z');
  expect(await announced()).toMatchObject([{ how: 'cancelled' }]);
  await round([weekly], '2027-03-14T06:00:00Z');
  await round([], '2027-03-14T08:00:00Z');
  expect((await announced())[1]).toMatchObject({ how: 'completed' });
  expect(told).toEqual(['#posted', '#cancelled', '#posted', '#completed']);
});

test('what was taken back by mistake and is planned again is announced again, once', async () => {
  const { round, told, announced } = office();
  await round([weekly], '2027-02-28T06:00:00Z');
  await round([], '2027-02-28T06:05:00Z');
  await round([weekly], '2027-02-28T06:10:00Z');
  await round([weekly], '2027-02-28T06:15:00Z');
  expect(await announced()).toEqual([{ from: '2027-02-28T07:30', until: '2027-02-28T09:30' }]);
  expect(told).toEqual(['#posted', '#cancelled', '#posted after 2027-02-28T06:05:00.000Z']);
});

test('what is announced again and then taken back again is told again, too', async () => {
  const { round, told } = office();
  await round([weekly], '2027-02-28T06:00:00Z');
  await round([], '2027-02-28T06:05:00Z');
  await round([weekly], '2027-02-28T06:10:00Z');
  await round([], '2027-02-28T06:15:00Z');
  await round([weekly], '2027-02-28T06:20:00Z');
  expect(told).toHaveLength(5);
  expect(new Set(told).size).toBe(told.length);
});

test('what a person called off stays so, although the configuration plans it still', async () => {
  const { round, told, announced, callOff } = office();
  await round([weekly], '2027-02-28T06:00:00Z');
  await callOff('2027-02-28T06:05:00Z');
  await round([weekly], '2027-02-28T06:10:00Z');
  expect(await announced()).toMatchObject([{ how: 'cancelled' }]);
  expect(told).toEqual(['#posted']);
});

const { repeat: _, ...once } = weekly;
test.each([
  ['each week', weekly],
  ['once', { ...once, from: '2027-02-28T02:30', until: '2027-02-28T04:30' }],
])(
  'what is planned %s and somebody made longer goes on until then, unless it is planned no more',
  async (_when, planned) => {
    const { round, told, announced, lengthen } = office();
    await round([planned], '2027-02-28T07:30:00Z');
    await lengthen('2027-02-28T12:00:00Z');
    await round([planned], '2027-02-28T10:00:00Z');
    expect(await announced()).toEqual([{ from: '2027-02-28T07:30', until: '2027-02-28T12:00' }]);
    expect(told).toEqual(['#posted']);
    await round([], '2027-02-28T10:05:00Z');
    expect(await announced()).toMatchObject([{ how: 'completed' }]);
  },
);

test('other words and components of what was announced come onto the page, and whoever follows hears of them once', async () => {
  const { round, told, work, change } = office();
  await round([weekly], '2027-02-27T12:00:00Z');
  await change(() => ({ body: 'As a person wrote.' }));
  const announce = { title: 'Search is rebuilt', components: ['search'] };
  await round([{ ...weekly, announce }], '2027-02-27T12:05:00Z');
  await round([{ ...weekly, announce }], '2027-02-27T12:10:00Z');
  expect(await work()).toMatchObject([{ ...announce, body: 'As a person wrote.' }]);
  expect(told).toEqual(['#posted', expect.stringMatching(/^#changed to /)]);
  await round([weekly], '2027-02-27T12:15:00Z');
  expect(await work()).toMatchObject([weekly.announce]);
  expect(new Set(told).size).toBe(3);
});

test('work whose planned end is moved goes on under its own name, and is called neither off nor completed', async () => {
  const { round, told, announced } = office();
  const until = (lasts: string) => [{ ...weekly, repeat: { ...weekly.repeat, lasts } }];
  await round([weekly], '2027-02-28T08:00:00Z');
  await round(until('4h'), '2027-02-28T08:05:00Z');
  await round(until('4h'), '2027-02-28T08:10:00Z');
  expect(await announced()).toEqual([{ from: '2027-02-28T07:30', until: '2027-02-28T11:30' }]);
  expect(told).toEqual(['#posted', expect.stringMatching(/^#changed to /)]);
  await round(until('30m'), '2027-02-28T10:00:00Z');
  expect(await announced()).toMatchObject([{ how: 'completed' }]);
});

test('work whose planned end is moved may be made longer by people, and is over where the plan says again that it was', async () => {
  const { round, announced, lengthen } = office();
  const until = (lasts: string) => [{ ...weekly, repeat: { ...weekly.repeat, lasts } }];
  await round([weekly], '2027-02-28T08:00:00Z');
  await round(until('3h'), '2027-02-28T08:05:00Z');
  await lengthen('2027-02-28T13:00:00Z');
  await round(until('3h'), '2027-02-28T11:00:00Z');
  expect(await announced()).toEqual([{ from: '2027-02-28T07:30', until: '2027-02-28T13:00' }]);
  await round([weekly], '2027-02-28T11:05:00Z');
  expect(await announced()).toMatchObject([{ how: 'completed' }]);
});

test('what was announced stays where the configuration announces it later from now on', async () => {
  const { round, told } = office();
  const announce = { ...weekly.announce, ahead: '3d' };
  await round([{ ...weekly, announce }], '2027-02-26T12:00:00Z');
  await round([weekly], '2027-02-26T12:05:00Z');
  expect(told).toEqual(['#posted']);
});

test('what is planned each day is announced on every one, however many are over', async () => {
  const { round, told, announced } = office();
  const daily = {
    ...weekly,
    ahead: '1h',
    until: '2027-06-01T00:00',
    repeat: { at: '02:30', lasts: '1h' },
  };
  const { ahead, ...planned } = daily;
  const first = Date.parse('2027-02-28T07:00:00Z');
  for (let day = 0; day < 70; day++) {
    const at = new Date(first + day * 86_400_000).toISOString();
    await round([{ ...planned, announce: { ...weekly.announce, ahead } }], at);
  }
  expect(told).toHaveLength(70);
  expect(await announced()).toHaveLength(50);
});

test('it may be announced as early as one likes, and the next round that has to is known', () => {
  const announce = { ...weekly.announce, ahead: '3d' };
  const read = parseDirectory({ ...team, statusPage, maintenance: [{ ...weekly, announce }] });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  expect(announcesNextAt(read.directory, instant('2027-02-20T00:00:00Z'))).toBe(
    '2027-02-25T07:30:00.000Z',
  );
});

test('components that are not on the page, and a page that is not there, are named', () => {
  const problems = (document: object) => {
    const read = parseDirectory({ ...team, maintenance: [weekly], ...document });
    return 'problems' in read ? read.problems.map(({ message }) => message) : [];
  };
  expect(problems({})).toEqual([expect.stringContaining('there is no component payments')]);
  expect(problems({ statusPage: { components: { web: { name: 'Web' } } } })).toEqual([
    expect.stringContaining('there is no component payments'),
  ]);
});
