import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

const most = 10_000;

/** As the API pages them, the newest first: every one of them open. */
async function manyOpen(page: Page): Promise<{ asked: () => string[] }> {
  const asked: string[] = [];
  await page.route(/\/v1\/incidents\?/, route => {
    const query = new URL(route.request().url()).searchParams;
    if (query.get('phase') !== 'running') return route.fulfill({ json: { incidents: [] } });
    const from = Number(query.get('cursor') ?? 0);
    asked.push(query.get('cursor') ?? 'first');
    const incidents = Array.from({ length: Math.min(100, most - from) }, (_, index) => ({
      id: `INC-2026-${String(most - from - index).padStart(5, '0')}`,
      title: `Shop ${from + index} is down`,
      ...{ severity: 'SEV3', phase: 'open', service: 'website', serviceName: 'Website' },
      ...{ declaredAt: '2026-11-26T02:00:00.000Z', roles: {}, commands: [] },
      severityReason: { rule: 'default', text: 'nothing says more' },
      alerts: { firing: 1, cleared: 0, total: 1 },
    }));
    const next = from + 100 < most ? { next: String(from + 100) } : {};
    return route.fulfill({ json: { incidents, ...next } });
  });
  return { asked: () => asked };
}

/** As on a machine that is late with everything: what an observer says comes together with what it said before. */
const lateObservers = `{
  const Observer = IntersectionObserver;
  window.IntersectionObserver = class extends Observer {
    constructor(hear, options) {
      let said = [];
      super((entries, observer) => hear([...said, ...(said = entries)], observer), options);
    }
  };
}`;

describe.skipIf(noBrowser !== undefined)('a room of a long night', () => {
  const { url, call, alert, opensAs } = browsing();

  test('shows the newest first, keeps older ones where they are read, and asks for no more than it shows', async () => {
    const id = await alert({ title: 'It is a long night', service: 'website', severity: 'SEV3' });
    const note = (text: string) => call('POST', `/v1/incidents/${id}/notes`, { text, by: 'bo' });
    for (let number = 1; number <= 70; number++) await note(`Seen, number ${number}.`);
    const page = await opensAs('ana', { viewport: { width: 1280, height: 800 } });
    const asked = new Set<string>();
    page.on('request', request => {
      const { pathname, search } = new URL(request.url());
      if (pathname.endsWith(id)) asked.add(search);
    });
    await page.goto(`${url()}/incidents/${id}`);
    const lines = page.locator('.timeline li');
    await lines.filter({ hasText: 'Seen, number 70.' }).waitFor();
    await lines.filter({ hasText: 'Seen, number 45.' }).waitFor();
    expect(await lines.filter({ hasText: 'Seen, number 30.' }).count()).toBe(0);
    await page.getByRole('button', { name: /^Older ones/ }).click();
    await lines.filter({ hasText: 'declared by an alert' }).waitFor();
    const told = async () =>
      (await lines.allTextContents()).map(line => /number \d+/.exec(line)?.[0]);
    const before = await told();
    expect(before.filter(each => each !== undefined)).toHaveLength(70);
    await note('Seen, number 71.');
    await lines.filter({ hasText: 'Seen, number 71.' }).waitFor();
    expect(await told()).toEqual(['number 71', ...before]);
    expect(await page.getByRole('button', { name: /^Older ones/ }).count()).toBe(0);
    // The whole of it once, by whoever wanted older ones.
    expect([...asked].toSorted()).toEqual(['', '?entries=50']);
    // Whoever listens hears what is new, and nothing of what was drawn besides.
    const heard = await page.locator('.timeline [aria-live] li').allTextContents();
    expect(heard).toHaveLength(13);
    expect(heard[0]).toContain('Seen, number 71.');
    expect(page.wrong).toEqual([]);
  });
});

describe.skipIf(noBrowser !== undefined)('ten thousand open incidents', () => {
  const { opens, signsIn, until } = browsing();

  test('are scrolled through to the last, and no more than some hundreds are ever drawn', async () => {
    const page = await opens({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(lateObservers);
    const { asked } = await manyOpen(page);
    await signsIn(page, 'Ana Keller');
    await page.getByText('100 and more open').waitFor();
    const drawn = () => page.evaluate('document.querySelectorAll(".incidents > li").length');
    let worst = 0;
    const last = page.getByRole('link', { name: /INC-2026-00001\b/ });
    const further = async () => {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      worst = Math.max(worst, Number(await drawn()));
      return last.count();
    };
    // Each hundred has a limit of its own: of all of them a slow machine may take as long as it takes.
    for (let hundred = 1; hundred < most / 100; hundred++) {
      const comes = async () => ((await further()) > 0 ? most : new Set(asked()).size);
      await until(comes, count => count > hundred);
    }
    await until(further, count => count > 0);
    expect(worst).toBeLessThan(700);
    expect(new Set(asked()).size).toBe(most / 100);
    // What is far away is there again when one comes back, and takes the room that it had.
    await page.evaluate('scrollTo(0, 0)');
    await page.getByRole('link', { name: /INC-2026-10000\b/ }).waitFor();
    expect(Number(await drawn())).toBeLessThan(700);
    expect(page.wrong).toEqual([]);
  });

  test('are where they were left when somebody comes back from one of them, and at the top otherwise', async () => {
    const page = await opens({ viewport: { width: 390, height: 844 } });
    await manyOpen(page);
    await signsIn(page, 'Ana Keller');
    const one = page.getByRole('link', { name: /INC-2026-09960/ });
    await one.scrollIntoViewIfNeeded();
    const top = () => page.evaluate<number>('Math.round(scrollY)');
    await until(top, y => y > 1000);
    const left = await top();
    await one.click();
    await until(top, y => y === 0);
    await page.goBack();
    await until(top, y => y === left);
    await page.getByRole('link', { name: 'On call' }).click();
    await page.getByRole('heading', { name: 'On call' }).waitFor();
    await page.getByRole('link', { name: 'Now', exact: true }).click();
    await page.getByText('100 and more open').waitFor();
    expect(await top()).toBe(0);
    expect(page.wrong).toEqual([]);
  });
});

describe.skipIf(noBrowser !== undefined)('a window that is open for weeks', () => {
  const { url, opens, comesIn, until } = browsing();

  test('keeps what somebody comes back to soon, and not everything that they ever saw', async () => {
    const page = await opens();
    const asked: { address: string; isKnown: boolean }[] = [];
    await page.route('**/v1/stats?*', route => {
      const request = route.request();
      asked.push({ address: request.url(), isKnown: 'if-none-match' in request.headers() });
      const at = '2026-11-26T02:00:00.000Z';
      const nothing = { from: at, to: at, isCut: false, groups: [], people: [], incidents: [] };
      return route.fulfill({ json: nothing, headers: { etag: 'W/"1"' } });
    });
    await comesIn(page, 'ana');
    await page.goto(`${url()}/after`);
    const by = page.getByLabel('By');
    const over = page.getByLabel('Over');
    const values = (select: typeof by) =>
      select
        .locator('option')
        .evaluateAll<string[], { value: string }>(all => all.map(({ value }) => value));
    await by.waitFor();
    const [groups, times] = [await values(by), await values(over)];
    const shows = async (group: string, time: string) => {
      const before = asked.length;
      await by.selectOption(group);
      await over.selectOption(time);
      await until(
        async () => asked.slice(before),
        since => since.some(({ address }) => address.includes(`by=${group}`)),
      );
    };
    for (const group of groups) for (const time of times) await shows(group, time);
    const [first = '', last = ''] = [groups[0], groups.at(-1)];
    await until(
      async () => new Set(asked.map(({ address }) => address)),
      all => [...all].filter(each => each.includes(`by=${last}`)).length === times.length,
    );
    const time = times.at(-2) ?? '';
    await shows(last, time);
    expect(asked.at(-1)).toMatchObject({ isKnown: true });
    await shows(first, time);
    expect(asked.at(-1)).toMatchObject({ isKnown: false });
    expect(page.wrong).toEqual([]);
  });

  test('leaves out nothing that was resolved while nobody looked: what does not follow on the newest is asked for again', async () => {
    const page = await opens();
    let newest = 20;
    await page.route(/\/v1\/incidents\?phase=resolved/, route => {
      const query = new URL(route.request().url()).searchParams;
      const from = Number(query.get('cursor') ?? newest);
      const count = Math.min(from, Number(query.get('limit')));
      const incidents = Array.from({ length: count }, (_, index) => ({
        id: `INC-2026-${String(from - index).padStart(3, '0')}`,
        title: `Shop ${from - index} was down`,
        ...{ severity: 'SEV3', phase: 'resolved', service: 'website', serviceName: 'Website' },
        ...{ declaredAt: '2026-11-26T02:00:00.000Z', resolvedAt: '2026-11-26T02:10:00.000Z' },
        ...{ roles: {}, commands: [] },
      }));
      return route.fulfill({
        json: { incidents, ...(from > count && { next: `${from - count}` }) },
      });
    });
    await comesIn(page, 'ana');
    await page.goto(url());
    const rows = page.locator('.lately li');
    const more = page.locator('.lately').getByRole('button', { name: 'Older ones' });
    const are = (expected: number) =>
      until(
        () => rows.count(),
        count => count === expected,
      );
    await are(10);
    await more.click();
    await are(20);
    // One by one they come on top.
    newest = 25;
    await page.evaluate(`dispatchEvent(new Event('focus'))`);
    await are(25);
    newest = 70;
    await page.evaluate(`dispatchEvent(new Event('focus'))`);
    await are(10);
    await more.click();
    await are(60);
    await more.click();
    await are(70);
    expect(page.wrong).toEqual([]);
  });
});
