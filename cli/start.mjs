#!/usr/bin/env node
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

// The package has this program compiled, for any Node; a checkout has its source, which is never out of date.
const source = new URL('tocsin.ts', import.meta.url);
const compiled = new URL('../dist/cli/tocsin.mjs', import.meta.url);
const isCheckout = existsSync(source);
if (isCheckout) {
  // What was stripped of its types and compiled once is kept: half of what a command takes.
  const kept = new URL('../node_modules/.cache/tocsin/compiled', import.meta.url);
  module.enableCompileCache?.(fileURLToPath(kept));
}
await import((isCheckout ? source : compiled).href);
