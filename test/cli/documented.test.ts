import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { routes } from '#contract/api.ts';
import { succeeds } from './run.ts';

const document = (name: string) =>
  readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');

test('docs/cli.md names every command', async () => {
  const { out } = await succeeds(['--help']);
  const names = [...out.matchAll(/^ {2}([a-z][a-z:-]*)/gm)].map(([, name]) => name ?? '');
  expect(names.length).toBeGreaterThan(25);
  const cli = document('cli');
  expect(names.filter(name => name !== 'help' && !new RegExp(`\`${name}[ \`]`).test(cli))).toEqual(
    [],
  );
});

test('docs/api.md names every address', () => {
  const api = document('api');
  // Rows that share an address write its end alone: `/v1/incidents/{id}`, `/report`.
  const end = (path: string) => path.slice(path.lastIndexOf('/'));
  const missing = routes.filter(
    ({ path }) => !api.includes(path) && !api.includes(`\`${end(path)}`),
  );
  expect(missing.map(({ path }) => path)).toEqual([]);
});
