import { describe, expect, test } from 'vitest';
import { linkPage } from '#functions/link-page.ts';
import { team } from '../support/team.ts';
import { aWorld, tokenIn } from '../support/world.ts';

const down = { title: 'Payment processing down', service: 'payments', severity: 'critical' };

async function paged() {
  const world = await aWorld();
  await world.receives(down);
  const token = tokenIn(world.person('ana').phone.expects('Reply A '));
  const html = async () => linkPage(await world.links.look(token)).body;
  return { world, token, html };
}

test('the button comes first under the title, and nothing needs a script', async () => {
  const { html } = await paged();
  const body = (await html()).split('<body>')[1] ?? '';
  expect(body.indexOf('<button')).toBeLessThan(body.indexOf('<dl>'));
  expect(body.indexOf('<button')).toBeLessThan(body.indexOf('<details'));
  expect(body).not.toMatch(/<script|onclick/);
});

test('who is on it, who has which role, and what comes next are told, before and after', async () => {
  const { world, token, html } = await paged();
  expect(await html()).toMatch(/Acknowledged by<\/dt><dd>nobody yet.*Next<\/dt><dd>in .*pages/);
  const after = linkPage(await world.links.acknowledge(token)).body;
  expect(after).toMatch(
    /Acknowledged by<\/dt><dd>Ana.*Incident Commander<\/dt><dd>Ana.*Next<\/dt>/,
  );
  expect(after).toContain('Escalation has stopped');
});

test('a role is taken, an update posted and help asked for, each once for each press', async () => {
  const { world, token } = await paged();
  await world.links.acknowledge(token);
  const view = await world.links.look(token);
  const version = view.kind === 'incident' ? String(view.version) : '';
  const press = (form: Record<string, string>) => world.links.act(token, { version, ...form });
  expect(await press({ do: 'role', role: 'scribe' })).toMatchObject({ news: 'The role is yours.' });
  const update = { do: 'update', text: 'The pool is full;\nrestarting.' };
  await press(update);
  expect(await press(update)).toMatchObject({ news: expect.stringContaining('posted') });
  await press({ do: 'help', text: 'a second pair of eyes' });
  const { roles, latestUpdate } = await world.incident();
  expect(roles.scribe).toMatchObject({ person: 'ana' });
  expect(latestUpdate?.status).toBe('The pool is full;\nrestarting.');
  expect((await world.story()).filter(text => text.includes('The pool is full'))).toHaveLength(1);
});

test('a page that is loaded again hours after its deed says what is so by then', async () => {
  const { world, token } = await paged();
  const role = { do: 'role', role: 'scribe' };
  const again = async (form: Record<string, string> = {}) => {
    const view = await world.links.act(token, form);
    return view.kind === 'incident' ? view.news : undefined;
  };
  await again();
  await again(role);
  await world.asks('assignRole', { role: 'scribe', person: 'bo' }, 'bo');
  expect(await again(role)).toBe('You took this role before: Bo is Scribe now.');

  const resolve = { do: 'resolve', text: 'Restarted.', sure: 'yes' };
  expect(await again(resolve)).toBe('You resolved it. It is watched before the all-clear.');
  await world.asks('reopenIncident', { reason: 'It is back.' }, 'bo');
  expect(await again(resolve)).toBe('You resolved it before, and it was opened again since.');

  await world.asks('acknowledgeIncident', {}, 'bo');
  expect(await again()).toBe('You acknowledged it before, and Bo has acknowledged it since.');
});

test('help is asked for from the level that the page shows: who was paged since is said, and nobody more is paged', async () => {
  const { world, token, html } = await paged();
  expect(await html()).toContain('name="from" value="1.1"');
  const view = await world.links.look(token);
  const version = view.kind === 'incident' ? String(view.version) : '';
  const help = { do: 'help', text: 'a second pair of eyes', from: '1.1', version };
  await world.asks('escalateIncident', { reason: 'it is the database' }, 'bo');
  const news = expect.stringMatching(/was paged at .* already: .*it is the database.*Nobody more/);
  expect(await world.links.act(token, help)).toMatchObject({ news });
  expect(await world.links.act(token, help)).toMatchObject({ news });
  expect((await world.incident()).paging.escalation).toMatchObject({ level: 2 });
  expect(await html()).toContain('name="from" value="2.1"');
});

test('resolving says what still fires, and asks for a second word', async () => {
  const { world, token, html } = await paged();
  await world.links.acknowledge(token);
  expect(await html()).toContain('1 alert still fires');
  const words = { do: 'resolve', text: 'Restarted the pool.' };
  expect(await world.links.act(token, words)).toMatchObject({
    news: expect.stringContaining('1 of its alerts still fires'),
  });
  expect((await world.incident()).phase).toBe('acknowledged');
  await world.links.act(token, { ...words, sure: 'yes' });
  expect(await world.incident()).toMatchObject({
    phase: 'watching',
    resolution: 'Restarted the pool.',
  });
  expect(await html()).not.toContain('<form');
});

test('a page that was opened before somebody else was quicker does nothing of it, and says who was', async () => {
  const { world, token } = await paged();
  await world.asks('acknowledgeIncident', {}, 'bo');
  const role = { do: 'role', role: 'incidentCommander' };
  expect(await world.links.act(token, role)).toMatchObject({
    news: 'Nothing was done: Bo is Incident Commander by now.',
  });
  expect((await world.incident()).roles.incidentCommander).toMatchObject({ person: 'bo' });
  await world.asks('resolveIncident', { resolution: 'Failed over.' }, 'bo');
  const resolve = { do: 'resolve', text: 'Restarted.', sure: 'yes' };
  for (const _ of [1, 2]) {
    expect(await world.links.act(token, resolve)).toMatchObject({
      news: 'Bo resolved it before you: what you wrote was not recorded.',
    });
  }
  expect(await world.incident()).toMatchObject({ resolution: 'Failed over.' });
});

test.each([
  [{ do: 'update', text: '  ' }, 'write what is known'],
  [{ do: 'role', role: 'king' }, 'choose a role'],
  [{ do: 'resolve', text: '' }, 'write what ended it'],
  [{ do: 'destroy' }, 'does not know'],
])('%j changes nothing and says why', async (form, news) => {
  const { world, token } = await paged();
  const before = await world.incident();
  expect(await world.links.act(token, form)).toMatchObject({ news: expect.stringContaining(news) });
  expect(await world.incident()).toEqual(before);
});

describe('words for the status page', () => {
  const statusPage = {
    components: { pay: { name: 'Payment processing', services: ['payments'] } },
  };
  const published = async (configuration: object = { ...team, statusPage }) => {
    const world = await aWorld({ configuration });
    await world.receives(down);
    const token = tokenIn(world.person('ana').phone.expects('Reply A '));
    const html = async () => linkPage(await world.links.look(token)).body;
    const draftIn = async () => /name="draft" value="(\w+)"/.exec(await html())?.[1] ?? '';
    return { world, token, html, draftIn };
  };

  test('are shown as customers will read them, and one press puts exactly these on the page, once', async () => {
    const { world, token, html, draftIn } = await published();
    expect(await html()).toContain('We are currently experiencing issues with payment processing.');
    expect(await html()).toContain('Payment processing: Major outage');
    expect((await world.incident()).publicNotices).toBeUndefined();
    const form = { do: 'approve', draft: await draftIn(), version: '1' };
    for (const news of [
      'Customers read it on the status page now.',
      'What you approved of was put on the status page.',
    ]) {
      expect(await world.links.act(token, form)).toMatchObject({ news });
    }
    expect((await world.incident()).publicNotices).toMatchObject([{ stage: 'investigating' }]);
    expect((await world.story()).join('\n')).toMatch(
      /On the status page \(investigating\), by Ana \(link\): /,
    );
  });

  test('that changed since they were looked at stay unsaid, and the new ones are shown', async () => {
    const { world, token, draftIn } = await published();
    const draft = await draftIn();
    world.applies({
      ...team,
      statusPage: { components: { pay: { name: 'Checkout', services: ['payments'] } } },
    });
    const view = await world.links.act(token, { do: 'approve', draft });
    expect(view).toMatchObject({ news: expect.stringContaining('not the words that wait now') });
    expect((await world.incident()).publicNotices).toBeUndefined();
    expect(await draftIn()).not.toBe(draft);
  });

  test('are offered while it is watched as well, and not where nothing is published', async () => {
    const { world, token, html, draftIn } = await published();
    await world.links.act(token, { do: 'approve', draft: await draftIn() });
    await world.links.act(token, { do: 'resolve', text: 'Restarted.', sure: 'yes' });
    expect(await html()).toContain('name="draft"');
    for (const never of [team, { ...team, statusPage: { publish: 'never' } }]) {
      const other = await published(never);
      expect(await other.html()).not.toContain('name="draft"');
      expect(await other.world.links.act(other.token, { do: 'approve', draft: 'x' })).toMatchObject(
        { news: expect.stringMatching(/^(Nothing waits for approval|There is no status page)/) },
      );
    }
  });
});
