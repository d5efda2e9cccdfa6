import { expect, test } from 'vitest';
import { noteRefusal } from '#app/paging/note-refusal.ts';
import { minutes } from '../../support/incidents.ts';
import { aWorld } from '../../support/world.ts';

const down = { title: 'Payment processing down', service: 'payments' };
const [ana, bo] = ['+15555550101', '+15555550102'];

test('a number that a page showed to have opted out is marked, and the next incident does not try it', async () => {
  const tried: string[] = [];
  const world = await aWorld({
    vendor: ({ to, channel }) => {
      if (channel === 'sms') tried.push(to);
      return to === ana
        ? { sent: false, failed: 'give-up', reason: 'SNS: OptedOutException: opted out' }
        : { sent: true };
    },
  });
  await world.receives(down);
  world.person('ana').mail.expects('Payment processing down');
  expect(await world.contacts()).toMatchObject([
    { person: 'ana', channel: 'sms', address: ana, state: 'opted-out', enteredBy: 'configuration' },
  ]);
  expect(tried).toEqual([ana]);

  await world.receives({ ...down, key: 'another', title: 'Refunds down' });
  world.person('ana').mail.expects('Refunds down');
  await world.passes(minutes(5));
  expect(tried.filter(to => to === ana)).toHaveLength(1);
  expect(tried).toContain(bo);
});

test('any other failure says nothing about the number', async () => {
  const world = await aWorld({
    vendor: ({ channel }) =>
      channel === 'sms'
        ? { sent: false, failed: 'give-up', reason: 'no money left' }
        : { sent: true },
  });
  await world.receives(down);
  expect(await world.contacts()).toEqual([]);
});

test('an address that bounced for good is marked as it was written, and one that waits is not', async () => {
  const marked: unknown[] = [];
  const note = noteRefusal({
    async markUnusable(unusable) {
      marked.push(unusable);
      return 'marked';
    },
    log: () => {},
  });
  const to = { person: 'ana' };
  await note({ to, channel: 'email', reason: 'it waits' });
  expect(marked).toEqual([]);
  const bounced = 'ana@example.com';
  await note({ to, channel: 'email', reason: 'the address bounced', bounced });
  expect(marked).toEqual([
    {
      ...{ person: 'ana', channel: 'email', address: bounced },
      ...{ state: 'undeliverable', reason: 'the address bounced' },
    },
  ]);
});

test('what cannot be noted fails nobody', async () => {
  const logged: string[] = [];
  const note = noteRefusal({
    markUnusable: async () => {
      throw new Error('the table is down');
    },
    log: (level, message) => logged.push(`${level} ${message}`),
  });
  const to = { person: 'ana', phone: ana };
  await note({ to, channel: 'sms', reason: 'Phone number is opted out' });
  await note({ to, channel: 'voice', reason: 'Phone number is opted out' });
  await note({ to: { person: 'ana' }, channel: 'sms', reason: 'Phone number is opted out' });
  expect(logged).toEqual(['warn where nothing arrives cannot be noted']);
});
