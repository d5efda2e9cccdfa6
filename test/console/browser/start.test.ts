import type { Page, Request } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { askedFirst } from '#contract/console-files.ts';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

describe.skipIf(noBrowser !== undefined)('a page of the console that is opened', () => {
  const { url, alert, opensAs } = browsing();

  /** Its script is held back until all of these were answered; answers what was asked of the API before it was drawn. */
  async function begins(page: Page, path: string, addresses: readonly string[]) {
    const asked: Request[] = [];
    page.on('request', request => {
      if (new URL(request.url()).pathname.startsWith('/v1/')) asked.push(request);
    });
    const answers = addresses.map(address => page.waitForResponse(url() + address));
    await page.route('**/assets/console-*.js', async route => {
      await Promise.all(answers);
      await route.continue();
    });
    await page.goto(url() + path);
    await page.getByRole('button', { name: 'Acknowledge' }).first().waitFor();
    const looks = asked.map(request => [request.headers()['if-none-match'], request] as const);
    const first = looks.filter(([tag, request]) => tag === undefined && request.method() === 'GET');
    return first.map(([, request]) => request.url().slice(url().length));
  }

  test('has what it asks first on its way before its script, and asks for it once', async () => {
    const id = await alert({ title: 'Checkout fails', service: 'payments', severity: 'SEV2' });
    const page = await opensAs('ana');
    const now = askedFirst('/');
    const atNow = await begins(page, '/', now);
    expect(atNow.filter(each => now.includes(each)).toSorted()).toEqual(now.toSorted());

    // By now the API is told the reader's zone before there is a script.
    const room = askedFirst(`/incidents/${id}`);
    const inRoom = await begins(await page.context().newPage(), `/incidents/${id}`, room);
    expect(inRoom.filter(each => room.includes(each)).toSorted()).toEqual(room.toSorted());
    expect(page.wrong).toEqual([]);
  });

  test('tells times within words by the zone of its reader, whose browser it does not know yet', async () => {
    const id = await alert({ title: 'Search is slow', service: 'website', severity: 'SEV2' });
    const page = await opensAs('bo', { timezoneId: 'Asia/Tokyo' });
    const [asked] = await Promise.all([
      page.waitForRequest(
        request => request.url().includes(`${id}?`) && 'tocsin-time-zone' in request.headers(),
      ),
      page.goto(`${url()}/incidents/${id}`),
    ]);
    expect(asked.headers()['tocsin-time-zone']).toBe('Asia/Tokyo');
    // What tells no time is asked for without.
    const [session] = await Promise.all([
      page.waitForRequest(request => request.url().endsWith('/v1/session')),
      page.reload(),
    ]);
    expect(session.headers()).not.toHaveProperty('tocsin-time-zone');
  });
});
