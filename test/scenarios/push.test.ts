import { describe, expect, test } from 'vitest';
import { minutes } from '../support/incidents.ts';
import { team } from '../support/team.ts';
import { aWorld, type Message, tokenIn, type WorldOptions } from '../support/world.ts';

/* Pages to browsers and phones, with a text only where they do not arrive. */

const publicKey =
  'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';
const down = { title: 'Payment processing down', service: 'payments' };
const rules = ['push', { channel: 'sms', after: '2m' }];
const configuration = { ...team, notify: { high: rules, low: rules }, push: { publicKey } };

async function night(vendor?: WorldOptions['vendor'], devices = ['phone']) {
  const world = await aWorld({ configuration, ...(vendor && { vendor }) });
  for (const name of devices) {
    await world.roster.putContact({
      ...{ person: 'ana', channel: 'push', address: `dev_${name}`, state: 'verified' },
      ...{ enteredBy: 'person', at: world.now() },
      device: { name, endpoint: name, p256dh: 'p', auth: 'a', publicKey },
    });
  }
  await world.receives(down);
  return world;
}
type World = Awaited<ReturnType<typeof night>>;

const gone = (names: readonly string[]) => (message: Message) =>
  names.includes(message.to)
    ? ({ sent: false, failed: 'give-up', reason: 'push: answered 410', gone: true } as const)
    : { sent: true as const, externalId: 'm' };

const pages = async (world: World) =>
  (await world.pages())
    .filter(({ person }) => person === 'ana')
    .map(({ channel, status, detail }) => ({ channel, status, detail }));
const devices = async (world: World) =>
  (await world.roster.newest()).contacts.map(({ address }) => address);

describe('a page by push', () => {
  test('is enough where it is acknowledged: no text is sent', async () => {
    const world = await night();
    world.inbox('phone').expects('Payment processing down');
    await world.passes(minutes(1));
    await world.asks('acknowledgeIncident', {});
    await world.passes(minutes(3));
    world.person('ana').phone.expectsNothing();
    expect(await pages(world)).toEqual([
      expect.objectContaining({ channel: 'push', status: 'sent' }),
      expect.objectContaining({ channel: 'sms', status: 'suppressed' }),
    ]);
  });

  test('to a device that is gone fails, brings the next way at once, and the device is taken out with a word', async () => {
    const world = await night(gone(['phone']));
    world.person('ana').phone.expects('Payment processing down');
    world.person('ana').mail.expects('no longer takes your pages', 'go your next way at once');
    expect(await pages(world)).toContainEqual(
      expect.objectContaining({ channel: 'push', status: 'failed', detail: 'push: answered 410' }),
    );
    expect(await devices(world)).toEqual([]);
  });

  test('to two devices of which one is gone has arrived, and is still answered from the other', async () => {
    const world = await night(gone(['phone']), ['phone', 'laptop']);
    const page = world.inbox('laptop').expects('Payment processing down');
    // The page arrived: nothing else was tried.
    const lost = world.person('ana').mail.expects('no longer takes your pages', 'Devices left: 1');
    expect(lost.body).not.toContain('next way');
    expect(await devices(world)).toEqual(['dev_laptop']);
    expect(await pages(world)).toContainEqual(
      expect.objectContaining({ channel: 'push', status: 'sent' }),
    );
    const answer = await world.links.act(tokenIn(page));
    expect(answer).toMatchObject({ news: expect.stringContaining('You acknowledged it') });
  });

  test('is tried again while the push service asks for patience', async () => {
    let tries = 0;
    const world = await night(message =>
      message.channel === 'push' && tries++ === 0
        ? { sent: false, failed: 'retry', reason: 'push: answered 429' }
        : { sent: true, externalId: 'm' },
    );
    await world.passes(minutes(1));
    world.inbox('phone').expects('Payment processing down');
    expect(tries).toBe(2);
  });

  test('goes to the devices of now, and nowhere where the last was taken away', async () => {
    const world = await aWorld({ configuration });
    const put = (name: string) =>
      world.roster.putContact({
        ...{ person: 'bo', channel: 'push', address: `dev_${name}`, state: 'verified' },
        ...{ enteredBy: 'person', at: world.now() },
        device: { name, endpoint: name, p256dh: 'p', auth: 'a', publicKey },
      });
    await put('old');
    await world.receives(down);
    world.person('ana').phone.clears();
    const [old] = (await world.roster.newest()).contacts;
    if (old === undefined) throw new Error('Not there');
    await world.roster.removeContact(old, world.now());
    await put('new');
    await world.passes(minutes(15));
    world.inbox('old').expectsNothing();
    world.inbox('new').expects('Payment processing down');
  });

  test('that went to a device which its person took away cannot be answered from there any more', async () => {
    const world = await night();
    const page = world.inbox('phone').expects('Payment processing down');
    const [device] = (await world.roster.newest()).contacts;
    if (device === undefined) throw new Error('Not there');
    await world.roster.removeContact(device, world.now());
    const answer = await world.links.act(tokenIn(page));
    expect(answer).toMatchObject({ news: expect.stringContaining('taken out of use') });
    expect(await world.incident()).toMatchObject({ phase: 'open' });
  });
});
