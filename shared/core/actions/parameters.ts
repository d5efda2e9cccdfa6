import * as z from 'zod/mini';
import { define, type Plan, refused, sinceThen } from '#core/actions/action.ts';
import type { InspectionResult, Parameter, Step } from '#core/actions/steps.ts';
import { entryOf } from '#core/own-entry.ts';

/* What is changed by changing a parameter that the service itself reads: its pool, settings and circuits. */

export const parameterWord = z.string().check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, {
    error: 'must be a name of letters, digits, _, . and -',
  }),
);

export const resizePool = define({
  name: 'db:pool:resize',
  family: 'database',
  summary: 'change how many database connections each instance may hold',
  options: [{ name: 'size', flag: '--size <connections>', text: 'how many, per instance' }],
  approval: 'none',
  field: 'pool',
  example: '{ parameter: /payments/database/pool-size, max: 100 }',
  inputs: z.strictObject({ size: z.coerce.number().check(z.int(), z.minimum(1)) }),
  look: (_, { parameter }) => ({ kind: 'parameters', names: [parameter] }),
  plan({ size }, { parameter, max }, { values }) {
    if (size > max) {
      return refused(
        'beyond-limit',
        `${size} is beyond the limit of ${max} connections that actions.pool.max sets.`,
      );
    }
    return set(values, parameter, String(size), [
      'Instances take it when they next read their settings; restart:rolling makes them.',
    ]);
  },
  undo: takeBack,
});

export const setConfiguration = define({
  name: 'config:set',
  family: 'configuration',
  summary: 'change a setting of a service, such as which provider it uses',
  options: [
    { name: 'key', flag: '--key <key>', text: 'which setting' },
    { name: 'value', flag: '--value <value>', text: 'what it becomes' },
  ],
  approval: 'none',
  field: 'config',
  example: '{ parameters: /payments/config/, keys: { payment_provider: [stripe, fallback] } }',
  inputs: z.strictObject({
    key: parameterWord,
    value: z.string().check(z.minLength(1), z.maxLength(4096)),
  }),
  look: ({ key }, { parameters }) => ({ kind: 'parameters', names: [`${parameters}${key}`] }),
  plan({ key, value }, { parameters, keys }, { values }) {
    const allowed = entryOf(keys, key);
    if (allowed === undefined) {
      const known = Object.keys(keys).join(', ') || 'none';
      return refused('not-allowed', `actions.config.keys has no ${key}. It has: ${known}.`);
    }
    if (allowed !== 'any' && !allowed.includes(value)) {
      return refused('not-allowed', `${key} may be one of: ${allowed.join(', ')}. Not: ${value}.`);
    }
    return set(values, `${parameters}${key}`, value);
  },
  names: ({ key }, { keys }) => entryOf(keys, key) !== undefined,
  undo: takeBack,
});

export const resetCircuits = define({
  name: 'circuits:reset',
  family: 'configuration',
  summary: 'close every circuit breaker, so that calls go through again',
  options: [],
  approval: 'none',
  field: 'circuits',
  example: '{ parameters: /payments/circuits/, closed: closed }',
  inputs: z.strictObject({}),
  look: (_, { parameters }) => ({ kind: 'parameters-under', path: parameters }),
  plan(_, { parameters, closed }, { values }) {
    const names = Object.keys(values);
    if (names.length === 0)
      return refused('not-there', `There is no parameter under ${parameters}.`);
    return together(names.map(name => set(values, name, closed)));
  },
  undo: takeBack,
});

/** An action changes what is there; it invents no parameter that nobody reads. */
export function set(
  values: Record<string, Parameter>,
  name: string,
  after: string,
  notes: string[] = [],
): Plan {
  const there = entryOf(values, name);
  if (there === undefined) return refused('not-there', `There is no parameter ${name}.`);
  if (there.isSecret) {
    return refused(
      'secret',
      `${name} is a SecureString. Secrets are neither shown nor changed here.`,
    );
  }
  if (there.value === after) return { steps: [], notes: [] };
  return { steps: [{ kind: 'put-parameter', name, before: there.value, after }], notes };
}

function together(plans: Plan[]): Plan {
  const steps: Step[] = [];
  for (const plan of plans) {
    if ('refused' in plan) return plan;
    steps.push(...plan.steps);
  }
  return { steps, notes: [] };
}

export function takeBack(
  steps: Step[],
  { values }: InspectionResult<'parameters' | 'parameters-under'>,
): Plan {
  return together(
    steps.map(step => {
      if (step.kind !== 'put-parameter') throw new Error(`A parameter was not ${step.kind}`);
      const now = values[step.name]?.value;
      if (now === step.before) return { steps: [], notes: [] };
      return now === step.after
        ? set(values, step.name, step.before)
        : refused(
            'changed-since',
            `${step.name} was changed again since; it is ${now ?? 'gone'}. ${sinceThen}`,
          );
    }),
  );
}
