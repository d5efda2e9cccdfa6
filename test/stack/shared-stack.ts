import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { applyFirstConfiguration } from '#local/first-configuration.ts';
import { startLocalStack } from '#local/stack.ts';
import type { Model } from '#local/template/template.ts';
import { beginRecord, recorder } from '../wire/record.ts';

declare module 'vitest' {
  interface ProvidedContext {
    realStack: RunningStack;
  }
}

export interface RunningStack {
  url: string;
  model: Pick<
    Model,
    'functions' | 'routes' | 'queues' | 'queueSources' | 'tables' | 'buckets' | 'eventBuses'
  >;
  /** What was said of the example when it was applied to the new stack. */
  firstConfiguration: string;
}

const example = fileURLToPath(new URL('../../tocsin.yaml', import.meta.url));

/** Starting the stack costs more than most tests: one serves all files of `test/stack`, one after the other. */
export default async function start({ provide }: TestProject): Promise<() => Promise<void>> {
  const stack = await startLocalStack({ tell: () => undefined, witness: recorder() });
  beginRecord(stack.model);
  const { functions, routes, queues, queueSources, tables, buckets, eventBuses } = stack.model;
  provide('realStack', {
    url: stack.url,
    model: { functions, routes, queues, queueSources, tables, buckets, eventBuses },
    firstConfiguration: await applyFirstConfiguration({ url: stack.url, example }),
  });
  return () => stack.stop();
}
