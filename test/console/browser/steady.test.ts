import type { Page, Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

/* What comes late moves nothing away under a thumb, and nothing under it that does something else. */

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Taps what a selector finds with the very drawing that shows it: `landed` is whether it was let through. */
const tapsAsItComes = (selector: string) => `void (window.landed = new Promise(told => {
  const lands = () => {
    const found = document.querySelector(${JSON.stringify(selector)});
    if (found === null) return;
    observer.disconnect();
    told(found.dispatchEvent(
      new MouseEvent('click', { bubbles: true, cancelable: true, detail: 2 })));
  };
  const observer = new MutationObserver(lands);
  observer.observe(document.body, { childList: true, subtree: true });
}))`;

describe.skipIf(noBrowser !== undefined)('what comes late in the console', () => {
  const { url, call, opens, alert, closed, until, opensAs } = browsing();

  /** Holds such requests back until it is called. */
  async function held(page: Page, address: RegExp | string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await page.route(address, async (route: Route) => {
      asked.resolve();
      await promise;
      await route.fallback();
    });
    return { asked: asked.promise, release: resolve };
  }

  const refused = (route: Route) =>
    route.fulfill({
      ...{ status: 409, contentType: 'application/problem+json' },
      json: { type: 'urn:tocsin:problem:refused', title: 'Refused', detail: 'It is over.' },
    });

  test('a dialog says below its button what was not done, and no button moves', async () => {
    const page = await opensAs('ana', phone);
    await page.goto(url());
    await page.route('**/v1/incidents', refused);
    await page.getByRole('button', { name: 'Declare an incident' }).tap();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What is wrong').fill('Nothing');
    const send = dialog.getByRole('button', { name: 'Declare, and page who is on call' });
    const before = await send.boundingBox();
    await send.tap();
    await dialog.getByText('It is over.').waitFor();
    expect(await send.boundingBox()).toEqual(before);
  });

  test('a dialog that is longer than the screen brings into sight what was not done', async () => {
    const page = await opensAs('ana', { ...phone, viewport: { width: 390, height: 420 } });
    await page.goto(url());
    await page.route('**/v1/incidents', refused);
    await page.getByRole('button', { name: 'Declare an incident' }).tap();
    const dialog = page.getByRole('dialog');
    const title = dialog.getByLabel('What is wrong');
    await title.fill('Nothing');
    // By the keyboard of the phone, from the field at the top.
    await title.press('Enter');
    const said = dialog.getByText('It is over.');
    await said.waitFor();
    const box = await said.boundingBox();
    expect((box?.y ?? 420) + (box?.height ?? 0)).toBeLessThan(420);
  });

  test('what is ticked says so while its answer is on the way, and is as high: the next one stays where it is', async () => {
    const id = await alert({ title: 'Ticked', service: 'payments', severity: 'SEV2' });
    const page = await opensAs('ana', phone);
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Tasks' }).tap();
    const items = page.locator('.checklist li button');
    await items.nth(1).waitFor();
    const heights = () => items.evaluateAll(all => all.map(each => each.clientHeight));
    const before = await heights();
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route('**/checklist', async route => {
      if (route.request().method() === 'POST') await promise;
      await route.continue();
    });
    const mayBe = await items.evaluateAll(all =>
      all.map(each => each.getAttribute('aria-disabled') === null),
    );
    const high = before.map((height, index) => (mayBe[index] ? height : 0));
    const longest = high.indexOf(Math.max(...high));
    await items.nth(longest).tap();
    await page.getByText('Sending…').waitFor();
    expect(await heights()).toEqual(before);
    resolve();
    await page.getByText('Sending…').waitFor({ state: 'detached' });
  });

  test('a part of the checklist stays open when its last is ticked: the next part does not come under the thumb', async () => {
    const id = await alert({ title: 'Ticked to its end', service: 'payments', severity: 'SEV2' });
    const page = await opensAs('ana', phone);
    await page.route('**/checklist', async route => {
      // What it has of it already is of another state than the one that it is told.
      const { 'if-none-match': _, ...headers } = route.request().headers();
      const answer = await route.fetch({ headers });
      const { items, ...rest } = (await answer.json()) as { items: { group: string }[] };
      const parts = items.filter(({ group }) => group === items[0]?.group);
      return route.fulfill({
        response: answer,
        json: { ...rest, items: parts.map(each => ({ ...each, done: isTicked })) },
      });
    });
    let isTicked = false;
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Tasks' }).tap();
    const item = page.locator('.checklist li button').first();
    await item.waitFor();
    isTicked = true;
    await page.locator('.checklist [aria-checked="true"]').first().waitFor({ state: 'attached' });
    expect(await item.isVisible()).toBe(true);
  });

  test('what an alert says stays open for whoever reads it while somebody posts an update', async () => {
    const id = await alert({
      ...{ title: 'Is read', service: 'payments', severity: 'SEV3' },
      description: 'The whole of it.',
    });
    const page = await opensAs('ana', phone);
    await page.goto(`${url()}/incidents/${id}`);
    const words = page.getByText('The whole of it.');
    await words.waitFor();
    await call('POST', `/v1/incidents/${id}/updates`, { status: 'We look into it.', by: 'bo' });
    await page.getByText('We look into it.').first().waitFor();
    expect(await words.isVisible()).toBe(true);
  });

  test('the filters of an address have their room before they come: no incident moves away under the thumb', async () => {
    const id = await alert({ title: 'Filtered', service: 'website', severity: 'SEV4' });
    const page = await opensAs('ana', phone);
    const script = await held(page, /assets\/filters.*\.js$/);
    const directory = await held(page, '**/v1/directory');
    await page.goto(`${url()}/?severity=SEV4`);
    const card = page.locator('.incident', { hasText: id });
    await card.waitFor();
    const before = (await card.boundingBox())?.y;
    await script.asked;
    script.release();
    await page.getByRole('button', { name: 'Of any' }).waitFor();
    expect((await card.boundingBox())?.y).toBe(before);
    directory.release();
    await page.getByRole('option', { name: 'Commerce' }).waitFor({ state: 'attached' });
    expect((await card.boundingBox())?.y).toBe(before);
  });

  test('the draft of an update and how others read it move no field and no button', async () => {
    const id = await alert({ title: 'Drafted late', service: 'payments', severity: 'SEV3' });
    const page = await opensAs('ana', phone);
    await page.goto(`${url()}/incidents/${id}`);
    const draft = await held(page, '**/updates/preview*');
    await page.getByRole('button', { name: 'Update', exact: true }).first().tap();
    await draft.asked;
    const send = page.getByRole('button', { name: 'Post the update' });
    const before = await send.boundingBox();
    draft.release();
    await page.locator('dialog details pre').first().waitFor({ state: 'attached' });
    expect(await send.boundingBox()).toEqual(before);
  });

  test('nobody can be ticked, and nothing sent, before it is known who there is: no name comes under the thumb', async () => {
    const id = await alert({ title: 'Needs more', service: 'payments', severity: 'SEV3' });
    const page = await opensAs('ana', phone);
    const directory = await held(page, '**/v1/directory');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'More' }).waitFor();
    await page.keyboard.press('h');
    const dialog = page.getByRole('dialog', { name: 'Page more people' });
    await dialog.getByText('Looking…').waitFor();
    expect(await dialog.getByRole('button', { name: 'Page them' }).count()).toBe(0);
    directory.release();
    await dialog.getByText('Bo Lindqvist').waitFor();
    await dialog.getByRole('button', { name: 'Page them' }).waitFor();
  });

  test('half of a double tap that approves a run takes nothing back, and words that nobody has read are not published', async () => {
    const id = await alert({ title: 'Approved twice', service: 'payments', severity: 'SEV3' });
    let isDone = false;
    const page = await opensAs('ana', phone);
    await page.route('**/v1/action-runs?*', route =>
      route.fulfill({
        headers: { 'tocsin-time': new Date().toUTCString() },
        json: {
          runs: [
            {
              ...{ id: 'act_1', action: 'config:set', family: 'configuration' },
              ...{ service: 'payments', incident: id, by: { name: 'Bo' }, changes: [], notes: [] },
              ...{ status: isDone ? 'done' : 'waiting', canBeUndone: isDone },
              at: '2026-11-23T02:14:05.000Z',
            },
          ],
        },
      }),
    );
    let draft = 'first';
    await page.route('**/public-notices', route =>
      route.fulfill({
        headers: { 'tocsin-time': new Date().toUTCString() },
        json: { posted: [], proposed: { draft, stage: 'resolved', title: draft, body: draft } },
      }),
    );
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Act', exact: true }).tap();
    await page.getByRole('button', { name: 'Approve, and do it' }).waitFor();
    // The row is there before: what counts is the button that comes to stand in it.
    await page.evaluate(tapsAsItComes('.runs .row button:not(.danger)'));
    isDone = true;
    expect(await page.evaluate('landed')).toBe(false);
    await page.getByText('first. first').waitFor();
    await page.evaluate(
      `window.landed = new Promise(told => {
      new MutationObserver((_, observer) => {
        const proposed = document.querySelector('.proposed');
        if (!proposed.textContent.includes('second. second')) return;
        observer.disconnect();
        told(proposed.querySelector('button').dispatchEvent(
          new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 })));
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    })`.concat('; undefined'),
    );
    draft = 'second';
    expect(await page.evaluate('landed')).toBe(false);
  });

  test('ways to sign in come all at once: none moves another away', async () => {
    const page = await opens(phone);
    const ways = await held(page, '**/v1/sign-in');
    await page.goto(url());
    await ways.asked;
    await page.getByText('Looking…').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    ways.release();
    await page.getByRole('heading', { name: 'By a code' }).waitFor();
    await page.getByRole('heading', { name: 'Who are you on this machine?' }).waitFor();
  });

  test.each(['there', 'yet to come'])(
    'half of a double tap on a box that is ticked acknowledges nothing, the script of what it brings %s',
    async script => {
      const ids = [
        await alert({ title: 'Ticked twice', service: 'website', severity: 'SEV3' }),
        await alert({ title: 'Ticked never', service: 'website', severity: 'SEV3' }),
      ];
      const page = await opensAs('ana', phone);
      const together = await held(page, '**/together-*.js');
      if (script === 'there') together.release();
      await page.goto(`${url()}/?severity=SEV3`);
      const box = page.getByRole('checkbox', { name: `Select ${ids[0]}` });
      await box.waitFor();
      await together.asked;
      if (script === 'there')
        await page.locator('section[aria-label="Selected"]').waitFor({ state: 'attached' });
      await page.evaluate(tapsAsItComes('.together .row button'));
      await box.tap();
      together.release();
      expect(await page.evaluate('landed')).toBe(false);
      expect(await call('GET', `/v1/incidents/${ids[0]}`)).toMatchObject({ phase: 'open' });
    },
  );

  test('that somebody else stored a post-mortem takes no words from whoever taps where it comes to stand', async () => {
    const id = await closed('Is written by two');
    const path = `/v1/incidents/${id}/postmortem`;
    const { version } = await call<{ version: number }>('POST', path, { by: 'bo' });
    const page = await opensAs('ana', phone);
    await page.goto(`${url()}/after/post-mortems/${id}`);
    const text = page.getByLabel('The post-mortem in Markdown');
    await text.fill('# Mine');
    await page.evaluate(tapsAsItComes('.problem .row button'));
    await call('PUT', path, { version, markdown: '# Theirs', by: 'chidi' });
    expect(await page.evaluate('landed')).toBe(false);
    expect(await text.inputValue()).toBe('# Mine');
    const theirs = page.getByRole('button', { name: 'Take theirs' });
    await until(
      async () => {
        await theirs.click();
        return text.inputValue();
      },
      words => words === '# Theirs',
    );
  });

  test('what was not done after its view was left is not put away by a tap that was meant for what it covers', async () => {
    const id = await alert({ title: 'Noted late', service: 'website', severity: 'SEV3' });
    const page = await opensAs('ana', phone);
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Note', exact: true }).tap();
    await page.getByLabel('What you saw or did').fill('Kept.');
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route('**/notes', async route => {
      await promise;
      await refused(route);
    });
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).tap();
    await page.getByRole('dialog').getByText('Sending…').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
    await page.evaluate(tapsAsItComes('.undone section .row button:last-child'));
    resolve();
    expect(await page.evaluate('landed')).toBe(false);
    await page.getByText(`Add a note ${id}: not done.`).waitFor();
  });

  test('a shift of some hours tells on a phone when it begins and ends, and so does the time in which nobody is on duty', async () => {
    const page = await opensAs('ana', phone);
    const { at } = await call<{ at: string }>('GET', '/v1/oncall');
    const hours = (after: number) =>
      new Date(Math.ceil(Date.parse(at) / 3_600_000) * 3_600_000 + after * 3_600_000).toISOString();
    const duty = { person: 'bo', name: 'Bo Lindqvist', reason: 'It is their turn.' };
    await page.route(/\/v1\/oncall\?.*until=/, async route => {
      const answer = await route.fetch();
      if (answer.status() !== 200) return route.fulfill({ response: answer });
      const found = (await answer.json()) as { schedules: object[] };
      const shifts = [
        { ...duty, until: hours(2) },
        { ...duty, from: hours(5), until: hours(8) },
        { ...duty, person: 'gwen', name: 'Gwen Morris', from: hours(8) },
      ];
      const schedules = found.schedules.map(schedule => ({ ...schedule, shifts }));
      return route.fulfill({ response: answer, json: { ...found, schedules } });
    });
    await page.goto(`${url()}/on-call`);
    const shifts = page.getByRole('region', { name: 'Primary', exact: true }).locator('.shift');
    await shifts.first().waitFor();
    const seen = await shifts.evaluateAll(all =>
      all.map(each => ({
        text: (each as unknown as { innerText: string }).innerText,
        width: each.clientWidth,
      })),
    );
    const time = (iso: string) =>
      new Date(iso).toLocaleTimeString('en-GB', {
        ...({ hour: '2-digit', minute: '2-digit' } as const),
        timeZone: 'America/New_York',
      });
    const long = seen.map(({ width }) => width > 300);
    expect(long).toEqual([true, true, true, true]);
    expect(seen[1]?.text).toContain('Nobody');
    expect(seen[1]?.text).toContain(time(hours(2)));
    expect(seen[2]?.text).toContain('Bo Lindqvist');
    for (const moment of [hours(5), hours(8)]) expect(seen[2]?.text).toContain(time(moment));
    await shifts.nth(1).tap();
    await page.getByRole('dialog', { name: 'Let somebody stand in' }).waitFor();
  });

  test('whoever stands in does so for a schedule by its name', async () => {
    const { at } = await call<{ at: string }>('GET', '/v1/oncall');
    const later = (hours: number) => new Date(Date.parse(at) + hours * 3_600_000).toISOString();
    const { id } = await call<{ id: string }>('POST', '/v1/overrides', {
      ...{ schedule: 'follow-the-sun', person: 'chidi', reason: 'A dentist.', by: 'bo' },
      ...{ from: later(20), until: later(23) },
    });
    const page = await opensAs('ana', phone);
    await page.goto(`${url()}/on-call`);
    const row = page.locator('.entries > li', { hasText: 'A dentist.' });
    await row.getByText('Storefront, follow the sun').waitFor();
    expect(await row.getByText('follow-the-sun').count()).toBe(0);
    await call('DELETE', `/v1/overrides/${id}`);
  });
});
