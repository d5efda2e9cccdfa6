import { expect, test } from 'vitest';
import { abandonedActions } from '#app/actions/abandoned-actions.ts';
import { notifyOnce } from '#app/communication/notify-once.ts';
import { type HandleCommand, handleCommand } from '#app/incident/handle-command.ts';
import type { ActionRun } from '#core/actions/run.ts';
import { incidentId } from '#core/ids.ts';
import { timeline } from '#core/incident/timeline.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { Instant } from '#core/time/instant.ts';
import type { ExecutionEnd } from '#ports/actions.ts';
import type { Delivery } from '#ports/communication.ts';
import { declare } from '../../support/incidents.ts';
import { memoryActionLog } from '../../support/memory/memory-action-log.ts';
import { memoryDutyBook } from '../../support/memory/memory-duty-book.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const id = incidentId('INC-2026-001');

type Stands = Awaited<ReturnType<ExecutionEnd>>;

async function office() {
  const parsed = parseDirectory(team);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const { directory } = parsed;
  const incidents = memory.memoryIncidents(memory.memoryTable());
  const handle = handleCommand({ incidents, pause: async () => {} });
  await handle(id, declare());
  const runs = memoryActionLog();
  const roster = memoryRoster();
  const world = {
    delivery: { sent: true } as Delivery,
    isTableDown: false,
    stands: 'gone' as Stands,
  };
  const mails: string[] = [];
  const errors: string[] = [];
  const log = (level: string, _message: string, fields: object) => {
    if (level === 'error') errors.push(JSON.stringify(fields));
  };
  const sendEmail = async (to: string, { subject, body }: { subject: string; body: string }) => {
    if (world.delivery.sent) mails.push(`${to}: ${subject}\n${body}`);
    return world.delivery;
  };
  const tell = notifyOnce({ book: memoryDutyBook(), sendEmail, now: () => start, log });
  const flaky: HandleCommand = async (...given) => {
    if (world.isTableDown) throw new Error('down');
    return handle(...given);
  };
  const ends = abandonedActions({
    runs,
    handle: flaky,
    tell,
    log,
    endOf: async () => world.stands,
  });
  const texts = async (of: string) =>
    timeline(await incidents.history(id))
      .filter(({ type }) => type === of)
      .map(({ text }) => text);
  const told = () => texts('ActionAbandoned');
  const finished = () => texts('ActionFinished');
  return {
    ...{ runs, world, mails, errors, told, finished },
    round: async (at: Instant) => ends(directory, await roster.newest(), at),
  };
}

function run(runId: string, change: Partial<ActionRun> = {}): ActionRun {
  const step = { kind: 'put-parameter', name: '/a', before: 'stripe', after: 'fallback' } as const;
  return {
    ...{ id: runId, action: 'config:set', family: 'configuration', service: 'payments' },
    ...{ inputs: {}, by: { kind: 'person', id: 'ana', name: 'Ana' }, reason: 'it helps' },
    ...{ look: { kind: 'parameters', names: ['/a'] }, steps: [step], notes: [], digest: 'd' },
    ...{ at: start, incident: id, status: 'running' },
    ...change,
  };
}

test('a run that died while acting is unknown two minutes later; its asker and the timeline are told what it was to change', async () => {
  const { runs, round, told, mails } = await office();
  await runs.open(run('act_1'));
  expect(await round(later(119))).toBe('done');
  expect(await told()).toEqual([]);
  await round(later(120));
  await round(later(420));
  expect(await runs.find('act_1')).toMatchObject({ status: 'unknown' });
  expect(await told()).toEqual([
    expect.stringMatching(/^It is not known how this ended.*\/a: stripe -> fallback/),
  ]);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatch(/^ana@example\.com: Tocsin: it is not known how config:set on payments/);
  expect(mails[0]).toContain('- parameter /a: stripe -> fallback');
  expect(mails[0]).toContain('tocsin config:set --undo=act_1');
});

test('a run that nobody approved expires with its hour, and says so', async () => {
  const { runs, round, told, mails } = await office();
  await runs.open(run('act_1', { status: 'waiting', approveBefore: later(3600) }));
  await round(later(3599));
  expect(mails).toEqual([]);
  await round(later(3600));
  expect(await runs.find('act_1')).toMatchObject({ status: 'expired' });
  expect(await told()).toEqual([expect.stringMatching(/^Nobody approved in time/)]);
  expect(mails[0]).toMatch(/nobody approved config:set on payments in time/);
  expect(mails[0]).toContain('nothing was changed');
});

test('what goes on by itself is followed to its end, which the timeline tells once', async () => {
  const { runs, round, world, mails, finished } = await office();
  await runs.open(run('act_1'));
  const outcome = ['Tocsin-Drain is still running'];
  await runs.follow('act_1', { execution: 'exec-1', outcome, at: later(20) });
  world.stands = 'running';
  await round(later(300));
  await round(later(3600));
  expect(await runs.find('act_1')).toMatchObject({ status: 'running', outcome });

  world.stands = { succeeded: true, text: 'Tocsin-Drain: Success (exec-1)' };
  world.isTableDown = true;
  expect(await round(later(3900))).toBe('again');
  world.isTableDown = false;
  await round(later(4200));
  await round(later(4500));
  expect(await runs.find('act_1')).toMatchObject({
    status: 'done',
    outcome: ['Tocsin-Drain: Success (exec-1)'],
  });
  expect(await finished()).toEqual([expect.stringContaining('Tocsin-Drain: Success')]);
  expect(mails).toEqual([]);
});

test('what went on by itself and is not known any more ends as unknown', async () => {
  const { runs, round, told } = await office();
  await runs.open(run('act_1'));
  await runs.follow('act_1', { execution: 'exec-1', outcome: ['goes on'], at: later(20) });
  await round(later(300));
  expect(await runs.find('act_1')).toMatchObject({ status: 'unknown' });
  expect(await told()).toHaveLength(1);
});

test('what ended is left alone', async () => {
  const { runs, round, told, mails } = await office();
  await runs.open(run('act_1'));
  await runs.finish('act_1', { succeeded: true, outcome: ['/a is fallback'], at: later(5) });
  await round(later(600));
  expect(await runs.find('act_1')).toMatchObject({ status: 'done' });
  expect([...(await told()), ...mails]).toEqual([]);
});

test('a round that breaks in between is made up for by the next, and nothing is told twice', async () => {
  const { runs, round, told, mails, world, errors } = await office();
  await runs.open(run('act_1'));
  const { incident: _none, ...aboutNone } = run('act_2');
  await runs.open(aboutNone);
  world.isTableDown = true;
  expect(await round(later(300))).toBe('again');
  expect(errors).toEqual([expect.stringContaining('act_1')]);
  // The other one does not wait for it.
  expect(mails.splice(0)).toHaveLength(1);

  world.isTableDown = false;
  world.delivery = { sent: false, failed: 'retry', reason: 'throttled' };
  expect(await round(later(600))).toBe('again');
  world.delivery = { sent: true };
  expect(await round(later(900))).toBe('done');
  await round(later(1200));
  expect(await told()).toHaveLength(1);
  expect(mails).toHaveLength(1);
});

test.each(['payments', 'gone'])(
  'what a token of nobody asked for on %s is told to whoever answers for the team, or for the default service',
  async service => {
    const { runs, round, mails } = await office();
    await runs.open(run('act_1', { service, by: { kind: 'token', id: 'ci', name: 'ci' } }));
    await round(later(300));
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain(`ci asked for config:set on ${service}`);
  },
);
