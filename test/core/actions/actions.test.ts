import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInput } from '#contract/problem.ts';
import { actionNamed, catalogue } from '#core/actions/catalogue.ts';
import { terminateSql } from '#core/actions/database.ts';
import { fargateAllows } from '#core/actions/ecs.ts';
import type { EcsService, Parameter, Seen } from '#core/actions/steps.ts';
import { targetsOf } from '#core/actions/targets.ts';
import type { ServiceActions } from '#core/setup/directory.ts';

const configured: ServiceActions = {
  pool: { parameter: '/payments/pool', max: 100 },
  ecs: { cluster: 'main', service: 'payments', maxMemory: '8GB' },
  features: { parameters: '/payments/features/', on: 'on', off: 'off' },
  config: {
    parameters: '/payments/config/',
    keys: { provider: ['stripe', 'fallback'], note: 'any' },
  },
  database: { cluster: 'c', secret: 's', name: 'payments', idleFor: '10m' },
  circuits: { parameters: '/payments/circuits/', closed: 'closed' },
};
const targets = targetsOf({ actions: configured });

const there: Record<string, Parameter> = {
  '/payments/pool': { value: '20' },
  '/payments/features/cards': { value: 'on' },
  '/payments/config/provider': { value: 'stripe' },
  '/payments/config/note': { value: '', isSecret: true },
  '/payments/circuits/a': { value: 'open' },
  '/payments/circuits/b': { value: 'closed' },
};
const idle = { pid: 7, began: '2026-11-23', idle: '00:20:00', application: 'worker' };
const running: EcsService = {
  desired: 3,
  running: 3,
  isDeploying: false,
  isFargate: true,
  cpu: 1024,
  memory: 2048,
};

function seenOf(kind: Seen['kind'], values = there, found: EcsService | undefined = running): Seen {
  if (kind === 'integrity') return { kind };
  if (kind === 'idle-connections') return { kind, connections: [idle] };
  if (kind === 'ecs-service') return found === undefined ? { kind } : { kind, found };
  if (kind === 'parameters' || kind === 'parameters-under') return { kind, values };
  throw new Error(`Nobody looks for ${kind} here`);
}

function plan(name: string, inputs: Record<string, string>, seen?: (kind: Seen['kind']) => Seen) {
  const action = actionNamed(name);
  if (action === undefined) throw new Error(name);
  const parsed = parseInput(action.inputs, inputs);
  if ('errors' in parsed) return { invalid: parsed.errors.map(({ path }) => path) };
  const prepared = action.prepare(parsed.value, targets, 'payments');
  if (prepared === undefined) throw new Error(`${name} is not configured`);
  const { look } = prepared;
  const what = (seen ?? seenOf)(look.kind);
  if (look.kind !== 'parameters-under' || what.kind !== 'parameters-under') {
    return prepared.plan(what);
  }
  const under = Object.entries(what.values).filter(([key]) => key.startsWith(look.path));
  return prepared.plan({ kind: what.kind, values: Object.fromEntries(under) });
}

/** What is there once the steps were done. */
function result(steps: readonly { kind: string; name?: string; after?: unknown }[]) {
  const values = { ...there };
  let found = running;
  for (const step of steps) {
    if (step.kind === 'put-parameter') values[step.name ?? ''] = { value: String(step.after) };
    if (step.kind === 'scale-memory') found = { ...found, memory: Number(step.after) };
  }
  return (kind: Seen['kind']) => seenOf(kind, values, found);
}

const examples: [string, Record<string, string>][] = [
  ['db:pool:resize', { size: '50' }],
  ['feature:disable', { feature: 'cards' }],
  ['config:set', { key: 'provider', value: 'fallback' }],
  ['circuits:reset', {}],
  ['scale:memory', { add: '2GB' }],
];

describe('the plan of an action', () => {
  test.each([
    ['db:pool:resize', { size: '50' }, 'put-parameter /payments/pool 20 50'],
    ['feature:disable', { feature: 'cards' }, 'put-parameter /payments/features/cards on off'],
    [
      'config:set',
      { key: 'provider', value: 'fallback' },
      'put-parameter /payments/config/provider stripe fallback',
    ],
    ['circuits:reset', {}, 'put-parameter /payments/circuits/a open closed'],
    ['restart:rolling', {}, 'redeploy main payments 3'],
    ['scale:memory', { add: '2GB' }, 'scale-memory main payments 2048 4096'],
  ])('%s %j is exactly what would change', (name, inputs, words) => {
    const planned = plan(name, inputs);
    if (!('steps' in planned)) throw new Error(JSON.stringify(planned));
    expect(planned.steps.map(step => Object.values(step).join(' '))).toEqual([words]);
  });

  test('ends exactly the connections that were seen idle, each by itself', () => {
    const planned = plan('db:connections:kill-idle', {});
    expect(planned).toMatchObject({ steps: [{ kind: 'terminate-connection', connection: idle }] });
    const none = plan('db:connections:kill-idle', {}, kind =>
      kind === 'idle-connections' ? { kind, connections: [] } : seenOf(kind),
    );
    expect(none).toEqual({ steps: [], notes: [] });
    expect(terminateSql(7, "x' OR true--")).toContain("backend_start::text = 'x'' OR true--'");
  });

  test.each(examples)('%s %j of what it has made is nothing', (name, inputs) => {
    const planned = plan(name, inputs);
    if (!('steps' in planned)) throw new Error(JSON.stringify(planned));
    const again = plan(name, inputs, result(planned.steps));
    if (name === 'scale:memory') expect(again).toMatchObject({ steps: [{ before: 4096 }] });
    else expect(again).toMatchObject({ steps: [] });
  });

  test.each(examples)(
    '%s %j can be taken back to what was, and only while it is there',
    (name, inputs) => {
      const action = actionNamed(name);
      const planned = plan(name, inputs);
      if (!('steps' in planned) || action === undefined) throw new Error(JSON.stringify(planned));
      const prepared = action.prepare(inputs, targets, 'payments');
      const kind = prepared?.look.kind ?? 'parameters';
      const undone = action.undo(planned.steps, result(planned.steps)(kind));
      if (!('steps' in undone)) throw new Error(JSON.stringify(undone));
      const swapped = planned.steps.map(step =>
        'before' in step ? { ...step, before: step.after, after: step.before } : step,
      );
      expect(undone.steps).toEqual(swapped);
      const changed = Object.fromEntries(Object.keys(there).map(key => [key, { value: 'other' }]));
      const since = action.undo(planned.steps, seenOf(kind, changed, { ...running, memory: 512 }));
      expect(since).toMatchObject({ refused: { rule: 'changed-since' } });
    },
  );

  test.each([
    ['db:pool:resize', { size: '101' }, 'beyond-limit'],
    ['config:set', { key: 'provider', value: 'paypal' }, 'not-allowed'],
    ['config:set', { key: 'unknown', value: 'x' }, 'not-allowed'],
    ['config:set', { key: 'note', value: 'x' }, 'secret'],
    ['feature:disable', { feature: 'gone' }, 'not-there'],
    ['scale:memory', { add: '7GB' }, 'beyond-limit'],
    ['scale:memory', { add: '100MB' }, 'not-possible'],
  ])('%s %j is refused: %s', (name, inputs, rule) => {
    expect(plan(name, inputs)).toMatchObject({ refused: { rule } });
  });

  test.each([
    ['db:pool:resize', { size: '0' }],
    ['db:pool:resize', { size: 'many' }],
    ['db:pool:resize', {}],
    ['feature:disable', { feature: '../../secret' }],
    ['scale:memory', { add: '2 bananas' }],
    ['circuits:reset', { force: 'yes' }],
  ])('%s %j is wrong input', (name, inputs) => {
    expect(plan(name, inputs as Record<string, string>)).toHaveProperty('invalid');
  });

  test('touches no service that is being deployed, is off, or is not there', () => {
    const seeing = (found: EcsService | undefined) => () =>
      found === undefined ? ({ kind: 'ecs-service' } as Seen) : seenOf('ecs-service', there, found);
    for (const name of ['restart:rolling', 'scale:memory']) {
      const inputs = name === 'scale:memory' ? { add: '1GB' } : {};
      const refusedFor = (found: EcsService | undefined) => plan(name, inputs, seeing(found));
      expect(refusedFor({ ...running, isDeploying: true })).toHaveProperty('refused');
      expect(refusedFor({ ...running, desired: 0 })).toHaveProperty('refused');
      expect(refusedFor(undefined)).toMatchObject({ refused: { rule: 'not-there' } });
    }
  });

  test('never goes beyond the limit of the pool, whatever is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), size => {
        const planned = plan('db:pool:resize', { size: String(size) });
        if ('steps' in planned) expect(size).toBeLessThanOrEqual(100);
        else expect(size).toBeGreaterThan(100);
      }),
    );
  });
});

test.each([
  [256, 2048, true],
  [256, 4096, false],
  [1024, 8192, true],
  [1024, 8193, false],
  [8192, 20_480, true],
  [8192, 18_432, false],
  [0, 1024, false],
])('Fargate with %i units of CPU and %i MiB: %s', (cpu, memory, isAllowed) => {
  expect(fargateAllows(cpu, memory)).toBe(isAllowed);
});

test('each action says of itself what it needs', () => {
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  for (const { prepare } of catalogue) expect(prepare({}, {}, 'payments')).toBeUndefined();
});
