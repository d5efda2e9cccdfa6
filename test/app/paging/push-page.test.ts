import { expect, test } from 'vitest';
import { pushPage } from '#app/paging/push-page.ts';
import type { PagePush } from '#core/paging/page-push.ts';
import type { PushTo } from '#ports/communication.ts';

const page = {} as PagePush;
const device = {
  name: 'Phone',
  endpoint: 'https://push.example.com/1',
  p256dh: 'k',
  auth: 'a',
  publicKey: 'p',
};
const taken = { sent: true, externalId: 'm-1' } as const;
const lost = { sent: false, failed: 'give-up', reason: 'it knows it no more', gone: true } as const;
const busy = { sent: false, failed: 'retry', reason: 'it is busy' } as const;

/** To devices of Ana, each of which answers so. */
function pushed(answers: Record<string, Awaited<ReturnType<PushTo>>>) {
  const ids = Object.keys(answers);
  const devicesOf = async () =>
    ids.map(address => ({ address, device: { ...device, name: address } }));
  const pushTo: PushTo = async ({ name }) => answers[name] ?? busy;
  const to = { person: 'ana', name: 'Ana', push: ids.join(' ') };
  return pushPage({ devicesOf, pushTo })(to, page, 60);
}

test('a page that one device takes is sent, and names those that are lost', async () => {
  expect(await pushed({ old: lost, new: taken })).toEqual({ ...taken, gone: ['old'] });
});

test('a page to devices that are all lost is given up, so that the next way is tried', async () => {
  expect(await pushed({ one: lost, two: lost })).toEqual({
    ...{ sent: false, failed: 'give-up', reason: 'it knows it no more' },
    gone: ['one', 'two'],
  });
});

test('a page that a device may take later is tried again', async () => {
  expect(await pushed({ old: lost, new: busy })).toMatchObject({ sent: false, failed: 'retry' });
});

test('a page to somebody without a device is given up', async () => {
  expect(await pushed({})).toMatchObject({ sent: false, failed: 'give-up' });
});
