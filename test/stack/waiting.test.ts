import { beforeAll, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* What keeps alerts waiting, from the door to the phone and back: silences, inhibition, and heartbeats that stay away. */

const stack = realStack();
const ana = '+15555550101';
const url = (path: string, query: Record<string, string>) =>
  `${path}?${new URLSearchParams(query)}`;

function apply(more: object): Promise<void> {
  return stack.configures({
    severities: { SEV2: { hold: '0s', fillRolesWithin: 'never' } },
    inhibit: [
      {
        name: 'node-down',
        source: 'alertname="NodeDown"',
        target: 'tier="app"',
        equal: ['node'],
      },
    ],
    ...more,
  });
}

beforeAll(() => apply({}));

const body = (title: string, labels = {}, more = {}) => ({
  ...{ title, key: title, severity: 'SEV2', service: 'website', labels },
  ...more,
});
async function sends(alert: object): Promise<{ outcome: string; reason: string }> {
  const { receiptId } = await stack.call<{ receiptId: string }>(
    'POST',
    '/v1/alerts/generic',
    alert,
  );
  await stack.passes(0);
  const { outcomes } = await stack.call<{ outcomes: { outcome: string; reason: string }[] }>(
    'GET',
    `/v1/receipts/${receiptId}`,
  );
  return outcomes[0] ?? { outcome: 'none', reason: '' };
}
const textsOf = async (title: string) =>
  (await stack.inbox(ana)).filter(({ body }) => body.includes(title));
const titled = async (title: string) =>
  (await stack.incidents()).find(incident => incident.title.includes(title));

test('what is silenced rings no phone, and rings it when the silence ends, where it is answered', async () => {
  const silence = await stack.call<{ id: string }>('POST', '/v1/silences', {
    ...{ match: 'title="Disk is full"', reason: 'Disks are swapped', owner: 'ana', by: 'ana' },
    until: new Date(Date.parse(await stack.now()) + 1_200_000).toISOString(),
  });
  expect(await sends(body('Disk is full'))).toMatchObject({ outcome: 'muted' });
  await stack.passes(600);
  expect(await textsOf('Disk is full')).toEqual([]);
  await stack.passes(661);
  const incident = await titled('Disk is full');
  expect(incident?.severityReason.text).toContain(silence.id);
  expect(await textsOf('Disk is full')).toHaveLength(1);
  const code = await stack.codeOf(incident?.id ?? '', ana);
  await stack.call('POST', '/_local/inbox/reply', { from: ana, text: `A ${code}` });
  await stack.passes(0);
  expect(await stack.show(incident?.id ?? '')).toMatchObject({ phase: 'acknowledged' });
});

test('what another alert explains rings once that is over, and stands in its incident until then', async () => {
  expect(await sends(body('Node n1 is gone', { alertname: 'NodeDown', node: 'n1' }))).toMatchObject(
    { outcome: 'declared' },
  );
  const shop = body('Shop is slow', { tier: 'app', node: 'n1' });
  const node = await titled('Node n1 is gone');
  expect(await sends(shop)).toEqual({
    ...{ alert: 'Shop is slow', outcome: 'muted' },
    reason: `inhibited by Node n1 is gone (${node?.id}), as the rule node-down says`,
  });
  const told = (await stack.show(node?.id ?? '')).timeline.map(({ text }) => text);
  expect(told.join('\n')).toContain('Keeps waiting an alert');
  const { inhibited } = await stack.call<{ inhibited: object[] }>('GET', '/v1/silences');
  expect(inhibited).toMatchObject([{ title: 'Shop is slow', rule: 'node-down' }]);
  const explained = await stack.call<{ alerts: object[] }>(
    'POST',
    url('/v1/explain', { source: 'generic' }),
    shop,
  );
  expect(explained.alerts).toMatchObject([{ muted: { kind: 'inhibition', id: 'node-down' } }]);
  await sends(
    body('Node n1 is gone', { alertname: 'NodeDown', node: 'n1' }, { status: 'resolved' }),
  );
  await stack.passes(121);
  expect(await titled('Shop is slow')).toMatchObject({ phase: 'open' });
  expect(await textsOf('Shop is slow')).toHaveLength(1);
});

test('a heartbeat that stays away rings, and clears when it comes again', async () => {
  const heartbeat = { name: 'nightly-backup', service: 'website', every: '10m', severity: 'SEV2' };
  await apply({ heartbeats: [heartbeat] });
  await stack.call('POST', '/v1/heartbeats/nightly-backup');
  await stack.passes(500);
  expect(await textsOf('nightly-backup')).toEqual([]);
  await stack.passes(600);
  const missed = await titled('nightly-backup');
  expect(missed).toMatchObject({ phase: 'open', severity: 'SEV2' });
  expect(await textsOf('nightly-backup')).not.toEqual([]);
  await stack.call('POST', '/v1/heartbeats/nightly-backup');
  await stack.passes(601);
  expect(await stack.show(missed?.id ?? '')).toMatchObject({ alerts: { firing: 0 } });
});
