import { describe, expect, test } from 'vitest';
import type { ActionRun } from '#core/actions/run.ts';
import type { Actor } from '#core/people.ts';
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
    expect(await actions.find('act_1')).toMatchObject({ status: 'running', startedAt: later(60) });
    expect(await actions.approve('act_none', person('bo'), later(60))).toBe('taken');
  });

  test('is approved by a person, though the token that asked for it is named like them', async () => {
    const { actions } = await open();
    const token = { kind: 'token', id: 'ana', name: 'ana' } as const;
    await actions.open({ ...waiting('act_1'), by: token });
    expect(await actions.approve('act_1', person('ana'), later(60))).toBe('approved');
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

  test('is overdue when it waits or runs for longer than it can, until it ended', async () => {
    const { actions } = await open();
    await actions.open(run('act_died'));
    await actions.open(run('act_done'));
    await actions.open(waiting('act_waits'));
    await actions.open(waiting('act_approved'));
    await actions.finish('act_done', { succeeded: true, outcome: [], at: later(5) });
    await actions.approve('act_approved', person('bo'), later(3000));
    const overdue = async (seconds: number, limit = 9) =>
      (await actions.overdue(later(seconds), limit)).map(({ id }) => id);
    expect(await overdue(119)).toEqual([]);
    expect(await overdue(120)).toEqual(['act_died']);
    expect(await overdue(3119)).toEqual(['act_died']);
    expect(await overdue(3600)).toEqual(['act_died', 'act_approved', 'act_waits']);
    expect(await overdue(3600, 1)).toEqual(['act_died']);
  });

  test('that goes on by itself is looked at again two minutes after it was looked at', async () => {
    const { actions } = await open();
    await actions.open(run('act_goes'));
    const outcome = ['it goes on'];
    await actions.follow('act_goes', { execution: 'exec-1', outcome, at: later(60) });
    const overdue = async (seconds: number) =>
      (await actions.overdue(later(seconds), 9)).map(({ id }) => id);
    expect(await overdue(179)).not.toContain('act_goes');
    expect(await overdue(180)).toContain('act_goes');
    expect(await actions.find('act_goes')).toMatchObject({ status: 'running', outcome });

    await actions.finish('act_goes', { succeeded: true, outcome: ['over'], at: later(200) });
    await actions.follow('act_goes', { execution: 'exec-1', outcome, at: later(210) });
    expect(await overdue(9000)).not.toContain('act_goes');
    expect(await actions.find('act_goes')).toMatchObject({ status: 'done', outcome: ['over'] });
  });

  test('is given up once it is overdue, and looked for until everybody was told', async () => {
    const { actions } = await open();
    await actions.open(run('act_died'));
    await actions.open(waiting('act_waits'));
    expect(await actions.abandon('act_died', later(119))).toBe('taken');
    expect(await actions.abandon('act_none', later(119))).toBe('taken');
    await actions.settle('act_died');
    expect(await actions.abandon('act_died', later(3600))).toBe('abandoned');
    expect(await actions.abandon('act_died', later(3600))).toBe('taken');
    expect(await actions.abandon('act_waits', later(3600))).toBe('abandoned');
    const overdue = await actions.overdue(later(3600), 9);
    expect(overdue.map(({ status }) => status)).toEqual(['unknown', 'expired']);
    await actions.settle('act_died');
    await actions.settle('act_waits');
    expect(await actions.overdue(later(9000), 9)).toEqual([]);
    const end = { succeeded: true, outcome: [], at: later(3601) };
    await expect(actions.finish('act_died', end)).rejects.toThrow();
    expect(await actions.approve('act_waits', person('bo'), later(3599))).toBe('taken');
  });

  test('is listed newest first', async () => {
    const { actions } = await open();
    for (const [index, id] of ['act_b', 'act_c', 'act_a'].entries()) {
      await actions.open(run(id, { at: later(index) }));
    }
    expect((await actions.recent(2)).map(({ id }) => id)).toEqual(['act_a', 'act_c']);
  });
});
