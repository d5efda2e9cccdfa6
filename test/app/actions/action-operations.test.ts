import { describe, expect, test } from 'vitest';
import { actionOperations } from '#app/actions/action-operations.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { incidentId } from '#core/ids.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { Severity } from '#core/severity.ts';
import type { ActionExecutors } from '#ports/actions.ts';
import { declare, planOf } from '../../support/incidents.ts';
import { memoryActionLog } from '../../support/memory/memory-action-log.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

/** Two services whose settings can be changed, and hands that a test can break. */
async function office(
  open: [service: string, severity: Severity][] = [],
  changeable = ['payments', 'website'],
) {
  const document = structuredClone(team) as { services: Record<string, object> };
  for (const service of changeable) {
    const actions = {
      circuits: { parameters: `/${service}/` },
      config: { parameters: `/${service}/config/`, keys: { provider: ['stripe', 'fallback'] } },
    };
    document.services[service] = {
      name: service,
      team: 'commerce',
      ...document.services[service],
      actions,
    };
  }
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const incidents = memory.memoryIncidents(table);
  const handle = handleCommand({ incidents, pause: async () => {} });
  for (const [index, [service, severity]] of open.entries()) {
    const id = incidentId(`INC-2026-${String(index + 1).padStart(3, '0')}`);
    const plan = planOf(severity);
    const of = { ...plan, service: { ...plan.service, id: service, name: service } };
    await handle(id, declare(severity, { id, plan: of, at: later(index / 1000) }));
  }
  const done: string[] = [];
  const breaks = { at: '', goesOn: '' };
  const values = new Map<string, string>();
  const hands: ActionExecutors = {
    looks: {
      parameters: async ({ kind, names }) => ({
        kind,
        values: Object.fromEntries(
          names.map(name => [name, { value: values.get(name) ?? 'stripe' }]),
        ),
      }),
      'parameters-under': async ({ kind, path }) => ({
        kind,
        values: Object.fromEntries(
          ['a', 'b'].map(name => [path + name, { value: values.get(path + name) ?? 'open' }]),
        ),
      }),
    },
    steps: {
      async 'put-parameter'({ name, after }) {
        if (name === breaks.at) throw new Error('denied');
        if (name === breaks.goesOn) return { running: `${name} goes on`, execution: 'exec-1' };
        done.push(name);
        values.set(name, after);
        return { done: `${name} is ${after}` };
      },
    },
  };
  let token = 0;
  const operations = actionOperations({
    ...{ family: 'configuration', hands, log: memoryActionLog(), incidents, configuration, handle },
    newToken: () => `t${++token}`,
    now: () => later(60),
  });
  const ask = (body: object, idempotencyKey?: string, action = 'circuits:reset') =>
    operations.configurationAction(
      callOf<'configurationAction'>({
        params: { action },
        body: { inputs: {}, dryRun: true, by: 'ana', ...body } as never,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      }),
    );
  const factsOf = async (id: string) =>
    (await incidents.history(incidentId(id))).flatMap(({ events }) =>
      events.map(({ type }) => type),
    );
  /** From now on this is all that may be changed of payments. */
  const allowOnly = (actions?: object) => {
    const other = structuredClone(team) as { services: Record<string, object> };
    if (actions !== undefined) other.services.payments = { ...other.services.payments, actions };
    const next = parseDirectory(other);
    if ('problems' in next) throw new Error(JSON.stringify(next.problems));
    configuration.put(next.directory);
  };
  return { ask, done, breaks, factsOf, allowOnly };
}
const earnest = { dryRun: false, reason: 'it is over' };

test('what is taken back is told in the incident in which it was done, however many are open', async () => {
  const { ask, factsOf } = await office([
    ['payments', 'SEV1'],
    ['payments', 'SEV2'],
  ]);
  const first = await ask({ ...earnest, incident: 'INC-2026-001' });
  const { id } = (first as { answer: { id: string } }).answer;
  expect(await ask({ ...earnest, undo: id })).toMatchObject({
    answer: { status: 'done', incident: 'INC-2026-001' },
  });
  const started = (await factsOf('INC-2026-001')).filter(type => type === 'ActionStarted');
  expect(started).toHaveLength(2);
});

test('what the configuration lets nobody change any more is not taken back either', async () => {
  const { ask, done, allowOnly } = await office();
  const first = await ask({ ...earnest, service: 'payments' });
  const { id } = (first as { answer: { id: string } }).answer;
  done.length = 0;
  allowOnly();
  expect(await ask({ ...earnest, undo: id })).toMatchObject({
    refused: { rule: 'not-configured' },
  });
  expect(done).toEqual([]);
});

test('what the configuration has somewhere else by now is not taken back where it was', async () => {
  const { ask, done, allowOnly } = await office();
  const first = await ask({ ...earnest, service: 'payments' });
  const { id } = (first as { answer: { id: string } }).answer;
  done.length = 0;
  allowOnly({ circuits: { parameters: '/payments-eu/' } });
  expect(await ask({ ...earnest, undo: id })).toMatchObject({ refused: { rule: 'not-allowed' } });
  expect(done).toEqual([]);
});

test('a setting is taken back while its key may be set, whichever values it may have by now', async () => {
  const { ask, done, allowOnly } = await office();
  const inputs = { key: 'provider', value: 'fallback' };
  const first = await ask({ ...earnest, service: 'payments', inputs }, undefined, 'config:set');
  const { id } = (first as { answer: { id: string } }).answer;
  const undo = () => ask({ ...earnest, undo: id }, undefined, 'config:set');
  done.length = 0;
  allowOnly({ config: { parameters: '/payments/config/', keys: { color: 'any' } } });
  expect(await undo()).toMatchObject({ refused: { rule: 'not-allowed' } });
  expect(done).toEqual([]);
  allowOnly({ config: { parameters: '/payments/config/', keys: { provider: ['adyen'] } } });
  expect(await undo()).toMatchObject({ answer: { status: 'done' } });
});

test('what was taken back is done again by taking that back', async () => {
  const { ask } = await office();
  const first = await ask({ ...earnest, service: 'payments' });
  const { id } = (first as { answer: { id: string } }).answer;
  const second = await ask({ ...earnest, undo: id });
  const { id: back } = (second as { answer: { id: string } }).answer;
  expect(await ask({ ...earnest, undo: back })).toMatchObject({ answer: { status: 'done' } });
});

test('a run of one service is taken back for no other that is named', async () => {
  const { ask, done } = await office();
  const first = await ask({ ...earnest, service: 'payments' });
  const { id } = (first as { answer: { id: string } }).answer;
  done.length = 0;
  expect(await ask({ ...earnest, undo: id, service: 'website' })).toMatchObject({
    notFound: `run ${id} of circuits:reset on website`,
  });
  expect(done).toEqual([]);
});

describe('the service that is meant where nobody says so', () => {
  test('is the one in trouble, whatever tickets wait elsewhere for the morning', async () => {
    const { ask } = await office([
      ['website', 'SEV4'],
      ['payments', 'SEV1'],
    ]);
    expect(await ask({})).toMatchObject({
      answer: { service: 'payments', incident: 'INC-2026-002' },
    });
  });

  test('is named where it lacks what is asked for, and where all do no placeholder is', async () => {
    const { ask } = await office();
    const refusal = async (body: object) => {
      const inputs = { feature: 'stripe' };
      const answer = await ask({ inputs, ...body }, undefined, 'feature:disable');
      return 'refused' in answer ? answer.refused.text : '';
    };
    expect(await refusal({ service: 'payments' })).toContain('is not configured for payments.');
    expect(await refusal({})).toContain('is not configured for any service.');
  });

  test('is the only one that has it, to be shown what would change; to change it, it is said', async () => {
    const { ask, done } = await office([['website', 'SEV1']], ['payments']);
    expect(await ask({})).toMatchObject({ answer: { service: 'payments', status: 'planned' } });
    expect(await ask(earnest)).toMatchObject({ refused: { rule: 'which-service' } });
    expect(done).toEqual([]);
  });

  test('is found behind however many others are newer', async () => {
    const tickets = Array.from({ length: 150 }, () => ['website', 'SEV4'] as [string, Severity]);
    const { ask } = await office([['payments', 'SEV1'], ...tickets]);
    expect(await ask({})).toMatchObject({
      answer: { service: 'payments', incident: 'INC-2026-001' },
    });
    const both = await office([['payments', 'SEV1'], ...tickets, ['website', 'SEV2']]);
    expect(await both.ask({})).toMatchObject({ refused: { rule: 'which-service' } });
  });

  test('has to be said where two are in trouble, or none and there are several', async () => {
    const both = await office([
      ['website', 'SEV1'],
      ['payments', 'SEV2'],
    ]);
    expect(await both.ask({})).toMatchObject({ refused: { rule: 'which-service' } });
    expect(await (await office()).ask({})).toMatchObject({ refused: { rule: 'which-service' } });
  });
});

describe('an action in earnest', () => {
  test('ends at the first step that fails, and says what was not begun', async () => {
    const { ask, done, breaks } = await office([['payments', 'SEV1']]);
    breaks.at = '/payments/a';
    expect(await ask(earnest)).toMatchObject({
      answer: {
        status: 'failed',
        outcome: [expect.stringContaining('denied'), 'Not begun: 1 more.'],
      },
    });
    expect(done).toEqual([]);
  });

  test('is done once for one key, and another wish under that key is refused', async () => {
    const { ask, done } = await office([['payments', 'SEV1']]);
    const first = await ask(earnest, 'key-1');
    expect(first).toMatchObject({ answer: { status: 'done' } });
    expect(await ask(earnest, 'key-1')).toEqual(first);
    expect(done).toHaveLength(2);
    expect(await ask({ ...earnest, reason: 'another' }, 'key-1')).toEqual({ keyReused: true });
  });

  test('needs a reason; a dry run needs none and does nothing', async () => {
    const { ask, done } = await office([['payments', 'SEV1']]);
    expect(await ask({ dryRun: false })).toMatchObject({ invalid: { path: '/reason' } });
    expect(await ask({})).toMatchObject({ answer: { status: 'planned' } });
    expect(done).toEqual([]);
  });
});

test('what is still running is neither done nor failed, and nothing follows it', async () => {
  const { ask, done, breaks, factsOf } = await office([['payments', 'SEV1']]);
  breaks.goesOn = '/payments/a';
  const outcome = await ask({ ...earnest, service: 'payments' });
  expect(outcome).toMatchObject({
    answer: { status: 'running', outcome: ['/payments/a goes on'] },
  });
  expect(done).toEqual([]);
  expect(await factsOf('INC-2026-001')).not.toContain('ActionFinished');
});

test('what is still running is not taken back: nobody knows yet what there is to take back', async () => {
  const { ask, done, breaks } = await office([['payments', 'SEV1']]);
  breaks.goesOn = '/payments/a';
  const first = await ask({ ...earnest, service: 'payments' });
  const { id } = (first as { answer: { id: string } }).answer;
  expect(await ask({ ...earnest, undo: id })).toMatchObject({ refused: { rule: 'not-done' } });
  expect(done).toEqual([]);
});
