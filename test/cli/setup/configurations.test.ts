import { expect, test } from 'vitest';
import { readConfiguration } from '#cli/setup/configuration-file.ts';
import { team } from '../../support/team.ts';
import { fakeApi } from '../fake-api.ts';
import { run } from '../run.ts';

const organisation = { ...team.organisation, name: 'Example: "the" # one' };
const document = { ...team, organisation };
const applied = { appliedAt: '2026-11-23T02:00:00.000Z', appliedBy: 'Ana' };

async function configuration(...words: string[]) {
  await using api = await fakeApi({
    showConfiguration: ({ query }) => ({
      ...applied,
      version: Number(query.version ?? 12),
      document,
    }),
    listConfigurationVersions: ({ query }) => ({
      versions: [{ version: Number(query.before ?? 13) - 1, ...applied }],
      ...(query.before === undefined && { next: 12 }),
    }),
  });
  const ran = await run(['configuration', ...words], { env: { TOCSIN_URL: api.url } });
  expect(api.violations).toEqual([]);
  return ran;
}

test.each([
  ['the one in force', [], 12],
  ['an older one', ['3'], 3],
])('%s is a file that apply takes', async (_which, words, version) => {
  const { out } = await configuration(...words);
  expect(out.split('\n')[0]).toMatch(new RegExp(`^# Version ${version}, applied .* by Ana`));
  expect(readConfiguration(out, 'tocsin.yaml')).toEqual(document);
});

test('who applied which is told, and how to see older ones', async () => {
  expect((await configuration('--versions')).out).toMatchInlineSnapshot(`
    "VERSION  APPLIED              BY
    12       2026-11-23 02:00:00  Ana
    More: tocsin configuration --versions --before=12"
  `);
  const { out } = await configuration('--versions', '--before=12');
  expect(out).toContain('11');
  expect(out).not.toContain('More');
});

test.each(['0', 'newest', '-1', '1.5'])('a version is a number, and %s is none', async version => {
  expect(await configuration('--', version)).toMatchObject({ exitCode: 2, out: '' });
});
