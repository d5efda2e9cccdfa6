#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliFailure } from '#cli/failure.ts';
import { files, textOf } from '#cli/files.ts';
import { runCli } from '#cli/program.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import { timeZoneHere } from '#cli/time-zone-here.ts';
import { fromEpochMs } from '#core/time/instant.ts';
import packageJson from '../package.json' with { type: 'json' };

const { env, stdin, stdout, stderr } = process;

const editor = env.VISUAL || env.EDITOR || undefined;

const surroundings: Surroundings = {
  env,
  directory: process.cwd(),
  projectDirectory: join(import.meta.dirname, '..'),
  version: packageJson.version,
  node: process.versions.node,
  timeZoneData: process.versions.tz ?? 'unknown',
  fetch,
  now: () => fromEpochMs(Math.round(performance.timeOrigin + performance.now())),
  sleep,
  randomBytes,
  ...files,
  readInput: async () => textOf(await buffer(stdin), 'standard input'),
  readInputBytes: () => buffer(stdin),
  ...(editor !== undefined && { edit: (name: string, text: string) => edit(editor, name, text) }),
  async account(stack, standIn) {
    // No other command talks to AWS itself, and none need wait for the SDK.
    const { accountFacts } = await import('#adapters/aws/account-facts.ts');
    return accountFacts(stack, standIn);
  },
  streams: { input: stdin, output: stdout },
  isRunning(pid) {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      // Somebody else's process: not ours to signal, but it runs.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
  terminal: {
    out: text => stdout.write(`${text}\n`),
    error: text => stderr.write(`${text}\n`),
    columns: stdout.columns || 100,
    colours: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    timeZone: timeZoneHere(env, () => Intl.DateTimeFormat().resolvedOptions().timeZone),
    ...(stdin.isTTY && stderr.isTTY && { ask }),
  },
};

/** As git does it: the shell reads the variable, since many have arguments in it. */
async function edit(command: string, name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-'));
  try {
    const file = join(folder, name);
    await writeFile(file, text);
    const child = spawn('sh', ['-c', `${command} "$@"`, command, file], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code === 0) return textOf(await readFile(file), file);
    throw new CliFailure(
      'usage',
      `The editor (${command}) ended with an error: nothing was sent.`,
      {
        next: 'Set EDITOR to one that is installed, or give the new text with --file.',
      },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr });
  // Ctrl-D closes without an answer, which is a no.
  const closed = once(lines, 'close').then(() => '');
  const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

// `tocsin list | head` ends the pipe early; that is not an error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  process.exitCode = await runCli(process.argv.slice(2), surroundings);
} catch (error) {
  // A fault of this program. Where it lies helps whoever mends it, and nobody at night.
  const why = error instanceof Error ? error.message : String(error);
  stderr.write(`tocsin: This is a fault of tocsin itself: ${why}\n`);
  if (env.TOCSIN_DEBUG) console.error(error);
  else stderr.write('TOCSIN_DEBUG=1 before the command shows where it lies.\n');
  process.exitCode = 1;
}
