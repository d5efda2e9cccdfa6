import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { SentEvent } from '#local/emulators/event-bus.ts';
import { realStack } from './stack.ts';
import { ran } from './typed.ts';

/* Programs outside are told of every event, on the deployed shape. */

const stack = realStack();
const url = 'https://hooks.example.com/tocsin';
const sent = async (id: string, to: string) =>
  (await stack.call<SentEvent[]>('GET', '/_local/events')).filter(
    each => each.to === to && JSON.stringify(each.event).includes(id),
  );
const typesOf = (events: SentEvent[]) => events.map(({ type }) => type);

async function isToldOf(...events: string[]) {
  await stack.configures({ webhooks: [{ name: 'audit', url, events }] });
}

test('an incident is told to the bus and to the webhook that wants it, signed; one that is down hears it later', async () => {
  await isToldOf('incident.*', 'update.posted');
  const id = await stack.opens({ title: 'Payment processing down', severity: 'critical' });
  await stack.passes(1);
  const [bus = ''] = stack.model().eventBuses;
  expect(typesOf(await sent(id, bus))).toEqual(
    expect.arrayContaining(['incident.declared', 'level.paged', 'page.sent']),
  );
  const [declared, ...more] = await sent(id, url);
  expect(more).toEqual([]);
  expect(declared).toMatchObject({ type: 'incident.declared', status: 200 });
  const { secret } = await stack.call<{ secret: string }>(
    'GET',
    '/v1/webhook-secret?webhook=audit',
  );
  // The stack’s clock is not this machine’s: the library is given the moment of signing as the signature has it.
  const { headers = {}, body = '' } = declared ?? {};
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  expect(new Webhook(secret).sign(headers['webhook-id'] ?? '', at, body)).toBe(
    headers['webhook-signature'],
  );

  await stack.call('POST', '/_local/webhooks', { url, status: 503 });
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  await stack.passes(1);
  interface Effects {
    effects: { to: string; what: string; state: string; reason?: string; nextTryAt?: string }[];
  }
  const effectsOf = async () =>
    (await stack.call<Effects>('GET', `/v1/incidents/${id}/effects`)).effects.filter(
      ({ to, what }) => to === 'audit' && what === 'incident.acknowledged',
    );
  expect(await effectsOf()).toMatchObject([
    { state: 'waiting', reason: 'answered 503', nextTryAt: expect.any(String) },
  ]);
  await stack.call('POST', '/_local/webhooks', { url, status: 200 });
  await stack.passes(60);
  expect(await effectsOf()).toMatchObject([{ state: 'sent' }]);

  const before = (await sent(id, url)).length;
  expect(
    await stack.call('POST', `/v1/incidents/${id}/events/replay`, { event: 'incident.*' }),
  ).toEqual({ incident: id, queued: 2 });
  await stack.passes(1);
  const again = (await sent(id, url)).slice(before);
  expect(typesOf(again).toSorted()).toEqual(['incident.acknowledged', 'incident.declared']);
  expect(again.map(({ headers }) => headers?.['webhook-id'])).toContain(headers['webhook-id']);
  await stack.resolves(id);
});

test('an all-clear has an end for each of what follows, and the checklist ticks itself by them', async () => {
  const id = await stack.opens({ title: 'Orders are lost: data loss', service: 'payments' });
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  await stack.passes(1);
  await stack.resolves(id);
  await stack.passes(31 * 60);
  expect((await stack.show(id)).phase).toBe('resolved');
  const { effects } = await stack.call<{
    effects: { purpose?: string; state: string; what: string }[];
  }>('GET', `/v1/incidents/${id}/effects`);
  for (const purpose of ['stand-down', 'all-clear', 'post-mortem']) {
    const found = effects.filter(each => each.purpose === purpose);
    expect(
      found.map(({ state }) => state),
      purpose,
    ).toContain('sent');
  }
  const { items } = await stack.call<{ items: { item: string; done: boolean }[] }>(
    'GET',
    `/v1/incidents/${id}/checklist`,
  );
  const done = items.filter(each => each.done).map(({ item }) => item);
  expect(done).toEqual(expect.arrayContaining(['stand-down', 'all-clear', 'schedule-postmortem']));

  const invitation = (await stack.inbox()).find(
    ({ subject = '' }) => subject.includes(id) && subject.includes('Post-mortem proposed'),
  );
  const link = invitation?.links.find(each => each.endsWith('.ics')) ?? '';
  const calendar = await fetch(link);
  expect(calendar.headers.get('content-type')).toContain('text/calendar');
  expect(await calendar.text()).toContain(`UID:postmortem-${id}@tocsin`);
});

test('what failed is tried once more by `tocsin effects retry`, and arrives', async () => {
  await isToldOf('incident.acknowledged');
  await stack.call('POST', '/_local/webhooks', { url, status: 410 });
  const id = await stack.opens({ title: 'Checkout is down', severity: 'critical' });
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  await stack.passes(1);
  const toAudit = async () => {
    const { effects } = await stack.call<{ effects: { to: string; state: string }[] }>(
      'GET',
      `/v1/incidents/${id}/effects`,
    );
    return effects.filter(({ to }) => to === 'audit').map(({ state }) => state);
  };
  expect(await toAudit()).toEqual(['failed']);
  await stack.call('POST', '/_local/webhooks', { url, status: 200 });
  const env = { TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local' };
  const { exitCode, out } = await ran(['effects', 'retry', id], env);
  expect([exitCode, out]).toEqual([0, expect.stringContaining('audit')]);
  await stack.passes(1);
  expect(await toAudit()).toEqual(['sent']);
  expect(await sent(id, url)).toHaveLength(2);
  expect((await ran(['effects', 'retry', id], env)).exitCode).toBe(1);
  await stack.resolves(id);
});
