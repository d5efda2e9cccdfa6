import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

/* What becomes another while somebody looks, chooses or types: nothing else is done than what they saw and meant. */

describe.skipIf(noBrowser !== undefined)('what changes meanwhile in the console', () => {
  const { url, call, opens, comesIn, alert, until } = browsing();
  const opened = (title: string, severity = 'SEV2') =>
    alert({ title, service: 'payments', severity });
  const commands = (id: string) => (name: string, body: object) =>
    call('POST', `/v1/incidents/${id}/${name}`, { ...body, by: 'bo' });

  test('an acknowledgement after the incident was reopened is one of its own, though the one before had no answer', async () => {
    const id = await opened('Acknowledged twice');
    const command = commands(id);
    const page = await opens();
    await comesIn(page, 'ana');
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
    await acknowledge.click();
    await until(
      async () => (await call<{ phase: string }>('GET', `/v1/incidents/${id}`)).phase,
      phase => phase === 'acknowledged',
    );
  });

  test('where nobody answered at first it is asked again by itself, and at once when the browser is online', async () => {
    const page = await opens();
    await comesIn(page, 'ana');
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
});
