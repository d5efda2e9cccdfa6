import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConfiguration } from '#cli/setup/configuration-file.ts';
import { run, succeeds } from '../run.ts';

const team = `
version: 1
organisation: { name: Example, timeZone: Europe/London }
people: { ana: { name: Ana, email: ana@example.com } }
teams: { core: { name: Core, members: [ana] } }
escalationPolicies: { default: { levels: [{ name: On-call, people: [ana] }] } }
services: { web: { name: Web, team: core } }
`;

test.each([
  ['a token', ['--person=ana', '--scope=read'], 'tokens', 'sha256'],
  ['an integration key', ['--integration=alertmanager'], 'integrations', 'keySha256'],
])(
  '%s is shown once, beside lines that tocsin.yaml takes and that hold its hash',
  async (_, words, list, field) => {
    const { out } = await succeeds(['token', '--name=a "quoted" name', ...words]);
    const [token = ''] = out.split('\n');
    expect(token).toMatch(/^tocsin_[\w-]{43}$/);
    expect(out.split(token)).toHaveLength(2);

    const lines = out.slice(out.indexOf(`${list}:`));
    expect(readConfiguration(team + lines, 'tocsin.yaml')[list]).toMatchObject([
      { name: 'a "quoted" name', [field]: createHash('sha256').update(token).digest('hex') },
    ]);
  },
);

test('a machine reads both parts', async () => {
  const { out } = await succeeds(['token', '--name=ci', '--scope=read', '--json']);
  expect(JSON.parse(out)).toEqual({
    token: expect.stringMatching(/^tocsin_/),
    name: 'ci',
    scope: 'read',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a scope that is none is refused', async () => {
  expect(await run(['token', '--scope=root'])).toMatchObject({ exitCode: 2, out: '' });
});

test('calls a key by its sender, and a token laptop, where no name is given', async () => {
  expect((await succeeds(['token', '--integration=grafana'])).out).toContain('name: "grafana"');
  expect((await succeeds(['token'])).out).toContain('name: "laptop"');
});
