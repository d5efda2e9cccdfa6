import type { TestProject } from 'vitest/node';
import { everyChannel } from '#local/account.ts';
import type { Model } from '#local/template/template.ts';
import { startToyStack } from './toy-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    toyStack: { url: string; model: Model };
  }
}

/** One stack with toys for functions serves all files that look at what lies around functions. */
export default async function start({ provide }: TestProject): Promise<() => Promise<void>> {
  const stack = await startToyStack({
    context: everyChannel,
  });
  provide('toyStack', { url: stack.url, model: stack.model });
  return () => stack.stop();
}
