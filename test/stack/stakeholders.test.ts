import { expect, test } from 'vitest';
import { realStack } from './stack.ts';

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
