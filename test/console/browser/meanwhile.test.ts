import type { Page, Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

/* What becomes another while somebody looks, chooses or types: nothing else is done than what they saw and meant. */

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(noBrowser !== undefined)('what changes meanwhile in the console', () => {
  const { url, call, opens, comesIn, alert, until, opensAs } = browsing();
  const opened = (title: string, severity = 'SEV2') =>
    alert({ title, service: 'payments', severity });
  const commands = (id: string) => (name: string, body: object) =>
    call('POST', `/v1/incidents/${id}/${name}`, { ...body, by: 'bo' });

  /** Holds such requests back until it is called. */
  async function held(page: Page, address: RegExp | string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await page.route(address, async (route: Route) => {
      asked.resolve();
      await promise;
      await route.continue();
    });
    return { asked: asked.promise, release: resolve };
  }

  test('an acknowledgement after the incident was reopened is one of its own, though the one before had no answer', async () => {
    const id = await opened('Acknowledged twice');
    const command = commands(id);
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    const acknowledge = page.getByRole('button', { name: 'Acknowledge', exact: true });
    await page.route(
      '**/acknowledge',
      async route => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await acknowledge.click();
    await page
      .getByText(/^Ana .* has it$/)
      .first()
      .waitFor();
    await command('resolve', { resolution: 'It was a blip.' });
    await command('reopen', { reason: 'It was none.' });
    // By a key: what a mouse meets the moment it has come there is left alone.
    await acknowledge.press('Enter');
    await until(
      async () => (await call<{ phase: string }>('GET', `/v1/incidents/${id}`)).phase,
      phase => phase === 'acknowledged',
    );
  });

  test('where nobody answered at first it is asked again by itself, and at once when the browser is online', async () => {
    const page = await opensAs('ana');
    await page.clock.install();
    await page.route('**/v1/session', route => route.abort());
    await page.goto(url());
    await page.getByRole('heading', { name: 'Nobody answers' }).waitFor();
    // No pause of its own ends any more, whichever it is in.
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await Promise.all([
      page.waitForRequest('**/v1/session'),
      page.evaluate('dispatchEvent(new Event("online"))'),
    ]);
    await page.unroute('**/v1/session');
    await page.clock.resume();
    await page.getByRole('heading', { name: 'Now' }).waitFor();
  });

  test('what a component is shown as stays as it was chosen while its answer is on the way, and the last that is chosen holds', async () => {
    const page = await opensAs('ana');
    await page.goto(`${url()}/set-up/status-page`);
    const select = page.getByLabel(/^What .* is shown as$/).first();
    const answer = await held(page, '**/v1/status-page/components/*');
    await select.selectOption('major_outage');
    await answer.asked;
    expect(await select.inputValue()).toBe('major_outage');
    await select.selectOption('partial_outage');
    answer.release();
    const said = async () => {
      const { components } = await call<{ components: { status: string; saidBy?: string }[] }>(
        ...(['GET', '/v1/status-page'] as const),
      );
      return components.find(({ saidBy }) => saidBy !== undefined)?.status;
    };
    await until(said, status => status === 'partial_outage');
    expect(await select.inputValue()).toBe('partial_outage');
    await select.selectOption('automatic');
    await until(said, status => status === undefined);
    expect(page.wrong).toEqual([]);
  });

  test('what comes under the thumb the moment before it lands is neither acknowledged nor opened', async () => {
    const aimed = await opened('Aimed at');
    const page = await opensAs('ana', phone);
    await page.goto(url());
    await page.getByRole('button', { name: `Acknowledge ${aimed}` }).waitFor();
    // The thumb lands with the very drawing that puts another there.
    await page.evaluate(`(() => {
      const first = () => document.querySelector('.incidents > li');
      window.lands = selector => first().querySelector(selector).dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
      const before = first();
      window.landed = new Promise(told => new MutationObserver((_, observer) => {
        if (first() === before) return;
        observer.disconnect();
        told(['a', '.deciding button'].map(lands));
      }).observe(document.body, { childList: true, subtree: true }));
    })()`);
    const worse = await opened('Worse', 'SEV1');
    expect(await page.evaluate('landed')).toEqual([false, false]);
    expect(new URL(page.url()).pathname).toBe('/');
    expect(await call('GET', `/v1/incidents/${worse}`)).toMatchObject({ phase: 'open' });
    await until(
      () => page.evaluate<boolean>(`lands('.deciding button')`),
      isTaken => isTaken,
    );
    const card = page.locator('.incidents > li').first();
    await card.getByText('Ana Keller has it').waitFor();
    expect(await call('GET', `/v1/incidents/${worse}`)).toMatchObject({ phase: 'acknowledged' });
    expect(page.wrong).toEqual([]);
  });

  test('half of a double tap does nothing to the row that comes under it', async () => {
    const silence = (reason: string) =>
      call<{ id: string }>('POST', '/v1/silences', {
        ...{ match: `alertname="${reason}"`, reason, by: 'bo' },
        until: new Date(Date.now() + 20 * 3_600_000).toISOString(),
      });
    const { id: first } = await silence('Ends');
    const { id: second } = await silence('Stays');
    const page = await opensAs('ana', phone);
    await page.goto(`${url()}/set-up/silences`);
    const rows = page.locator('.entries > li', { hasText: /Ends|Stays/ });
    await rows.nth(1).waitFor();
    // The second half lands with the very drawing that takes the first row away.
    await page.evaluate(`(() => {
      const list = document.querySelector('.entries');
      window.lands = () => list.querySelector('li button').dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, detail: 2 }));
      window.landed = new Promise(told => new MutationObserver((_, observer) => {
        if (list.children.length > 1) return;
        observer.disconnect();
        told(window.lands());
      }).observe(document.body, { childList: true, subtree: true }));
    })()`);
    await rows.first().getByRole('button').tap();
    expect(await page.evaluate('landed')).toBe(false);
    const states = async () => {
      const { silences } = await call<{ silences: { id: string; state: string }[] }>(
        ...(['GET', '/v1/silences?over=true'] as const),
      );
      return [first, second].map(id => silences.find(each => each.id === id)?.state).toSorted();
    };
    expect(await states()).toEqual(['active', 'over']);
    await until(
      () => page.evaluate<boolean>('lands()'),
      isTaken => isTaken,
    );
    await until(states, all => all.join() === 'over,over');
    expect(page.wrong).toEqual([]);
  });

  test('what was not done to a row is said below it: no other comes under the thumb that tries again', async () => {
    const { id } = await call<{ id: string }>('POST', '/v1/silences', {
      ...{ match: 'alertname="Fails"', reason: 'Fails', by: 'bo' },
      until: new Date(Date.now() + 20 * 3_600_000).toISOString(),
    });
    const page = await opensAs('ana', phone);
    await page.goto(`${url()}/set-up/silences`);
    const row = page.locator('.entries > li', { hasText: 'Fails' });
    const ends = row.getByRole('button', { name: 'End it' });
    await ends.waitFor();
    const before = await ends.boundingBox();
    await page.route(`**/v1/silences/${id}`, route => route.abort(), { times: 1 });
    await ends.tap();
    await row.getByText('Not connected: nothing is known to have been done.').waitFor();
    expect((await ends.boundingBox())?.y).toBe(before?.y);
    await ends.tap();
    await row.waitFor({ state: 'detached' });
  });

  test('an incident that leaves the list is not selected any more', async () => {
    // Where one alone is left there is nothing to be ticked.
    await opened('Not selected', 'SEV3');
    const [stays, leaves] = [
      await opened('Stays in the list', 'SEV3'),
      await opened('Leaves the list', 'SEV3'),
    ];
    const page = await opensAs('ana');
    await page.goto(`${url()}/?severity=SEV3`);
    for (const id of [stays, leaves])
      await page.getByRole('checkbox', { name: `Select ${id}` }).click();
    await page.getByText('2 selected').waitFor();
    await commands(leaves)('severity', { severity: 'SEV4', reason: 'Nobody notices.' });
    await page.getByText('1 selected').waitFor();
    expect(await page.getByRole('checkbox', { name: `Select ${stays}` }).isChecked()).toBe(true);
  });

  test('an update is written while its draft is on the way: what is typed stays, and what is not is filled in', async () => {
    const id = await opened('Written before its draft');
    await commands(id)('updates', { status: 'Looking.', impact: 'Nobody can pay' });
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    const draft = await held(page, /\/updates\/preview$/);
    await page.getByRole('button', { name: 'Update' }).first().click();
    await draft.asked;
    await page.keyboard.type('We found it');
    draft.release();
    const field = (name: string) => page.locator(`textarea[name="${name}"]`);
    await until(
      () => field('impact').inputValue(),
      words => words === 'Nobody can pay',
    );
    await page.keyboard.type(', and mend it.');
    expect(await field('status').inputValue()).toBe('We found it, and mend it.');
    expect(page.wrong).toEqual([]);
  });

  test('a timeline whose newest entry is not of today names its day, and a year that is another', async () => {
    const id = await opened('Of another day');
    const { at } = await call<{ at: string }>('GET', '/v1/oncall');
    const before = new Date(`${Number(at.slice(0, 4)) - 1}-03-05T12:00:00Z`);
    const page = await opensAs('ana');
    await page.route(new RegExp(`/v1/incidents/${id}\\?`), async route => {
      const answer = await route.fetch();
      if (answer.status() !== 200) return route.fulfill({ response: answer });
      const incident = (await answer.json()) as { timeline: object[] };
      const timeline = incident.timeline.map(entry => ({ ...entry, at: before.toISOString() }));
      return route.fulfill({ response: answer, json: { ...incident, timeline } });
    });
    await page.goto(`${url()}/incidents/${id}`);
    await page.locator('.timeline li h3').first().waitFor();
    expect(await page.locator('.timeline li h3').allTextContents()).toEqual([
      before.toLocaleDateString('en-US', {
        ...({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const),
        timeZone: 'America/New_York',
      }),
    ]);
  });

  test('times are those of the zone in which the computer is by now', async () => {
    const id = await opened('Read on a journey');
    // The zone that a context is given could not be another one later.
    const page = await opens({ timezoneId: '' });
    const devtools = await page.context().newCDPSession(page);
    const travels = (timezoneId: string) =>
      devtools.send('Emulation.setTimezoneOverride', { timezoneId });
    await travels('America/New_York');
    await comesIn(page, 'ana');
    await page.goto(`${url()}/incidents/${id}`);
    const time = page.locator('.timeline li time').first();
    const before = await time.textContent();
    const asked = page.waitForRequest(
      request => request.headers()['tocsin-time-zone'] === 'Asia/Tokyo',
    );
    await travels('Asia/Tokyo');
    await asked;
    await until(
      () => time.textContent(),
      text => text !== before,
    );
    expect(page.wrong).toEqual([]);
  });

  test('what one is about to choose in the palette is what is chosen, whatever its list has lost', async () => {
    const id = await opened('Found while others act');
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Escalation').first().waitFor();
    await page.keyboard.press('Control+k');
    const option = (name: string) => page.getByRole('option', { name: new RegExp(`^${name}`) });
    await option('Acknowledge').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await option('Post an update').getAttribute('aria-selected')).toBe('true');
    await commands(id)('acknowledge', {});
    await page.locator('.phase.acknowledged').waitFor();
    expect(await option('Acknowledge').getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Post an update' }).waitFor();
    expect(page.wrong).toEqual([]);
  });
});
