#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from '#cli/program.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import { fromEpochMs } from '#core/instant.ts';
import packageJson from '../package.json' with { type: 'json' };

const { env, stdin, stdout, stderr } = process;

const editor = env.VISUAL || env.EDITOR || undefined;

const surroundings: Surroundings = {
  env,
  directory: process.cwd(),
  projectDirectory: join(import.meta.dirname, '..'),
  version: packageJson.version,
  fetch,
  now: () => fromEpochMs(Math.round(performance.timeOrigin + performance.now())),
  sleep,
  randomBytes,
  readFile: path => readFile(path, 'utf8').catch(ifThere),
  readBytes: path => readFile(path).catch(ifThere),
  async readFolder(path) {
    if (!(await stat(path).catch(ifThere))?.isDirectory()) return undefined;
    const found = await readdir(path, { recursive: true, withFileTypes: true });
    const files = found.filter(each => each.isFile()).map(each => join(each.parentPath, each.name));
    const contents = await Promise.all(
      files.map(async file => [relative(path, file).split(sep).join('/'), await readFile(file)]),
    );
    return new Map(contents as [string, Uint8Array][]);
  },
  readInput: () => text(stdin),
  writeFile,
  ...(editor !== undefined && { edit: (name: string, text: string) => edit(editor, name, text) }),
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
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(stdin.isTTY && stderr.isTTY && { ask }),
  },
};

function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

/** As git does it: the shell reads the variable, since many have arguments in it. */
async function edit(command: string, name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-'));
  try {
    const file = join(folder, name);
    await writeFile(file, text);
    const child = spawn('sh', ['-c', `${command} "$@"`, command, file], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    // An editor that is left with an error means: leave it as it was.
    return code === 0 ? await readFile(file, 'utf8') : text;
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

process.exitCode = await runCli(process.argv.slice(2), surroundings);
