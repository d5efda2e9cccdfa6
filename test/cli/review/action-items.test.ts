import { expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import type { ActionItemAnswer } from '#contract/postmortem.ts';
import { asked } from '../asked.ts';
import { type Answers, fakeApi } from '../fake-api.ts';
import { run } from '../run.ts';

const [example] = examples.listActionItems.answer.items as [ActionItemAnswer];
const { issue, ...plain } = example;
const { exportFailure } = examples.exportActionItem.answer;
const listed =
  (...items: object[]): NonNullable<Answers['listActionItems']> =>
  () => ({ items: items as never });

async function fails(words: readonly string[], answers: Answers) {
  await using api = await fakeApi(answers);
  const ran = await run(words, { env: { TOCSIN_URL: api.url, TOCSIN_TOKEN: 'responder' } });
  expect(api.violations).toEqual([]);
  return { ran, requests: api.requests };
}

test('action items show the issue that they are', async () => {
  const { ran } = await asked(['action-items'], {}, { TOCSIN_TOKEN: 'responder' });
  expect(ran.out).toMatchInlineSnapshot(`
    "INC-2026-001 1  Bo Lindqvist, due 2026-12-01
        Add monitoring for the connection pool
        northwind/books#12 https://github.com/northwind/books/issues/12"
  `);
});

test('action items show why they are none, and what to do', async () => {
  const { ran } = await asked(
    ['action-items'],
    { listActionItems: listed({ ...plain, exportFailure }) },
    { TOCSIN_TOKEN: 'responder' },
  );
  expect(ran.out).toMatchInlineSnapshot(`
    "INC-2026-001 1  Bo Lindqvist, due 2026-12-01
        Add monitoring for the connection pool
        no issue: GitHub: answered 401: Bad credentials. Once that is repaired:
          tocsin action-item:export --id=INC-2026-001 --item=1"
  `);
});

test('why an action item is no issue stands in red, where a terminal has colours', async () => {
  await using api = await fakeApi({ listActionItems: listed({ ...plain, exportFailure }) });
  const env = { TOCSIN_URL: api.url, TOCSIN_TOKEN: 'responder' };
  const { out } = await run(['action-items'], { env, colours: true });
  expect(out).toContain('\u001b[31m    no issue: GitHub: answered 401: Bad credentials.');
});

test('action-item:export asks for every item that is no issue, and waits for what becomes of it', async () => {
  let looks = 0;
  const { ran, requests } = await asked(
    ['action-item:export', '--id=1', '--idempotency-key=k'],
    {
      listActionItems: () => ({
        items: [
          { ...plain, item: 1, ...(looks++ > 2 && { issue }) },
          { ...plain, item: 2, issue },
        ],
      }),
    },
    { TOCSIN_TOKEN: 'responder' },
  );
  const exports = requests.filter(({ operation }) => operation === 'exportActionItem');
  expect(exports).toMatchObject([
    { params: { id: 'INC-2026-001', item: '1' }, headers: { 'idempotency-key': 'k-1' } },
  ]);
  expect(ran.pauses).toEqual([1000, 1000, 1000]);
  expect(ran.out).toContain('northwind/books#12 https://github.com/northwind/books/issues/12');
});

test('action-item:export of one item that is refused fails, with the reason', async () => {
  const { ran } = await fails(['action-item:export', '--id=1', '--item=1'], {
    listActionItems: listed({ ...plain, exportFailure }),
  });
  expect(ran.exitCode).toBe(1);
  expect(ran.out).toContain('no issue: GitHub: answered 401: Bad credentials');
  expect(ran.error).toContain('1 action item is not an issue yet.');
});

test('action-item:export gives up waiting after twenty looks', async () => {
  const { ran } = await fails(['action-item:export', '--id=1'], {
    listActionItems: listed(plain, { ...plain, item: 2 }),
  });
  expect(ran.pauses).toHaveLength(20);
  expect(ran.error).toContain('2 action items are not an issue yet.');
});

test('action-item:export has nothing to do where everything is an issue', async () => {
  const { ran, requests } = await asked(
    ['action-item:export', '--id=1'],
    {},
    { TOCSIN_TOKEN: 'responder' },
  );
  expect(requests.map(({ operation }) => operation)).toEqual(['listActionItems']);
  expect(ran.out).toBe('Every action item of INC-2026-001 is an issue already.');
});
