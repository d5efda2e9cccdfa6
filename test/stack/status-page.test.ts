import { expect, test } from 'vitest';
import { realStack } from './stack.ts';
import { ran } from './typed.ts';

/* What customers are shown, on the deployed shape. */

const stack = realStack();
const page = async (path: string) => (await fetch(`${stack.url()}/status/${path}`)).text();
const api = async (path: string) => JSON.parse(await page(`api/v2/${path}`));

const paymentsDown = {
  title: 'Payment processing down',
  severity: 'critical',
  service: 'payments',
};

async function publishes(publish: string) {
  await stack.configures(({ statusPage }: { statusPage: object }) => ({
    statusPage: { ...statusPage, publish },
  }));
}

test('an incident comes onto the page in approved words, is seen through, and ends with the all-clear', async () => {
  await publishes('approved');
  const id = await stack.opens(paymentsDown);
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  await stack.passes(1);
  expect(await page('')).toContain('All systems operational');

  const notices = `/v1/incidents/${id}/public-notices`;
  const { proposed } = await stack.call<{ proposed: { draft: string } }>('GET', notices);
  await stack.call('POST', `${notices}/approval`, { draft: proposed.draft, by: 'ana' });
  await stack.passes(1);
  expect(await page('')).toContain('We are currently experiencing issues with payment processing.');
  const { status, incidents } = await api('summary.json');
  expect(status).toEqual({ indicator: 'critical', description: 'Major Service Outage' });
  expect(incidents).toMatchObject([{ status: 'investigating', impact: 'critical' }]);
  expect(await page(`incidents/${incidents[0].id}`)).toContain('Service Disruption Notice');
  const { effects } = await stack.call<{ effects: { channel: string; state: string }[] }>(
    'GET',
    `/v1/incidents/${id}/effects`,
  );
  expect(effects.filter(({ channel }) => channel === 'status page')).toMatchObject([
    { state: 'sent' },
  ]);

  await stack.call('POST', `/v1/incidents/${id}/resolve`, { resolution: 'Restarted.', by: 'ana' });
  await stack.passes(31 * 60);
  expect(await page('')).toContain('All systems operational');
  expect((await api('incidents.json')).incidents).toMatchObject([{ status: 'resolved' }]);
  expect((await api('incidents/unresolved.json')).incidents).toEqual([]);
});

test('acknowledging puts “investigating” on the page where nobody has to approve', async () => {
  await publishes('automatic');
  const id = await stack.opens(paymentsDown);
  await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
  await stack.passes(1);
  expect((await api('incidents/unresolved.json')).incidents).toMatchObject([
    { status: 'investigating' },
  ]);
  await stack.resolves(id);
});

test('maintenance is on the page while it lasts, and what is not there has a page of its own', async () => {
  const at = Date.parse((await stack.call<{ now: string }>('GET', '/_local/clock')).now);
  const moment = (minutes: number) => new Date(at + minutes * 60_000).toISOString();
  await stack.call('POST', '/v1/status-page/maintenances', {
    ...{ title: 'Moving to new databases', components: ['search'], by: 'ana' },
    ...{ from: moment(10), until: moment(30) },
  });
  await stack.passes(1);
  const list = async (which: string) =>
    (await api(`scheduled-maintenances/${which}.json`)).scheduled_maintenances.length;
  expect([await list('upcoming'), await list('active')]).toEqual([1, 0]);
  await stack.passes(16 * 60);
  expect([await list('upcoming'), await list('active')]).toEqual([0, 1]);
  await stack.passes(30 * 60);
  expect([await list('upcoming'), await list('active')]).toEqual([0, 0]);
  expect(await page('maintenance.ics')).toContain('SUMMARY:Moving to new databases');
  const absent = await fetch(`${stack.url()}/status/nowhere`);
  expect(absent.status).toBe(404);
  expect(await absent.text()).toContain('There is no such page.');
});

test('customers are told what comes onto it, by text, once they confirmed it on their phone', async () => {
  await publishes('approved');
  const phone = '+15555550188';
  const html = await page('');
  const action = /<form [^>]*action="([^"]+)"/.exec(html)?.[1] ?? '';
  const enters = (address: string) =>
    fetch(action, { method: 'POST', body: new URLSearchParams({ address, component: 'search' }) });
  expect((await enters('nobody')).status).toBe(400);
  const entered = await enters('+1 555 555 0188');
  expect(await entered.text()).toContain('One more step');
  await stack.passes(1);
  const texts = async () => (await stack.inbox(phone)).map(({ body }) => body);
  const [asked = ''] = await texts();
  const link = /http\S+\/s\/\S+/.exec(asked)?.[0] ?? '';
  expect(await (await fetch(link)).text()).toContain('Search');
  await fetch(link, { method: 'POST' });

  const at = Date.parse((await stack.call<{ now: string }>('GET', '/_local/clock')).now);
  const moment = (minutes: number) => new Date(at + minutes * 60_000).toISOString();
  const announces = (title: string, components: string[]) =>
    stack.call('POST', '/v1/status-page/maintenances', {
      ...{ title, components, by: 'ana', from: moment(600), until: moment(630) },
    });
  await announces('Checkout is moved', ['checkout']);
  await announces('Search is moved', ['search']);
  await stack.passes(1);
  expect((await texts()).slice(1)).toEqual([
    expect.stringContaining('(Maintenance: Scheduled) Search is moved'),
  ]);
});

test('a private page is read at the address of a reader, with its API, and by nobody else, until it is taken back', async () => {
  const becomes = (visibility: string) =>
    stack.configures(
      ({ statusPage: { follow: _, ...kept } }: { statusPage: { follow?: unknown } }) => ({
        statusPage: { ...kept, visibility },
      }),
    );
  await becomes('private');
  const { id, path } = await stack.call<{ id: string; path: string }>(
    'POST',
    '/v1/status-page/readers',
    { name: 'Contoso', by: 'ana' },
  );
  await stack.passes(1);
  expect(await page('')).toContain('This page is private.');
  const looks = (where: string) => fetch(`${stack.url()}/status/${where}`);
  expect((await looks('api/v2/summary.json')).status).toBe(404);
  const theirs = await looks(path);
  expect(theirs.status).toBe(200);
  expect(theirs.headers.get('x-robots-tag')).toBe('noindex, nofollow');
  expect(await theirs.text()).toContain('All systems operational');
  expect(await (await looks(`${path}api/v2/status.json`)).json()).toMatchObject({
    status: { indicator: 'none' },
  });
  await stack.call('DELETE', `/v1/status-page/readers/${id}`);
  await stack.passes(1);
  expect((await looks(path)).status).toBe(404);
  expect((await looks(`${path}history.atom`)).status).toBe(404);
  await becomes('public');
});

test('doctor finds where the page is written, when it was last, and that it is read', async () => {
  const env = { TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local' };
  const { out } = await ran(['doctor', '--json'], env, ms => stack.passes(ms / 1000));
  const { findings } = JSON.parse(out) as { findings: { check: string; state: string }[] };
  const found = findings.filter(({ check }) => check.startsWith('status-page'));
  expect(found.map(({ check, state }) => `${check} ${state}`)).toEqual([
    ...['status-page ok', 'status-page-files ok', 'status-page-address ok'],
  ]);
});
