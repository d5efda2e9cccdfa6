import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(noBrowser !== undefined)('the console in a browser', () => {
  const { url, call, opens, signsIn, alert, passes } = browsing();

  test('the woken person: sees it, has it with one tap, says what it is, and ends it', async () => {
    const id = await alert({
      title: 'Payments fail at checkout',
      service: 'payments',
      severity: 'SEV1',
    });
    const page = await opens(phone);
    await signsIn(page, 'Ana Keller');
    const card = page.getByRole('listitem').filter({ hasText: id });
    await card.getByText('Nobody has it').waitFor();
    await card.getByRole('button', { name: `Acknowledge ${id}` }).tap();
    await card.getByText('Ana Keller has it').waitFor();
    await card.getByRole('link').tap();

    await page.getByRole('heading', { level: 1, name: 'Payments fail at checkout' }).waitFor();
    await page.getByRole('button', { name: 'Note', exact: true }).tap();
    await page.getByLabel('What you saw or did').fill('The pool is exhausted.');
    await page.getByRole('button', { name: 'Add it to the timeline' }).tap();
    await page.getByText('Note: The pool is exhausted.').waitFor();
    await page.getByRole('button', { name: 'Resolve', exact: true }).tap();
    await page.getByLabel('What ended it').fill('Raised the pool.');
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).tap();
    await page.getByText('Resolved, watched').waitFor();

    const shown = await call<{ timeline: { type: string; text: string; by?: string }[] }>(
      'GET',
      `/v1/incidents/${id}`,
    );
    const acknowledged = shown.timeline.find(({ type }) => type === 'IncidentAcknowledged');
    expect(acknowledged).toMatchObject({ by: 'Ana Keller' });
    expect(acknowledged?.text).toMatch(/console/);
    expect(page.wrong).toEqual([]);
  });

  test('two at once: each sees what the other did, and nobody does it twice', async () => {
    const id = await alert({ title: 'Orders are lost', service: 'payments', severity: 'SEV2' });
    const [ana, bo] = [await opens(), await opens()];
    await signsIn(ana, 'Ana Keller');
    await signsIn(bo, 'Bo Lindqvist');
    await bo.goto(`${url()}/incidents/${id}`);
    await bo.getByRole('button', { name: 'Acknowledge' }).waitFor();
    await ana.goto(`${url()}/incidents/${id}`);
    await ana.getByRole('button', { name: 'Acknowledge' }).waitFor();
    let isCommitted = false;
    let looks = 0;
    ana.on('response', answer => {
      isCommitted ||= answer.url().endsWith(`${id}/acknowledge`);
    });
    bo.on('request', asked => {
      if (isCommitted && asked.url().endsWith(`/v1/incidents/${id}`)) looks += 1;
    });
    await ana.keyboard.press('a');
    await ana.getByText('Ana Keller has it').waitFor();
    // Of his own accord, as long as he looks: by his next look, of which there is one each second and a half.
    await bo.bringToFront();
    await bo.getByText('Ana Keller has it').waitFor();
    expect(looks).toBeLessThanOrEqual(2);
    expect(await bo.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
  });

  test('a session that is revoked elsewhere lets nobody look on', async () => {
    const [phonePage, desk] = [await opens(phone), await opens()];
    await signsIn(phonePage, 'Chidi Obi');
    await signsIn(desk, 'Chidi Obi');
    const { sessions } = (await (await desk.request.get(`${url()}/v1/sessions`)).json()) as {
      sessions: { id: string; isThis: boolean }[];
    };
    const other = sessions.find(({ isThis }) => !isThis);
    const headers = { 'tocsin-via': 'console', origin: url() };
    const ended = await desk.request.delete(`${url()}/v1/sessions/${other?.id}`, { headers });
    expect(ended.status()).toBe(200);
    await phonePage.bringToFront();
    await phonePage.getByRole('heading', { name: 'Who are you on this machine?' }).waitFor();
  });

  test('mark-up in what an alert says is read as words, wherever it is shown', async () => {
    const title = '<img src=x onerror="document.title=1"><b>Down</b> javascript:alert(1)';
    const id = await alert({
      ...{ title, service: 'payments', severity: 'SEV3' },
      description: '</p><script>document.title="taken"</script><style>*{display:none}</style>',
    });
    const page = await opens();
    await signsIn(page, 'Ana Keller');
    await page.getByText(title).waitFor();
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page
      .getByText('<script>document.title="taken"</script>', { exact: false })
      .first()
      .waitFor();
    expect(await page.locator('main img, main script, main style, main b').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).toContain(title);
    expect(page.wrong).toEqual([]);
  });

  test('nothing is shown as done that was not: while nobody answers it says so, and tries again', async () => {
    const id = await alert({ title: 'Search is slow', service: 'website', severity: 'SEV3' });
    const page = await opens();
    await signsIn(page, 'Ana Keller');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('nothing is known to have been done').waitFor();
    await page.getByText('Not connected.').waitFor();
    // Whoever listens hears that, and not each second how old it is by then.
    expect(await page.locator('.connection').getByRole('status').textContent()).toBe(
      'Not connected.',
    );
    expect(await page.getByText('Nobody has it').count()).toBe(1);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Ana Keller has it').waitFor();
    const shown = await call<{ phase: string }>('GET', `/v1/incidents/${id}`);
    expect(shown.phase).toBe('acknowledged');
  });

  test('a phone that wakes without a line says how old it is what it shows, and not since when it looks again', async () => {
    const page = await opens(phone);
    await signsIn(page, 'Ana Keller');
    await page.getByText('Nothing is open.').or(page.locator('.incidents > li')).first().waitFor();
    const isShown = (state: 'hidden' | 'visible') =>
      page.evaluate(`{
        Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }`);
    const title = await page.getByRole('heading', { level: 1 }).boundingBox();
    await isShown('hidden');
    await page.context().setOffline(true);
    await page.evaluate(`{
      const awake = Date.now;
      Date.now = () => awake() + 3_600_000;
    }`);
    await isShown('visible');
    await page.getByText(/What you see is as it was 1 h ago/).waitFor();
    // What a thumb is on its way to stays where it is.
    expect(await page.getByRole('heading', { level: 1 }).boundingBox()).toEqual(title);
  });

  test('the clock of incidents is the one that counts down', async () => {
    const id = await alert({ title: 'Queue grows', service: 'payments', severity: 'SEV2' });
    const page = await opens();
    await signsIn(page, 'Ana Keller');
    await page.goto(`${url()}/incidents/${id}`);
    await page.getByText('Nobody has it').waitFor();
    await passes(16 * 60);
    await page.getByText('Bo Lindqvist').first().waitFor();
    await page
      .getByText(/Paged .*Team Lead|level 2/i)
      .first()
      .waitFor();
  });
});
