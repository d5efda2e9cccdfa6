import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { openBrowser } from './shared-console.ts';

/** Browsers of people of the example team, and the local stack that they look at. */
export function browsing() {
  let browser: Browser | undefined;
  const url = () => inject('consoleUrl');
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${url()}${path}`, {
      method,
      headers: { authorization: 'Bearer local', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  const passes = (seconds: number) => call('POST', '/_local/clock/advance', { seconds });

  return {
    url,
    call,
    passes,
    /** A browser that is nobody's yet. What goes wrong in its pages is kept. */
    async opens(options: BrowserContextOptions = {}): Promise<Page & { wrong: string[] }> {
      if (browser === undefined) throw new Error('No browser is open');
      const context = await browser.newContext({ timezoneId: 'America/New_York', ...options });
      // Against what would hang for ever: the slowest machine is green, too.
      context.setDefaultTimeout(600_000);
      const page = await context.newPage();
      const wrong: string[] = [];
      page.on('pageerror', error => wrong.push(String(error)));
      page.on('console', message => {
        // A 401 or 409 is an answer; what the policy of the page refused is not.
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) {
          wrong.push(message.text());
        }
      });
      return Object.assign(page, { wrong });
    },
    async signsIn(page: Page, name: string): Promise<void> {
      await page.goto(url());
      await page.getByRole('button', { name }).click();
      await page.getByRole('heading', { name: 'Now' }).waitFor();
    },
    /** Signed in without the page that asks who one is, which has a test of its own. */
    async comesIn(page: Page, person: string): Promise<void> {
      const answer = await page.request.post(`${url()}/_local/sign-in`, { data: { person } });
      if (!answer.ok()) throw new Error(`${person} was not let in: ${answer.status()}`);
    },
    /** Opens an incident and answers its id. */
    async alert(alert: Record<string, unknown>): Promise<string> {
      const { receiptId } = await call<{ receiptId: string }>('POST', '/v1/alerts/generic', alert);
      await passes(0);
      const receipt = await call<{ outcomes: { incident?: string }[] }>(
        'GET',
        `/v1/receipts/${receiptId}`,
      );
      const id = receipt.outcomes[0]?.incident;
      if (id === undefined) throw new Error(`Not declared: ${JSON.stringify(receipt)}`);
      return id;
    },
  };
}
