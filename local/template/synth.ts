import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StartFailure } from '#local/start-failure.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const cache = join(root, 'node_modules', '.cache', 'tocsin');
/** Everything that can change the template or a bundle. */
const inputs = ['functions', 'shared', 'infra', 'package.json', 'package-lock.json', 'cdk.json'];
const keptAssemblies = 8;
const keptMs = 3_600_000;

/**
 * Synthesises the CDK app, bundles included, and returns the directory of the cloud assembly. The same sources are
 * synthesised once: the directory is named by their hash.
 */
export async function synthesise(context: Record<string, unknown> = {}): Promise<string> {
  const assembly = join(cache, `assembly-${hash(context)}`);
  if (existsSync(assembly)) {
    const now = new Date();
    utimesSync(assembly, now, now);
    return assembly;
  }
  mkdirSync(cache, { recursive: true });
  // Written elsewhere and moved at the end: two starts at once must not read each other's half.
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  try {
    await run(unfinished, context);
    if (!existsSync(assembly)) renameSync(unfinished, assembly);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  forgetOld();
  return assembly;
}

async function run(outdir: string, context: Record<string, unknown>): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, ['infra/app.ts'], {
      cwd: root,
      env: {
        ...process.env,
        CDK_OUTDIR: outdir,
        // What the CDK command line would pass on, and names that a person can read.
        CDK_CONTEXT_JSON: JSON.stringify({
          ...readContext(),
          'aws:cdk:enable-path-metadata': true,
          ...context,
        }),
      },
    });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    const lines = (stderr || message)
      .split('\n')
      .filter(line => !line.startsWith('Bundling asset'));
    const reason = lines.find(line => /\[ERROR\]|Error:|^«/.test(line)) ?? lines[0] ?? '';
    throw new StartFailure(
      `The CDK app cannot be synthesised: ${reason.trim()} (all of it: npx cdk synth)`,
    );
  }
}

function readContext(): Record<string, unknown> {
  const file = join(root, 'cdk.json');
  if (!existsSync(file)) return {};
  const { context } = JSON.parse(readFileSync(file, 'utf8')) as { context?: object };
  return { ...context };
}

function hash(context: Record<string, unknown>): string {
  const sum = createHash('sha256').update(JSON.stringify(context));
  const given = typeof context.functions === 'string' ? [context.functions] : [];
  for (const file of [...inputs.map(input => join(root, input)), ...given].flatMap(filesIn)) {
    sum.update(`\n${file}\n`).update(readFileSync(file));
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
  const assemblies = readdirSync(cache)
    .filter(name => name.startsWith('assembly-'))
    .map(name => ({ path: join(cache, name), at: statSync(join(cache, name)).mtimeMs }))
    .sort((one, other) => other.at - one.at);
  for (const { path, at } of assemblies.slice(keptAssemblies)) {
    // A younger one may belong to a stack that runs and has not loaded all of it.
    if (at < Date.now() - keptMs) rmSync(path, { recursive: true, force: true });
  }
}
