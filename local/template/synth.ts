import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartFailure } from '#local/start-failure.ts';
import { type Step, startSteps } from '#local/start-step.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const cache = join(root, 'node_modules', '.cache', 'tocsin');
/** Everything that can change a bundle, beside the handlers. */
const bundleInputs = ['shared', 'infra/bundle.ts', 'package.json', 'package-lock.json'];
/** Everything that can change the template, beside the bundles. */
const templateInputs = ['infra', 'shared', 'cdk.json'];
/** Everything that can change the console. */
const consoleInputs = [
  'console',
  'client',
  'docs/tocsin.schema.json',
  'shared/core/time',
  'package.json',
  'package-lock.json',
];
/** Of bundles, of assemblies, and of consoles. */
const keptMax = 8;
const keptMs = 3_600_000;

/**
 * Synthesises the CDK app, bundles included, and returns the directory of the cloud assembly. What was made from the same
 * sources is made once: directories are named by their hash.
 */
export async function synthesise(
  context: Record<string, unknown> = {},
  step: Step = startSteps({}),
  /** Whatever was made already. */
  anew = false,
): Promise<string> {
  const functions = resolve(root, String(context.functions ?? 'functions'));
  const bundlesHash = hash(anew ? randomUUID() : '', [functions, ...bundleInputs]);
  const assemblyHash = hash(JSON.stringify(context) + bundlesHash, templateInputs);
  return kept(`assembly-${assemblyHash}`, async assembly => {
    const bundles = await kept(`bundles-${bundlesHash}`, outdir =>
      step(`Bundling ${handlersIn(functions)} functions`, signal =>
        bundle(functions, outdir, signal),
      ),
    );
    await step('Synthesising the stack', signal =>
      runApp(assembly, { ...context, bundles }, signal),
    );
  });
}

/** The folder of the built console; built when its sources have changed. */
export async function builtConsole(step: Step = startSteps({})): Promise<string> {
  return kept(`console-${hash('', consoleInputs)}`, outdir =>
    step('Building the console', signal => runNode(['console/build.ts', outdir], {}, signal)),
  );
}

function handlersIn(folder: string): number {
  return readdirSync(folder).filter(file => /^on-.*\.ts$/.test(file)).length;
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

async function runApp(
  outdir: string,
  context: Record<string, unknown>,
  signal: AbortSignal,
): Promise<void> {
  const environment = {
    CDK_OUTDIR: outdir,
    // Takes longer than all the rest. `cdk deploy`, and the test that calls it, check the same template.
    CDK_VALIDATION: 'false',
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
    ['bundles-', keptMax],
    ['console-', keptMax],
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
