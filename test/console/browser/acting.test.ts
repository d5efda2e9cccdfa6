import type { Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

describe.skipIf(noBrowser !== undefined)('acting in the console', () => {
  const { url, call, opens, comesIn, alert, opensAs } = browsing();
  const opened = (title: string) => alert({ title, service: 'payments', severity: 'SEV2' });

  test('an action shows what would change, is done with a reason, and is taken back', async () => {
    const id = await opened('The provider fails');
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Change something').click();
    await page.getByRole('button', { name: /^config:set/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('key').fill('payment_provider');
    await dialog.getByLabel('value').fill('fallback');
    await dialog.getByRole('button', { name: 'Show what would change' }).click();
    await dialog.locator('del', { hasText: 'stripe' }).waitFor();
    await dialog.locator('ins', { hasText: 'fallback' }).waitFor();
    // Nothing is done by looking.
    expect(await page.locator('.runs > li').count()).toBe(0);
    await dialog.getByLabel('Why (it is kept)').fill('Stripe does not answer.');
    await dialog.getByRole('button', { name: 'Do it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const run = page.locator('.runs > li').filter({ hasText: 'Stripe does not answer.' });
    await run.getByText('done', { exact: true }).first().waitFor();
    // By a key: what a mouse meets the moment it has come there is left alone.
    await run.first().getByRole('button', { name: 'Take it back' }).press('Enter');
    const back = page.locator('.runs > li').filter({ hasText: 'Taken back: Stripe' });
    await back.getByText('done', { exact: true }).waitFor();
    await back.locator('del', { hasText: 'fallback' }).waitFor();
    expect(page.wrong).toEqual([]);
  });

  test('what waits for somebody is shown, however much was done since', async () => {
    const id = await opened('Much was done');
    const page = await opensAs('ana');
    const run = (number: number, status: string) => ({
      ...{ id: `act_${number}`, action: 'config:set', family: 'configuration', status },
      ...{ service: 'payments', incident: id, reason: `Run ${number}`, by: { name: 'Bo' } },
      ...{ changes: [], notes: [], canBeUndone: false, at: '2026-11-23T02:14:05.000Z' },
    });
    const runs = [...Array(30).keys()].map(number =>
      run(number, number === 29 ? 'waiting' : 'done'),
    );
    let asked = '';
    await page.route('**/v1/action-runs?*', route => {
      asked = route.request().url();
      return route.fulfill({
        json: { runs },
        headers: { 'tocsin-time': new Date().toUTCString() },
      });
    });
    await page.goto(`${url()}/incidents/${id}`);
    const rows = page.locator('.runs > li');
    await rows.first().getByText('Run 29').waitFor();
    await rows.first().getByRole('button', { name: 'Approve, and do it' }).waitFor();
    expect(new URL(asked).searchParams.get('incident')).toBe(id);
    expect(await rows.count()).toBe(20);
    await page.getByRole('button', { name: 'Older ones 10' }).click();
    expect(await rows.count()).toBe(30);
  });

  test('among many people one is found by their name, and who is ticked stays in sight', async () => {
    const id = await opened('Many could help');
    const page = await opensAs('ana');
    await page.route('**/v1/directory', async route => {
      const response = await route.fetch();
      if (response.status() !== 200) return route.fulfill({ response });
      const directory = (await response.json()) as { people: { id: string; name: string }[] };
      const [first] = directory.people;
      const more = [...Array(500).keys()].map(number => ({
        ...{ ...first, id: `p${number}`, name: `Person ${number}` },
      }));
      return route.fulfill({
        response,
        json: { ...directory, people: [...directory.people, ...more] },
      });
    });
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Page more people' }).click();
    const dialog = page.getByRole('dialog', { name: 'Page more people' });
    const search = dialog.getByLabel('Only those with these letters');
    await search.fill('person 123');
    await dialog.getByRole('checkbox', { name: 'Person 123' }).check();
    await search.fill('bo lind');
    await search.press('Enter');
    expect(await dialog.getByRole('checkbox').count()).toBe(2);
    await dialog.getByRole('checkbox', { name: 'Bo Lindqvist' }).check();
    await dialog.getByRole('checkbox', { name: 'Person 123' }).uncheck();
    await dialog.getByLabel('What for').fill('The database.');
    const asked = page.waitForRequest('**/responders');
    await dialog.getByRole('button', { name: 'Page them' }).click();
    expect((await asked).postDataJSON()).toEqual({ people: ['bo'], reason: 'The database.' });
  });

  test('what is kept opens in a window that the tap itself opened: later a browser lets none be opened', async () => {
    const id = await opened('Something is kept');
    const page = await opensAs('ana');
    const sum = 'b'.repeat(64);
    const kept = {
      ...{ incident: id, seal: { manifest: 'm', sealedBy: sum }, archives: [], unsealed: [] },
      objects: [{ key: 'a/b/report.md', bytes: 5120, sha256: sum }],
    };
    const headers = { 'tocsin-time': new Date().toUTCString() };
    await page.route('**/evidence', route => route.fulfill({ json: kept, headers }));
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    await page.route('**/evidence/content?*', async route => {
      await held;
      await route.fulfill({ json: { url: `${url()}/icon.svg` }, headers });
    });
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('What is kept, and sealed').click();
    const popup = page.waitForEvent('popup');
    await page.getByRole('button', { name: '6 KB' }).click();
    const window = await popup;
    release();
    await window.waitForURL('**/icon.svg');
  });

  test('what would change by other inputs is not shown for those that were refused', async () => {
    const id = await opened('The provider fails again');
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Change something').click();
    await page.getByRole('button', { name: /^config:set/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('key').fill('payment_provider');
    await dialog.getByLabel('value').fill('stripe');
    const look = dialog.getByRole('button', { name: 'Show what would change' });
    await look.click();
    await dialog.getByText('nothing would change').waitFor();
    await page.route('**/v1/actions/**', route =>
      route.fulfill({
        ...{ status: 409, contentType: 'application/problem+json' },
        json: { type: 'urn:tocsin:problem:refused', title: 'Refused', detail: 'It may not be.' },
      }),
    );
    await dialog.getByLabel('value').fill('cash');
    await look.click();
    await dialog.getByText('It may not be.').waitFor();
    expect(await dialog.getByText('nothing would change').count()).toBe(0);
  });

  test('what a second person has to approve waits for one, and not for whoever asked', async () => {
    const id = await opened('Old prices are shown');
    const [ana, bo] = [await opens(), await opens()];
    await comesIn(ana, 'ana');
    await comesIn(bo, 'bo');
    for (const page of [ana, bo]) await page.goto(`${url()}/incidents/${id}`);
    await ana.getByText('Change something').click();
    await ana.getByRole('button', { name: /^cache:clear:all/ }).click();
    const dialog = ana.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Show what would change' }).click();
    await dialog.getByLabel('Why (it is kept)').fill('They are of yesterday.');
    await dialog.getByRole('button', { name: 'Ask a second person for it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const own = ana.locator('.runs > li').filter({ hasText: 'They are of yesterday.' });
    await own.getByText('waits for a second person').waitFor();
    await own.getByRole('button', { name: 'Approve, and do it' }).click();
    await own.getByRole('alert').waitFor();
    await own.getByText('waits for a second person').waitFor();
    await bo.bringToFront();
    const asked = bo.locator('.runs > li').filter({ hasText: 'They are of yesterday.' });
    await asked.getByRole('button', { name: 'Approve, and do it' }).click();
    await asked.getByText('done', { exact: true }).waitFor();
    await ana.bringToFront();
    await own.getByText('done', { exact: true }).waitFor();
  });

  test('what failed after its dialog was closed is told over every view, with the words, and is sent again once', async () => {
    const id = await opened('The line is bad');
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Escalation').first().waitFor();
    const sends = async (words: string, fails: (route: Route) => Promise<void>) => {
      const sent = Promise.withResolvers<void>();
      const closed = Promise.withResolvers<void>();
      await page.route(
        /\/notes$/,
        async route => {
          sent.resolve();
          await closed.promise;
          await fails(route);
        },
        { times: 1 },
      );
      await page.getByRole('button', { name: 'Note', exact: true }).click();
      await page.getByLabel('What you saw or did').fill(words);
      await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
      await sent.promise;
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      closed.resolve();
    };
    // It was done, but nobody could say so.
    await sends('Said once.', async route => {
      await route.fetch();
      await route.abort();
    });
    const told = page.getByRole('alert', { name: 'Not done' });
    await told.getByText(`Add a note ${id}: not known to be done.`).waitFor();
    await page.keyboard.press('Shift+O');
    await page.getByRole('heading', { level: 1, name: 'On call' }).waitFor();
    await told.getByText('What you wrote').press('Enter');
    await told.getByText('Said once.').waitFor();
    await told.getByRole('button', { name: 'Try again' }).press('Enter');
    await told.waitFor({ state: 'detached' });

    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Note: Said once.').waitFor();
    await sends('Refused.', route =>
      route.fulfill({
        ...{ status: 409, contentType: 'application/problem+json' },
        json: { type: 'urn:tocsin:problem:refused', title: 'Refused', detail: 'It is over.' },
      }),
    );
    await told.getByText(`Add a note ${id}: not done.`).waitFor();
    await told.getByText('It is over.').waitFor();
    expect(await told.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await told.getByRole('button', { name: 'Put away' }).press('Enter');
    await told.waitFor({ state: 'detached' });
    const { timeline } = await call<{ timeline: { text: string }[] }>('GET', `/v1/incidents/${id}`);
    expect(timeline.filter(({ text }) => text.includes('Said once.'))).toHaveLength(1);
  });

  test('whoever escalates wakes whom the dialog names: has somebody been paged since, it says who, and nobody more is', async () => {
    const id = await opened('Two who ask for help');
    const level = async () => (await call<{ level: number }>('GET', `/v1/incidents/${id}`)).level;
    const escalates = (reason: string) =>
      call('POST', `/v1/incidents/${id}/escalate`, { reason, by: 'bo' });
    const first = await level();
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Escalation').first().waitFor();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'Escalate' });
    await dialog.getByText('This wakes').waitFor();
    await escalates('Bo was sooner');
    await page.getByText('Because: Bo Lindqvist: Bo was sooner').first().waitFor();
    await dialog.getByRole('button', { name: /^Page .* now$/ }).click();
    await dialog.getByRole('status').getByText('already: Bo Lindqvist: Bo was sooner').waitFor();
    expect(await level()).toBe(first + 1);
    // Read, and asked for all the same: now the level after that is meant.
    await dialog.getByRole('button', { name: /^Page .* now$/ }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await level()).toBe(first + 2);
    expect(page.wrong).toEqual([]);
  });

  test('what was put on the timeline, which a phone does not show beside it, is said to be there, and not put there twice', async () => {
    const id = await alert({ title: 'Looked into', service: 'payments', severity: 'SEV3' });
    const page = await opensAs('ana', { viewport: { width: 390, height: 844 } });
    const at = '2026-11-26T02:00:00.000Z';
    const kinds = [{ kind: 'Pool exhausted', count: 3 }];
    const found = {
      summary: { lines: 3, errors: 3, kinds, series: [] },
      ...{ lines: [{ at, message: 'Pool exhausted', group: 'payments' }], incomplete: [] },
    };
    await page.route('**/v1/diagnosis/logs?*', route => route.fulfill({ json: found }));
    let puts = 0;
    page.on('request', request => {
      if (request.url().endsWith('/findings')) puts += 1;
    });
    await page.goto(`${url()}/incidents/${id}`);
    for (const name of ['Look', 'Logs']) {
      await page.getByRole('button', { name, exact: true }).click();
    }
    const panel = page.locator('.panel.look');
    await panel.getByRole('button', { name: 'Look', exact: true }).click();
    await panel.getByRole('button', { name: 'Put it on the timeline' }).click();
    const there = panel.getByRole('button', { name: '✓ On the timeline' });
    await there.waitFor();
    await there.click({ force: true });
    await page.getByRole('button', { name: 'Story', exact: true }).click();
    await page.locator('.timeline li', { hasText: '3 log lines, 3 errors' }).waitFor();
    expect(puts).toBe(1);
    expect(page.wrong).toEqual([]);
  });

  test('Now shows only what is one’s own where somebody asks for that, and keeps it in its address', async () => {
    const theirs = await opened('Theirs');
    const ours = await alert({ title: 'Of my team', service: 'website', severity: 'SEV2' });
    const page = await opens();
    // Of the storefront only, and paged for neither.
    await comesIn(page, 'gwen');
    await page.goto(url());
    const card = (id: string) => page.getByRole('link', { name: new RegExp(id) });
    await card(theirs).waitFor();
    await page.getByRole('link', { name: 'Mine', exact: true }).click();
    await card(theirs).waitFor({ state: 'detached' });
    await card(ours).waitFor();
    await page.reload();
    await card(ours).waitFor();
    expect(await card(theirs).count()).toBe(0);
    // Whoever has a role in it has it among theirs, wherever it is.
    const role = { role: 'scribe', person: 'gwen', by: 'bo' };
    await call('POST', `/v1/incidents/${theirs}/roles`, role);
    await card(theirs).waitFor();
    await page.keyboard.press('i');
    await page.waitForURL(`${url()}/`);
    // And back: a key does what it would do now.
    await page.keyboard.press('i');
    await page.waitForURL(`${url()}/?of=mine`);
    expect(page.wrong).toEqual([]);
  });

  test('what is found is what the API finds, of any age: by who has it, too', async () => {
    const id = await opened('Somebody has it');
    await call('POST', `/v1/incidents/${id}/roles`, { role: 'scribe', person: 'gwen', by: 'bo' });
    const page = await opensAs('bo');
    await page.goto(url());
    await page.getByRole('link', { name: new RegExp(id) }).waitFor();
    await page.keyboard.press('Control+k');
    // No title and no service is called so.
    await page.getByRole('combobox').fill('gwen somebody');
    await page.getByRole('option', { name: new RegExp(id) }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Somebody has it' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('never was such a thing');
    await page.getByText('Nothing is called so.').waitFor();
    expect(page.wrong).toEqual([]);
  });

  test('a dialog takes only itself away, however late it hears that it is closed or done', async () => {
    const id = await opened('Two dialogs, one after the other');
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Escalation').first().waitFor();
    await page.keyboard.press('c');
    const sent = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    await page.route(/\/notes$/, async route => {
      sent.resolve();
      await answered.promise;
      await route.continue();
    });
    await page.getByLabel('What you saw or did').fill('Answered late.');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await sent.promise;
    // A browser tells a dialog that it is closed only after what came before, such as the next click.
    await page.evaluate(`new Promise(told => {
      const dialog = document.querySelector('dialog');
      dialog.addEventListener('close', told);
      dialog.querySelector('[aria-label="Close"]').click();
      [...document.querySelectorAll('.bar button')]
        .find(button => button.textContent.includes('Resolve')).click();
    })`);
    const next = page.getByRole('dialog', { name: 'Resolve' });
    await next.waitFor();
    answered.resolve();
    await page.getByText('Note: Answered late.').waitFor();
    expect(await next.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('u');
    await page.getByRole('dialog', { name: 'Post an update' }).waitFor();
    expect(page.wrong).toEqual([]);
  });
});
