#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

// The package has this program compiled, for any Node; a checkout has its source, which is never out of date.
const source = new URL('tocsin.ts', import.meta.url);
const compiled = new URL('../dist/cli/tocsin.mjs', import.meta.url);
const isCheckout = existsSync(source);
if (isCheckout && !process.features.typescript) runByOwnNode();
else await run();

async function run() {
  if (!isCheckout) return import(compiled.href);
  // What was stripped of its types and compiled once is kept: half of what a command takes.
  const kept = new URL('../node_modules/.cache/tocsin/compiled', import.meta.url);
  module.enableCompileCache?.(fileURLToPath(kept));
  return import(source.href);
}

/** A checkout brings a Node that runs TypeScript; the one on the PATH, by which a linked command is started, may not. */
function runByOwnNode() {
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node) || process.env.TOCSIN_OWN_NODE === 'yes') {
    const project = fileURLToPath(new URL('..', import.meta.url));
    console.error(`tocsin: Node ${process.versions.node} cannot run this checkout.`);
    console.error(`Run: (cd ${project} && npm ci), which brings one that can.`);
    process.exitCode = 3;
    return;
  }
  const self = fileURLToPath(import.meta.url);
  const child = spawn(node, [self, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, TOCSIN_OWN_NODE: 'yes' },
  });
  // A terminal tells both of them; whoever else ends the command means the one that works.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}
