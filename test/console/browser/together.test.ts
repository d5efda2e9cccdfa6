import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(noBrowser !== undefined)('several incidents on Now', () => {
  const { url, call, until, opensAs } = browsing();

  const declared = async (title: string) => {
    const asked = { title, service: 'website', severity: 'SEV3', by: 'bo' };
    return (await call<{ id: string }>('POST', '/v1/incidents', asked)).id;
  };
  const phaseOf = async (id: string) =>
    (await call<{ phase: string }>('GET', `/v1/incidents/${id}`)).phase;

  test('are acknowledged together by keyboard, each by a request of its own', async () => {
    const ids = [await declared('The first of three'), await declared('The second of three')];
    const other = await declared('The third of three');
    const page = await opensAs('ana');
    const keys: (string | undefined)[] = [];
    page.on('request', request => {
      if (request.url().endsWith('/acknowledge')) keys.push(request.headers()['idempotency-key']);
    });
    await page.goto(url());
    for (const id of ids) {
      await page.getByRole('checkbox', { name: `Select ${id}` }).waitFor();
      await page.getByRole('link', { name: new RegExp(id) }).focus();
      await page.keyboard.press('x');
    }
    await page.getByText('2 selected').waitFor();
    // A key does what it does wherever nobody types, and a box that is ticked is no place for words.
    await page.getByRole('checkbox', { name: `Select ${ids[1]}` }).focus();
    await page.keyboard.press('a');
    await page.getByText('2 acknowledged').waitFor();
    expect(new Set(keys).size).toBe(2);
    expect(await Promise.all([...ids, other].map(phaseOf))).toEqual([
      ...['acknowledged', 'acknowledged', 'open'],
    ]);
    expect(page.wrong).toEqual([]);
  });

  test('are acknowledged by thumb: what fails is named with its reason and stays selected, and an attempt without an answer is made again under its key', async () => {
    const titles = ['Without an answer', 'Refused', 'Done', 'Somebody was sooner'];
    const [lost = '', refused = '', done = '', sooner = ''] = await Promise.all(
      titles.map(declared),
    );
    const page = await opensAs('ana', phone);
    await page.goto(url());
    for (const id of [lost, refused, done, sooner]) {
      await page.getByRole('checkbox', { name: `Select ${id}` }).tap();
    }
    await page.getByText('4 selected').waitFor();
    await call('POST', `/v1/incidents/${sooner}/acknowledge`, { by: 'bo' });
    // What is done already is not asked for, and stays selected for what else can be done with it.
    await page.getByRole('button', { name: 'Acknowledge 3', exact: true }).waitFor();
    const keys: (string | undefined)[] = [];
    await page.route(`**/${lost}/acknowledge`, async route => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.route(
      `**/${refused}/acknowledge`,
      route =>
        route.fulfill({
          ...{ status: 409, contentType: 'application/problem+json' },
          json: { type: 'urn:tocsin:problem:refused', title: 'Refused', detail: 'Not by you.' },
        }),
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Acknowledge 3', exact: true }).press('Enter');
    const bar = page.getByRole('region', { name: 'Selected' });
    await bar.getByText('1 acknowledged', { exact: false }).first().waitFor();
    await bar.getByRole('alert').getByText('2 not acknowledged').waitFor();
    await bar.getByRole('listitem').filter({ hasText: refused }).getByText('Not by you.').waitFor();
    await bar.getByRole('listitem').filter({ hasText: lost }).getByText('Not connected').waitFor();
    await until(
      () => page.getByRole('checkbox', { name: `Select ${done}` }).isChecked(),
      isChecked => !isChecked,
    );
    await page.getByRole('button', { name: 'Acknowledge 2', exact: true }).press('Enter');
    await until(
      () => Promise.all([lost, refused].map(phaseOf)),
      phases => phases.every(phase => phase === 'acknowledged'),
    );
    expect(new Set(keys).size).toBe(1);
  });

  test('are escalated from where one saw them: of whom somebody was paged since is said, and nobody more is paged', async () => {
    const ids = [await declared('Escalated by another'), await declared('Escalated by me')];
    const [sooner = '', mine = ''] = ids;
    const levels = () =>
      Promise.all(
        ids.map(async id => (await call<{ level?: number }>('GET', `/v1/incidents/${id}`)).level),
      );
    const page = await opensAs('ana');
    await page.goto(`${url()}/?severity=SEV3`);
    for (const id of ids) await page.getByRole('checkbox', { name: `Select ${id}` }).click();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'Escalate 2' });
    await call('POST', `/v1/incidents/${sooner}/escalate`, { reason: 'Bo was sooner', by: 'bo' });
    const card = page.getByRole('listitem').filter({ hasText: sooner });
    await card.getByText('Level 1 was paged').waitFor({ state: 'attached' });
    await dialog.getByLabel('Why').fill('Nobody is here.');
    await page.keyboard.press('Enter');
    await page.getByText('1 escalated').first().waitFor();
    const told = page.getByRole('region', { name: 'Selected' }).getByRole('listitem');
    await told
      .filter({ hasText: sooner })
      .getByText('already: Bo Lindqvist: Bo was sooner')
      .waitFor();
    expect(await told.filter({ hasText: mine }).count()).toBe(0);
    expect(await levels()).toEqual([1, 1]);
    expect(page.wrong).toEqual([]);
  });

  test('are resolved together with words that are asked for once, and escalated where that is possible', async () => {
    const ids = [await declared('Over with the other'), await declared('Over as well')];
    const page = await opensAs('ana');
    await page.goto(`${url()}/?severity=SEV3`);
    for (const id of ids) await page.getByRole('checkbox', { name: `Select ${id}` }).click();
    await page.keyboard.press('e');
    const escalate = page.getByRole('dialog', { name: 'Escalate 2' });
    await escalate.getByLabel('Why').fill('Nobody is here.');
    await page.keyboard.press('Enter');
    await page.getByText('2 escalated').waitFor();
    for (const id of ids) {
      expect(await call('GET', `/v1/incidents/${id}`)).toMatchObject({
        timeline: expect.arrayContaining([
          expect.objectContaining({ text: expect.stringContaining('Nobody is here.') }),
        ]),
      });
      await page.getByRole('checkbox', { name: `Select ${id}` }).click();
    }
    await page.keyboard.press('r');
    const resolve = page.getByRole('dialog', { name: 'Resolve 2' });
    await resolve.getByLabel('What ended them').fill('The link is back.');
    await resolve.getByRole('button', { name: 'Resolve 2' }).click();
    await page.getByText('✓ 2 resolved').waitFor();
    for (const id of ids) {
      expect(await call('GET', `/v1/incidents/${id}`)).toMatchObject({
        resolution: 'The link is back.',
      });
    }
    expect(page.wrong).toEqual([]);
  });

  test('are shown by service, team and severity, as the address says it', async () => {
    const one = await declared('Of the website');
    const { id: other } = await call<{ id: string }>('POST', '/v1/incidents', {
      ...{ title: 'Of payments', service: 'payments', severity: 'SEV4', by: 'bo' },
    });
    const page = await opensAs('ana', phone);
    await page.goto(url());
    const card = (id: string) => page.getByRole('link', { name: new RegExp(id) });
    await card(one).waitFor();
    await page.getByRole('button', { name: 'Filter' }).tap();
    await page.getByLabel('Service').selectOption('payments');
    await card(one).waitFor({ state: 'detached' });
    await card(other).waitFor();
    await page.getByLabel('Severity').selectOption('SEV1');
    await card(other).waitFor({ state: 'detached' });
    await page.waitForURL(`${url()}/?severity=SEV1&service=payments`);
    await page.reload();
    await page.getByLabel('Severity').selectOption('SEV4');
    await card(other).waitFor();
    await page.getByRole('button', { name: 'Of any' }).tap();
    await page.waitForURL(`${url()}/`);
    await card(one).waitFor();
    expect(page.wrong).toEqual([]);
  });

  test('have the worst of all first, though a hundred others are newer', async () => {
    const page = await opensAs('ana');
    const row = (number: number, severity: string) => ({
      id: `INC-2026-${String(number).padStart(5, '0')}`,
      title: `Shop ${number} is down`,
      ...{ severity, phase: 'open', service: 'website', serviceName: 'Website' },
      ...{ declaredAt: '2026-11-26T02:00:00.000Z', roles: {}, commands: [] },
    });
    const newest = Array.from({ length: 100 }, (_, index) => row(900 - index, 'SEV4'));
    await page.route(/\/v1\/incidents\?/, route => {
      const query = new URL(route.request().url()).searchParams;
      if (query.get('phase') !== 'running') return route.fulfill({ json: { incidents: [] } });
      if (query.get('severity') === 'SEV1') {
        return route.fulfill({ json: { incidents: [row(7, 'SEV1')] } });
      }
      if (query.has('severity')) return route.fulfill({ json: { incidents: [] } });
      return query.has('cursor')
        ? route.fulfill({ json: { incidents: [row(8, 'SEV4'), row(7, 'SEV1')] } })
        : route.fulfill({ json: { incidents: newest, next: 'older' } });
    });
    await page.goto(url());
    await page.getByText('Shop 7 is down').waitFor();
    const first = page.getByRole('list', { name: 'Open incidents', exact: true });
    expect(await first.getByRole('listitem').first().textContent()).toContain('Shop 7 is down');
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await page.getByText('Shop 8 is down').waitFor();
    // And stand there once.
    expect(await page.getByText('Shop 7 is down').count()).toBe(1);
  });
});
