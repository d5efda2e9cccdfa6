import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

describe.skipIf(noBrowser !== undefined)('whoever leads on Monday', () => {
  const { url, call, closed, isThere, opensAs } = browsing();
  const overrides = async () =>
    (await call<{ overrides: { person: string; reason?: string }[] }>('GET', '/v1/overrides'))
      .overrides;

  /** Of the calendar, as the mouse finds it. */
  async function firstRow(page: Page) {
    const row = page.locator('.calendar .shifts').first();
    await row.locator('.shift').first().waitFor();
    // What still comes above it would move it away under the mouse.
    await isThere(page);
    await row.scrollIntoViewIfNeeded();
    const box = await row.boundingBox();
    if (box === null) throw new Error('No row');
    return { row, box };
  }

  test('lets somebody stand in for the hours dragged over, and takes it back', async () => {
    const page = await opensAs('bo', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/on-call`);
    const { row, box } = await firstRow(page);
    const over = (share: number) =>
      row.hover({ position: { x: box.width * share, y: box.height / 2 } });
    await over(0.6);
    await page.mouse.down();
    await over(0.62);
    await over(0.65);
    await page.mouse.up();
    const dialog = page.getByRole('dialog', { name: 'Let somebody stand in' });
    const [from, until] = await Promise.all(
      ['From', 'Until'].map(async name => Date.parse(await dialog.getByLabel(name).inputValue())),
    );
    // A twentieth of two weeks, by the hour.
    expect(((until ?? 0) - (from ?? 0)) / 3_600_000).toBeCloseTo(17, -1);
    await dialog.getByLabel('Who stands in').selectOption({ label: 'Chidi Obi' });
    await dialog.getByLabel('Why').fill('A wedding.');
    await dialog.getByRole('button', { name: 'Let them stand in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.locator('.shift.stands-in').first().waitFor();
    expect(await overrides()).toMatchObject([{ person: 'chidi', reason: 'A wedding.' }]);
    await page.getByRole('button', { name: /^Take back/ }).click();
    await page.locator('.shift.stands-in').first().waitFor({ state: 'detached' });
    expect(await overrides()).toEqual([]);
    expect(page.wrong).toEqual([]);
  });

  test('is told of nothing to do with days that are over, and asked for no hour of them', async () => {
    const page = await opensAs('bo', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/on-call`);
    const { row, box } = await firstRow(page);
    const drag = async (from: number, until: number) => {
      for (const [index, share] of [from, (from + until) / 2, until].entries()) {
        await row.hover({ position: { x: box.width * share, y: box.height / 2 } });
        if (index === 0) await page.mouse.down();
      }
      await page.mouse.up();
    };
    const dialog = page.getByRole('dialog', { name: 'Let somebody stand in' });
    const told = page.getByText('to let somebody stand in', { exact: false });
    // Of hours of which some are over, those that are left.
    await drag(0.001, 0.2);
    const answer = await page.request.get(`${url()}/v1/session`);
    const from = JSON.stringify(await dialog.getByLabel('From').inputValue());
    expect(await page.evaluate(`Date.parse(${from})`)).toBeGreaterThan(
      Date.parse(answer.headers()['tocsin-time'] ?? ''),
    );
    await page.keyboard.press('Escape');
    expect(await told.count()).toBe(1);
    await page.getByRole('button', { name: 'Earlier' }).click();
    await told.waitFor({ state: 'detached' });
    await page.locator('.shift.over').first().waitFor();
    await drag(0.3, 0.4);
    expect(await dialog.count()).toBe(0);
    expect(page.wrong).toEqual([]);
  });

  test('keeps the shifts under the mouse at midnight, and lets go of them by Escape', async () => {
    const page = await opensAs('bo', { viewport: { width: 1280, height: 900 } });
    let isTomorrow = false;
    const asked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const known = new Set<string>();
    await page.route('**/v1/**', async route => {
      const address = route.request().url();
      if (isTomorrow && address.includes('whole=true') && !known.has(address)) {
        asked.resolve();
        await held.promise;
      }
      if (!isTomorrow) known.add(address);
      const response = await route.fetch();
      const time = Date.parse(response.headers()['tocsin-time'] ?? '');
      const shifted = new Date(time + (isTomorrow ? 86_400_000 : 0)).toUTCString();
      await route.fulfill({
        response,
        headers: { ...response.headers(), ...(!Number.isNaN(time) && { 'tocsin-time': shifted }) },
      });
    });
    await page.goto(`${url()}/on-call`);
    const { row, box } = await firstRow(page);
    const y = box.y + box.height / 2;
    const days = () => page.locator('.calendar .days').first().textContent();
    const today = await days();
    await page.mouse.move(box.x + box.width * 0.6, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.65, y, { steps: 4 });
    const dragged = page.locator('.dragged');
    await dragged.waitFor();
    isTomorrow = true;
    await asked.promise;
    expect(await row.locator('.shift').count()).toBeGreaterThan(0);
    held.resolve();
    // Told of by what stands beside the calendar, which no hand holds.
    const { at } = await call<{ at: string }>('GET', '/v1/oncall');
    const last = new Date(Date.parse(at) + 14 * 86_400_000).toLocaleDateString('en-US', {
      ...({ weekday: 'short', day: 'numeric', month: 'short' } as const),
      timeZone: 'America/New_York',
    });
    await page.getByText(`– ${last}`).waitFor();
    expect(await days()).toBe(today);
    await page.keyboard.press('Escape');
    await dragged.waitFor({ state: 'detached' });
    expect(await days()).not.toBe(today);
    await page.mouse.up();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('finds the addresses of their calendar later, and revokes one', async () => {
    const { id } = await call<{ id: string }>('POST', '/v1/calendar-feeds', {
      ...{ person: 'bo', by: 'bo' },
    });
    const page = await opensAs('bo');
    await page.goto(`${url()}/me`);
    await page.getByRole('button', { name: `Revoke ${id}` }).click();
    await page.getByText(id).first().waitFor({ state: 'detached' });
    expect(await call('GET', '/v1/calendar-feeds?person=bo')).toEqual({ feeds: [] });
    expect(page.wrong).toEqual([]);
  });

  test('lets somebody stand in by keyboard alone', async () => {
    const page = await opensAs('bo', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/on-call`);
    const shift = page.locator('.calendar .shift').last();
    await shift.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Let somebody stand in' });
    await dialog.waitFor();
    // Before it is known who there is, nothing is sent.
    const people = dialog.getByLabel('Who stands in').locator('option');
    await people.nth(2).waitFor({ state: 'attached' });
    await dialog.getByLabel('Who stands in').focus();
    await page.keyboard.press('ArrowDown');
    await dialog.getByLabel('Why').focus();
    await page.keyboard.type('By key.');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(await overrides()).toMatchObject([{ reason: 'By key.' }]);
    await page.locator('.shift.stands-in').first().waitFor();
    await page.getByRole('button', { name: /^Take back/ }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.shift.stands-in').first().waitFor({ state: 'detached' });
    expect(await overrides()).toEqual([]);
  });

  test('is asked who stands in for their own shift: nobody is put on duty for being the first of a list', async () => {
    const { schedules } = await call<{
      schedules: { onDuty?: { person: string; name: string } }[];
    }>(...(['GET', '/v1/oncall'] as const));
    const own = schedules.find(({ onDuty }) => onDuty !== undefined)?.onDuty;
    if (own === undefined) throw new Error('Nobody is on duty');
    const page = await opensAs(own.person, { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/on-call`);
    await page.locator('.calendar .shift.mine').first().focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Let somebody stand in' });
    const who = dialog.getByLabel('Who stands in');
    await who.locator('option').nth(2).waitFor({ state: 'attached' });
    expect(await who.inputValue()).toBe('');
    await dialog.getByRole('button', { name: 'Let them stand in' }).click();
    await dialog.locator('select[name="person"]:focus').waitFor();
    expect(await overrides()).toEqual([]);
  });

  test('swaps two shifts, and takes it back', async () => {
    const page = await opensAs('ana');
    await page.goto(`${url()}/on-call`);
    const swap = page.getByRole('button', { name: /^Swap shifts/ });
    await swap.first().click();
    for (const [label, name] of [
      ['This shift', /^Ana/],
      ['for this one', /^Farid/],
    ] as const) {
      const list = page.getByLabel(label);
      const option = list.locator('option').filter({ hasText: name }).first();
      await list.selectOption((await option.getAttribute('value')) ?? '');
    }
    await page.getByRole('button', { name: 'Swap them' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const { overrides } = await call<{ overrides: { id: string; person: string }[] }>(
      'GET',
      '/v1/overrides',
    );
    for (const { id } of overrides) await call('DELETE', `/v1/overrides/${id}`, { by: 'ana' });
    expect(overrides.map(({ person }) => person).sort()).toEqual(['ana', 'farid']);
    expect(page.wrong).toEqual([]);
  });

  test('sees each shift from where it begins to where it ends, whatever days are shown', async () => {
    const page = await opensAs('ana', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/on-call`);
    const shifts = page.getByRole('region', { name: 'Primary', exact: true }).locator('.shift');
    await shifts.first().waitFor();
    const titles = await shifts.evaluateAll(all =>
      all.map(each => (each as unknown as { title: string }).title),
    );
    expect(titles.length).toBeGreaterThan(1);
    for (const title of titles) expect(title).toMatch(/, Mon, .* 09:00 – Mon, .* 09:00: /);
  });

  test('lets somebody stand in from an hour that a clock shows twice, and means the second', async () => {
    const page = await opensAs('bo', { viewport: { width: 1280, height: 900 } });
    const { at } = await call<{ at: string }>('GET', '/v1/oncall');
    await page.goto(`${url()}/on-call`);
    const twice = await page.evaluate(now => {
      const date = new Date(now);
      const midnight = (days: number) =>
        new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
      const hour = 3_600_000;
      for (let steps = 0; ; steps += 1) {
        const [from, until] = [midnight(14 * steps), midnight(14 * steps + 14)];
        for (let ms = from + hour; ms < until - 4 * hour; ms += hour) {
          if (new Date(ms).getHours() !== new Date(ms - hour).getHours()) continue;
          const share = (moment: number) => (moment - from) / (until - from);
          const [begin, end] = [share(ms), share(ms + 4 * hour)];
          return { steps, begin, end, from: new Date(ms).toISOString() };
        }
      }
    }, at);
    for (let step = 0; step < twice.steps; step += 1) {
      await page.getByRole('button', { name: 'Later', exact: true }).click();
    }
    const { box } = await firstRow(page);
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * twice.begin, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * twice.end, y, { steps: 4 });
    await page.mouse.up();
    const dialog = page.getByRole('dialog', { name: 'Let somebody stand in' });
    await dialog.getByLabel('Who stands in').selectOption({ label: 'Chidi Obi' });
    await page.route('**/v1/overrides', route =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    const asked = page.waitForRequest(
      request => request.method() === 'POST' && request.url().endsWith('/v1/overrides'),
    );
    await dialog.getByRole('button', { name: 'Let them stand in' }).click();
    expect((await asked).postDataJSON()).toMatchObject({ from: twice.from });
  });

  test('publishes no post-mortem that lacks what was just written', async () => {
    const id = await closed('Is over at last');
    await call('POST', `/v1/incidents/${id}/postmortem`, { by: 'bo' });
    const page = await opensAs('ana');
    await page.goto(`${url()}/after/post-mortems/${id}`);
    await page.getByLabel('The post-mortem in Markdown').fill('# Mine');
    const publish = page.getByRole('button', { name: 'Publish', exact: true });
    expect(await publish.getAttribute('title')).toBe('First store what you wrote.');
    await page.getByRole('button', { name: 'Store', exact: true }).click();
    await page.getByText('version 2 by Ana Keller').waitFor();
    await publish.click();
    const dialog = page.getByRole('dialog', { name: 'Publish the post-mortem' });
    await dialog.getByLabel('What the stakeholders are told').fill('Pools need limits.');
    const path = `/v1/incidents/${id}/postmortem`;
    await call('PUT', path, { version: 2, markdown: '# Not read by Ana', by: 'chidi' });
    await page.getByText('version 3 by Chidi Obi').waitFor();
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.getByText('Chidi Obi wrote version 3 meanwhile').waitFor();
    expect(await call('GET', path)).toMatchObject({ status: 'draft', version: 3 });
  });

  test('sees what somebody else stored meanwhile, reads an older version, and takes it back', async () => {
    const id = await closed('Is over');
    const path = `/v1/incidents/${id}/postmortem`;
    const { version } = await call<{ version: number }>('POST', path, { by: 'bo' });
    const said = (of: number, markdown: string) =>
      call('PUT', path, { version: of, markdown, by: 'chidi' });
    await said(version, '# The first word');
    const page = await opensAs('ana');
    await page.goto(`${url()}/after/post-mortems/${id}`);
    const text = page.getByLabel('The post-mortem in Markdown');
    await text.fill('# Mine');
    await said(version + 1, '# Theirs');
    await page.getByText('stored version 3 while you wrote').waitFor();
    await page.getByRole('button', { name: 'Go on with mine over theirs' }).press('Enter');
    await page.getByRole('button', { name: 'Store', exact: true }).click();
    await page.getByText('version 4 by Ana Keller').waitFor();
    await page.getByText('Older versions').click();
    await page.getByRole('button', { name: 'Read version 2' }).click();
    await page.getByRole('heading', { name: 'The first word' }).waitFor();
    await page.getByRole('button', { name: 'Take version 2 back into the text' }).click();
    expect(await text.inputValue()).toBe('# The first word');
    await page.getByRole('button', { name: 'Store', exact: true }).click();
    await page.getByText('version 5 by Ana Keller').waitFor();
    expect(await call('GET', path)).toMatchObject({ version: 5, markdown: '# The first word' });
    expect(page.wrong).toEqual([]);
  });

  test('is proposed what may stand in tocsin.yaml, and finds who put what in force', async () => {
    const page = await opensAs('chidi', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/set-up/configuration`);
    const editor = page.getByRole('textbox', { name: 'The configuration as YAML' });
    await editor.waitFor();
    await page.getByText('Ctrl Space proposes').waitFor();
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.getByText('The form of this file.').waitFor();
    await page.keyboard.type('exter');
    await page.getByRole('option', { name: 'externalContacts' }).waitFor();
    await page.keyboard.press('Escape');
    for (const _ of 'exter') await page.keyboard.press('Backspace');
    // Each key is a letter here, and leads nowhere.
    for (const key of ['Shift+Slash', 'Shift+KeyS', 'Shift+KeyO']) await page.keyboard.press(key);
    await editor.getByText('?SO').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    for (const _ of '?SO') await page.keyboard.press('Backspace');
    await page.getByText('What was in force before').click();
    await page.getByRole('button', { name: /^What it changed.*version 1$/ }).click();
    await page.getByRole('region', { name: 'What version 1 changed' }).waitFor();
    await page.getByText('organisation.name').first().waitFor();
    expect(page.wrong).toEqual([]);
  });
});
