import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { routes } from '#contract/api.ts';
import { openApiDocument } from '#contract/openapi.ts';
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

test('docs/cli.md names every option', async () => {
  const cli = document('cli');
  const { out } = await succeeds(['--help']);
  const missing: string[] = [];
  for (const [, name = ''] of out.matchAll(/^ {2}([a-z][a-z:-]*)/gm)) {
    const help = (await succeeds([name, '--help'])).out;
    for (const [, option = ''] of help.matchAll(/^ {2}(--[a-z0-9-]+)/gm)) {
      if (!cli.includes(`${option}\``) && !cli.includes(`${option}=`))
        missing.push(`${name} ${option}`);
    }
  }
  expect(missing).toEqual([]);
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

interface Described {
  paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>;
}

test('docs/api.md names every parameter beside its address', () => {
  const lines = document('api').split('\n');
  const { paths } = openApiDocument({ version: '1', serverUrl: '' }) as unknown as Described;
  const missing = Object.entries(paths).flatMap(([path, operations]) => {
    const end = path.slice(path.lastIndexOf('/'));
    const said = lines.filter(line => line.includes(path) || line.includes(`\`${end}`)).join();
    return Object.values(operations)
      .flatMap(({ parameters = [] }) => parameters)
      .filter(
        parameter => parameter.in === 'query' && !new RegExp(`\\b${parameter.name}\\b`).test(said),
      )
      .map(({ name }) => `${path}?${name}`);
  });
  expect(missing).toEqual([]);
});

interface Field {
  properties?: Record<string, Field>;
  additionalProperties?: Field | boolean;
  items?: Field;
  anyOf?: Field[];
}

const fieldsOf = (field: Field): string[] => [
  ...Object.entries(field.properties ?? {}).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]),
  ...[field.additionalProperties, field.items, ...(field.anyOf ?? [])].flatMap(inner =>
    typeof inner === 'object' ? fieldsOf(inner) : [],
  ),
];

test('docs/configuration.md and what it leads to name every field', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../docs/tocsin.schema.json', import.meta.url), 'utf8'),
  );
  const names = [...new Set(fieldsOf(schema))];
  expect(names.length).toBeGreaterThan(150);
  const text = ['configuration', 'communication', 'senders/generic'].map(document).join();
  expect(names.filter(name => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});
