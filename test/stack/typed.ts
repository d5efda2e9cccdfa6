import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { accountFacts } from '#adapters/aws/account-facts.ts';
import { files } from '#cli/files.ts';
import { runCli } from '#cli/program.ts';
import { fromEpochMs } from '#core/time/instant.ts';

/*
 * The runbook's command lines, literally. What npm and a shell make of them is tested by `inShell` here and there; the
 * rest are read as they would read them, from package.json and the scripts, and run without the processes.
 */

const project = join(import.meta.dirname, '../..');

export interface Typed {
  exitCode: number;
  out: string;
  error: string;
}

type Environment = Record<string, string | undefined>;

/** The line as npm, a shell and the project's scripts pass it on to `cli/start.mjs`. Throws for any other line. */
export function wordsOf(line: string): string[] {
  const [program = '', ...words] = split(line);
  const script = /^\.\/(scripts\/[\w/-]+\.sh)$/.exec(program)?.[1];
  if (script !== undefined) {
    const [, command] =
      /^exec "\$\(dirname -- "\$0"\)\/(?:incident\/)?tocsin\.sh" (\S+) "\$@"$/m.exec(
        readFileSync(join(project, script), 'utf8'),
      ) ?? [];
    if (command === undefined) throw new Error(`${script} does not lead to a command`);
    return [command, ...words];
  }
  const [, run, ...given] = program === 'npm' ? ['npm', ...words] : [];
  const [name = '', separator, ...passed] = given.filter(word => word !== '-s');
  const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const own = /^node cli\/start\.mjs( .*)?$/.exec(scripts[name] ?? '');
  // Without the two dashes npm keeps for itself what begins with one.
  if (run !== 'run' || own === null || (separator !== undefined && separator !== '--')) {
    throw new Error(`Nothing runs ${line}`);
  }
  return [...split(own[1] ?? ''), ...passed];
}

export const typed = (line: string, env: Environment) => ran(wordsOf(line), env);

/** `waits`: how time goes by for a command that waits; that of the machine if not given. */
export async function ran(
  words: readonly string[],
  env: Environment,
  waits: (ms: number) => Promise<unknown> = sleep,
): Promise<Typed> {
  const out: string[] = [];
  const error: string[] = [];
  const exitCode = await runCli(words, {
    ...files,
    env,
    directory: project,
    projectDirectory: project,
    version: '0.0.0',
    node: process.versions.node,
    timeZoneData: process.versions.tz ?? '',
    // In a process of its own the SDK reads this by itself.
    account: async (stack, standIn) => accountFacts(stack, standIn ?? standInOf(env)),
    fetch,
    now: () => fromEpochMs(Date.now()),
    sleep: async ms => void (await waits(ms)),
    randomBytes,
    readInput: async () => '',
    readInputBytes: async () => new Uint8Array(),
    streams: { input: process.stdin, output: process.stdout },
    isRunning: () => false,
    terminal: {
      out: text => out.push(text),
      error: text => error.push(text),
      columns: 100,
      colours: false,
      timeZone: 'UTC',
    },
  });
  return { exitCode, out: `${out.join('\n')}\n`, error: error.join('\n') };
}

function standInOf({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region = '' }: Environment) {
  return endpoint === undefined ? undefined : { endpoint, region, accessKeyId: 'ana' };
}

/** The same by a shell, npm and a process of its own. */
async function inShell(line: string, env: Environment): Promise<Typed> {
  const options = { cwd: project, env: { ...process.env, ...env } };
  try {
    const { stdout, stderr } = await promisify(execFile)('/bin/sh', ['-c', line], options);
    return { exitCode: 0, out: stdout, error: stderr };
  } catch (failure) {
    const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string };
    return { exitCode: code, out: stdout, error: stderr };
  }
}

/** Types lines one after the other at this stack; after each, what it set going is done. */
export function typist(
  stack: { url: () => string; passes: (seconds: number) => Promise<unknown> },
  own: Environment = {},
) {
  const surroundings = (more: Environment) => ({
    ...{ TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local', ...own, ...more },
  });
  async function succeeds(run: Promise<Typed>, line: string): Promise<string> {
    const { exitCode, out, error } = await run;
    if (exitCode !== 0) throw new Error(`${line} ended with ${exitCode}: ${out}${error}`);
    await stack.passes(1);
    return out;
  }
  return {
    /** What it printed; throws what it said when it fails. */
    types: (line: string, env: Environment = {}) => succeeds(typed(line, surroundings(env)), line),
    typesInShell: (line: string) => succeeds(inShell(line, surroundings({})), line),
    /** For lines that fail. */
    tries: (line: string) => typed(line, surroundings({})),
  };
}

/** As a shell splits words; what it would do more than that is for a shell. */
function split(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => {
    const bare = word.replace(/"([^"]*)"|'([^']*)'/g, (_all, double, single) => double ?? single);
    if (/[$`\\;&|<>*?]/.test(word.replace(/'[^']*'|"[^"$`\\]*"/g, ''))) {
      throw new Error(`Only a shell understands ${word}`);
    }
    return bare;
  });
}
