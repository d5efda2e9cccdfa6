import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

/* A thumb that slips, a line that is lost, a typing error: what each of them must not cost. */

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** In the editor of a post-mortem, faster than anybody can. */
const typesAtOnce = (words: string) => `{
  const text = document.querySelector('textarea.document');
  text.value = ${JSON.stringify(words)};
  text.dispatchEvent(new Event('input', { bubbles: true }));
}`;

describe.skipIf(noBrowser !== undefined)('a slip in the console', () => {
  const { url, call, alert, closed, until, opensAs } = browsing();

  test('takes away no words: they are there after a reload, and gone once they are sent', async () => {
    const id = await alert({ title: 'The disk is full', service: 'website', severity: 'SEV3' });
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    const note = page.getByRole('button', { name: 'Note', exact: true });
    const words = page.getByLabel('What you saw or did');
    await note.click();
    await words.fill('Half a sent');
    await page.reload();
    await note.click();
    await words.waitFor();
    expect(await words.inputValue()).toBe('Half a sent');
    await words.fill('A sentence.');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByText('Note: A sentence.').waitFor();
    await note.click();
    expect(await words.inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('u');
    const update = page.locator('textarea[name="status"]');
    await update.fill('We look into it.');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('u');
    await update.waitFor();
    expect(await update.inputValue()).toBe('We look into it.');
    await page.keyboard.press('Escape');
    // Whoever comes next to this browser reads nothing of it.
    await page.goto(`${url()}/me`);
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('heading', { name: 'By a code' }).waitFor();
    expect(await page.getByText('Your session is over').count()).toBe(0);
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).toBe('{}');
    expect(page.wrong).toEqual([]);
  });

  test('of the hurry: what is typed as the draft of an update comes stands for it, and not behind it', async () => {
    const id = await alert({ title: 'Typed early', service: 'website', severity: 'SEV3' });
    const page = await opensAs('ana');
    await page.goto(`${url()}/incidents/${id}`);
    const { promise: isThere, resolve: come } = Promise.withResolvers<void>();
    await page.route('**/updates/preview*', async route => {
      await isThere;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).waitFor();
    await page.keyboard.press('u');
    const status = page.locator('textarea[name="status"]:focus');
    await status.waitFor();
    come();
    await page.getByText('Drafting…').waitFor({ state: 'hidden' });
    expect(await status.inputValue()).not.toBe('');
    await page.keyboard.type('We look into it.');
    expect(await status.inputValue()).toBe('We look into it.');
    await page.keyboard.press('Escape');
  });

  test('of the mouse, which lets go of marked words beside a dialog, does not close it', async () => {
    const page = await opensAs('ana');
    await page.goto(`${url()}/on-call`);
    await page.locator('.calendar .shift').first().click();
    const dialog = page.getByRole('dialog', { name: 'Let somebody stand in' });
    const why = dialog.getByLabel('Why');
    await why.fill('A wedding.');
    const box = await why.boundingBox();
    if (box === null) throw new Error('No field');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(5, 5, { steps: 4 });
    await page.mouse.up();
    expect(await why.inputValue()).toBe('A wedding.');
    await page.mouse.click(5, 5);
    await dialog.waitFor({ state: 'hidden' });
  });

  test('of the thumb, which taps Acknowledge once more, does nothing else: it has its name and its place until it is done', async () => {
    const id = await alert({ title: 'Tapped twice', service: 'payments', severity: 'SEV1' });
    const page = await opensAs('ana', phone);
    let answer = () => {};
    await page.route(/acknowledge$/, async route => {
      await new Promise<void>(then => (answer = then));
      return route.fulfill({ status: 503, json: {} });
    });
    await page.goto(`${url()}/incidents/${id}`);
    const button = page.getByRole('button', { name: 'Acknowledge', exact: true });
    const height = async () => (await button.boundingBox())?.y;
    const before = await height();
    await button.tap();
    await page.getByText('Sending…').waitFor();
    expect(await button.getAttribute('aria-busy')).toBe('true');
    answer();
    await page.getByText('nothing is known to have been done').waitFor();
    expect(await height()).toBe(before);
    await page.unroute(/acknowledge$/);
    // The second half lands with the very drawing that takes the button away.
    await page.evaluate(`(() => {
      const bar = document.querySelector('.bar');
      window.lands = () => bar.querySelector('button').dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, detail: 2 }));
      window.landed = new Promise(told => new MutationObserver((_, observer) => {
        if (bar.querySelector('.primary')) return;
        observer.disconnect();
        told(window.lands());
      }).observe(document.body, { childList: true, subtree: true }));
    })()`);
    await button.tap();
    expect(await page.evaluate('landed')).toBe(false);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await until(
      () => page.evaluate<boolean>('lands()'),
      isTaken => isTaken,
    );
    await page.getByRole('dialog', { name: 'Post an update' }).waitFor();
    // The answer that broke is in the log of the browser.
    expect(page.wrong.filter(each => !each.includes('503'))).toEqual([]);
  });

  test('is none where nobody typed: a field follows what it would show by itself', async () => {
    const page = await opensAs('ana');
    await page.goto(url());
    await page.getByRole('button', { name: 'Declare an incident' }).click();
    const title = page.getByLabel('What is wrong');
    await title.waitFor();
    expect(
      await title.evaluate(field => {
        const input = field as unknown as { defaultValue: string; value: string };
        input.defaultValue = 'Proposed';
        return input.value;
      }),
    ).toBe('Proposed');
  });

  test('takes away no words of a post-mortem, and what others stored meanwhile is seen', async () => {
    const id = await closed('Was full');
    const path = `/v1/incidents/${id}/postmortem`;
    const { version } = await call<{ version: number }>('POST', path, { by: 'bo' });
    const page = await opensAs('ana');
    await page.goto(`${url()}/after/post-mortems/${id}`);
    const text = page.getByLabel('The post-mortem in Markdown');
    await text.waitFor();
    // The page is left in the very moment in which the last letter was typed.
    await page.evaluate(`${typesAtOnce('# Mine')} location.href = '/'`);
    await page.waitForURL(url());
    await call('PUT', path, { version, markdown: '# Theirs', by: 'chidi' });
    await page.goto(`${url()}/after/post-mortems/${id}`);
    await page.getByText(`stored version ${version + 1} while you wrote`).waitFor();
    expect(await text.inputValue()).toBe('# Mine');
    await page.getByRole('button', { name: 'Take theirs' }).press('Enter');
    await page.reload();
    await text.waitFor();
    expect(await text.inputValue()).toBe('# Theirs');
  });

  test('takes away no words that are typed as soon as there is something to type in', async () => {
    const id = await closed('Was full again');
    await call('POST', `/v1/incidents/${id}/postmortem`, { by: 'bo' });
    const page = await opensAs('ana');
    await page.addInitScript(`new MutationObserver((_, observer) => {
      if (document.querySelector('textarea.document') === null) return;
      observer.disconnect();
      ${typesAtOnce('# Mine')}
    }).observe(document, { childList: true, subtree: true })`);
    await page.goto(`${url()}/after/post-mortems/${id}`);
    const store = page.getByRole('button', { name: 'Store' });
    await store.click();
    await page.getByText('version 2 by').first().waitFor();
    expect(await call('GET', `/v1/incidents/${id}/postmortem`)).toMatchObject({
      markdown: '# Mine',
    });
  });

  test('takes away no words that are typed while others are on their way to be stored', async () => {
    const id = await closed('Was full once more');
    const path = `/v1/incidents/${id}/postmortem`;
    await call('POST', path, { by: 'bo' });
    const page = await opensAs('ana');
    await page.goto(`${url()}/after/post-mortems/${id}`);
    const text = page.getByLabel('The post-mortem in Markdown');
    await text.fill('# First');
    let arrives = () => undefined as unknown;
    await page.route(`**${path}`, async route => {
      if (route.request().method() !== 'PUT') return route.continue();
      await new Promise(resolve => (arrives = () => resolve(undefined)));
      await route.continue();
    });
    const asked = page.waitForRequest(request => request.method() === 'PUT');
    await page.getByRole('button', { name: 'Store' }).click();
    await asked;
    await text.fill('# First, and second');
    arrives();
    await page.getByText('version 2 by').first().waitFor();
    expect(await text.inputValue()).toBe('# First, and second');
    await page.unroute(`**${path}`);
    await page.getByRole('button', { name: 'Store' }).click();
    await page.getByText('version 3 by').first().waitFor();
    expect(await call('GET', path)).toMatchObject({ markdown: '# First, and second' });
  });

  test('takes away no words for customers, for stakeholders and for whoever is to do something', async () => {
    const id = await closed('Was full at last');
    await call('POST', `/v1/incidents/${id}/postmortem`, { by: 'bo' });
    const page = await opensAs('ana');
    const publish = page.getByRole('button', { name: 'Publish', exact: true });
    const places = [
      [`after/post-mortems/${id}`, 'textarea[name="learnings"]', () => publish.click()],
      [
        `after/post-mortems/${id}`,
        'input[name="text"]',
        () => page.getByText('Add an action item').click(),
      ],
      [
        'set-up/status-page',
        'textarea[name="body"]',
        () => page.getByText('Announce maintenance').click(),
      ],
      ['set-up/silences', 'input[name="reason"]', async () => undefined],
      [
        'on-call',
        'dialog input[name="reason"]',
        () =>
          page
            .getByRole('button', { name: /^Swap shifts/ })
            .first()
            .click(),
      ],
    ] as const;
    const goesTo = async ([path, field, open]: (typeof places)[number]) => {
      await page.goto(`${url()}/${path}`);
      await open();
      await page.locator(field).waitFor();
      return page.locator(field);
    };
    for (const place of places) await (await goesTo(place)).fill(`Words in ${place[1]}`);
    for (const place of places) {
      expect(await (await goesTo(place)).inputValue()).toBe(`Words in ${place[1]}`);
    }
    const [, item] = places;
    await goesTo(item);
    await page.getByRole('button', { name: 'Add it' }).click();
    await until(
      () => page.locator(item[1]).inputValue(),
      words => words === '',
    );
    expect(await (await goesTo(item)).inputValue()).toBe('');
    expect(page.wrong).toEqual([]);
  });

  test('takes away no time, no tick that nobody would miss, and no words of Set-up or Me', async () => {
    const page = await opensAs('chidi');
    const maintenance = () => page.getByText('Announce maintenance').click();
    const token = () => page.getByText('Make a token').click();
    const address = () => page.getByRole('button', { name: /^Change E-mail/ }).click();
    const places: [path: string, field: string, typed: string, open?: () => Promise<void>][] = [
      ['set-up/status-page', 'input[name="from"]', '2030-12-01T02:00', maintenance],
      ['set-up/silences', 'input[name="until"]', '2030-12-01T04:00'],
      ['set-up/tokens', 'input[name="name"]', 'ci', token],
      ['set-up/senders', 'textarea[name="body"]', '{}'],
      ['set-up/senders', 'input[name="title"]', 'The shop is slow'],
      ['me', 'dialog input[name="address"]', 'chidi@example.org', address],
    ];
    const goesTo = async ([path, field, , open]: (typeof places)[number]) => {
      await page.goto(`${url()}/${path}`);
      await open?.();
      await page.locator(field).waitFor();
      return page.locator(field);
    };
    for (const place of places) await (await goesTo(place)).fill(place[2]);
    await page.goto(`${url()}/set-up/status-page`);
    await maintenance();
    await page.getByLabel('Search', { exact: true }).check();
    const found: string[] = [];
    for (const place of places) found.push(await (await goesTo(place)).inputValue());
    expect(found).toEqual(places.map(([, , typed]) => typed));
    await page.goto(`${url()}/set-up/status-page`);
    await maintenance();
    expect(await page.getByLabel('Search', { exact: true }).isChecked()).toBe(true);
    expect(await page.getByLabel('Website', { exact: true }).isChecked()).toBe(false);
  });

  test('of the line keeps no part of the console away: it is asked for again', async () => {
    const page = await opensAs('ana', phone);
    let isLost = true;
    await page.route('**/assets/on-call-*.js', route =>
      isLost ? route.abort() : route.continue(),
    );
    await page.goto(url());
    await page.getByRole('link', { name: 'On call' }).tap();
    await page.getByText('This part of the console did not come').waitFor();
    // A part of a version that is gone comes no more, however often it is asked for.
    const loaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Load the page again' }).tap();
    await loaded;
    await page.getByText('This part of the console did not come').waitFor();
    isLost = false;
    await page.getByRole('button', { name: 'Try again' }).tap();
    await page.getByRole('heading', { level: 1, name: 'On call' }).waitFor();
  });

  test.each([
    ['set-up/configuration', 'dist-*', 'textbox', 'The configuration as YAML'],
    ['set-up/senders?add', 'sender-pages-*', 'heading', 'Which sender?'],
  ] as const)(
    'of the line keeps nothing away that comes with /%s',
    async (path, file, role, name) => {
      const page = await opensAs('chidi');
      let isLost = true;
      await page.route(`**/assets/${file}.js`, route =>
        isLost ? route.abort() : route.continue(),
      );
      await page.goto(`${url()}/${path}`);
      await page.getByText('This part of the console did not come').waitFor();
      isLost = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole(role, { name }).waitFor();
    },
  );

  test.each([
    ['the text of a post-mortem', 'after/post-mortems', 'micromark-*', 'article.rendered h1'],
    ['the figures', 'after/statistics', 'uPlot*', '.plot .uplot'],
  ] as const)(
    'of the line does not leave %s empty: it is asked for again',
    async (_, path, file, drawn) => {
      const id = await closed('Is read later');
      await call('POST', `/v1/incidents/${id}/postmortem`, { by: 'bo' });
      const page = await opensAs('ana');
      let isLost = true;
      await page.route(`**/assets/${file}.js`, route =>
        isLost ? route.abort() : route.continue(),
      );
      const isOfOne = path === 'after/post-mortems';
      await page.goto(`${url()}/${path}${isOfOne ? `/${id}` : ''}`);
      if (isOfOne) await page.getByRole('button', { name: 'Read', exact: true }).click();
      await page.getByText('This part of the console did not come').first().waitFor();
      isLost = false;
      await page.getByRole('button', { name: 'Try again' }).first().click();
      await page.locator(drawn).first().waitFor();
    },
  );

  test('of the line after the first view opens each part all the same, and says what is not known', async () => {
    const page = await opensAs('chidi', phone);
    const ahead = ['on-call', 'me', 'after', 'set-up'].map(part =>
      page.waitForResponse(answer => answer.url().includes(`/assets/${part}-`)),
    );
    await page.goto(url());
    for (const answer of await Promise.all(ahead)) await answer.finished();
    await page.context().setOffline(true);
    for (const [name, text] of [
      ['On call', 'Your shifts could not be asked for.'],
      ['Set-up', 'What was given up could not be asked for.'],
    ] as const) {
      await page.getByRole('link', { name }).tap();
      await page.getByText(text).waitFor();
    }
    await page.getByRole('button', { name: 'Find' }).tap();
    await page.getByRole('dialog').getByRole('combobox').fill('no such thing');
    await page.getByText('Which incidents there are could not be asked for.').waitFor();
    expect(await page.getByText('Nothing is called so.').count()).toBe(0);
  });

  test('of the line leaves whoever loads the page anew what they saw, how old it is, and nobody else’s', async () => {
    const id = await alert({ title: 'The lift is stuck', service: 'website', severity: 'SEV3' });
    const page = await opensAs('chidi', { ...phone, serviceWorkers: 'allow' });
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Escalation').first().waitFor({ state: 'attached' });
    await until(
      () =>
        page.evaluate<string[]>(`caches.open('tocsin-console').then(shelf => shelf.keys())
          .then(all => all.map(({ url }) => new URL(url).pathname))`),
      kept => kept.includes('/index.html'),
    );
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'The lift is stuck' }).waitFor();
    await page.getByText('What you see is as it was').waitFor();
    // Another window may have been signed out since.
    await page.evaluate(`localStorage.removeItem('tocsin-person')`);
    await page.reload();
    await page.getByRole('heading', { name: 'Nobody answers' }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('heading', { level: 1, name: 'The lift is stuck' }).waitFor();
    expect(await page.getByText('What you see is as it was').count()).toBe(0);
  });

  test('of the line that is dead and says so to nobody shows what was seen all the same, to nobody who came since', async () => {
    const id = await alert({ title: 'The lift hangs', service: 'website', severity: 'SEV3' });
    const page = await opensAs('chidi', phone);
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Escalation').first().waitFor({ state: 'attached' });
    await page.route('**/v1/**', () => {});
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'The lift hangs' }).waitFor();
    await page.getByText('What you see is as it was').waitFor();
    // Somebody else came by another window, and this one is come back to by “Back”.
    const loaded = page.waitForEvent('load');
    await page.evaluate(`localStorage.setItem('tocsin-person', 'ana');
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    await loaded;
    await until(
      () => page.evaluate<unknown>(`sessionStorage.getItem('tocsin-last-seen')`),
      kept => kept === null,
    );
    await page.unroute('**/v1/**');
  });

  test('in tocsin.yaml is told with its place, and one is led there', async () => {
    const page = await opensAs('chidi', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/set-up/configuration`);
    const editor = page.getByRole('textbox', { name: 'The configuration as YAML' });
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('\norganizaton:\n  name: Northwind');
    await page.keyboard.press('Control+Home');
    await page.getByRole('button', { name: 'What would change?' }).click();
    await page.getByText('is not a known field; did you mean organisation?').waitFor();
    // As the editor tells it of the line that one is in.
    await page.keyboard.type('# Here: ');
    await page.getByText('organizaton').first().waitFor();
    await page.getByText(/# Here: \s*name: Northwind/).waitFor();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('\npeople: [');
    await page.getByRole('button', { name: 'What would change?' }).click();
    await page.getByText('people: [').last().waitFor();
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.problem p').innerText()).toContain('\n');
    expect(page.wrong).toEqual([]);
  });

  test('cannot take back what came into force while one wrote: it is looked at again first', async () => {
    const page = await opensAs('chidi', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/set-up/configuration`);
    const editor = page.getByRole('textbox', { name: 'The configuration as YAML' });
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(
      '\nheartbeats:\n  - { name: backup, service: payments, every: 1d }\n',
    );
    await page.getByRole('button', { name: 'What would change?' }).click();
    await page.getByRole('region', { name: 'What would change' }).waitFor();
    const { document, version } = await call<{
      document: { organisation: object };
      version: number;
    }>('GET', '/v1/config');
    const organisation = { ...document.organisation, name: 'Northwind Books and Maps' };
    await call('PUT', '/v1/config', { ...document, organisation });
    await page.reload();
    await page.getByText(`Version ${version + 1} came into force while you wrote.`).waitFor();
    const put = page.getByRole('button', { name: 'Put it in force' });
    expect(await put.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'What would change?' }).click();
    await page.locator('del', { hasText: 'Northwind Books and Maps' }).first().waitFor();
    await page.getByRole('button', { name: 'Begin again with it' }).press('Enter');
    await page.getByText('came into force while you wrote').waitFor({ state: 'detached' });
    await call('PUT', '/v1/config', document);
    expect(page.wrong).toEqual([]);
  });

  test('takes away no words of the configuration that are written while others come into force', async () => {
    const page = await opensAs('chidi', { viewport: { width: 1280, height: 900 } });
    const { document, version } = await call<{ document: object; version: number }>(
      'GET',
      '/v1/config',
    );
    await page.goto(`${url()}/set-up/configuration`);
    const editor = page.getByRole('textbox', { name: 'The configuration as YAML' });
    const writes = async (text: string) => {
      await editor.click();
      await page.keyboard.press('Control+End');
      await page.keyboard.insertText(text);
    };
    await writes('\nheartbeats:\n  - { name: backup, service: payments, every: 1d }\n');
    await page.getByRole('button', { name: 'What would change?' }).click();
    await page.getByRole('region', { name: 'What would change' }).waitFor();
    let arrives = () => undefined as unknown;
    await page.route('**/v1/config*', async route => {
      if (route.request().method() !== 'PUT') return route.continue();
      await new Promise(resolve => (arrives = () => resolve(undefined)));
      await route.continue();
    });
    const asked = page.waitForRequest(request => request.method() === 'PUT');
    await page.getByRole('button', { name: 'Put it in force' }).click();
    await asked;
    await writes('  - { name: restore, service: payments, every: 7d }\n');
    arrives();
    await page
      .getByText(`version ${version + 1}`)
      .first()
      .waitFor();
    await page.unroute('**/v1/config*');
    await page.reload();
    await page.getByRole('button', { name: 'What would change?' }).click();
    await page.locator('ins', { hasText: 'restore' }).first().waitFor();
    expect(await page.locator('ins', { hasText: 'backup' }).count()).toBe(0);
    await call('PUT', '/v1/config', document);
    expect(page.wrong).toEqual([]);
  });
});
