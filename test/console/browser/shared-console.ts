import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { everyChannel } from '#local/account.ts';
import { applyFirstConfiguration } from '#local/first-configuration.ts';
import { startLocalStack } from '#local/stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty where the machine has no browser, so that nothing is started for nothing. */
    consoleUrl: string;
  }
}

const example = fileURLToPath(new URL('../../../tocsin.yaml', import.meta.url));

const path = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(each => existsSync(each));

/** Why there is nothing to look with; `undefined`: there is. */
export const noBrowser = path === undefined ? 'there is no Chromium on this machine' : undefined;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: path ?? '', args: ['--no-sandbox'] });
}

/** The stack with its console, as `npm start` has it, for all files that look at it in a browser. */
export default async function start({ provide }: TestProject): Promise<() => Promise<void>> {
  if (noBrowser !== undefined) {
    console.log(`The console was not looked at in a browser: ${noBrowser}.`);
    provide('consoleUrl', '');
    return async () => {};
  }
  const stack = await startLocalStack({
    ...{ tell: () => undefined, context: everyChannel, console: true },
  });
  await applyFirstConfiguration({ url: stack.url, example });
  provide('consoleUrl', stack.url);
  return () => stack.stop();
}
