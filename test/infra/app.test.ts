import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Json, placeholderHandlers, templateOf, testApp } from './synthesised.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the command line synthesises the same stack, with no account', {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder();
  const options = ['-c', `functions=${placeholderHandlers()}`, '--no-path-metadata'];
  await promisify(execFile)(
    process.execPath,
    [
      join(root, 'node_modules/aws-cdk/bin/cdk'),
      'synth',
      '--quiet',
      '--output',
      folder,
      ...options,
    ],
    {
      cwd: root,
      // Nothing of AWS, and the Node that runs this first.
      env: { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), HOME: folder },
    },
  );
  const written = JSON.parse(readFileSync(join(folder, 'Tocsin.template.json'), 'utf8'));
  expect(withoutMetadata(written)).toEqual(withoutMetadata(templateOf(await testApp())));
});

function withoutMetadata(template: Json): Json {
  const resources = Object.entries<Json>(template.Resources);
  const bare = resources.map(([id, { Metadata: _, ...rest }]) => [id, rest]);
  return { ...template, Resources: Object.fromEntries(bare) };
}
