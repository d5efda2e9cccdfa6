import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handlersIn } from '#infra/handlers-in.ts';
import { cache } from '#local/cache.ts';
import { StartFailure } from '#local/start-failure.ts';
import { type Step, startSteps } from '#local/start-step.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Everything that can change a bundle, beside the handlers. */
const bundleInputs = ['shared', 'infra/bundle.ts', 'package.json', 'package-lock.json'];
/** Everything that can change the template, beside which handlers there are. */
const templateInputs = ['infra', 'shared', 'cdk.json', 'package.json', 'package-lock.json'];
/** Everything that can change the console. */
const consoleInputs = [
  'console',
  'client',
  'docs/tocsin.schema.json',
  'shared/core/time',
  'package.json',
  'package-lock.json',
];
/** Of each kind. */
const keptMax = 8;
const keptMs = 3_600_000;

interface Asked {
  /** What `-c name=value` sets; and `functions`, a folder with other handlers. */
  context?: Record<string, unknown>;
  step?: Step;
  /** Whatever was made already. */
  anew?: boolean;
  /** One that was synthesised already. */
  assembly?: string;
  /** Told where the template is as soon as it is there, which may be long before the rest. */
  synthesised?: (folder: string) => void;
  /** With the console. */
  console?: boolean;
}

/**
 * The directory of the cloud assembly, bundles included, and of the built console where it is asked for. What was made from
 * the same sources is made once: directories are named by their hash. What is missing is made side by side.
 */
export async function makeReady(asked: Asked): Promise<{ assembly: string; console?: string }> {
  const { context = {}, step = startSteps({}), anew = false } = asked;
  const functions = resolve(root, String(context.functions ?? 'functions'));
  const names = handlersIn(functions);
  const fresh = anew ? randomUUID() : '';
  const bundles = `bundles-${hash(fresh, [functions, ...bundleInputs])}`;
  const template = `template-${hash(JSON.stringify([context, names]) + fresh, templateInputs)}`;
  const console = asked.console === true ? [`console-${hash('', consoleInputs)}`] : [];
  const stack = asked.assembly === undefined ? [bundles, template] : [];
  const missing = [...stack, ...console].filter(name => !existsSync(join(cache, name)));
  const said = [
    ...(missing.includes(bundles) ? [`bundling ${names.length} functions`] : []),
    ...(missing.includes(template) ? ['synthesising the stack'] : []),
    ...(missing.some(name => console.includes(name)) ? ['building the console'] : []),
  ].join(', ');

  const make = (signal: AbortSignal) =>
    sideBySide(signal, [
      async signal => {
        if (asked.assembly !== undefined) return;
        await kept(bundles, outdir => bundle(functions, outdir, signal));
      },
      async signal => {
        const make = (outdir: string) => synthesiseBeside(outdir, names, context, signal);
        const synthesised = asked.assembly ?? (await kept(template, make));
        asked.synthesised?.(synthesised);
        // One after the other, for a machine has two cores at least, and memory for no more.
        for (const name of console) await kept(name, outdir => buildConsole(outdir, signal));
      },
    ]);
  if (said === '') await make(new AbortController().signal);
  else
    await step(
      said.replace(/^./, first => first.toUpperCase()),
      make,
    );

  const [bundlesHash, templateHash] = [bundles, template].map(name => name.split('-')[1]);
  const assembly =
    asked.assembly ??
    (await kept(`assembly-${templateHash}-${bundlesHash}`, async outdir => {
      assemble(join(cache, template), join(cache, bundles), outdir);
    }));
  return { assembly, ...(console[0] !== undefined && { console: join(cache, console[0]) }) };
}

/** The directory of the cloud assembly alone. */
export async function synthesise(context: Record<string, unknown> = {}): Promise<string> {
  return (await makeReady({ context })).assembly;
}

/** When one fails the others are given up, and none outlives it. */
async function sideBySide(
  signal: AbortSignal,
  works: ((signal: AbortSignal) => Promise<unknown>)[],
): Promise<void> {
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  await Promise.allSettled(
    works.map(async work => {
      try {
        await work(both);
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }),
  );
  signal.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
}

/**
 * The template needs to know of a bundle that it is there, not what is in it: with stand-ins that say the name of their
 * handler it is made while the bundles are.
 */
async function synthesiseBeside(
  outdir: string,
  names: readonly string[],
  context: Record<string, unknown>,
  signal: AbortSignal,
): Promise<void> {
  const standIns = mkdtempSync(join(cache, 'unfinished-'));
  try {
    for (const name of names) {
      mkdirSync(join(standIns, name));
      writeFileSync(join(standIns, name, standIn), name);
    }
    await runApp(outdir, { ...context, bundles: standIns }, signal);
  } finally {
    rmSync(standIns, { recursive: true, force: true });
  }
}

const standIn = 'stands-in-for';

/** The template with the bundles where their stand-ins were. */
function assemble(template: string, bundles: string, outdir: string): void {
  for (const entry of readdirSync(template)) {
    const said = join(template, entry, standIn);
    if (existsSync(said)) {
      symlinkSync(join(bundles, readFileSync(said, 'utf8')), join(outdir, entry), 'junction');
    } else {
      cpSync(join(template, entry), join(outdir, entry), { recursive: true });
    }
  }
}

async function kept(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const directory = join(cache, name);
  if (existsSync(directory)) {
    const now = new Date();
    utimesSync(directory, now, now);
    return directory;
  }
  mkdirSync(cache, { recursive: true });
  // Written elsewhere and moved at the end: two starts at once must not read each other's half.
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  try {
    await make(unfinished);
    if (!existsSync(directory)) renameSync(unfinished, directory);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  forgetOld();
  return directory;
}

/** In a process of its own, which gives back what it needed: the stack is small beside it. */
async function bundle(functions: string, outdir: string, signal: AbortSignal): Promise<void> {
  await runNode(['infra/bundle.ts', functions, outdir], {}, signal);
}

async function buildConsole(outdir: string, signal: AbortSignal): Promise<void> {
  await runNode(['console/build.ts', outdir], {}, signal);
}

async function runApp(
  outdir: string,
  context: Record<string, unknown>,
  signal: AbortSignal,
): Promise<void> {
  const environment = {
    CDK_OUTDIR: outdir,
    // Takes longer than all the rest. `cdk deploy`, and the test that calls it, check the same template.
    CDK_VALIDATION: 'false',
    // Where in our code each resource is made, which nobody asks of it here.
    CDK_DISABLE_STACK_TRACE: '1',
    // What the CDK command line would pass on, and names that a person can read.
    CDK_CONTEXT_JSON: JSON.stringify({
      ...readContext(),
      'aws:cdk:enable-path-metadata': true,
      ...context,
    }),
  };
  await runNode(['infra/app.ts'], environment, signal);
}

export async function runNode(
  given: string[],
  environment: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(process.execPath, given, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  child.on('error', error => {
    said += error.message;
  });
  // Not when it is told to end: it may still write until it has.
  const code = await new Promise(resolve => child.once('close', resolve));
  if (signal.aborted) throw signal.reason;
  if (code === 0) return;
  const lines = said.split('\n').filter(line => !line.startsWith('Bundling asset'));
  const reason = lines.find(line => /\[ERROR\]|Error:|^«/.test(line)) ?? lines[0] ?? '';
  throw new StartFailure(
    given[0] === 'console/build.ts'
      ? `The console cannot be built: ${reason.trim()} (all of it: node ${given.join(' ')})`
      : `The CDK app cannot be synthesised: ${reason.trim()} (all of it: npx cdk synth)`,
  );
}

function readContext(): Record<string, unknown> {
  const file = join(root, 'cdk.json');
  if (!existsSync(file)) return {};
  const { context } = JSON.parse(readFileSync(file, 'utf8')) as { context?: object };
  return { ...context };
}

function hash(text: string, paths: readonly string[]): string {
  const sum = createHash('sha256').update(text);
  for (const file of paths.map(path => resolve(root, path)).flatMap(filesIn)) {
    sum.update(`\n${relative(root, file)}\n`).update(readFileSync(file));
  }
  return sum.digest('hex').slice(0, 16);
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

function forgetOld(): void {
  const now = Date.now();
  const all = readdirSync(cache)
    .map(name => ({ name, path: join(cache, name), at: statSync(join(cache, name)).mtimeMs }))
    .sort((one, other) => other.at - one.at);
  for (const [kind, max] of [
    ['assembly-', keptMax],
    ['template-', keptMax],
    ['bundles-', keptMax],
    ['console-', keptMax],
    ['classes-', keptMax],
    // What a killed run left behind.
    ['unfinished-', 0],
    ['bundling-', 0],
  ] as const) {
    for (const { path, at } of all.filter(({ name }) => name.startsWith(kind)).slice(max)) {
      // A younger one may belong to a stack that runs and has not loaded all of it.
      if (at < now - keptMs) rmSync(path, { recursive: true, force: true });
    }
  }
}
