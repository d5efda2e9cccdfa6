import { source as axe } from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const long = `A_title_of_one_word_${'that_goes_on_'.repeat(12)}`;
const rtl = 'نظام الدفع متوقف عن العمل منذ دقائق';

describe.skipIf(noBrowser !== undefined)('every view of the console', () => {
  const { url, call, opens, alert, isThere, opensAs } = browsing();
  let room = '';

  beforeAll(async () => {
    room = await alert({ title: long, service: 'payments', severity: 'SEV1' });
    await alert({ title: rtl, service: 'website', severity: 'SEV2' });
    const over = await alert({ title: 'Was slow', service: 'website', severity: 'SEV3' });
    await call('POST', `/v1/incidents/${room}/updates`, { status: long, impact: rtl, by: 'bo' });
    await call('POST', `/v1/incidents/${over}/resolve`, { resolution: 'Went away.', by: 'bo' });
  });

  const views: [name: string, path: () => string, ready: string][] = [
    ['Now', () => '/', long],
    ['the incident room', () => `/incidents/${room}`, 'Escalation'],
    ['On call', () => '/on-call', 'Who carries how much'],
    ['Me', () => '/me', 'Where I am signed in'],
    ['the figures', () => '/after', 'Compared'],
    ['action items', () => '/after/action-items', 'Mine'],
    ['post-mortems', () => '/after/post-mortems', 'Post-mortems'],
    ['the doctor', () => '/set-up', 'What was given up'],
    ['the configuration', () => '/set-up/configuration', 'What would change?'],
    ['senders', () => '/set-up/senders', 'What would become of it?'],
    ['the senders that are known', () => '/set-up/senders?add', 'Which sender?'],
    ['the page of a sender', () => '/set-up/senders?add=zabbix', 'How it is read'],
    ['silences', () => '/set-up/silences', 'Silence something'],
    ['tokens', () => '/set-up/tokens', 'Make a token'],
    ['the status page', () => '/set-up/status-page', 'Announce maintenance'],
  ];

  async function flaws(page: Page): Promise<unknown> {
    // By the debugger, past the policy of the page, which would let no script of ours in.
    await page.evaluate(axe);
    return page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]))`,
    );
  }

  const isTooWide = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

  test.each(['light', 'dark'] as const)(
    'has nothing that axe finds, %s, and no errors',
    async colorScheme => {
      const page = await opensAs('chidi', { colorScheme, viewport: { width: 1280, height: 900 } });
      const found: Record<string, unknown> = {};
      for (const [name, path, ready] of views) {
        await page.goto(url() + path());
        await page.getByText(ready).first().waitFor();
        await isThere(page);
        found[name] = await flaws(page);
      }
      await page.goto(`${url()}/incidents/${room}`);
      await page.getByText('Escalation').first().waitFor();
      for (const key of ['?', 'u', 'v']) {
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        found[`the dialog of ${key}`] = await flaws(page);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }
      expect(found).toEqual(Object.fromEntries(Object.keys(found).map(name => [name, []])));
      expect(page.wrong).toEqual([]);
    },
  );

  test('fits a narrow phone, at twice the size of letters too, whatever the words are', async () => {
    for (const width of [390, 320]) {
      const page = await opensAs('chidi', {
        viewport: { width, height: 844 },
        isMobile: true,
        hasTouch: true,
      });
      const wide: string[] = [];
      for (const [name, path, ready] of views) {
        await page.goto(url() + path());
        await page.getByText(ready).first().waitFor({ state: 'attached' });
        if (await isTooWide(page)) wide.push(name);
      }
      expect(wide, `${width} pixels`).toEqual([]);
    }
  });

  test('can be tapped on a phone: nothing that stands by itself is lower than a thumb', async () => {
    const page = await opensAs('chidi', {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    const low: string[] = [];
    const look = async (name: string) => {
      // A link within a sentence is as high as its line; what is ticked is tapped by its words, too.
      const found = await page.evaluate<string[]>(`
        [...document.querySelectorAll('button, select, summary, main a, label:has([type="checkbox"], [type="radio"])')]
          .filter(each => each.checkVisibility() && each.getBoundingClientRect().width > 2)
          .filter(each => getComputedStyle(each).display !== 'inline'
            || [...each.parentElement.childNodes].every(node => node === each || node.textContent.trim() === ''))
          .filter(each => each.getBoundingClientRect().height < 40)
          .map(each => each.textContent)`);
      low.push(...found.map(words => `${name}: ${words}`));
    };
    for (const [name, path, ready] of views) {
      await page.goto(url() + path());
      await page.getByText(ready).first().waitFor({ state: 'attached' });
      await isThere(page);
      await look(name);
    }
    await page.goto(`${url()}/incidents/${room}`);
    for (const name of ['People', 'Tasks', 'Look', 'Act']) {
      const parts = page.getByRole('group', { name: 'Parts of the room' });
      await parts.getByRole('button', { name, exact: true }).click();
      await page.locator('.panel[data-shown="true"] .card').first().waitFor();
      await isThere(page);
      await look(name);
    }
    expect(low).toEqual([]);
  });

  test('has the figures of each whole on a phone, and names apart from what is found of them', async () => {
    const page = await opensAs('chidi', { viewport: { width: 390, height: 844 } });
    await page.goto(`${url()}/on-call`);
    const table = page.getByRole('region', { name: 'Pages and hours of each' });
    await table.getByText('Ana Keller').waitFor();
    const hidden = await page.evaluate(`(() => {
      const { scrollWidth, clientWidth } = document.querySelector('.scrolls');
      return scrollWidth - clientWidth;
    })()`);
    expect(hidden).toBe(0);
    const found = page.locator('.findings li').filter({ hasText: 'Ana Keller' }).first();
    expect(await found.innerText()).toMatch(/\n.*Ana Keller/);
  });

  test('has what is announced in sight, however much waits to be told to customers', async () => {
    const page = await opensAs('chidi', { viewport: { width: 390, height: 844 } });
    await page.route('**/v1/status-page', async route => {
      const response = await route.fetch();
      const shown = (await response.json()) as { incidents: object[] };
      const waits = { body: 'We look into it.', stage: 'investigating' };
      const many = Array.from({ length: 40 }, (_, index) => ({
        ...{ incident: `INC-2026-9${10 + index}`, posted: [] },
        ...(index === 39 && { proposed: waits }),
        ...(index < 39 && { posted: [{ ...waits, at: '2026-11-01T00:00:00.000Z' }] }),
      }));
      await route.fulfill({ response, json: { ...shown, incidents: many } });
    });
    await page.goto(`${url()}/set-up/status-page`);
    const words = page.getByRole('region', { name: 'Words for customers' });
    await words.getByRole('listitem').first().waitFor();
    expect(await words.getByRole('listitem').allTextContents()).toHaveLength(5);
    expect(await words.getByRole('listitem').first().textContent()).toContain('waits for approval');
    await words.getByRole('button', { name: 'Show more 35' }).click();
    expect(await words.getByRole('listitem').allTextContents()).toHaveLength(40);
  });

  test('begins a dialog at what it asks for, and says of which incident', async () => {
    const page = await opensAs('bo', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${url()}/incidents/${room}`);
    await page.getByText('Escalation').first().waitFor();
    const focused = () =>
      page.evaluate(`document.activeElement.matches('dialog :is(input, select, textarea)')`);
    for (const key of ['u', 'c', 'e', 'h', 'v', 'l', 'z', 'g', 'r']) {
      await page.keyboard.press(key);
      const dialog = page.getByRole('dialog', { name: room });
      await dialog.getByRole('textbox').first().waitFor();
      expect(await focused(), key).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
    await page.goto(`${url()}/on-call`);
    await page
      .getByRole('button', { name: /^Swap shifts/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    expect(await focused(), 'a swap').toBe(true);
  });

  test('lets somebody say in which order they are paged, and tells why one is refused', async () => {
    const page = await opensAs('bo');
    await page.goto(`${url()}/me`);
    const change = page.getByRole('button', { name: /^Change the order: When it is urgent/ });
    await change.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'When it is urgent: SEV1 and SEV2' });
    await dialog.getByLabel('Way 1', { exact: true }).selectOption('email');
    await dialog.getByRole('button', { name: 'Page me so' }).click();
    await dialog.getByText('is there already').waitFor();
    await dialog.getByLabel('Way 3', { exact: true }).selectOption('push');
    await dialog.getByRole('button', { name: 'Page me so' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('By your own word.').waitFor();
    expect(await call('GET', '/v1/people/bo/contacts')).toMatchObject({
      said: {
        high: {
          by: 'person',
          ways: ['email', 'sms', 'push', 'sms'].map(channel => ({ channel })),
        },
      },
    });
    await change.click();
    await dialog.getByRole('button', { name: 'As the configuration says' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('By your own word.').waitFor({ state: 'detached' });
    expect(page.wrong).toEqual([]);
  });

  test('cuts no word of the order in which one is paged, on a narrow phone either', async () => {
    const page = await opensAs('bo', { viewport: { width: 390, height: 844 } });
    await page.goto(`${url()}/me`);
    await page.getByRole('button', { name: /^Change the order: When it is urgent/ }).click();
    const dialog = page.getByRole('dialog', { name: 'When it is urgent: SEV1 and SEV2' });
    await dialog.getByLabel('Way 1', { exact: true }).selectOption('sms');
    await dialog.getByLabel('When way 1 is tried').selectOption('600');
    // A select has no width of its words: what they need is measured, with the arrow beside them.
    const cut =
      await page.evaluate(`[...document.querySelectorAll('dialog select')].filter(select => {
      const { font, paddingInlineStart, paddingInlineEnd } = getComputedStyle(select);
      const words = Object.assign(document.createElement('canvas').getContext('2d'), { font });
      const { width } = words.measureText(select.selectedOptions[0].text);
      const beside = parseFloat(paddingInlineStart) + parseFloat(paddingInlineEnd) + 20;
      return width + beside > select.clientWidth;
    }).map(select => select.selectedOptions[0].text)`);
    expect(cut).toEqual([]);
  });

  test('of the sign-in has nothing that axe finds, and says the same for an address that nobody has', async () => {
    const page = await opens();
    await page.goto(url());
    await page.getByRole('heading', { name: 'By a code' }).waitFor();
    expect(await flaws(page)).toEqual([]);
    await page.getByLabel('Your e-mail address or phone number').fill('nobody@example.com');
    await page.getByRole('button', { name: 'Send me a code' }).click();
    // Nothing of the address stands where the code goes, and one types on.
    await page.locator('input[name="code"]:focus').waitFor();
    await page.keyboard.type('000000');
    expect(await page.getByLabel('Six digits').inputValue()).toBe('000000');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('That is not the code that was sent').waitFor();
  });

  test('is reached, and acted in, by keyboard alone', async () => {
    const page = await opensAs('bo');
    await page.goto(url());
    await page.getByText(rtl).first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(room);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: long }).waitFor();
    await page.keyboard.press('c');
    await page.getByLabel('What you saw or did').waitFor();
    await page.keyboard.type('Typed.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Note: Typed.').waitFor();
    await page.keyboard.press('u');
    await page.locator('textarea[name="status"]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // From one dialog to another, and back to where one came from.
    await page.getByRole('button', { name: 'More', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Add a note/ }).focus();
    await page.keyboard.press('Enter');
    await page.locator('textarea[name="text"]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button:focus', { hasText: 'More' }).waitFor();
    await page.keyboard.press('Shift+O');
    await page.getByRole('heading', { level: 1, name: 'On call' }).waitFor();
    expect(page.wrong).toEqual([]);
  });

  test('leaves whoever goes by keyboard near the button that what they did took away', async () => {
    const [id, other] = [
      await alert({ title: 'The shelf is empty', service: 'website', severity: 'SEV3' }),
      await alert({ title: 'The till is shut', service: 'website', severity: 'SEV3' }),
    ];
    const page = await opensAs('bo');
    await page.goto(url());
    await page.getByRole('button', { name: `Acknowledge ${id}` }).focus();
    await page.keyboard.press('Enter');
    await page.locator('li:focus', { hasText: 'The shelf is empty' }).waitFor();
    await page.goto(`${url()}/incidents/${other}`);
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[role="toolbar"]:focus').waitFor();
    await page.keyboard.press('r');
    await page.locator('textarea[name="resolution"]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Resolve', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.locator('textarea[name="resolution"]:focus').waitFor();
    await page.keyboard.type('Opened.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Reopen' }).waitFor();
    await page.locator('main:focus').waitFor();
    expect(page.wrong).toEqual([]);
  });
});

describe.skipIf(noBrowser !== undefined)('what somebody else wrote', () => {
  const { url, call, closed, opensAs } = browsing();

  test('does nothing in the preview of a post-mortem', async () => {
    const id = await closed('Over');
    const { version } = await call<{ version: number }>('POST', `/v1/incidents/${id}/postmortem`, {
      by: 'bo',
    });
    const markdown =
      '# Told\n\n<script>document.title="taken"</script><img src=x onerror=alert(1)>\n\n[here](javascript:alert(1))';
    await call('PUT', `/v1/incidents/${id}/postmortem`, { version, markdown, by: 'bo' });
    const page = await opensAs('bo');
    await page.goto(`${url()}/after/post-mortems/${id}`);
    await page.getByRole('button', { name: 'Read' }).click();
    await page.getByRole('heading', { name: 'Told' }).waitFor();
    expect(
      await page.locator('article script, article img, article a[href^="javascript"]').count(),
    ).toBe(0);
    expect(page.wrong).toEqual([]);
  });
});
