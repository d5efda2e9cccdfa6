import { expect, test } from 'vitest';
import { changesInForce } from '#cli/actions/still-changed.ts';
import type { ActionRunShown } from '#contract/actions.ts';
import { examples } from '#contract/examples.ts';
import { asked } from '../asked.ts';
import { refuse } from '../fake-api.ts';

const [example] = examples.listActionRuns.answer.runs as [ActionRunShown];
const change = (before: string, after: string, what = 'provider') => ({ what, before, after });
const run = (id: string, ...changes: ActionRunShown['changes']): ActionRunShown => ({
  ...example,
  ...{ id, changes, status: 'done', canBeUndone: true },
});

test.each<[string, ActionRunShown[], string[]]>([
  ['what one run changed', [run('a', change('stripe', 'fallback'))], ['a']],
  ['nothing that was taken back', [run('b', change('x', 'y')), run('a', change('y', 'x'))], []],
  ['the newest of several', [run('b', change('y', 'z')), run('a', change('x', 'y'))], ['b']],
  [
    'a run with several changes once',
    [run('a', change('1', '2'), change('none', 'there', 'alarm'))],
    ['a'],
  ],
  [
    'nothing that cannot be taken back',
    [{ ...run('a', change('1', '2')), canBeUndone: false }],
    [],
  ],
  ['nothing that did not happen', [{ ...run('a', change('1', '2')), status: 'waiting' }], []],
])('still changed is %s', (_, runs, left) => {
  expect(changesInForce(runs).map(each => each.run.id)).toEqual(left);
});

test('whoever resolves hears what is still changed for the incident, and how it is taken back', async () => {
  const other = { ...run('act_9', change('1', '2', 'other')), incident: 'INC-2026-777' };
  const { ran } = await asked(['resolve', '1', '--resolution=Fixed'], {
    listActionRuns: () => ({ runs: [run('act_1', change('stripe', 'fallback')), other] }),
  });
  expect(ran.out).toContain(
    'Still changed for this incident, to be left or taken back:\n    provider: stripe -> fallback\n',
  );
  expect(ran.out).toContain('--undo=act_1 --yes');
  expect(ran.out).not.toContain('act_9');
});

test('that nobody can say what is still changed does not keep an incident from being resolved', async () => {
  const { ran } = await asked(['resolve', '1', '--resolution=Fixed'], {
    listActionRuns: () => refuse('internal', 'Something broke.'),
  });
  expect(ran.exitCode).toBe(0);
  expect(ran.out).not.toContain('Still changed');
});
