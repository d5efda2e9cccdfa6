import type { Page, Worker } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browsing } from './browsing.ts';
import { noBrowser } from './shared-console.ts';

interface Told {
  channel: string;
  to: string;
  body: string;
  push?: { payload: string; ttl: number; urgency: string };
}
interface Shown {
  title: string;
  body: string;
  actions: string[];
}

/** Of the worker, as far as it is looked at. */
interface Scope {
  registration: {
    getNotifications(): Promise<object[]>;
    showNotification(
      title: string,
      options: { body: string; actions: { action: string }[] },
    ): Promise<void>;
  };
  shown: Shown[];
  /** Addresses of windows that were opened, and of those that were looked at again. */
  opened: string[];
  clients: { openWindow(address: string): Promise<void> };
  WindowClient: { prototype: { focus(this: { url: string }): Promise<void> } };
  NotificationEvent: new (type: string, init: object) => Event;
  dispatchEvent(event: Event): void;
}

interface Waiting {
  fetch(address: string, asked: { signal?: AbortSignal }): Promise<unknown>;
  fetches: Waiting['fetch'];
}

interface Renewing {
  PushManager: {
    prototype: {
      subscribe(wanted: { applicationServerKey: string }): Promise<{ toJSON(): unknown }>;
    };
  };
  ExtendableEvent: new (type: string) => Event;
  dispatchEvent(event: Event): void;
}

describe.skipIf(noBrowser !== undefined)('pages on the device', () => {
  const { url, call, opens, signsIn, alert, passes, until } = browsing();

  /** A browser whose push service is the stand-in: Chromium's own is on the Internet. */
  async function subscribing(): Promise<Page & { wrong: string[] }> {
    const page = await opens({ serviceWorkers: 'allow' });
    await page.context().grantPermissions(['notifications'], { origin: url() });
    await page.addInitScript(() => {
      let current: { endpoint: string; keys: object } | undefined;
      const shape = (made: { endpoint: string; keys: object }) => ({
        endpoint: made.endpoint,
        toJSON: () => made,
        unsubscribe: async () => {
          const body = JSON.stringify({ endpoint: made.endpoint });
          await fetch('/_local/push', { method: 'DELETE', body });
          current = undefined;
          sessionStorage.removeItem('push');
          return true;
        },
      });
      const kept = sessionStorage.getItem('push');
      if (kept !== null) current = JSON.parse(kept);
      const { PushManager } = globalThis as unknown as { PushManager: { prototype: object } };
      Object.assign(PushManager.prototype, {
        getSubscription: async () => (current === undefined ? null : shape(current)),
        async subscribe({ applicationServerKey }: { applicationServerKey: string }) {
          const body = JSON.stringify({ publicKey: applicationServerKey });
          const answer = await fetch('/_local/push', { method: 'POST', body });
          const made = (await answer.json()) as { endpoint: string; keys: object };
          sessionStorage.setItem('push', JSON.stringify(made));
          current = made;
          return shape(made);
        },
      });
    });
    return page;
  }

  /** Signed in, with this browser as a device of theirs. */
  async function takesPages(name: string): Promise<Page & { wrong: string[] }> {
    const page = await subscribing();
    await signsIn(page, name);
    await page.goto(`${url()}/me`);
    await page.getByRole('button', { name: 'Take pages on this device' }).click();
    await page.getByText('here, since').waitFor();
    return page;
  }

  /** What the push service took, handed to the browser as it hands it out. */
  async function delivers(page: Page, payload: string): Promise<void> {
    // A worker that is not active yet is given nothing.
    await page.evaluate(async () => {
      const { serviceWorker } = navigator as unknown as {
        serviceWorker: { ready: Promise<object> };
      };
      await serviceWorker.ready;
    });
    const devtools = await page.context().newCDPSession(page);
    const found = new Promise<string>(resolve => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const ours = registrations.find(({ isDeleted }) => !isDeleted);
        if (ours !== undefined) resolve(ours.registrationId);
      });
    });
    await devtools.send('ServiceWorker.enable');
    const registrationId = await found;
    const message = { origin: url(), registrationId, data: payload };
    await devtools.send('ServiceWorker.deliverPushMessage', message);
  }

  /**
   * The worker, which from now on notes what it shows. Asking the browser again and again for its notifications would not do:
   * asked between the noting of one and its showing, Chromium takes it for dismissed and forgets it.
   */
  async function workerOf(page: Page): Promise<Worker> {
    const worker =
      page.context().serviceWorkers()[0] ?? (await page.context().waitForEvent('serviceworker'));
    await worker.evaluate(() => {
      const scope = globalThis as unknown as Scope;
      const shows = scope.registration.showNotification.bind(scope.registration);
      scope.shown = [];
      scope.opened = [];
      // A browser does neither where nobody has pressed anything.
      scope.clients.openWindow = async address => void scope.opened.push(`opened ${address}`);
      scope.WindowClient.prototype.focus = async function () {
        scope.opened.push(`focused ${new URL(this.url).pathname}`);
      };
      scope.registration.showNotification = async (title, options) => {
        await shows(title, options);
        const actions = options.actions.map(({ action }) => action);
        scope.shown.push({ title, body: options.body, actions });
      };
    });
    return worker;
  }

  const shown = (worker: Worker): Promise<Shown[]> =>
    worker.evaluate(() => (globalThis as unknown as Scope).shown);

  /** So many by now, the oldest first. */
  const shows = (worker: Worker, count: number): Promise<Shown[]> =>
    until(
      () => shown(worker),
      found => found.length >= count,
    );

  const presses = (worker: Worker, action: string) =>
    worker.evaluate(async pressed => {
      const scope = globalThis as unknown as Scope;
      const [notification] = await scope.registration.getNotifications();
      const about = { notification, action: pressed };
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', about));
    }, action);

  const pushed = async (id: string) =>
    (await call<Told[]>('GET', '/_local/inbox')).filter(
      ({ channel, push }) => channel === 'push' && push?.payload.includes(id),
    );

  async function testPage(person: string): Promise<string> {
    const { id } = await call<{ id: string }>('POST', `/v1/people/${person}/test-page`, {
      by: person,
    });
    await passes(1);
    return id;
  }

  test('are taken, shown with the page’s words while no window looks, and acknowledged from there', async () => {
    const page = await takesPages('Ana Keller');
    // Whom a plan reaches is known everywhere within fifteen seconds.
    await passes(20);
    const { devices } = await call<{ devices: { name: string; isUsed: boolean }[] }>(
      'GET',
      '/v1/people/ana/contacts',
    );
    expect(devices).toMatchObject([{ name: 'Chrome on Linux', isUsed: true }]);

    const id = await testPage('ana');
    const [told] = await pushed(id);
    expect(told?.push).toMatchObject({ urgency: 'high' });
    const worker = await workerOf(page);
    await delivers(page, told?.push?.payload ?? '');
    const [notification] = await shows(worker, 1);
    expect(notification?.title).toContain(id);
    expect(notification?.actions).toEqual(['acknowledge', 'open']);

    await presses(worker, 'acknowledge');
    const [, answered] = await shows(worker, 2);
    expect(answered).toMatchObject({ body: 'Your test page arrived. That was all.' });
    expect(answered?.actions).toEqual(['open']);

    const opened = (count: number) =>
      until(
        () => worker.evaluate(() => (globalThis as unknown as Scope).opened),
        found => found.length === count,
      );
    await presses(worker, 'open');
    // The window that is there may be sending something, or hold words.
    expect(await opened(1)).toEqual([`opened /incidents/${id}`]);
    expect(new URL(page.url()).pathname).toBe('/me');
    await page.goto(`${url()}/incidents/${id}`);
    await delivers(page, told?.push?.payload ?? '');
    await shows(worker, 3);
    await presses(worker, 'open');
    expect((await opened(2)).at(-1)).toBe(`focused /incidents/${id}`);
    expect(page.wrong).toEqual([]);
  });

  test('are shown again, to be tried again, where the line is dead: by no answer they are acknowledged', async () => {
    const page = await takesPages('Chidi Obi');
    await passes(20);
    const id = await testPage('chidi');
    const [told] = await pushed(id);
    const worker = await workerOf(page);
    await delivers(page, told?.push?.payload ?? '');
    await shows(worker, 1);
    // No answer comes, and nobody says so; what the worker waits for passes a thousand times as fast.
    await worker.evaluate(() => {
      const scope = globalThis as unknown as Waiting;
      scope.fetches = scope.fetch;
      scope.fetch = (_address, { signal }) =>
        new Promise((_, fails) => signal?.addEventListener('abort', () => fails(signal.reason)));
      const wait = AbortSignal.timeout.bind(AbortSignal);
      AbortSignal.timeout = ms => wait(ms / 1000);
    });
    await presses(worker, 'acknowledge');
    const [, again] = await shows(worker, 2);
    expect(again).toMatchObject({
      body: 'Not acknowledged: there is no connection. Try again.',
      actions: ['acknowledge', 'open'],
    });
    expect(await call('GET', `/v1/incidents/${id}`)).toMatchObject({ phase: 'open' });
    await worker.evaluate(() => {
      const scope = globalThis as unknown as Waiting;
      // It would be given up as early.
      scope.fetch = (address, { signal: _, ...asked }) => scope.fetches(address, asked);
    });
    await presses(worker, 'acknowledge');
    await until(
      () => shown(worker),
      ([, , found]) => found?.body === 'Your test page arrived. That was all.',
    );
  });

  test('are no more once the device is removed, and its page cannot be answered from there', async () => {
    const page = await takesPages('Farid Amini');
    await passes(20);
    const id = await testPage('farid');
    const [told] = await pushed(id);
    const worker = await workerOf(page);
    await delivers(page, told?.push?.payload ?? '');
    await shows(worker, 1);
    await page.getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('button', { name: 'Take pages on this device' }).waitFor();
    await presses(worker, 'acknowledge');
    await until(
      () => shown(worker),
      ([, found]) => found?.body.includes('taken out of use') === true,
    );
    expect(await call('GET', `/v1/incidents/${id}`)).toMatchObject({ phase: 'open' });
    expect(await pushed(await testPage('farid'))).toEqual([]);
  });

  test('come again where the browser changes its address without saying what the old one was', async () => {
    const page = await takesPages('Bo Lindqvist');
    const worker = await workerOf(page);
    await worker.evaluate(() => {
      const scope = globalThis as unknown as Renewing;
      scope.PushManager.prototype.subscribe = async ({ applicationServerKey: publicKey }) => {
        const body = JSON.stringify({ publicKey });
        const made = await (await fetch('/_local/push', { method: 'POST', body })).json();
        return { toJSON: () => made };
      };
      scope.dispatchEvent(new scope.ExtendableEvent('pushsubscriptionchange'));
    });
    await until(
      () => call<{ devices: { name: string }[] }>('GET', '/v1/people/bo/contacts'),
      ({ devices }) => devices.some(({ name }) => name === 'A browser that renewed itself'),
    );
  });

  test('go to nobody’s screen after whoever had them has signed out', async () => {
    const page = await takesPages('Gwen Morris');
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Who are you on this machine?' }).waitFor();
    const answer = await call<{ devices: object[] }>('GET', '/v1/people/gwen/contacts');
    expect(answer.devices).toEqual([]);
  });

  test('that a browser no longer takes go another way at once, and their owner is told', async () => {
    const { endpoint, keys } = await call<{ endpoint: string; keys: object }>(
      'POST',
      '/_local/push',
      { publicKey: (await call<{ pushKey: string }>('GET', '/v1/people/ana/contacts')).pushKey },
    );
    const page = await opens();
    await signsIn(page, 'Ana Keller');
    const { pushKey } = await call<{ pushKey: string }>('GET', '/v1/people/ana/contacts');
    const added = await page.request.post(`${url()}/v1/people/ana/devices`, {
      headers: { 'tocsin-via': 'console', origin: url() },
      data: { name: 'An old phone', publicKey: pushKey, subscription: { endpoint, keys } },
    });
    expect(added.status()).toBe(200);
    await passes(20);
    await call('DELETE', '/_local/push', { endpoint });
    const id = await alert({ title: 'Carts are empty', service: 'payments', severity: 'SEV1' });
    await passes(1);
    const texts = await call<Told[]>('GET', '/_local/inbox?to=ana@example.com');
    expect(texts.some(({ body }) => body.includes('An old phone'))).toBe(true);
    const { devices } = await call<{ devices: { name: string }[] }>(
      'GET',
      '/v1/people/ana/contacts',
    );
    expect(devices.map(({ name }) => name)).not.toContain('An old phone');
    await call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  });
});
