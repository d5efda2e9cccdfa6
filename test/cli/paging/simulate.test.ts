import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { team } from '../../support/team.ts';
import { asked } from '../asked.ts';
import { run, succeeds } from '../run.ts';

const files = {
  '/home/ana/tocsin.yaml': stringify({
    ...team,
    schedules: {
      primary: {
        name: 'Primary',
        timeZone: 'Europe/London',
        layers: [
          { name: 'Weekly', people: ['ana', 'bo'], start: '2026-11-23T09:00', turn: 'weekly' },
        ],
      },
    },
    escalationPolicies: {
      default: {
        levels: [
          { name: 'On call', schedules: ['primary'] },
          { name: 'Lead', people: ['chidi'] },
        ],
      },
    },
  }),
  '/home/ana/body.json': JSON.stringify({ title: 'x is down', status: 'resolved' }),
};
const offline = ['--config=tocsin.yaml', '--at=2026-12-24T03:00:00Z'];

describe('what if', () => {
  test('is asked of the API, at the moment that is said', async () => {
    const words = ['simulate', 'payments', 'down', '--service=payments', '--at=2026-12-24 03:00'];
    const { ran, last } = await asked(words);
    expect(last).toMatchObject({
      operation: 'simulate',
      body: { title: 'payments down', service: 'payments', at: '2026-12-24T03:00:00.000Z' },
    });
    expect(ran.out).toContain('Ana Silva by sms: on call for Primary until Mon 28 Dec 09:00 EST.');
  });

  test('is told in sentences, by a file alone', async () => {
    const { out } = await succeeds(['simulate', 'payments', 'down', ...offline], { files });
    expect(out).toMatchInlineSnapshot(`
      "Thu 24 Dec 03:00: payments down
      It would be a SEV1 of Website: title says "payments down", matching
        "<payments> (in production|) (<completely>|) <down>" (payment system failure,
        runbook SEV1); the alert names no service; the default one takes it.
      Thu 24 Dec 03:00 level 1, On call, until Thu 24 Dec 03:05: SEV1: declared.
        -  Ana by sms and email: on call for Primary until Mon 28 Dec 09:00 GMT.
      Thu 24 Dec 03:05 level 2, Lead, until Thu 24 Dec 03:10: On call did not
        acknowledge within 5 min.
        -  Chidi by sms and email: named for Lead.
      Thu 24 Dec 03:10 it starts again from level 1, and so on.
        -  Not Bo: off duty on Primary; next from Mon 28 Dec 09:00.

      Times in UTC.
      By tocsin.yaml alone: overrides, silences and verified contacts are known to the API only."
    `);
  });

  test('says why nobody is paged', async () => {
    const words = ['simulate', '--body=body.json', '--source=generic', ...offline];
    const { out } = await succeeds(words, { files });
    expect(out).toContain('Nobody is paged: it tells that something is over.');
  });

  test('is drawn as one file that needs no other', async () => {
    const words = ['simulate', '<payments> & "down"', '--plot=night.svg', ...offline];
    const ran = await succeeds(words, { files });
    const svg = ran.files['/home/ana/night.svg'] ?? '';
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('&lt;payments&gt; &amp; &quot;down&quot;');
    expect(svg).toContain('Not Bo: off duty on Primary');
    expect(svg.match(/<circle [^>]*><title>/g)).toHaveLength(4);
    expect(svg).not.toMatch(/href|src=|<script/);
  });

  test('answers the same as JSON', async () => {
    const { out } = await succeeds(['simulate', 'payments', 'down', '--json', ...offline], {
      files,
    });
    expect(JSON.parse(out)).toMatchObject({
      alerts: [{ severity: 'SEV1', rungs: [{ name: 'On call' }, { name: 'Lead' }] }],
    });
  });

  test('needs something to come in, in one way', async () => {
    expect(await run(['simulate', ...offline], { files })).toMatchObject({ exitCode: 2 });
    const both = await run(['simulate', 'x', '--body=body.json', ...offline], { files });
    expect(both).toMatchObject({ exitCode: 2 });
    const wrong = await run(['simulate', 'x', '--config=elsewhere.yaml'], { files });
    expect(wrong).toMatchObject({ exitCode: 2, error: expect.stringContaining('elsewhere.yaml') });
  });

  test('tells what is wrong with a file before it tells anything else', async () => {
    const broken = { ...files, '/home/ana/tocsin.yaml': 'version: 2\n' };
    const ran = await run(['simulate', 'x', ...offline], { files: broken });
    expect(ran).toMatchObject({ exitCode: 1, error: expect.stringContaining('tocsin.yaml:1:1') });
  });
});
