import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundleFunctions, functionsFolder } from '#infra/bundle.ts';
import { handlersIn } from '#infra/handlers-in.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { synthesised } from './synthesised.ts';

describe('a bundle', () => {
  test('holds what is imported, leaves what is imported lazily in a chunk, and runs', async () => {
    const { folder, contents } = await bundled({
      'on-event.ts': `import { used } from './library.ts';
        export const handler = async () => used((await import('./rare.ts')).rare);`,
      'library.ts': `export const used = (text: string) => 'used ' + text;`,
      'rare.ts': `export const rare = 'rarely needed';`,
    });
    expect(Object.keys(contents).sort()).toEqual([
      expect.stringMatching(/^rare-.*\.mjs$|^chunk-[A-Z0-9]+\.mjs$/),
      'index.mjs',
    ]);
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    expect(await handler()).toBe('used rarely needed');
  });

  test('has nothing that is not needed, not even lazily', async () => {
    const { contents } = await bundled({
      'on-event.ts': `import { used } from './wiring.ts';
        export const handler = async () => used('a');`,
      'wiring.ts': `export const used = (text: string) => text;
        export const unused = async () => (await import('./rare.ts')).rare;`,
      'rare.ts': `export const rare = 'needed by nobody';`,
    });
    expect(Object.keys(contents)).toEqual(['index.mjs']);
    expect(contents['index.mjs']).not.toContain('needed by nobody');
  });

  test('has the names that a stack trace shows, and no source map', async () => {
    const { contents } = await bundled({
      'on-event.ts': `function refuse(text: string) { if (text === '') throw new Error('empty'); return text; }
        export const handler = async (text: string) => refuse(text) + refuse(text + 'a');`,
    });
    expect(contents['index.mjs']).toContain('function refuse(text)');
    expect(contents['index.mjs']).not.toContain('sourceMappingURL');
  });

  test('has no sign that would double the memory it takes, and finds those signs all the same', async () => {
    const { folder, contents } = await bundled({
      'on-event.ts': `const price = /^([€£]|[😀-😂])/u;
        export const handler = (text: string) => price.exec(text)?.[1] + '…';`,
    });
    expect(contents['index.mjs']).not.toMatch(/[\u0100-\uffff]/);
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    expect(['€ 5', '£ 5', '😁'].map(handler)).toEqual(['€…', '£…', '😁…']);
  });

  test('has of a client of AWS only the operations that are called', async () => {
    const { contents } = await bundled({
      'on-event.ts': `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const client = new S3Client({});
        export const handler = () => client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));`,
    });
    const everything = Object.values(contents).join('');
    expect(everything).toContain('GetObject');
    expect(everything).not.toContain('PutBucketLifecycleConfiguration');
    expect(everything).not.toContain('sso_session');
  });

  test('has of a package that is imported under one name only what is used of it', async () => {
    const { contents } = await bundled({
      'on-event.ts': `import * as z from 'zod/mini';
        const schema = z.object({ title: z.string() });
        export const handler = (event: unknown) => schema.parse(event);`,
      'on-other.ts': `import * as z from 'zod/mini'; export const handler = () => z.email();`,
    });
    const everything = Object.values(contents).join('');
    expect(everything).toContain('expected');
    expect(everything).not.toContain('email');
    expect(everything).not.toContain('Ungültige');
  });

  test('cannot be made where a package is used in ways of which nothing can be left out', async () => {
    const whole = `import * as z from 'zod/mini'; export const handler = () => Object.keys(z);`;
    await expect(bundled({ 'on-event.ts': whole })).rejects.toThrow(/all of a package in hand/);
    const lazily = `export const handler = async () => (await import('zod/mini')).string();`;
    await expect(bundled({ 'on-event.ts': lazily })).rejects.toThrow(/in a file of its own/);
  });

  test('shares nothing with another, whatever both import', async () => {
    const { folder, contents } = await bundled({
      'on-event.ts': `import { both } from './both.ts'; export const handler = () => both();`,
      'on-other.ts': `import { both, alone } from './both.ts'; export const handler = () => both() + alone();`,
      'both.ts': `export const both = () => 'of both'; export const alone = () => 'of one alone';`,
    });
    expect(Object.keys(contents)).toEqual(['index.mjs']);
    expect(contents['index.mjs']).not.toContain('of one alone');
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    expect(handler()).toBe('of both');
  });

  test('is the same, byte for byte, when nothing changed', async () => {
    const files = {
      'on-event.ts': `export const handler = async () => (await import('./rare.ts')).rare;`,
      'rare.ts': `export const rare = 'rarely needed';`,
    };
    expect((await bundled(files)).contents).toEqual((await bundled(files)).contents);
  });
});

const handlers = handlersIn(functionsFolder);
const stack = await synthesised();
const folder = temporaryFolder();
const accounts = await bundleFunctions(functionsFolder, folder);

/**
 * Kilobytes. Half of the smallest is what signs and connects, what reads items of the table, and zod. More have those who reckon with time
 * zones, which Node cannot do by itself yet (a polyfill of 55), who ask further services of AWS, or who answer every
 * operation of the API; none of the largest is on the way to a page. Those that read what senders post have a file for each
 * kind of sender, which waits until the first of its bodies comes; and 150 of each that reads the configuration are the
 * engine of its expressions, which waits until one of them is more than a few words.
 *
 * Each is the next round ten that leaves six or more: what is looked for is a library that came in by accident, and a limit
 * that the next sentence breaks is only ever raised unread.
 */
const most: Record<string, number> = {
  'on-ack-link': 500,
  'on-alert': 1120,
  'on-api-request': 1700,
  'on-archive': 1000,
  'on-automation-actions': 750,
  'on-cache-actions': 820,
  'on-chat': 680,
  'on-chat-request': 500,
  'on-compute-actions': 710,
  'on-configuration-actions': 780,
  'on-database-actions': 780,
  'on-deployment-actions': 770,
  'on-diagnosis-request': 700,
  'on-duty': 760,
  'on-effect': 790,
  'on-event-delivery': 410,
  'on-event-feed': 380,
  'on-incident-event': 160,
  'on-monitoring-actions': 730,
  'on-page': 530,
  'on-receipt': 450,
  'on-record-put-aside': 410,
  'on-review-request': 790,
  'on-session-request': 510,
  'on-setup-request': 650,
  'on-sms-reply': 490,
  'on-stakeholder-link': 380,
  'on-status-page': 600,
  'on-sweep': 230,
  'on-timer': 220,
  'on-vendor-request': 1120,
  'on-webhook': 1040,
};

describe('the bundle of each handler', () => {
  test.each(handlers)(
    '%s is small, stands alone, and starts with what the stack tells it',
    async name => {
      expect(kilobytesOf(accounts[name])).toBeLessThan(most[name] ?? 0);

      // In Lambda there is nothing beside it: no node_modules to find what was left out.
      const { Environment } = stack.named('AWS::Lambda::Function', name).Properties;
      const script = `process.stdout.write(typeof (await import('./index.mjs')).handler);`;
      const said = await run(script, join(folder, name), Object.keys(Environment.Variables));
      expect(said).toBe('function');
    },
  );
});

/** Kilobytes of what a function loads before it can do anything: `index.mjs`, and what that imports at once. */
const mostAtStart: Record<string, number> = {
  'on-ack-link': 350,
  'on-alert': 610,
  'on-api-request': 890,
  'on-chat': 500,
  'on-incident-event': 160,
  'on-page': 350,
  'on-sms-reply': 310,
  'on-timer': 220,
  'on-webhook': 370,
};

test.each(Object.entries(mostAtStart))('%s starts with little', (name, most) => {
  const outputs = accounts[name]?.outputs ?? {};
  const kilobytes =
    startOf(name).reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0) / 1000;
  expect(kilobytes).toBeLessThan(most);
});

test('what reads the sentences of an alert waits in a chunk, but where every alert is judged', () => {
  const startsWith = (words: string) =>
    handlers.filter(name =>
      startOf(name).some(file =>
        readFileSync(join(folder, name, basename(file)), 'utf8').includes(words),
      ),
    );
  expect(startsWith('single sign on')).toEqual(['on-alert']);
});

test('no function has the door by which one chooses who one is on one’s own machine', () => {
  const all = handlers.flatMap(name => {
    const files = readdirSync(join(folder, name)).map(file => join(folder, name, file));
    return files.filter(file => /_local|way: ?["'`]local/.test(readFileSync(file, 'utf8')));
  });
  expect(all).toEqual([]);
});

test('the engine of expressions waits in a chunk, wherever a configuration is read: no function starts with it', () => {
  const holds = (name: string, isLazy: boolean) =>
    readdirSync(join(folder, name))
      .filter(file => (file !== 'index.mjs') === isLazy)
      .some(file =>
        readFileSync(join(folder, name, file), 'utf8').includes('error parsing regexp'),
      );
  expect(handlers.filter(name => holds(name, false))).toEqual([]);
  expect(handlers.filter(name => !holds(name, true))).toEqual([
    ...['on-incident-event', 'on-sweep', 'on-timer'],
  ]);
});

async function bundled(files: Record<string, string>) {
  const source = temporaryFolder();
  for (const [file, text] of Object.entries(files)) writeFileSync(join(source, file), text);
  const outdir = temporaryFolder();
  await bundleFunctions(source, outdir);
  const folder = join(outdir, 'on-event');
  const contents = Object.fromEntries(
    readdirSync(folder).map(file => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  return { folder, contents };
}

/** The files that it imports at once, and those that these do. */
function startOf(name: string): string[] {
  const outputs = accounts[name]?.outputs ?? {};
  const files = new Set(Object.keys(outputs).filter(file => basename(file) === 'index.mjs'));
  // A set may grow while one walks through it.
  for (const file of files) {
    for (const { kind, path, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) files.add(path);
    }
  }
  return [...files];
}

function kilobytesOf(account: Metafile | undefined): number {
  return Object.values(account?.outputs ?? {}).reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
}

async function run(script: string, cwd: string, told: string[]): Promise<string> {
  const env = {
    AWS_REGION: 'eu-west-1',
    ...Object.fromEntries(told.map(name => [name, 'something'])),
  };
  const options = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd, env });
  return stdout;
}
