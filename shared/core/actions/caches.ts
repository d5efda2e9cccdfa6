import * as z from 'zod/mini';
import { define, refused } from '#core/actions/action.ts';
import type { Step } from '#core/actions/steps.ts';
import { entryOf } from '#core/own-entry.ts';

/* What holds copies of answers: CloudFront in front of a service, ElastiCache behind it. */

export const clearCaches = define({
  name: 'cache:clear:all',
  family: 'cache',
  summary: 'empty every cache, such as after a rollback left bad entries',
  options: [],
  // Whatever lies behind the caches carries the whole load until they are full again.
  approval: 'second-person',
  field: 'caches',
  example: '{ cloudFront: E2EXAMPLE, elastiCache: [payments-001] }',
  inputs: z.strictObject({}),
  look: (_, { cloudFront, elastiCache }) => ({
    kind: 'caches',
    clusters: elastiCache,
    ...(cloudFront !== undefined && { distribution: cloudFront }),
  }),
  plan(_, { cloudFront, elastiCache }, { distribution, clusters }) {
    const steps: Step[] = [];
    // Behind first: in front it would be filled again from what is still old.
    for (const cluster of elastiCache) {
      const found = entryOf(clusters, cluster);
      if (found === undefined) {
        return refused('not-there', `There is no ElastiCache cluster ${cluster}.`);
      }
      const { engine, status, nodes } = found;
      if (status !== 'available') {
        return refused('not-possible', `${cluster} is ${status}. Wait until it is available.`);
      }
      steps.push({ kind: 'reboot-cache', cluster, engine, nodes });
    }
    if (cloudFront !== undefined) {
      if (distribution === undefined) {
        return refused('not-there', `There is no CloudFront distribution ${cloudFront}.`);
      }
      const { domain } = distribution;
      steps.push({ kind: 'invalidate-distribution', distribution: cloudFront, domain });
    }
    return {
      steps,
      notes: ['What lies behind carries every request until the caches are full again.'],
    };
  },
});
