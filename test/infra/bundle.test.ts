import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bundleFunction, functionsFolder } from '#infra/bundle.ts';
import { temporaryFolder } from './synthesised.ts';

describe('a bundle', () => {
  test('holds what is imported, leaves what is imported lazily in a chunk, and runs', async () => {
    const { folder, contents } = bundled('lazy', {
      'lazy.ts': `import { used } from './library.ts';
          export const handler = async () => used((await import('./rare.ts')).rare);`,
      'library.ts': `export const used = (text: string) => 'used ' + text;
          export const unused = () => 'never needed by anybody';`,
      'rare.ts': `export const rare = 'rarely needed';`,
    });
    expect(Object.keys(contents).sort()).toEqual([
      expect.stringMatching(/^chunk-[A-Z0-9]+\.mjs$/),
      'index.mjs',
    ]);
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    expect(await handler()).toBe('used rarely needed');
  });

  test('has nothing that is not needed, and the names that stack traces show', () => {
    const {
      contents: { 'index.mjs': bundle },
    } = bundled('small', {
      'small.ts': `import { used } from './library.ts';
        export const handler = async () => used('a');`,
      'library.ts': `export function used(text: string) { if (text === '') throw new Error('empty'); return text; }
        export const unused = () => 'never needed by anybody';`,
    });
    expect(bundle).not.toContain('never needed');
    expect(bundle).not.toContain('sourceMappingURL');
    expect(bundle).toContain('function used(text)');
  });

  test('is the same, byte for byte, when nothing changed', () => {
    const files = {
      'same.ts': `export const handler = async () => (await import('node:os')).EOL;`,
    };
    expect(bundled('same', files).contents).toEqual(bundled('same', files).contents);
  });
});

const handlers = readdirSync(functionsFolder).filter(file => file.startsWith('on-'));

describe.skipIf(handlers.length === 0)('the bundle of each handler', () => {
  test.each(handlers)('%s is smaller than 500 KB', handler => {
    const { metafile } = bundleFunction(join(functionsFolder, handler), temporaryFolder());
    const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
    expect(bytes / 1000).toBeLessThan(500);
  });
});

function bundled(name: string, files: Record<string, string>) {
  const source = temporaryFolder();
  for (const [file, text] of Object.entries(files)) writeFileSync(join(source, file), text);
  const folder = temporaryFolder();
  bundleFunction(join(source, `${name}.ts`), folder);
  const contents = Object.fromEntries(
    readdirSync(folder).map(file => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  return { folder, contents };
}
