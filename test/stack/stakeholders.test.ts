import { expect, test } from 'vitest';
import { subscriptionToken } from '#adapters/node/subscription-link.ts';
import { realStack } from './stack.ts';
import { ran } from './typed.ts';

/* Whoever subscribed hears of incidents, on the deployed shape, until they press the button. */

const stack = realStack();
const address = 'sales@example.com';
const heard = async () => (await stack.inbox(address)).map(({ subject = '' }) => subject);

test('a subscriber hears what they asked for, and no more once they pressed the button of a link', async () => {
  const added = await stack.call<{ id: string; state: string }>('POST', '/v1/stakeholders', {
    email: address,
    severities: ['SEV1'],
    kinds: ['declared', 'all-clear'],
    by: 'ana',
  });
  expect(added.state).toBe('confirmed');
  await stack.passes(1);
  const id = await stack.opens({ title: 'Payment processing down', severity: 'critical' });
  // It waits a few seconds for the channel, which it names.
  await stack.passes(6);
  expect(await heard()).toEqual([expect.stringContaining('[SEV1] Production Incident - ')]);
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  await stack.call('POST', `/v1/incidents/${id}/updates`, { status: 'Rolling back', by: 'ana' });
  await stack.passes(2);
  expect(await heard()).toHaveLength(1);

  const [mail] = await stack.inbox(address);
  const link = mail?.links.find(each => each.includes('/s/')) ?? '';
  const looked = await fetch(link);
  expect(looked.status).toBe(200);
  expect(await looked.text()).toContain('<form method="post">');
  const list = () => stack.call<{ stakeholders: { id: string }[] }>('GET', '/v1/stakeholders');
  expect((await list()).stakeholders.map(each => each.id)).toContain(added.id);
  const pressed = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(pressed.status).toBe(200);
  expect((await list()).stakeholders.map(each => each.id)).not.toContain(added.id);
  await stack.resolves(id);
  await stack.passes(31 * 60);
  expect(await heard()).toHaveLength(1);
});

test('whoever is given what signs our webhooks ends nobody’s subscription with it', async () => {
  const added = await stack.call<{ id: string }>('POST', '/v1/stakeholders', {
    ...{ email: 'finance@example.com', by: 'ana' },
  });
  const { secret } = await stack.call<{ secret: string }>('GET', '/v1/webhook-secret');
  const forged = `${stack.url()}/s/${subscriptionToken(secret, 'end', added.id)}`;
  expect((await fetch(forged, { method: 'POST' })).status).toBe(404);
  const list = await stack.call<{ stakeholders: { id: string }[] }>('GET', '/v1/stakeholders');
  expect(list.stakeholders.map(each => each.id)).toContain(added.id);
  await stack.call('DELETE', `/v1/stakeholders/${added.id}`);
});

test('a queue that subscribed hears by the topic, in JSON as SNS sends it, until it is removed', async () => {
  // One of the stack that no function reads, in the place of a team's own.
  const team = stack.model().queues.find(({ name }) => name.includes('undelivered'));
  const arn = team?.arn ?? '';
  const env = { TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local' };
  const added = await ran(
    ['stakeholders', 'add', `--queue=${arn}`, '--kind', 'declared', '--by=ana'],
    env,
  );
  expect(added.error).toBe('');
  await stack.passes(1);
  const sqs = async (action: string, more: object = {}) => {
    const answer = await stack.ask(
      'POST',
      '/',
      { QueueUrl: team?.url, ...more },
      {
        ...{ 'x-amz-target': `AmazonSQS.${action}`, 'content-type': 'application/x-amz-json-1.0' },
        authorization: 'AWS4-HMAC-SHA256 Credential=ana/20261126/us-east-1/sqs/aws4_request, x=y',
      },
    );
    return (await answer.text()) || '{}';
  };
  /** What is in it, which nobody receives again. */
  const received = async () => {
    const { Messages = [] } = JSON.parse(
      await sqs('ReceiveMessage', { MaxNumberOfMessages: 10 }),
    ) as {
      Messages?: { Body: string }[];
    };
    await sqs('PurgeQueue');
    return Messages.map(({ Body }) => JSON.parse(Body) as { Type: string; Subject: string });
  };
  const id = await stack.opens({ title: 'Payment processing down', severity: 'critical' });
  await stack.passes(6);
  expect(await received()).toEqual([
    expect.objectContaining({
      Type: 'Notification',
      Subject: expect.stringContaining('[SEV1] Production Incident - '),
    }),
  ]);
  const row = /^(sub_\w+)/.exec(added.out)?.[1] ?? '';
  await stack.call('DELETE', `/v1/stakeholders/${row}`);
  await stack.passes(1);
  await stack.resolves(id);
  await stack.passes(31 * 60);
  const again = await stack.opens({ title: 'Payment processing down', severity: 'critical' });
  await stack.passes(6);
  expect(await received()).toEqual([]);
  await stack.resolves(again);
  await stack.passes(31 * 60);
});

test('who wants a digest reads in one mail what came within its time', async () => {
  const to = 'board@example.com';
  const added = await stack.call<{ id: string; digestSeconds: number }>(
    'POST',
    '/v1/stakeholders',
    {
      ...{ email: to, digest: '15m', kinds: ['update'], by: 'ana' },
    },
  );
  expect(added.digestSeconds).toBe(900);
  await stack.passes(1);
  const id = await stack.opens({ title: 'Search is slow', service: 'catalogue' });
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  for (const status of ['Looking', 'Found it', 'Rolled back']) {
    await stack.call('POST', `/v1/incidents/${id}/updates`, { status, by: 'ana' });
    await stack.passes(60);
  }
  const heardThere = async () => (await stack.inbox(to)).filter(({ body }) => body.includes(id));
  expect(await heardThere()).toEqual([]);
  await stack.passes(13 * 60);
  const [digest, ...more] = await heardThere();
  expect(more).toEqual([]);
  expect(digest?.subject).toMatch(/^3 messages, the last: /);
  expect(digest?.body).toMatch(/Looking[\s\S]+Found it[\s\S]+Rolled back/);
  await stack.call('DELETE', `/v1/stakeholders/${added.id}`);
  await stack.resolves(id);
  await stack.passes(31 * 60);
});
