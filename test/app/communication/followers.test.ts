import { describe, expect, test } from 'vitest';
import { subscriptionOf, subscriptionToken } from '#adapters/node/subscription-link.ts';
import { leadsInside } from '#adapters/outside/public-address.ts';
import { answerSubscription } from '#app/communication/answer-subscription.ts';
import { askFollower, followersByTopicMax } from '#app/communication/ask-follower.ts';
import { fanOut } from '#app/communication/fan-out.ts';
import { followPage } from '#app/communication/follow-page.ts';
import { sendToSubscriber } from '#app/communication/send-to-subscriber.ts';
import {
  type FanOut,
  type Subscription,
  subscriptionId,
} from '#core/communication/stakeholders.ts';
import {
  type CustomersReaction,
  messageToCustomers,
} from '#core/communication/status-page/subscribers.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { followedPage, subscriptionPage } from '#functions/subscription-page.ts';
import { document, investigating, work } from '../../core/communication/status-page/pages.ts';
import { memoryMayAsk } from '../../support/memory/memory-may-ask.ts';
import {
  memoryBaskets,
  memorySubscriptions,
  memoryTold,
} from '../../support/memory/memory-subscriptions.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { memoryTextCap } from '../../support/memory/memory-text-cap.ts';
import { firstId, later } from '../../support/samples.ts';

/* Customers who follow the status page: from its form to the last message. */

const ways = ['email', 'sms', 'webhook'];
const onPage: CustomersReaction = {
  ...{ kind: 'customers', key: `${firstId}#5#0`, incidentId: firstId },
  told: { notice: investigating },
};

/** `byTopic`: mail goes through a topic of SNS, where AWS asks. */
function desk({
  statusPage = {},
  byTopic = false,
}: {
  statusPage?: object;
  byTopic?: boolean;
} = {}) {
  const table = memory.memoryTable();
  const configuration = memory.memoryConfiguration(table);
  const parsed = parseDirectory({
    ...document,
    statusPage: { ...document.statusPage, follow: ways, ...statusPage },
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const page = parsed.directory.statusPage;
  if (page === undefined) throw new Error('No page');
  configuration.put(parsed.directory);
  const kept = new Map<string, Subscription>();
  const subscriptions = memorySubscriptions(kept);
  const sent: { to: string; text: string; unsubscribe?: string | undefined }[] = [];
  const posted: { name: string; body: Record<string, unknown> }[] = [];
  const confirmedByAws: string[] = [];
  const gone = new Set<string>();
  const askedByAws: string[] = [];
  let seconds = 0;
  let isQueueUp = true;
  const now = () => later(seconds);
  const asking = askFollower({
    ...{ subscriptions, configuration, now },
    ...sending(),
    mayText: memoryTextCap(),
    topicMail: byTopic
      ? {
          ask: async address => void askedByAws.push(address),
          confirmed: async () => confirmedByAws,
        }
      : undefined,
    secretOf: async id => `whsec_${id}`,
    log: () => {},
  });
  const follow = followPage({
    ...{ subscriptions, configuration, leadsInside, now },
    mayAsk: memoryMayAsk(),
    queueAsk: async id => {
      if (!isQueueUp) throw new Error('the queue is not there');
      await asking(id);
    },
  });
  const queue: FanOut[] = [];
  const telling = fanOut({
    subscriptions,
    told: memoryTold(),
    baskets: memoryBaskets(),
    ledger: memory.memoryEffects(table),
    send: sendToSubscriber({
      ...sending(),
      sendWebhook: async () => {
        throw new Error('What strangers receive is not signed as pages are');
      },
    }),
    queueDigest: async () => {
      throw new Error('Customers are told at once');
    },
    queueFanOut: async next => void queue.push(next),
    now,
    log: () => {},
  });

  function sending() {
    return {
      async sendEmail(to: string, notice: { subject: string; body: string; unsubscribe?: string }) {
        const { subject, body, unsubscribe } = notice;
        sent.push({ to, text: `${subject}\n${body}`, unsubscribe });
        return { sent: true } as const;
      },
      async sendSms(to: string, text: string) {
        sent.push({ to, text });
        return { sent: true } as const;
      },
      async postEvent({ name, url }: { name: string; url: string }, body: object) {
        if (gone.has(url)) {
          return { sent: false, failed: 'give-up', reason: 'answered 410', isGone: true } as const;
        }
        posted.push({ name, body: body as Record<string, unknown> });
        sent.push({ to: url, text: JSON.stringify(body) });
        return { sent: true } as const;
      },
      linkTo: async (what: 'confirm' | 'end', id: string) =>
        `https://tocsin.example.com/s/${subscriptionToken('secret', what, id)}`,
    };
  }

  const link = answerSubscription({
    ...{ subscriptions, configuration },
    meantBy: async token => subscriptionOf(['secret'], token),
  });
  const tokenTo = (to: string, what: 'confirm' | 'end') => {
    const texts = sent.filter(each => each.to === to).map(({ text }) => text);
    return new RegExp(`/s/(${what}-[^\\s"]+)`).exec(texts.at(-1) ?? '')?.[1] ?? '';
  };
  return {
    ...{ kept, sent, posted, gone, link, tokenTo, askedByAws, confirmedByAws, page },
    enters: (address: string, ...components: string[]) =>
      follow(
        new URLSearchParams([
          ['address', address],
          ...components.map(each => ['component', each] as [string, string]),
        ]).toString(),
      ),
    confirms: (to: string) => link.act(tokenTo(to, 'confirm')),
    async tells(reaction: CustomersReaction = onPage): Promise<void> {
      queue.push(messageToCustomers(reaction, page));
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await telling(next);
    },
    passes(more: number) {
      seconds += more;
    },
    queueIs(up: boolean) {
      isQueueUp = up;
    },
  };
}

describe('who follows the status page', () => {
  test.each([
    ['customer@example.com', 'customer@example.com'],
    ['+1 555 555 0177', '+15555550177'],
    ['https://hooks.example.com/status', 'https://hooks.example.com/status'],
  ])(
    'is asked at %s first, and told nothing before they press the button',
    async (entered, address) => {
      const { enters, tells, sent, link, tokenTo, confirms } = desk();
      expect(await enters(entered)).toMatchObject({ kind: 'asked' });
      expect(sent.map(({ to }) => to)).toEqual([address]);
      await tells();
      // What looks at links looks.
      expect(await link.look(tokenTo(address, 'confirm'))).toMatchObject({ kind: 'asks' });
      await tells({ ...onPage, key: 'second' });
      expect(sent).toHaveLength(1);
      expect(await confirms(address)).toMatchObject({ kind: 'done', what: 'confirm' });
      await tells({ ...onPage, key: 'third' });
      await tells({ ...onPage, key: 'third' });
      expect(sent).toHaveLength(2);
      expect(sent[1]?.text).toContain('Payment processing');
    },
  );

  test('reads the words of the page and nothing else, with a way out', async () => {
    const { enters, confirms, tells, sent, tokenTo, link } = desk();
    await enters('customer@example.com');
    await confirms('customer@example.com');
    await tells();
    const { text = '', unsubscribe } = sent[1] ?? {};
    expect(text).toBe(
      [
        '[Investigating] Payment processing: Service Disruption Notice',
        'We are currently experiencing issues with payment processing.',
        'We are on it.',
        '',
        'Payment processing: Major outage',
        'Next update by Jan 15, 2:48 PM EST',
        '',
        text.split('\n')[7],
        '',
        '--',
        `You follow our status page. Unsubscribe: ${unsubscribe}`,
      ].join('\n'),
    );
    expect(text).toMatch(/https:\/\/status\.example\.com\/incidents\/\w+/);
    expect(text).not.toContain(firstId);
    await link.look(tokenTo('customer@example.com', 'end'));
    await tells({ ...onPage, key: 'again' });
    expect(sent).toHaveLength(3);
    await link.act(tokenTo('customer@example.com', 'end'));
    await tells({ ...onPage, key: 'after' });
    expect(sent).toHaveLength(3);
  });

  test('hears of the components that they chose, and of what is about none', async () => {
    const { enters, confirms, tells, sent, kept } = desk();
    await enters('shop@example.com', 'search', 'no-such-component');
    await confirms('shop@example.com');
    expect([...kept.values()]).toMatchObject([{ components: ['search'] }]);
    await tells();
    expect(sent).toHaveLength(1);
    await tells({ ...onPage, key: 'w', told: { maintenance: work } });
    expect(sent[1]?.text).toContain('[Maintenance: Scheduled] Moving to new databases');
    await tells({ ...onPage, key: 'n', told: { notice: { ...investigating, components: [] } } });
    expect(sent).toHaveLength(3);
  });

  test('is changed by nobody who does not have the address', async () => {
    const { enters, confirms, tells, sent, kept, passes } = desk();
    await enters('customer@example.com');
    await confirms('customer@example.com');
    passes(86_400);
    expect(await enters('customer@example.com', 'search')).toMatchObject({ kind: 'asked' });
    await tells();
    expect(sent.map(({ text }) => text.split('\n')[0])).toEqual([
      'Confirm: Northwind Books status',
      'Confirm: Northwind Books status',
      '[Investigating] Payment processing: Service Disruption Notice',
    ]);
    expect([...kept.values()]).toMatchObject([{ state: 'confirmed', components: [] }]);
  });

  test('whose subscription was ended as they confirmed it is told that there is none', async () => {
    const { enters, kept, tokenTo } = desk();
    await enters('customer@example.com');
    const all = memorySubscriptions(kept);
    const link = answerSubscription({
      subscriptions: {
        ...all,
        async put(next, previous) {
          kept.delete(next.id);
          return all.put(next, previous);
        },
      },
      configuration: { current: async () => undefined },
      meantBy: async token => subscriptionOf(['secret'], token),
    });
    expect(await link.act(tokenTo('customer@example.com', 'confirm'))).toEqual({ kind: 'gone' });
  });

  test('by a webhook gets a secret of its own, and what is signed with it', async () => {
    const { enters, confirms, tells, posted } = desk();
    const address = 'https://hooks.example.com/status';
    await enters(address);
    await confirms(address);
    await tells();
    const [asked, told] = posted;
    expect(asked?.body).toMatchObject({ type: 'confirmation', secret: `whsec_${asked?.name}` });
    expect(told?.name).toBe(asked?.name);
    expect(told?.body).toMatchObject({
      type: 'incident',
      stage: 'investigating',
      components: investigating.components,
    });
    expect(JSON.stringify(told?.body)).not.toContain(firstId);
  });

  test('by a webhook is asked where it was entered last, until it has answered', async () => {
    const { enters, confirms, sent, kept } = desk();
    const [slip, right] = ['https://hooks.example.com/T0/abc', 'https://hooks.example.com/T0/aBc'];
    for (const address of [slip, right, right]) await enters(address);
    expect(sent.map(({ to }) => to)).toEqual([slip, right]);
    await confirms(right);
    await enters(slip);
    expect([...kept.values()]).toMatchObject([{ address: right, state: 'confirmed' }]);
  });

  test('is no more once the webhook says that it is gone', async () => {
    const { enters, confirms, tells, gone, kept } = desk();
    for (const name of ['one', 'another']) {
      await enters(`https://hooks.example.com/${name}`);
      await confirms(`https://hooks.example.com/${name}`);
    }
    gone.add('https://hooks.example.com/one');
    await tells();
    expect([...kept.values()]).toMatchObject([{ address: 'https://hooks.example.com/another' }]);
  });

  test('reads it in French with a blank before each colon, in the subject with its accents', async () => {
    const { enters, link, tokenTo, sent } = desk({ statusPage: { language: 'fr' } });
    await enters('cliente@example.com');
    const page = subscriptionPage(await link.look(tokenTo('cliente@example.com', 'confirm')));
    expect(page.body).toContain('c***@example.com : ');
    expect(JSON.stringify(sent[0])).toContain('À confirmer : état de ');
  });

  test('reads it in the language of the page', async () => {
    const { enters, link, tokenTo, sent } = desk({ statusPage: { language: 'de' } });
    const asked = followedPage(await enters('kundin@example.com', 'search'));
    expect(asked.body).toContain('<html lang="de">');
    expect(asked.body).toContain('Noch ein Schritt');
    expect(sent[0]?.text).toContain('Statusseite');
    const page = subscriptionPage(await link.look(tokenTo('kundin@example.com', 'confirm')));
    expect(page.body).toContain('Bestätigen');
    expect(page.body).toContain('Search');
  });
});

describe('the form', () => {
  test('asks nobody more than once a day, however often they are entered', async () => {
    const { enters, sent, passes } = desk();
    for (let time = 0; time < 50; time++) {
      expect(await enters('victim@example.com')).toMatchObject({ kind: 'asked' });
    }
    expect(sent).toHaveLength(1);
    passes(86_400);
    await enters('victim@example.com');
    expect(sent).toHaveLength(2);
  });

  test('asks whoever could not be asked, because the queue was away, when they are entered again', async () => {
    const { enters, sent, queueIs } = desk();
    queueIs(false);
    await expect(enters('customer@example.com')).rejects.toThrow('the queue');
    queueIs(true);
    expect(await enters('customer@example.com')).toMatchObject({ kind: 'asked' });
    expect(sent).toHaveLength(1);
  });

  test('asks one mailbox, host or number a few times a day, however it is spelled', async () => {
    const { enters, sent } = desk();
    for (let time = 0; time < 20; time++) {
      await enters(`vic.tim+${time}@example.com`);
      await enters(`https://hooks.example.com/${time}`);
      await enters(`https://hooks.example.com${time % 2 ? '.' : ''}:${8000 + time}/`);
    }
    expect(sent).toHaveLength(6);
    expect(followedPage(await enters('v.ictim+x@example.com')).status).toBe(429);
  });

  test('has no more asked within an hour than a page needs, and few by text, which cost money', async () => {
    const { enters, sent, passes } = desk();
    const numbers = Array.from({ length: 99 }, (_, index) => `+1${200 + index}5550101`);
    for (const number of numbers) await enters(number);
    expect(sent.length).toBe(30);
    passes(3600);
    for (const number of numbers.slice(40)) await enters(number);
    expect(sent.length).toBe(60);
  });

  test('lets nobody earn by texts, or use up what pages are paid of: few a day go out, and fewer to numbers side by side', async () => {
    const { enters, sent, passes } = desk();
    for (let last = 100; last < 140; last++) await enters(`+15555550${last}`);
    expect(sent.length).toBe(10);
    for (let hour = 0; hour < 12; hour++) {
      for (let area = 200; area < 240; area++) await enters(`+1${area + 40 * hour}5550101`);
      passes(3600);
    }
    expect(sent.length).toBe(100);
    passes(12 * 3600);
    expect(await enters('+15555550177')).toMatchObject({ kind: 'asked' });
  });

  test('says what may be entered, and takes nothing else', async () => {
    const { enters, kept } = desk();
    for (const wrong of [
      '',
      'nobody',
      'http://hooks.example.com',
      'a b@example.com',
      // For whoever sends the mail, a name of anybody's with the address of one behind it.
      'x1<victim@example.com>',
      '(x1)victim@example.com',
      'x1,victim@example.com',
      '"x1"victim@example.com',
      'victim@example.com.',
      '@',
      '<script>',
    ]) {
      const answer = followedPage(await enters(wrong));
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('e-mail address, phone number');
      expect(answer.body).not.toContain('<script>');
    }
    expect(kept.size).toBe(0);
  });

  test('takes no webhook that leads inside', async () => {
    const { enters, kept } = desk();
    expect(await enters('https://169.254.169.254/')).toMatchObject({ kind: 'wrong' });
    expect(kept.size).toBe(0);
  });

  test('offers what the configuration says: no texts unless they are wanted, nothing where there is no form', async () => {
    const usual = desk({ statusPage: { follow: ['email', 'webhook'] } });
    expect(await usual.enters('+1 555 555 0177')).toMatchObject({ kind: 'wrong' });
    const none = desk({ statusPage: { follow: [] } });
    expect(await none.enters('customer@example.com')).toMatchObject({ kind: 'closed' });
    expect(none.kept.size).toBe(0);
  });

  test('lets AWS ask where mail goes through a topic, one address alone, and of no more than it has room for', async () => {
    const { enters, askedByAws, kept, sent, passes, confirmedByAws } = desk({ byTopic: true });
    for (let index = 0; index < followersByTopicMax + 5; index++)
      await enters(`c${index}@example.com`);
    expect(askedByAws).toHaveLength(followersByTopicMax);
    expect(sent).toEqual([]);
    expect(kept.size).toBe(followersByTopicMax);
    // However many follow by other ways.
    for (let index = 0; index < 400; index++) {
      const address = `+155555${String(index).padStart(5, '0')}`;
      const id = subscriptionId('sms', address, 'customers');
      const about = { state: 'confirmed', createdAt: later(0), createdBy: 'the page' } as const;
      kept.set(id, { id, channel: 'sms', address, ...about });
    }
    await enters('one-more@example.com');
    expect(askedByAws).toHaveLength(followersByTopicMax);
    // Who never answered makes room.
    confirmedByAws.push('c0@example.com');
    passes(4 * 86_400);
    await enters('late@example.com');
    expect(askedByAws.at(-1)).toBe('late@example.com');
    const mails = [...kept.values()].filter(({ channel }) => channel === 'email');
    expect(mails.map(({ address }) => address)).toEqual(['c0@example.com', 'late@example.com']);
  });
});
