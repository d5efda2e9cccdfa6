import { isPart, isPlace, keepShell, partOf, shellOf } from '#console/shell/kept-shell.ts';

/*
 * What runs in the browser when a page comes, also while no window is open, and where the console is loaded without a line. A
 * file of its own, with all that it needs in it: the browser fetches it alone.
 */

interface PagePush {
  title: string;
  body: string;
  incident: string;
  answer: string;
  mayAcknowledge: boolean;
}

interface Shown {
  close(): void;
  data: PagePush | undefined;
}
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PushCame extends WorkerEvent {
  data: { json(): PagePush } | null;
}
interface Clicked extends WorkerEvent {
  notification: Shown;
  action: string;
}
interface Fetching extends WorkerEvent {
  request: Request;
  /** On its way since before this worker was awake. */
  preloadResponse?: Promise<Response | undefined>;
  respondWith(answer: Promise<Response>): void;
}
interface Tab {
  url: string;
  focus(): Promise<unknown>;
}
/** What a worker has besides what each window has, as far as it is used here. */
interface Scope {
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(of: { type: 'window'; includeUncontrolled: true }): Promise<Tab[]>;
    openWindow(url: string): Promise<unknown>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'push', heard: (event: PushCame) => void): void;
  addEventListener(type: 'notificationclick', heard: (event: Clicked) => void): void;
  addEventListener(type: 'pushsubscriptionchange', heard: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', heard: (event: Fetching) => void): void;
  addEventListener(type: 'install' | 'activate', heard: (event: WorkerEvent) => void): void;
}
const worker = self as unknown as Scope;

/** A line that is dead tells nobody so, and a browser ends a worker that waits for half a minute, whatever it has still to say. */
const longestMs = 20_000;

/** So long whoever waits for the console is shown nothing, where it is kept. */
const slowMs = 6000;

const shelf = async () => caches.open('tocsin-console');
const ask = (path: string) => fetch(path);
/** Whoever asks for the root without a word of pages may be a program. */
const page = { headers: { accept: 'text/html' } };

worker.addEventListener('install', event => {
  event.waitUntil(worker.skipWaiting());
  // Without a line, or without room for it, there is nothing to show without a line; pages come all the same.
  const keeping = async () => keepShell(await shelf(), await fetch('/', page), ask);
  event.waitUntil(keeping().catch(() => undefined));
});

worker.addEventListener('activate', event => {
  event.waitUntil(worker.clients.claim());
  event.waitUntil(worker.registration.navigationPreload?.enable() ?? Promise.resolve());
});

worker.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && isPlace(pathname)) {
    const asked = (async () => (await event.preloadResponse) ?? fetch(request))();
    event.waitUntil(keptFrom(asked).catch(() => undefined));
    event.respondWith(shell(asked));
  } else if (isPart(pathname)) {
    const meanwhile = (work: Promise<unknown>) => event.waitUntil(work);
    const ask = () => fetch(request);
    event.respondWith(partOf({ shelf: shelf(), path: pathname, ask, meanwhile }));
  }
});

async function shell(asked: Promise<Response>): Promise<Response> {
  const slow = () => new Promise<undefined>(told => setTimeout(() => told(undefined), slowMs));
  return (await shellOf({ shelf: shelf(), asked, slow })).clone();
}

async function keptFrom(asked: Promise<Response>): Promise<void> {
  const answer = (await asked).clone();
  await keepShell(await shelf(), answer, ask);
}

worker.addEventListener('push', event => {
  const page = event.data?.json();
  if (page !== undefined) event.waitUntil(show(page, page.body));
});

worker.addEventListener('notificationclick', event => {
  const page = event.notification.data;
  event.notification.close();
  if (page === undefined) return;
  event.waitUntil(event.action === 'acknowledge' ? acknowledge(page) : open(page));
});

// The browser has another address for it: the old one hears nothing any more.
worker.addEventListener('pushsubscriptionchange', event => event.waitUntil(renew()));

/** One for each incident; a later page of it takes the place and makes itself heard again. */
function show(page: PagePush, body: string, mayAcknowledge = page.mayAcknowledge): Promise<void> {
  const acknowledging = { action: 'acknowledge', title: 'Acknowledge' };
  return worker.registration.showNotification(page.title, {
    ...{ body, tag: page.incident, renotify: true, requireInteraction: true, data: page },
    icon: '/icon.svg',
    actions: [...(mayAcknowledge ? [acknowledging] : []), { action: 'open', title: 'Open' }],
  } as NotificationOptions);
}

/** By the page's own address, which came encrypted and is good once: a session may have ended while its person slept. */
async function acknowledge(page: PagePush): Promise<void> {
  // Whatever a message says, only our own door is knocked at.
  if (!/^\/a\/[\w-]+$/.test(page.answer)) return show(page, page.body, false);
  try {
    const answer = await fetch(page.answer, {
      method: 'POST',
      credentials: 'omit',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'do=acknowledge',
      signal: AbortSignal.timeout(longestMs),
    });
    const { news } = (await answer.json()) as { news?: string };
    // Whatever stands before the door may answer, too, and says nothing of the page.
    return news === undefined
      ? await show(page, 'Not known to be acknowledged: something broke. Try again.')
      : await show(page, news, false);
  } catch {
    return show(page, 'Not acknowledged: there is no connection. Try again.');
  }
}

/** Where it is looked at already, or in a window of its own: any other may be sending something, or hold words. */
async function open({ incident }: PagePush): Promise<void> {
  const address = `/incidents/${encodeURIComponent(incident)}`;
  const tabs = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const tab = tabs.find(({ url }) => new URL(url).pathname === address);
  await (tab === undefined ? worker.clients.openWindow(address) : tab.focus());
}

/** By the key of today, which the API says: some browsers do not say what the old one listened to. */
async function renew(): Promise<void> {
  const headers = { 'tocsin-via': 'console', 'content-type': 'application/json' };
  const session = await fetch('/v1/session', { headers });
  // Nobody is signed in: the next page says that it does not arrive here, and goes another way.
  if (!session.ok) return;
  const { id } = (await session.json()) as { id: string };
  const person = `/v1/people/${encodeURIComponent(id)}`;
  const contacts = await fetch(`${person}/contacts`, { headers });
  if (!contacts.ok) return;
  const { pushKey: publicKey } = (await contacts.json()) as { pushKey?: string };
  if (publicKey === undefined) return;
  const { pushManager } = worker.registration;
  const wanted = { userVisibleOnly: true, applicationServerKey: publicKey };
  const next = await pushManager.subscribe(wanted);
  const { endpoint, keys } = next.toJSON();
  const device = { name: 'A browser that renewed itself', publicKey };
  await fetch(`${person}/devices`, {
    ...{ method: 'POST', headers },
    body: JSON.stringify({ ...device, subscription: { endpoint, keys } }),
  });
}
