import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { openBrowser } from './shared-console.ts';

/**
 * Whatever is waited for comes within a second or two, and on a machine that has much else to do within some more: what has
 * not come by now never comes, and its test says what was there instead.
 */
const longestMs = 240_000;

/** Browsers of people of the example team, and the local stack that they look at. */
export function browsing() {
  let browser: Browser | undefined;
  const url = () => inject('consoleUrl');
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    if (browser !== undefined) await endsAll();
  });

  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${url()}${path}`, {
      method,
      headers: { authorization: 'Bearer local', 'content-type': 'application/json' },
      signal: AbortSignal.timeout(longestMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** An hour of so many nights, in which nobody answers, takes minutes. */
  async function endsAll(): Promise<void> {
    type Running = { incidents: { id: string; phase: string }[] };
    const { incidents } = await call<Running>('GET', '/v1/incidents?phase=running&limit=100');
    for (const { id, phase } of incidents) {
      if (phase === 'watching') continue;
      await call('POST', `/v1/incidents/${id}/resolve`, { resolution: 'Over.', by: 'bo' });
    }
    await passes(0);
  }

  const passes = (seconds: number) => call('POST', '/_local/clock/advance', { seconds });

  async function alert(facts: Record<string, unknown>): Promise<string> {
    const { receiptId } = await call<{ receiptId: string }>('POST', '/v1/alerts/generic', facts);
    await passes(0);
    const receipt = await call<{ outcomes: { incident?: string }[] }>(
      'GET',
      `/v1/receipts/${receiptId}`,
    );
    const id = receipt.outcomes[0]?.incident;
    if (id === undefined) throw new Error(`Not declared: ${JSON.stringify(receipt)}`);
    return id;
  }

  /** A browser that is nobody's yet. What goes wrong in its pages is kept. */
  async function opens(options: BrowserContextOptions = {}): Promise<Page & { wrong: string[] }> {
    if (browser === undefined) throw new Error('No browser is open');
    const context = await browser.newContext({
      timezoneId: 'America/New_York',
      // What a worker asks for is no page's: no test could hold it back.
      serviceWorkers: 'block',
      ...options,
    });
    context.setDefaultTimeout(longestMs);
    const page = await context.newPage();
    const shown = seen(page);
    // A page that nobody looks at any more would ask on, and each test after it be slower.
    onTestFinished(async ({ task }) => {
      if (task.result?.state === 'fail') console.log(await shown());
      // What a page asked for as its test ended is answered no more, and that is no error of another test.
      await Promise.all(
        [context, ...context.pages()].map(each => each.unrouteAll({ behavior: 'ignoreErrors' })),
      );
      await context.close();
    });
    const wrong: string[] = [];
    page.on('pageerror', error => wrong.push(String(error)));
    page.on('console', message => {
      // A 401 or 409 is an answer; what the policy of the page refused is not.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) {
        wrong.push(message.text());
      }
    });
    return Object.assign(page, { wrong });
  }

  /** Signed in without the page that asks who one is, which has a test of its own. */
  async function comesIn(page: Page, person: string): Promise<void> {
    const answer = await page.request.post(`${url()}/_local/sign-in`, { data: { person } });
    if (!answer.ok()) throw new Error(`${person} was not let in: ${answer.status()}`);
  }

  return {
    url,
    call,
    passes,
    opens,
    /** Asks until it is so. */
    until,
    /** Everything that a view begins with is there. */
    async isThere(page: Page): Promise<void> {
      await until(
        () => page.locator('main .loading').count(),
        count => count === 0,
      );
    },
    async signsIn(page: Page, name: string): Promise<void> {
      await page.goto(url());
      await page.getByRole('button', { name }).click();
      await page.getByRole('heading', { name: 'Now' }).waitFor();
    },
    comesIn,
    /** The browser of somebody who is signed in. */
    async opensAs(person: string, options: BrowserContextOptions = {}) {
      const page = await opens(options);
      await comesIn(page, person);
      return page;
    },
    /** Opens an incident and answers its id. */
    alert,
    /** An incident that is closed, as all others are after it. */
    async closed(title: string): Promise<string> {
      const id = await alert({ title, service: 'payments', severity: 'SEV3' });
      await endsAll();
      await passes(1900);
      return id;
    },
  };
}

async function until<Value>(
  look: () => Promise<Value>,
  is: (value: Value) => boolean,
): Promise<Value> {
  const end = Date.now() + longestMs;
  for (;;) {
    const value = await look();
    if (is(value)) return value;
    if (Date.now() > end) throw new Error(`It never came. The last was ${JSON.stringify(value)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** What a page shows and waits for, in words, for whoever wonders why something never came. */
function seen(page: Page): () => Promise<string> {
  const waiting = new Set<Request>();
  page.on('request', request => waiting.add(request));
  page.on('requestfinished', request => waiting.delete(request));
  page.on('requestfailed', request => waiting.delete(request));
  return async () => {
    if (page.isClosed()) return 'A page was closed.';
    const text = page.evaluate<string>(
      '[document.visibilityState, document.body.innerText.slice(0, 1500)].join(": ")',
    );
    const late = new Promise<string>(told => setTimeout(told, 5000, 'It does not answer.'));
    const unanswered = [...waiting].map(request => `${request.method()} ${request.url()}`);
    const shown = await Promise.race([text.catch(String), late]);
    return `${page.url()}\nWithout an answer: ${unanswered.join(', ') || 'nothing'}\n${shown}`;
  };
}
