import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { team } from '../../support/team.ts';
import { run, succeeds } from '../run.ts';

const key = 'a'.repeat(64);
const integrations = [
  { name: 'beside', source: 'generic', keySha256: key, shadow: true },
  { name: 'real', source: 'generic', keySha256: 'b'.repeat(64) },
];
const lineOf = (id: string, integration: string, title: string) =>
  JSON.stringify({
    kind: 'webhook',
    receiptId: id,
    source: 'generic',
    integration,
    domain: `key:${integration}`,
    acceptedAt: `2026-11-20T03:0${id}:00.000Z`,
    body: JSON.stringify({ title, service: 'payments' }),
  });
const bytes = {
  '/home/ana/raw/a.ndjson': new TextEncoder().encode(
    [
      lineOf('1', 'beside', 'Payment processing down'),
      lineOf('2', 'real', 'Checkout down'),
      lineOf('3', 'beside', 'Payments API is down'),
    ].join('\n'),
  ),
};
const files = {
  '/home/ana/tocsin.yaml': stringify({ ...team, integrations }),
  '/home/ana/old.json': JSON.stringify({
    incidents: [
      {
        title: 'Payment processing down',
        created_at: '2026-11-20T03:01:20Z',
        assignments: [{ assignee: { summary: 'Ana' } }],
      },
      { title: 'Something else', created_at: '2026-11-20T05:00:00Z' },
    ],
  }),
};

test('shadow tells whom we would have paged, beside what the old pager did', async () => {
  const { out } = await succeeds(['shadow', 'raw', '--beside=old.json'], {
    files,
    bytes,
    columns: 140,
  });
  expect(out).toMatchInlineSnapshot(`
    "   2026-11-20 03:01:00 Payment processing down: SEV1, Ana by email at 03:01:00, then Bo, Chidi, Dana and Emil; there 03:01:20 Ana
    +  2026-11-20 03:03:00 Payments API is down: SEV1, Ana by email at 03:03:00, then Bo, Chidi, Dana and Emil; nothing there
    -  2026-11-20 05:00:00 Something else: not seen here; there 05:00:00

    Times in UTC.
    2 bodies of integrations in the shadow; 2 calls, as if nobody ever answered.
    1 in both, 1 only here, 1 only there."
  `);
});

test.each([
  ['PagerDuty', { incidents: [], limit: 25, offset: 0, more: true }],
  ['Opsgenie', { data: [], paging: { next: 'https://api.opsgenie.com/v2/alerts?offset=20' } }],
])(
  'says that nothing was there only by a whole list, not by the first page of %s',
  async (_, page) => {
    const cut = { ...files, '/home/ana/old.json': JSON.stringify(page) };
    expect(await run(['shadow', 'raw', '--beside=old.json'], { files: cut, bytes })).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('one page of several'),
    });
  },
);

test('needs an integration in the shadow, and a list of incidents with times', async () => {
  const none = {
    '/home/ana/tocsin.yaml': stringify({ ...team, integrations: integrations.slice(1) }),
  };
  expect(await run(['shadow', 'raw'], { files: none, bytes })).toMatchObject({ exitCode: 2 });
  const broken = { ...files, '/home/ana/old.json': '{"incidents":[{"title":"x"}]}' };
  expect(await run(['shadow', 'raw', '--beside=old.json'], { files: broken, bytes })).toMatchObject(
    {
      exitCode: 1,
      error: expect.stringContaining('old.json/0'),
    },
  );
});
