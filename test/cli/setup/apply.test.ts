import { describe, expect, test } from 'vitest';
import type { ConfigurationApplied } from '#contract/setup.ts';
import { fakeApi, refuse } from '../fake-api.ts';
import { run, type Situation } from '../run.ts';

const yaml = `
version: 1
organisation: { name: Example, timeZone: Europe/London }
people: { ana: { name: Ana, email: ana@example.com } }
teams: { core: { name: Core, members: [ana] } }
escalationPolicies: { default: { levels: [{ name: On-call, people: [ana] }] } }
services: { web: { name: Web, team: core } }
`;

const compared: ConfigurationApplied = {
  version: 3,
  changes: [
    { path: 'people.bo', kind: 'added', after: { name: 'Bo', email: 'bo@example.com' } },
    { path: 'services.web.team', kind: 'changed', before: 'ops', after: 'core' },
    { path: 'people.cy', kind: 'removed', before: { name: 'Cy' } },
  ],
  warnings: [{ path: '/people/ana', message: 'has no phone: SMS cannot reach this person' }],
};

/** Runs `apply` against an API in which version 3 is in force. */
async function apply(words: readonly string[], situation: Situation = {}) {
  await using api = await fakeApi({
    applyConfiguration: ({ query }) =>
      query.dryRun === 'true' ? compared : { ...compared, version: 4 },
  });
  const files = { '/home/ana/tocsin.yaml': yaml, ...situation.files };
  const ran = await run(['apply', ...words], { ...situation, files, env: { TOCSIN_URL: api.url } });
  expect(api.violations).toEqual([]);
  return { ...ran, requests: api.requests };
}

describe('apply', () => {
  test('shows the changes, asks, and applies to the version that it compared with', async () => {
    const ran = await apply([], { says: 'yes' });
    expect(ran.out).toMatchInlineSnapshot(`
      "+ people.bo: {"name":"Bo","email":"bo@example.com"}
      ~ services.web.team: "ops" -> "core"
      - people.cy: {"name":"Cy"}
      warning /people/ana: has no phone: SMS cannot reach this person
      Version 4 is in force."
    `);
    expect(ran).toMatchObject({ exitCode: 0, questions: ['Apply 3 changes?'] });
    expect(ran.requests).toMatchObject([
      { query: { dryRun: 'true' }, body: { services: { web: { name: 'Web' } } } },
      { query: { expectedVersion: 3 }, body: { services: { web: { name: 'Web' } } } },
    ]);
  });

  test('changes nothing when the person says no', async () => {
    const ran = await apply([], { says: 'no' });
    expect(ran).toMatchObject({ exitCode: 1, error: 'tocsin: Nothing was applied.' });
    expect(ran.requests).toHaveLength(1);
  });

  test('does not take silence for consent', async () => {
    const ran = await apply([]);
    expect(ran.exitCode).toBe(2);
    expect(ran.error).toContain('Give --yes');
    expect(ran.requests).toHaveLength(1);

    const machine = await apply(['--json'], { says: 'yes' });
    expect(machine).toMatchObject({ exitCode: 2, out: '', questions: [] });
  });

  test('applies without asking with --yes, and still shows what changed', async () => {
    const ran = await apply(['--yes']);
    expect(ran).toMatchObject({ exitCode: 0, questions: [] });
    expect(ran.out).toContain('~ services.web.team');
    expect(ran.out).toContain('Version 4 is in force.');
  });

  test('only shows with --dry-run', async () => {
    const ran = await apply(['--dry-run']);
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toContain('+ people.bo');
    expect(ran.requests).toHaveLength(1);
  });

  test('a machine reads one JSON document', async () => {
    expect(JSON.parse((await apply(['--yes', '--json'])).out)).toMatchObject({ version: 4 });
    expect(JSON.parse((await apply(['--dry-run', '--json'])).out)).toEqual(compared);
  });
});

test('a level that leads to nobody for a while is warned of before anything is asked', async () => {
  const layer = 'name: Weekly, people: [ana], start: 2026-01-05T09:00, turn: weekly';
  const night = (more: string) =>
    apply(['--dry-run', '--json'], {
      files: {
        '/home/ana/tocsin.yaml': `${yaml.replace('people: [ana] }] } }', 'schedules: [night] }] } }')}
schedules: { night: { name: Night, timeZone: Europe/London, layers: [{ ${layer}${more} }] } }
`,
      },
    });
  const warnings = async (more: string) => JSON.parse((await night(more)).out).warnings.slice(1);
  expect(await warnings('')).toEqual([]);
  expect(await warnings(', end: 2026-06-01T09:00')).toEqual([
    {
      path: '/escalationPolicies/default',
      message: 'nobody is ever on duty for Night: level 1 of default leads to nobody then',
    },
  ]);
});

test('a configuration that is the same is applied without a question, for what an earlier call left undone', async () => {
  await using api = await fakeApi({
    applyConfiguration: () => ({ version: 3, changes: [], warnings: [] }),
  });
  const ran = await run(['apply'], {
    files: { '/home/ana/tocsin.yaml': yaml },
    env: { TOCSIN_URL: api.url },
  });
  expect(ran).toMatchObject({
    exitCode: 0,
    out: 'Nothing to change: version 3 is the same.',
  });
  expect(api.requests).toMatchObject([
    { query: { dryRun: 'true' } },
    { query: { expectedVersion: 3 } },
  ]);
});

test('another file can be named; one that is not there is said to be missing', async () => {
  const files = { '/home/ana/team/prod.yaml': yaml };
  expect(await apply(['team/prod.yaml', '--yes'], { files })).toMatchObject({ exitCode: 0 });
  const missing = await apply(['other.yaml', '--yes']);
  expect(missing).toMatchObject({ exitCode: 2, requests: [] });
  expect(missing.error).toContain('There is no file other.yaml.');
});

test('what is wrong with the file is told by line before the API is asked', async () => {
  const wrong = yaml.replace('team: core', 'team: cor');
  const ran = await apply(['--yes'], { files: { '/home/ana/tocsin.yaml': wrong } });
  expect(ran).toMatchObject({ exitCode: 1, requests: [] });
  expect(ran.error).toMatch(/ {2}tocsin\.yaml:7:\d+ .*cor/);
});

test('a version that somebody else applied meanwhile is not overwritten', async () => {
  await using api = await fakeApi({
    applyConfiguration: ({ query }) =>
      query.dryRun === 'true'
        ? compared
        : refuse('refused', 'Version 4 was applied meanwhile; compare again.'),
  });
  const ran = await run(['apply', '--yes'], {
    files: { '/home/ana/tocsin.yaml': yaml },
    env: { TOCSIN_URL: api.url },
  });
  expect(ran.exitCode).toBe(1);
  expect(ran.error).toContain('Version 4 was applied meanwhile');
});
