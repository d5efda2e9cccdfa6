import * as z from 'zod/mini';
import { define, type Plan, refused } from '#core/actions/action.ts';
import { parameterWord, set, takeBack } from '#core/actions/parameters.ts';
import type { OnOff, Step, StepOf } from '#core/actions/steps.ts';
import { entryOf } from '#core/own-entry.ts';

/* Features, switched by a parameter or by a flag of AppConfig, whichever the service reads. */

const feature = (name: 'feature:disable' | 'feature:enable', summary: string, to: OnOff) =>
  define({
    name,
    family: 'configuration',
    summary,
    options: [{ name: 'feature', flag: '--feature <feature>', text: 'which one' }],
    approval: 'none',
    field: 'features',
    example: '{ parameters: /payments/features/ }',
    inputs: z.strictObject({ feature: parameterWord }),
    look: (inputs, target) =>
      'appConfig' in target
        ? { kind: 'feature-flags', place: target.appConfig }
        : { kind: 'parameters', names: [`${target.parameters}${inputs.feature}`] },
    plan(inputs, target, seen) {
      if ('appConfig' in target) {
        const flags = seen.kind === 'feature-flags' ? seen.flags : {};
        return setFlag(flags, { place: target.appConfig, flag: inputs.feature, after: to });
      }
      const values = seen.kind === 'parameters' ? seen.values : {};
      const { parameters, on, off } = target;
      return set(values, `${parameters}${inputs.feature}`, { on, off }[to]);
    },
    undo(steps, seen) {
      if (seen.kind === 'parameters') return takeBack(steps, seen);
      const [step] = steps;
      if (step?.kind !== 'put-flag') throw new Error(`A flag was not ${step?.kind}`);
      const now = seen.flags[step.flag];
      return now === step.before || now === step.after
        ? setFlag(seen.flags, { ...step, after: step.before })
        : refused('not-there', `There is no flag ${step.flag} any more.`);
    },
  });

export const disableFeature = feature(
  'feature:disable',
  'switch a feature off, such as one whose third party is down',
  'off',
);
export const enableFeature = feature('feature:enable', 'switch a feature on again', 'on');

function setFlag(
  flags: Record<string, OnOff>,
  { place, flag, after }: Pick<StepOf<'put-flag'>, 'place' | 'flag' | 'after'>,
): Plan {
  const before = entryOf(flags, flag);
  if (before === undefined) {
    const known = Object.keys(flags).join(', ') || 'none';
    return refused('not-there', `There is no flag ${flag} without variants. There is: ${known}.`);
  }
  const step: Step = { kind: 'put-flag', place, flag, before, after };
  return { steps: before === after ? [] : [step], notes: [] };
}
