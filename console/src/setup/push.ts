import { send } from '#console/api.ts';
import { workerFile } from '#console/shell/keep-shell-here.ts';

/* Pages by push on the browser that one looks with. */

/** Why it cannot be had here; `undefined`: it can. */
export function whyNoPush(): string | undefined {
  if (!('serviceWorker' in navigator)) return 'This browser takes no messages in the background.';
  if (!('PushManager' in window)) {
    return /iPhone|iPad/.test(navigator.userAgent)
      ? 'First put this page on the home screen (Share, “Add to Home Screen”) and open it from there.'
      : 'This browser takes no messages in the background.';
  }
  return Notification.permission === 'denied'
    ? 'This browser was told to show no notifications of this page. Allow them in its settings.'
    : undefined;
}

async function subscription(): Promise<PushSubscription | undefined> {
  if (whyNoPush() !== undefined) return undefined;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/** As the API knows the browser that one looks with; `undefined`: it takes no pages. */
export async function deviceHere(): Promise<string | undefined> {
  const here = await subscription();
  if (here === undefined) return undefined;
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(here.endpoint));
  const hex = [...new Uint8Array(sum)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return `dev_${hex.slice(0, 16)}`;
}

/** The browser asks its person first. */
export async function pushHere(person: string, name: string, publicKey: string): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') {
    throw new Error('The browser shows no notifications without your leave.');
  }
  await navigator.serviceWorker.register(workerFile);
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that listens to an earlier key would have to be ended first.
  await (await pushManager.getSubscription())?.unsubscribe();
  const made = await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`The push service of this browser does not answer: ${why}`);
    });
  const { endpoint = '', keys = {} } = made.toJSON();
  const { p256dh = '', auth = '' } = keys;
  try {
    const given = { name, publicKey, subscription: { endpoint, keys: { p256dh, auth } } };
    await send('POST', '/v1/people/{id}/devices', { id: person }, given);
  } catch (error) {
    await made.unsubscribe();
    throw error;
  }
}

/** First it is taken back that pages go there: without an answer the device is there still, to be removed again. */
export async function removeDevice(person: string, device: string): Promise<void> {
  const isHere = device === (await deviceHere());
  await send('DELETE', '/v1/people/{id}/devices/{device}', { id: person, device });
  if (isHere) await (await subscription())?.unsubscribe();
}

/** Whoever signs out has no more pages come here, whether or not the API hears of it. */
export async function noPushHere(person: string): Promise<void> {
  const device = await deviceHere();
  if (device === undefined) return;
  await (await subscription())?.unsubscribe();
  await send('DELETE', '/v1/people/{id}/devices/{device}', { id: person, device });
}
