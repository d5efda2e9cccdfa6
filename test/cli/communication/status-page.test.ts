import { describe, expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { asked } from '../asked.ts';
import { fakeApi } from '../fake-api.ts';
import { run } from '../run.ts';

const { answer } = examples.showPublicNotices;
const waiting = {
  ...answer,
  posted: [],
  proposed: { ...answer.posted[0], draft: '3f2a9b1c5e88' },
} as never;

test('statuspage shows components, what is said of incidents and maintenance', async () => {
  const { ran, last } = await asked(['statuspage']);
  expect(last).toMatchObject({ operation: 'showStatusPage' });
  expect(ran.out).toContain('Major outage. Northwind Books, https://status.example.com');
  expect(ran.out).toMatch(/COMPONENT Shop: Search\s+STATUS operational|Shop: Search +operational/);
  expect(ran.out).toContain('INC-2026-001 on the status page (investigating):');
  expect(ran.out).toContain('Moving to new databases');
});

describe('statuspage approve', () => {
  test('shows the words and asks before customers read them', async () => {
    await using api = await fakeApi({ showPublicNotices: () => waiting });
    const words = ['statuspage', 'approve', 'INC-2026-001'];
    const env = { TOCSIN_URL: api.url };
    const ran = await run(words, { env, says: 'yes' });
    expect(ran.questions).toEqual(['Let customers read this?']);
    expect(ran.out).toContain('We are currently experiencing issues with payment processing.');
    expect(api.requests.at(-1)).toMatchObject({
      operation: 'approvePublicNotice',
      body: { draft: '3f2a9b1c5e88' },
    });
    const asking = api.requests.length;
    const declined = await run(words, { env, says: 'no' });
    expect(declined.exitCode).toBe(1);
    expect(api.requests.slice(asking).map(({ operation }) => operation)).toEqual([
      'showPublicNotices',
    ]);
  });

  test('takes the draft where nobody can be asked, and says how to name it', async () => {
    await using api = await fakeApi({ showPublicNotices: () => waiting });
    const env = { TOCSIN_URL: api.url };
    const blind = await run(['statuspage', 'approve', 'INC-2026-001'], { env });
    expect(blind.exitCode).toBe(2);
    expect(blind.error).toContain('--draft=3f2a9b1c5e88');
    const { last } = await asked(['statuspage', 'approve', 'INC-2026-001', '--draft=3f2a9b1c5e88']);
    expect(last).toMatchObject({
      operation: 'approvePublicNotice',
      body: { draft: '3f2a9b1c5e88' },
    });
  });

  test('says so when nothing waits', async () => {
    await using api = await fakeApi();
    const ran = await run(['statuspage', 'approve', 'INC-2026-001'], {
      env: { TOCSIN_URL: api.url },
      says: 'yes',
    });
    expect(ran.exitCode).toBe(1);
    expect(ran.error).toContain('Nothing waits for approval.');
  });
});

test('statuspage preview shows the words that wait, and how to approve them', async () => {
  const { ran } = await asked(['statuspage', 'preview', '--id=INC-2026-001'], {
    showPublicNotices: () => waiting,
  });
  expect(ran.out).toContain('Waits for approval (investigating):');
  expect(ran.out).toContain('tocsin statuspage approve INC-2026-001 --draft=3f2a9b1c5e88');
});

test('statuspage post says it in one’s own words, with components', async () => {
  const { last } = await asked([
    ...['statuspage', 'post', 'INC-2026-001', '--stage=identified', '--text=We know why.'],
    ...['--component', 'search=partial_outage', 'payment-processing=operational', '--next=1h'],
  ]);
  expect(last).toMatchObject({
    operation: 'postPublicNotice',
    body: {
      ...{ stage: 'identified', body: 'We know why.', nextUpdateIn: '1h' },
      components: { search: 'partial_outage', 'payment-processing': 'operational' },
    },
  });
  const wrong = await run([
    'statuspage',
    'post',
    'INC-2026-001',
    '--stage=identified',
    '--text=x',
    '--component',
    'search=bad',
  ]);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.error).toContain('search=partial_outage');
});

test('statuspage component says which words there are, and asks nobody about another', async () => {
  const ran = await run(['statuspage', 'component', 'search', 'broken'], {
    env: { TOCSIN_URL: 'http://127.0.0.1:9' },
  });
  expect(ran.exitCode).toBe(2);
  expect(ran.error).toContain("'broken' is invalid for argument 'status'. Allowed choices are");
  expect(ran.error).toContain('automatic');
});

test('statuspage component and maintenance say how it stands and what is planned', async () => {
  expect((await asked(['statuspage', 'component', 'search', 'automatic'])).last).toMatchObject({
    ...{
      operation: 'setComponentStatus',
      params: { component: 'search' },
      body: { status: 'automatic' },
    },
  });
  const { last, ran } = await asked([
    ...[
      'statuspage',
      'maintenance',
      '--title=Moving',
      '--from=2026-11-29T02:00:00Z',
      '--until=+2h',
    ],
    ...['--component', 'search'],
  ]);
  expect(last).toMatchObject({
    operation: 'postMaintenance',
    body: {
      title: 'Moving',
      from: '2026-11-29T02:00:00.000Z',
      until: '2026-11-29T04:00:00.000Z',
      components: ['search'],
    },
  });
  expect(ran.out).toContain('mnt_4k2v9q0xw1ab');
  expect(
    (await asked(['statuspage', 'maintenance', 'change', 'mnt_1', '--done'])).last,
  ).toMatchObject({
    ...{ operation: 'changeMaintenance', params: { id: 'mnt_1' }, body: { ended: 'completed' } },
  });
});

test('statuspage open says where it is', async () => {
  expect((await asked(['statuspage', 'open'])).ran.out).toBe('https://status.example.com');
});

describe('statuspage readers', () => {
  test('shows who may read it, and the address of a new one', async () => {
    expect((await asked(['statuspage', 'readers'])).ran.out).toContain('the page is public');
    const { last, ran } = await asked(['statuspage', 'readers', 'add', 'Contoso, support desk']);
    expect(last).toMatchObject({
      operation: 'addStatusPageReader',
      body: { name: 'Contoso, support desk' },
    });
    expect(ran.out).toContain('https://status.example.com/p/');
    await using api = await fakeApi({
      showStatusPage: () =>
        ({
          ...examples.showStatusPage.answer,
          visibility: 'private',
          readers: [examples.removeStatusPageReader.answer],
        }) as never,
    });
    const listed = await run(['statuspage', 'readers'], { env: { TOCSIN_URL: api.url } });
    expect(listed.out).toContain('Contoso, support desk');
  });

  test('takes an address back', async () => {
    const { last, ran } = await asked(['statuspage', 'readers', 'remove', 'rdr_4ktx0v1m9c2a']);
    expect(last).toMatchObject({ operation: 'removeStatusPageReader' });
    expect(ran.out).toContain('reads the status page no more');
  });
});
