import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundleFunction, functionsFolder, handlersIn } from '#infra/bundle.ts';
import { synthesised, temporaryFolder } from './synthesised.ts';

describe('a bundle', () => {
  test('holds what is imported, leaves what is imported lazily in a chunk, and runs', async () => {
    const { folder, contents } = await bundled({
      'handler.ts': `import { used } from './library.ts';
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
      'handler.ts': `import { used } from './wiring.ts';
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
      'handler.ts': `function refuse(text: string) { if (text === '') throw new Error('empty'); return text; }
        export const handler = async (text: string) => refuse(text) + refuse(text + 'a');`,
    });
    expect(contents['index.mjs']).toContain('function refuse(text)');
    expect(contents['index.mjs']).not.toContain('sourceMappingURL');
  });

  test('has of a client of AWS only the operations that are called', async () => {
    const { contents } = await bundled({
      'handler.ts': `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const client = new S3Client({});
        export const handler = () => client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));`,
    });
    const everything = Object.values(contents).join('');
    expect(everything).toContain('GetObject');
    expect(everything).not.toContain('PutBucketLifecycleConfiguration');
    expect(everything).not.toContain('sso_session');
  });

  test('is the same, byte for byte, when nothing changed', async () => {
    const files = {
      'handler.ts': `export const handler = async () => (await import('./rare.ts')).rare;`,
      'rare.ts': `export const rare = 'rarely needed';`,
    };
    expect((await bundled(files)).contents).toEqual((await bundled(files)).contents);
  });
});

const handlers = handlersIn(functionsFolder);
const stack = await synthesised();

/**
 * Kilobytes. 500 for all but those who reckon with time zones, which Node cannot do by itself yet (a polyfill of 55), or
 * who answer every operation of the API.
 */
const largest: Record<string, number> = {
  'on-alert': 600,
  // It marks the number that has opted out, and says what an incident resembles.
  'on-page': 520,
  // Of eight services of AWS; it is on nobody's way to a page.
  'on-archive': 860,
  'on-duty': 620,
  // It opens issues elsewhere, and counts the nights of an incident that is over.
  'on-effect': 600,
  // It asks four services of AWS, and is on nobody's way to a page.
  'on-diagnosis-request': 580,
  // On nobody's way to a page either: configuration, incidents, and clients of one service of AWS or two.
  'on-compute-actions': 640,
  'on-configuration-actions': 660,
  'on-database-actions': 640,
  'on-deployment-actions': 640,
  'on-monitoring-actions': 620,
  'on-automation-actions': 620,
  // CloudFront speaks XML.
  'on-cache-actions': 700,
  'on-api-request': 870,
  // It reads and writes whole incidents, and YAML when it is asked for it.
  'on-review-request': 860,
};

describe('the bundle of each handler', () => {
  test.each(handlers)('%s starts small, alone, and with what the stack tells it', async name => {
    const most = largest[name] ?? 500;
    const folder = temporaryFolder();
    const metafile = await bundleFunction(join(functionsFolder, `${name}.ts`), folder);
    const { atStart, inAll } = kilobytesOf(metafile);
    expect(atStart).toBeLessThan(most);
    // S3, CloudWatch and logs are clients that wait in chunks until they are needed.
    expect(inAll).toBeLessThan(most);

    // In Lambda there is nothing beside it: no node_modules to find what was left out.
    const { Environment } = stack.named('AWS::Lambda::Function', name).Properties;
    const script = `process.stdout.write(typeof (await import('./index.mjs')).handler);`;
    const said = await run(script, folder, Object.keys(Environment.Variables));
    expect(said).toBe('function');
  });
});

async function bundled(files: Record<string, string>) {
  const source = temporaryFolder();
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(source, 'node_modules'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(source, file), text);
  const folder = temporaryFolder();
  await bundleFunction(join(source, 'handler.ts'), folder);
  const contents = Object.fromEntries(
    readdirSync(folder).map(file => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  return { folder, contents };
}

function kilobytesOf({ outputs }: Metafile): { atStart: number; inAll: number } {
  const loaded = new Set(Object.keys(outputs).filter(file => file.endsWith('/index.mjs')));
  for (const file of loaded) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && path in outputs) loaded.add(path);
    }
  }
  const sum = (files: Iterable<string>) =>
    [...files].reduce((bytes, file) => bytes + (outputs[file]?.bytes ?? 0), 0) / 1000;
  return { atStart: sum(loaded), inAll: sum(Object.keys(outputs)) };
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
