import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

/* The browser's part of a sign-in by an issuer; what is verified of its token is test/app/setup/open-id.test.ts. */

describe.skipIf(noBrowser !== undefined)('a browser that comes back from an issuer', () => {
  const { url, opens, opensAs } = browsing();

  test('gives what it was told on once, with the name that it kept, and goes to where its person was', async () => {
    const page = await opens();
    const given: object[] = [];
    await page.route('**/v1/sign-in', route =>
      route.fulfill({ json: { codes: false, issuer: 'Northwind' } }),
    );
    const address = `${url()}/sign-in/back?code=c-1&state=s-1`;
    await page.route('**/v1/sign-in/issuer', route =>
      route.fulfill({ json: { signIn: 'mine', url: address } }),
    );
    await page.route('**/v1/sign-in/issuer/back', async route => {
      given.push(route.request().postDataJSON());
      const person = { data: { person: 'ana' } };
      await page.request.post(`${url()}/_local/sign-in`, person);
      await route.fulfill({ response: await page.request.get(`${url()}/v1/session`) });
    });
    await page.goto(`${url()}/on-call`);
    await page.getByRole('button', { name: 'Sign in with Northwind' }).click();
    await page.getByRole('heading', { name: 'On call', exact: true }).waitFor();
    expect(given).toEqual([{ signIn: 'mine', code: 'c-1', state: 's-1' }]);
    expect(new URL(page.url()).pathname).toBe('/on-call');
    expect(page.url()).not.toContain('c-1');
    expect(page.wrong).toEqual([]);
  });

  test('that began nothing is told so, and nothing is given on', async () => {
    const page = await opens();
    let asked = 0;
    await page.route('**/v1/sign-in/issuer/back', route => {
      asked += 1;
      return route.abort();
    });
    await page.goto(`${url()}/sign-in/back?code=theirs&state=theirs`);
    await page.getByText('This sign-in was begun elsewhere').waitFor();
    expect(asked).toBe(0);
    await page.getByRole('button', { name: 'Begin again' }).click();
    await page.getByRole('heading', { name: 'Who are you on this machine?' }).waitFor();
  });

  test('with a refusal shows its word and none of its text', async () => {
    const page = await opens();
    const words = 'error=access_denied&error_description=Call+%2B1+555+0100+now';
    await page.goto(`${url()}/sign-in/back?${words}`);
    await page.getByText('You were not signed in there (access_denied).').waitFor();
    expect(await page.getByText('555').count()).toBe(0);
  });

  test('is signed out there as well as here, and asked back to the console', async () => {
    const page = await opensAs('ana');
    await page.goto(`${url()}/me`);
    await page.route('**/v1/session', async route => {
      if (route.request().method() !== 'DELETE') return route.fallback();
      const answer = await route.fetch();
      const issuerUrl = `${url()}/issuer-logout?client_id=console`;
      await route.fulfill({ response: answer, json: { ...(await answer.json()), issuerUrl } });
    });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/issuer-logout?**');
    const asked = new URL(page.url()).searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      ...{ client_id: 'console', logout_uri: `${url()}/` },
      post_logout_redirect_uri: `${url()}/`,
    });
    const answer = await page.request.get(`${url()}/v1/session`);
    expect(answer.status()).toBe(401);
  });

  test('is led to no other host, whatever was kept', async () => {
    const page = await opens();
    await page.route('**/v1/sign-in/issuer/back', async route => {
      await page.request.post(`${url()}/_local/sign-in`, { data: { person: 'ana' } });
      await route.fulfill({ response: await page.request.get(`${url()}/v1/session`) });
    });
    await page.goto(url());
    await page.evaluate(() => {
      sessionStorage.setItem('tocsin-sign-in', 'mine');
      sessionStorage.setItem('tocsin-place', '//evil.example.com/on-call');
    });
    await page.goto(`${url()}/sign-in/back?code=c&state=s`);
    await page.getByRole('heading', { name: 'Now' }).waitFor();
    expect(new URL(page.url()).origin).toBe(url());
  });
});
