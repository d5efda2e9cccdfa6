import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { routes } from '#contract/api.ts';

/* The threat model says nothing that is not looked at, and forgets no door. */

const root = fileURLToPath(new URL('..', import.meta.url));
const document = readFileSync(`${root}docs/security.md`, 'utf8');
const section = (title: string) => document.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const rowsOf = (title: string) =>
  section(title)
    .split('\n')
    .filter(
      line => line.startsWith('| ') && !/^\| (- |promise |scope |door |accepted )/.test(line),
    );

describe('docs/security.md', () => {
  test('lists every route under the scope that it takes, and no other', () => {
    const rows = rowsOf('The doors, and what each takes');
    for (const scope of ['none', 'read', 'respond', 'admin']) {
      const row = rows.find(line => line.startsWith(`| ${scope} |`)) ?? '';
      const listed = [...row.matchAll(/`([A-Z]+ \/[^`]+)`/g)].map(([, route]) => route);
      const there = routes
        .filter(route => route.scope === scope)
        .map(({ method, path }) => `${method} ${path}`);
      expect(listed.toSorted(), scope).toEqual(there.toSorted());
    }
  });

  test('names for every promise a test that is there', () => {
    const promises = rowsOf('What holds');
    expect(promises.length).toBeGreaterThan(15);
    const wrong = promises.flatMap(row => {
      const tests = [...row.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file);
      return tests.length === 0 ? [row] : tests.filter(file => !existsSync(`${root}${file}`));
    });
    expect(wrong).toEqual([]);
  });

  test('says why of whatever is accepted', () => {
    const accepted = rowsOf('What is accepted, and why');
    expect(accepted.filter(row => (row.split(' | ')[1] ?? '').length < 20)).toEqual([]);
  });
});

test.each([
  ...['LICENSE', 'SECURITY.md', 'CHANGELOG.md', 'docs/upgrade.md', '.github/workflows/audit.yml'],
])('%s is there', file => {
  expect(existsSync(`${root}${file}`)).toBe(true);
});

test('README.md shows pictures that are there', () => {
  const readme = readFileSync(`${root}README.md`, 'utf8');
  const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path);
  expect(pictures.length).toBeGreaterThan(0);
  expect(pictures.filter(path => !existsSync(`${root}${path}`))).toEqual([]);
});
