import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { functionsFolder } from '#infra/bundle.ts';
import { handlersIn } from '#infra/handlers-in.ts';
import { openDoor } from '../app/api/api-door.ts';
import { server } from '../app/api/api-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { Json } from './synthesised.ts';

/* What `npm pack` makes, in a folder that has nothing of ours. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = temporaryFolder();
const run = promisify(execFile);
const npm = (cwd: string, ...args: string[]) =>
  run('npm', [...args, '--no-audit', '--no-fund'], { cwd, maxBuffer: 1e8 });
let packed: { filename: string; size: number; unpackedSize: number; files: { path: string }[] };

beforeAll(async () => {
  const { stdout } = await npm(root, 'pack', '--json', '--pack-destination', app);
  [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `${packed.filename}: ${megabytes(packed.size)}, unpacked ${megabytes(packed.unpackedSize)}`,
  );
  // No network: what a team's app has by itself is ours, and what draws pictures is left out.
  mkdirSync(join(app, 'node_modules'));
  const theirs = Object.fromEntries(
    ['aws-cdk-lib', 'constructs'].map(name => [name, `file:${join(root, 'node_modules', name)}`]),
  );
  writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true, dependencies: theirs }));
  await npm(app, 'install', '--offline', '--omit=optional', `./${packed.filename}`);
});

describe('the package', () => {
  test('has what runs, and no source, test or plan', () => {
    const others = packed.files.map(({ path }) => path).filter(path => !path.startsWith('dist/'));
    expect(others.sort()).toEqual(['LICENSE', 'README.md', 'cli/start.mjs', 'package.json']);
    const folders = new Set(
      packed.files.flatMap(({ path }) => /^dist\/([^/]+)/.exec(path)?.[1] ?? []),
    );
    expect([...folders].sort()).toEqual([
      'LICENCES-OF-OTHERS.txt',
      'cli',
      'client',
      'console',
      'construct',
      'functions',
    ]);
    expect(packed.size).toBeLessThan(9_100_000);
  });

  test('brings the notices of what it bundles', () => {
    const text = readFileSync(join(app, 'node_modules/tocsin/dist/LICENCES-OF-OTHERS.txt'), 'utf8');
    for (const name of [
      'zod',
      'commander',
      '@aws-sdk/client-s3',
      '@smithy/signature-v4',
      'preact',
      'temporal-polyfill',
    ])
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(text).toMatch(/Permission is hereby granted/);
  });
});

const program = `
const app = new App({ outdir: process.env.OUT });
const yours = new Stack(app, 'Yours');
const secrets = { adminTokenSha256: 'a'.repeat(64), integrationKeySha256: 'b'.repeat(64) };
const pager = new Tocsin(app, 'Tocsin', { ...secrets, smsMonthlyCapUsd: 20, console: true, statusPage: true });
new Tocsin(app, 'Second', secrets);
new CfnOutput(yours, 'Pager', { value: pager.apiUrl });
app.synth();
`;

test('what is wrong in the code of an app is shown in a few lines', async () => {
  const wrong = program.replace("'a'.repeat(64)", "'a secret'");
  writeFileSync(
    join(app, 'wrong.cjs'),
    `const { App, CfnOutput, Stack } = require('aws-cdk-lib'); const { Tocsin } = require('tocsin');${wrong}`,
  );
  const failed = await run(process.execPath, ['wrong.cjs'], { cwd: app }).catch(error => error);
  expect(failed.stderr).toContain('adminTokenSha256 must be the SHA-256');
  expect(failed.stderr.length).toBeLessThan(3000);
});

describe('installed into an app of somebody else', () => {
  test.each([
    [
      'app.cjs',
      `const { App, CfnOutput, Stack } = require('aws-cdk-lib'); const { Tocsin } = require('tocsin');`,
    ],
    [
      'app.mjs',
      `import { App, CfnOutput, Stack } from 'aws-cdk-lib'; import { Tocsin } from 'tocsin';`,
    ],
  ])('is synthesised from %s, with its functions', async (file, imports) => {
    writeFileSync(join(app, file), imports + program);
    const out = join(app, `out-${file}`);
    await run(process.execPath, [file], {
      cwd: app,
      env: { ...process.env, OUT: out, CDK_VALIDATION: 'false' },
    });
    const read = (name: string): Json => JSON.parse(readFileSync(join(out, name), 'utf8'));
    const stacks = Object.entries<Json>(read('manifest.json').artifacts)
      .filter(([, { type }]) => type === 'aws:cloudformation:stack')
      .map(([name, { properties }]) => properties.stackName ?? name);
    expect(stacks.sort()).toEqual([
      'Second',
      'Tocsin',
      'TocsinConsole',
      'TocsinStatusPage',
      'Yours',
    ]);
    const [templateFile = ''] = readdirSync(out).filter(name =>
      /^Tocsin[A-F0-9]{0,8}\.template\.json$/.test(name),
    );
    const template = read(templateFile);
    const functions = Object.values<Json>(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );
    expect(functions).toHaveLength(handlersIn(functionsFolder).length);
    for (const { Properties } of functions) {
      const folder = `asset.${Properties.Code.S3Key.replace('.zip', '')}`;
      expect(existsSync(join(out, folder, 'index.mjs')), Properties.FunctionName).toBe(true);
    }
  });

  test('has types, which say what is wrong', async () => {
    const imports = `import { App, CfnOutput, Stack } from 'aws-cdk-lib'; import { Tocsin } from 'tocsin';`;
    const said = await compiled(
      {
        right: `${imports} const process = { env: { OUT: 'out' } };${program}`,
        wrong: `${imports} new Tocsin(new App(), 'Tocsin', { adminTokenSha256: 'a' });`,
      },
      ['--noEmit', '--skipLibCheck', '--types', ''],
    );
    expect(said('right')).toBe('');
    expect(said('wrong')).toContain('integrationKeySha256');
  });
});

/** All at once, since most of the work is to read the types of what they import. Answers what is wrong in one of them. */
async function compiled(
  sources: Record<string, string>,
  options: string[],
): Promise<(name: string) => string> {
  const files = Object.entries(sources).map(([name, source]) => {
    writeFileSync(join(app, `${name}.mts`), source);
    return `${name}.mts`;
  });
  const tsc = join(root, 'node_modules/.bin/tsc');
  const given = ['--strict', '--module', 'nodenext', '--pretty', 'false', ...options, ...files];
  const failed = await run(tsc, given, { cwd: app }).catch(error => error);
  // What goes on about one is indented.
  const errors: string[] = failed.stdout.split(/^(?=\S)/m);
  const strangers = errors.filter(error => !files.some(file => error.startsWith(`${file}(`)));
  expect(strangers).toEqual([]);
  return name => errors.filter(error => error.startsWith(`${name}.mts(`)).join('');
}

describe('the client', () => {
  const program = `import { createClient, type Operations, TocsinProblem } from 'tocsin/client';
    const { TOCSIN_URL: url = '' } = process.env;
    const api = createClient({ url, token: 'responds' });
    const { id } = await api.post('/v1/incidents', { body: { title: 'Database down', severity: 'SEV1' }, idempotencyKey: 'once' });
    const { severity, timeline } = await api.get('/v1/incidents/{id}', { params: { id } });
    const { incidents } = await api.get('/v1/incidents', { query: { phase: 'open', limit: 1 } });
    const seen: Operations['GET /v1/incidents']['answer']['incidents'] = incidents;
    let refused = '';
    try { await api.get('/v1/configuration'); }
    catch (error) { if (error instanceof TocsinProblem) refused = error.status + ' ' + error.type; }
    console.log(JSON.stringify({ severity, lines: timeline.length > 0, seen: seen.length, refused }));
  `;
  const wrongs: [code: string, words: string][] = [
    [`api.get('/v1/incident')`, 'not assignable'],
    [`api.get('/v1/incidents/{id}')`, 'Expected 2 arguments'],
    [`api.get('/v1/incidents', { query: { phase: 'burning' } })`, 'burning'],
    [`api.post('/v1/incidents', { body: { severity: 'SEV1' } })`, '"title"'],
    [`(await api.get('/v1/incidents')).incident`, "'incident' does not exist"],
  ];
  const nameOf = (code: string) => `wrong-${wrongs.findIndex(([wrong]) => wrong === code)}`;
  let said: (name: string) => string;
  beforeAll(async () => {
    const api = `import { createClient } from 'tocsin/client'; const api = createClient({ url: 'https://tocsin.example.com', token: '' });`;
    const wrong = wrongs.map(([code]) => [nameOf(code), `${api}\nawait ${code};`]);
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const options = ['--target', 'es2024', ...types, '--outDir', join(app, 'made')];
    said = await compiled({ client: program, ...Object.fromEntries(wrong) }, options);
  });

  test('is typed by the API, asks it, and throws what it refuses', async () => {
    expect(said('client')).toBe('');
    const url = await openDoor(server());
    writeFileSync(join(app, 'client.mjs'), readFileSync(join(app, 'made/client.mjs')));
    const env = { ...process.env, TOCSIN_URL: url };
    const { stdout } = await run(process.execPath, ['client.mjs'], { cwd: app, env });
    expect(JSON.parse(stdout)).toEqual({
      ...{ severity: 'SEV1', lines: true, seen: 1 },
      refused: '403 urn:tocsin:problem:forbidden',
    });
  });

  test.each(wrongs)('does not compile what the API does not have: %s', (code, words) => {
    expect(said(nameOf(code))).toContain(words);
  });
});

const nodes = [
  process.execPath,
  ...(process.env.PATH ?? '').split(delimiter).map(folder => join(folder, 'node')),
].filter(node => existsSync(node) && !node.includes('.bin'));

// Folders of the path may be one and the same.
describe.each([...new Set(nodes.map(node => realpathSync(node)))])('the command, by %s', node => {
  const tocsin = (...args: string[]) =>
    run(node, [join(app, 'node_modules/.bin/tocsin'), ...args], {
      cwd: app,
      env: { PATH: process.env.PATH },
    });

  test('runs, makes secrets, and reads a configuration', async () => {
    expect((await tocsin('--version')).stdout).toMatch(/^\d+\.\d+\.\d+/);
    expect((await tocsin('token', '--name', 'first', '--scope', 'admin')).stdout).toMatch(
      /[0-9a-f]{64}/,
    );
  });

  test('says what is wrong', async () => {
    await expect(tocsin('list')).rejects.toMatchObject({
      code: 3,
      stderr: expect.stringContaining('TOCSIN_URL'),
    });
    await expect(tocsin('no-such-command')).rejects.toMatchObject({ code: 2 });
  });
});
