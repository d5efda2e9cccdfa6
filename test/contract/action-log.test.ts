import { describe, expect, test } from 'vitest';
import type { ActionRun } from '#core/actions/run.ts';
import type { Actor } from '#core/incident/events.ts';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const person = (id: string): Actor => ({ kind: 'person', id, name: id });
const step = { kind: 'put-parameter', name: '/a', before: '1', after: '2' } as const;

function run(id: string, change: Partial<ActionRun> = {}): ActionRun {
  return {
    ...{ id, action: 'config:set', family: 'configuration', service: 'payments' },
    ...{ inputs: { key: 'a', value: '2' }, by: person('ana'), reason: 'it helps', at: start },
    ...{ look: { kind: 'parameters', names: ['/a'] }, steps: [step], notes: [], digest: 'd' },
    status: 'running',
    ...change,
  };
}

const waiting = (id: string) => run(id, { status: 'waiting', approveBefore: later(3600) });

describe.each([inMemory, onDynamoDb()])('what was done to the account in $name', ({ open }) => {
  test('is opened once, however often it is asked for', async () => {
    const { actions } = await open();
    const asked = [actions.open(run('act_1')), actions.open(run('act_1'))];
    const answers = await Promise.all(asked);
    expect(answers.filter(answer => answer === 'opened')).toHaveLength(1);
    expect(answers.find(answer => answer !== 'opened')).toEqual({ held: run('act_1') });
    expect(await actions.find('act_1')).toEqual(run('act_1'));
    expect(await actions.find('act_2')).toBeUndefined();
  });

  test('is approved by one other person, in time', async () => {
    const { actions } = await open();
    await actions.open(waiting('act_1'));
    expect(await actions.approve('act_1', person('ana'), later(60))).toBe('taken');
    expect(await actions.approve('act_1', person('bo'), later(3600))).toBe('taken');
    const both = await Promise.all([
      actions.approve('act_1', person('bo'), later(60)),
      actions.approve('act_1', person('chidi'), later(60)),
    ]);
    expect(both.toSorted()).toEqual(['approved', 'taken']);
    expect(await actions.find('act_1')).toMatchObject({ status: 'running' });
    expect(await actions.approve('act_none', person('bo'), later(60))).toBe('taken');
  });

  test('ends once, and only what ran', async () => {
    const { actions } = await open();
    await actions.open(run('act_1'));
    const end = { succeeded: true, outcome: ['/a is 2'], at: later(5) };
    await actions.finish('act_1', end);
    expect(await actions.find('act_1')).toMatchObject({ status: 'done', outcome: ['/a is 2'] });
    await expect(actions.finish('act_1', end)).rejects.toThrow();
    await actions.open(waiting('act_2'));
    await expect(actions.finish('act_2', end)).rejects.toThrow();
  });

  test('is listed newest first', async () => {
    const { actions } = await open();
    for (const [index, id] of ['act_b', 'act_c', 'act_a'].entries()) {
      await actions.open(run(id, { at: later(index) }));
    }
    expect((await actions.recent(2)).map(({ id }) => id)).toEqual(['act_a', 'act_c']);
  });
});
