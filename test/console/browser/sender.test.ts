import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

describe.skipIf(noBrowser !== undefined)('whoever sets up a sender', () => {
  const { url, call, passes, isThere, opensAs } = browsing();
  const post = async (address: string, body: unknown) => {
    const { pathname, search } = new URL(address);
    const answer = await fetch(url() + pathname + search, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    });
    await answer.text();
    return answer.status;
  };

  test('is told what to click and paste, lets it in by keyboard, and sees why it is refused and as what it is understood', async () => {
    const { document } = await call<{ document: object }>('GET', '/v1/config');
    const page = await opensAs('chidi');
    await page.goto(`${url()}/set-up/senders`);
    await page.getByRole('link', { name: 'Add a sender' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('What you monitor with').waitFor();
    await page.keyboard.type('datad');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Let Datadog in' }).waitFor();
    await page.getByText('Integrations > Webhooks > New').waitFor();
    await isThere(page);
    await page.getByLabel('Name').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('new-door');
    await page.keyboard.press('Enter');
    const pasted = page.locator('pre', { hasText: '/v1/alerts/datadog?key=tocsin_' }).first();
    const address = (await pasted.textContent()) ?? '';
    expect(address).toMatch(/^http:\S+$/);
    await page.getByRole('button', { name: /put it in force$/ }).click();
    await page.getByRole('button', { name: 'What would change?' }).click();
    await page.getByRole('button', { name: 'Put it in force' }).click();
    await page.getByRole('link', { name: 'Go on with setting it up' }).click();
    await page.getByText('This page waits for the first').waitFor();
    // A function may know a configuration of up to half a minute ago.
    await passes(31);

    expect(await post(address, { check: 'not of Datadog' })).toBe(400);
    await page.getByText('Refused,').waitFor();
    await page
      .getByText(/Datadog/)
      .first()
      .waitFor();
    expect(await post(address, { tocsin: 'test' })).toBe(202);
    await passes(11);
    await page.getByText('a test, which pages nobody').waitFor();
    expect(await page.getByText('Refused,').count()).toBe(0);
    const fires = { title: 'Disk is full', alert_transition: 'Triggered', alert_type: 'error' };
    expect(await post(address, { ...fires, monitor_id: '7', tags: 'service:website' })).toBe(202);
    await passes(1);
    await page.getByRole('heading', { name: 'Disk is full' }).waitFor();
    await page
      .getByRole('definition')
      .filter({ hasText: /^website: / })
      .waitFor();
    await page.getByRole('link', { name: /^INC-/ }).waitFor();
    await call('PUT', '/v1/config', document);
    expect(page.wrong).toEqual([]);
  });

  test('has its key in no other window, and is told that it stands nowhere', async () => {
    const page = await opensAs('chidi');
    await page.goto(`${url()}/set-up/senders?add=grafana`);
    await page.getByRole('button', { name: 'Make its key' }).click();
    await page.getByText('?key=tocsin_').first().waitFor();
    await page.reload();
    await page.getByText('No sender of this name is let in').waitFor();
    expect(page.wrong).toEqual([]);
  });
});
