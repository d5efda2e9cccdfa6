import * as z from 'zod/mini';
import { define, type Plan, refused, sinceThen } from '#core/actions/action.ts';
import type { EcsService } from '#core/actions/steps.ts';
import { gibibyte, mebibytes } from '#core/text/memory-size.ts';

/* What runs a service: its tasks in ECS, replaced one after the other, with more memory if need be. */

export const restartRolling = define({
  name: 'restart:rolling',
  family: 'compute',
  summary: 'replace every task by a new one, without an interruption',
  options: [],
  approval: 'none',
  field: 'ecs',
  example: '{ cluster: main, service: payments, maxMemory: 8GB }',
  inputs: z.strictObject({}),
  look: (_, { cluster, service }) => ({ kind: 'ecs-service', cluster, service }),
  plan: (_, { cluster, service }, { found }) =>
    found === undefined
      ? absent(cluster, service)
      : (unfit(service, found) ?? {
          steps: [{ kind: 'redeploy', cluster, service, tasks: found.desired }],
          notes: [],
        }),
});

export const scaleMemory = define({
  name: 'scale:memory',
  family: 'compute',
  summary: 'give each task more memory for the moment',
  options: [{ name: 'add', flag: '--add <size>', text: 'how much more, such as 2GB or 512MB' }],
  approval: 'none',
  field: 'ecs',
  example: '{ cluster: main, service: payments, maxMemory: 8GB }',
  inputs: z.strictObject({
    add: z.string().check(
      z.refine(text => (mebibytes(text) ?? 0) > 0, {
        error: 'must be a size such as 2GB or 512MB',
      }),
    ),
  }),
  look: (_, { cluster, service }) => ({ kind: 'ecs-service', cluster, service }),
  plan({ add }, { cluster, service, maxMemory }, { found }) {
    if (found === undefined) return absent(cluster, service);
    const wrong = unfit(service, found);
    if (wrong !== undefined) return wrong;
    const { memory: before, cpu, isFargate } = found;
    if (before === undefined) {
      const text = `The containers of ${service} have memory of their own each; change the task definition.`;
      return refused('not-possible', text);
    }
    const after = before + (mebibytes(add) ?? 0);
    const most = mebibytes(maxMemory) ?? 0;
    if (after > most) {
      const text = `${after} MiB is beyond the limit of ${most} MiB that actions.ecs.maxMemory sets; it has ${before}.`;
      return refused('beyond-limit', text);
    }
    if (isFargate && !fargateAllows(cpu ?? 0, after)) {
      const text = `Fargate allows no ${after} MiB with ${(cpu ?? 0) / 1024} vCPU.`;
      return refused('not-possible', text);
    }
    return {
      steps: [{ kind: 'scale-memory', cluster, service, before, after }],
      notes: ['Tasks are replaced one after the other by ones with more memory.'],
    };
  },
  undo(steps, { found }) {
    const [step] = steps;
    if (step?.kind !== 'scale-memory' || found === undefined) {
      return refused('not-there', 'The service is not there any more.');
    }
    const { cluster, service, before, after } = step;
    if (found.memory === before) return { steps: [], notes: [] };
    if (found.memory !== after) {
      const text = `${service} was changed again since; it has ${found.memory ?? '?'} MiB. ${sinceThen}`;
      return refused('changed-since', text);
    }
    const back = { cluster, service, before: after, after: before };
    return unfit(service, found) ?? { steps: [{ kind: 'scale-memory', ...back }], notes: [] };
  },
});

/** Of AWS's table of vCPU and memory: steps of 1 GiB within a span that grows with the vCPU. */
export function fargateAllows(cpu: number, memory: number): boolean {
  if (cpu === 256) return [512, 1024, 2048].includes(memory);
  const spans: Record<number, [least: number, most: number, step: number]> = {
    512: [1, 4, 1],
    1024: [2, 8, 1],
    2048: [4, 16, 1],
    4096: [8, 30, 1],
    8192: [16, 60, 4],
    16384: [32, 120, 8],
  };
  const [least, most, step] = spans[cpu] ?? [0, 0, 1];
  const size = memory / gibibyte;
  return Number.isInteger(size) && size >= least && size <= most && (size - least) % step === 0;
}

function absent(cluster: string, service: string): Plan {
  return refused('not-there', `There is no ECS service ${service} in cluster ${cluster}.`);
}

function unfit(service: string, { desired, isDeploying }: EcsService): Plan | undefined {
  if (desired === 0) return refused('not-possible', `${service} is scaled to no tasks at all.`);
  if (!isDeploying) return undefined;
  return refused('not-possible', `A deployment of ${service} is under way. Wait until it is over.`);
}
