import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

/* What an API that breaks, an ended session and a second window must not cost whoever is in the middle of something. */

const broken = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    ...{ type: 'internal', title: 'Internal error', status: 500 },
    detail: 'Something broke; request 42.',
  }),
};

describe.skipIf(noBrowser !== undefined)('where something broke the console', () => {
  const { url, call, opens, comesIn, alert, until, opensAs } = browsing();

  test('keeps the room and the dialog in it, and sends what was asked again as the same', async () => {
    const id = await alert({ title: 'Mail is late', service: 'website', severity: 'SEV3' });
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await page.getByLabel('What you saw or did').fill('The queue is full.');
    let looks = 0;
    await page.route(new RegExp(`/v1/incidents/${id}(\\?|$)`), route => {
      looks += 1;
      return route.fulfill(broken);
    });
    await until(
      async () => looks,
      count => count > 1,
    );
    expect(await page.getByLabel('What you saw or did').inputValue()).toBe('The queue is full.');
    await page.getByRole('heading', { level: 1, name: 'Mail is late' }).waitFor();
    await page.unroute(new RegExp(`/v1/incidents/${id}(\\?|$)`));
    // It is done, and the answer says that something broke.
    await page.route('**/notes', async route => {
      await route.fetch();
      await route.fulfill(broken);
    });
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('nothing is known to have been done').waitFor();
    await page.unroute('**/notes');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const { timeline } = await call<{ timeline: { text: string }[] }>('GET', `/v1/incidents/${id}`);
    expect(timeline.filter(({ text }) => text.includes('The queue is full.'))).toHaveLength(1);
  });

  test('says of what one may choose that it could not be asked for, and not that there is none', async () => {
    const page = await opensAs('chidi');
    await page.route('**/v1/directory', route => route.fulfill(broken));
    await page.goto(url());
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByText('Which services and teams there are could not be asked for.').waitFor();
    await page.getByRole('button', { name: 'Declare an incident' }).click();
    const unknown = 'Which services there are could not be asked for.';
    await page.getByRole('dialog').getByText(unknown).waitFor();
    await page.route(/\/v1\/incidents\?/, route => route.fulfill(broken));
    await page.goto(`${url()}/set-up/senders`);
    await page.getByText('What came in last could not be asked for.').waitFor();
    await page.getByText(unknown).waitFor();
    await page.goto(`${url()}/set-up/senders?add=zabbix`);
    await page.getByText(unknown).waitFor();
    await page.goto(`${url()}/set-up/tokens`);
    await page.getByText('Make a token').click();
    await page.getByText('Who there is could not be asked for.').waitFor();
  });

  test('takes no page of a door before the API for its answer: neither for nothing being open nor for something done', async () => {
    const id = await alert({ title: 'Mail is held', service: 'website', severity: 'SEV3' });
    const page = await opensAs('ana');
    const door = { status: 200, contentType: 'text/html', body: '<h1>Sign in to Northwind</h1>' };
    await page.route(/\/v1\/incidents\?/, route => route.fulfill(door));
    await page.goto(url());
    await page.getByText('What is open could not be asked for.').waitFor();
    expect(await page.getByText('Nothing is open.').count()).toBe(0);
    await page.unroute(/\/v1\/incidents\?/);
    await page.route('**/acknowledge', route => route.fulfill(door));
    await page.getByRole('button', { name: `Acknowledge ${id}` }).click();
    await page.getByText('nothing is known to have been done').waitFor();
    await page.unroute('**/acknowledge');
    // As an API Gateway turns away, which is no dead line.
    const turned = { status: 429, contentType: 'application/json', body: '{"message":"Too Many"}' };
    await page.route('**/acknowledge', route => route.fulfill(turned));
    await page.getByRole('button', { name: `Acknowledge ${id}` }).click();
    await page.getByText('Nothing was done. Too many ask at this moment').waitFor();
  });

  test('says of a part that cannot be drawn that it is so, and all else goes on', async () => {
    const id = await alert({ title: 'Told oddly', service: 'payments', severity: 'SEV1' });
    const page = await opens();
    await comesIn(page, 'ana');
    const headers = { 'tocsin-time': new Date().toISOString() };
    await page.route(/\/pages$/, route => route.fulfill({ headers, json: { pages: [{}] } }));
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('This could not be drawn').first().waitFor();
    expect(page.wrong).not.toEqual([]);
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await page.getByText('Ana Keller has it').waitFor();
    await page.getByText('Take command, announce in channel').waitFor();
    await page.getByRole('link', { name: 'On call' }).click();
    await page.getByRole('heading', { name: 'Shifts', exact: true }).waitFor();
  });

  test('does nothing behind a dialog by a key, wherever the focus is', async () => {
    const id = await alert({ title: 'Mail is lost', service: 'website', severity: 'SEV3' });
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading').click();
    for (const key of ['a', 'r']) await page.keyboard.press(key);
    await page.getByLabel('What you saw or did').fill('It is still here.');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const { phase } = await call<{ phase: string }>('GET', `/v1/incidents/${id}`);
    expect(phase).toBe('open');
    expect(page.wrong).toEqual([]);
  });

  test('does nothing by a key while the dialog or the palette that was asked for is on its way', async () => {
    const id = await alert({ title: 'Typed too soon', service: 'website', severity: 'SEV3' });
    const page = await opens();
    await comesIn(page, 'ana');
    let come = () => {};
    const held = new Promise<void>(then => (come = then));
    await page.route(/\/assets\/(deeds|palette)-/, async route => {
      await held;
      await route.continue();
    });
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
    for (const key of ['u', 'a', 'Control+k', 'a']) await page.keyboard.press(key);
    come();
    await page.getByRole('dialog', { name: 'Post an update' }).waitFor();
    await page.getByRole('dialog', { name: 'Find' }).waitFor();
    const { phase } = await call<{ phase: string }>('GET', `/v1/incidents/${id}`);
    expect(phase).toBe('open');
    expect(page.wrong).toEqual([]);
  });

  test('keeps what was typed when a session ends, for whoever comes back, and for nobody else', async () => {
    const id = await alert({ title: 'Mail is slow', service: 'website', severity: 'SEV3' });
    const page = await opens();
    const words = page.getByLabel('What you saw or did');
    const writes = async () => {
      await page.goto(`${url()}/incidents/${id}`);
      await page.getByRole('button', { name: 'Note', exact: true }).click();
      await words.waitFor();
    };
    await comesIn(page, 'ana');
    await writes();
    await words.fill('Half a sent');
    await page.context().clearCookies();
    await page.getByText('Your session is over. What you typed is there').waitFor();
    await comesIn(page, 'ana');
    await writes();
    expect(await words.inputValue()).toBe('Half a sent');
    await page.context().clearCookies();
    await page.getByRole('heading', { name: 'Who are you on this machine?' }).waitFor();
    await comesIn(page, 'bo');
    await writes();
    expect(await words.inputValue()).toBe('');
  });

  test('sends each of several ticks in a row, though none is answered yet', async () => {
    const id = await alert({ title: 'Mail is odd', service: 'website', severity: 'SEV3' });
    const page = await opensAs('ana', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/incidents/${id}`);
    const open = page.locator('button.tick[aria-checked="false"]:visible');
    await open.nth(1).waitFor();
    const asked: unknown[] = [];
    await page.route('**/checklist', async route => {
      if (route.request().method() !== 'POST') return route.continue();
      asked.push(route.request().postDataJSON());
      await until(
        async () => asked.length,
        count => count > 1,
      );
      await route.continue();
    });
    const [first, second] = await open.all();
    await first?.click();
    await second?.click();
    await until(
      () =>
        call<{ items: { done: boolean; by?: string }[] }>('GET', `/v1/incidents/${id}/checklist`),
      ({ items }) => items.filter(({ by }) => by === 'Ana Keller').length === 2,
    );
    expect(asked).toHaveLength(2);
  });

  test('shows in every window who came in by one of them: what is done there is done as them', async () => {
    const page = await opensAs('ana');
    await page.goto(url());
    await page.getByText('Ana Keller').first().waitFor();
    const other = await page.context().newPage();
    await comesIn(other, 'bo');
    await other.goto(url());
    await other.getByText('Bo Lindqvist').first().waitFor();
    await page.getByText('Bo Lindqvist').first().waitFor();
    await other.goto(`${url()}/me`);
    await other.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Who are you on this machine?' }).waitFor();
  });
});
