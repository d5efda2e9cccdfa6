import { expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { asked } from '../asked.ts';
import { fakeApi } from '../fake-api.ts';
import { run } from '../run.ts';

const [done] = examples.listActionRuns.answer.runs;
if (done === undefined) throw new Error('No example');

test('what was done can be taken back by whoever did not see it done', async () => {
  const run = { ...done, id: 'act_1', status: 'done' as const, canBeUndone: true };
  const { ran, last } = await asked(['action:runs', '--service=payments', '--limit=5'], {
    listActionRuns: () => ({ runs: [run] }),
  });
  expect(last?.query).toEqual({ service: 'payments', limit: 5 });
  expect(ran.out).toContain(`${run.action} on ${run.service}`);
  expect(ran.out).toContain(`tocsin ${run.action} --undo=act_1 --yes --reason="…"`);
});

test('what waits says how it is approved', async () => {
  const { ran } = await asked(['action:runs'], {
    listActionRuns: () => ({ runs: [{ ...done, id: 'act_2', status: 'waiting' }] }),
  });
  expect(ran.out).toContain('tocsin action:approve --id=act_2');
});

test.each([
  ['INC-2026-001', 'The team was told by mail.'],
  [undefined, 'Nobody was told'],
])('of incident %s, what waits says who heard of it', async (incident, words) => {
  const { incident: _, ...run } = { ...done, id: 'act_2', status: 'waiting' as const };
  const { ran } = await asked(['cache:clear:all', '--yes', '--reason=Old prices'], {
    cacheAction: () => ({ ...run, ...(incident && { incident }) }),
  });
  expect(ran.out).toContain(words);
});

test('where as many are shown as were asked for, it says that there may be older ones', async () => {
  const told = async (...words: string[]) => {
    const runs = Array.from({ length: 20 }, () => ({ ...done, id: 'act_1' }));
    return (await asked(['action:runs', ...words], { listActionRuns: () => ({ runs }) })).ran.out;
  };
  const older = 'There may be older ones: --limit shows up to 100.';
  expect(await told()).toContain(older);
  expect(await told('--limit=30')).not.toContain(older);
});

test('where nothing was done it says so', async () => {
  const { ran } = await asked(['action:runs'], { listActionRuns: () => ({ runs: [] }) });
  expect(ran.out).toBe('Nothing was done or asked for.');
});

test('a run whose end nobody saw is no success', async () => {
  await using api = await fakeApi({
    cacheAction: () => ({ ...done, id: 'act_3', status: 'running' }),
  });
  const ran = await run(['cache:clear:all', '--yes', '--reason=x'], {
    env: { TOCSIN_URL: api.url },
  });
  expect(ran.exitCode).toBe(1);
  expect(ran.error).toContain('how it ended is not known');
  expect(ran.error).toContain('tocsin action:runs');
});

test('words to the team are sent once under one key, however often they are repeated', async () => {
  const { requests } = await asked(['notify', 'Fix deployed', '--id=1', '--idempotency-key=k1']);
  expect(requests.at(-1)).toMatchObject({
    operation: 'notifyTeam',
    headers: { 'idempotency-key': 'k1-INC-2026-001' },
  });
});
