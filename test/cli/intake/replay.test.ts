import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { team } from '../../support/team.ts';
import { fakeApi } from '../fake-api.ts';
import { run, succeeds } from '../run.ts';

const changed = {
  ...team,
  escalationPolicies: { default: { levels: [{ name: 'First', people: ['chidi'] }] } },
};
const files = {
  '/home/ana/old.yaml': stringify(team),
  '/home/ana/new.yaml': stringify(changed),
};
const lineOf = (id: string, body: object) =>
  JSON.stringify({
    kind: 'webhook',
    receiptId: id,
    source: 'generic',
    integration: 'default',
    domain: 'first-key',
    acceptedAt: `2026-11-20T03:00:0${id.slice(-1)}.000Z`,
    body: JSON.stringify(body),
  });
const lines = [
  lineOf('rcp-1', { title: 'Payment processing down', service: 'payments' }),
  lineOf('rcp-1', { title: 'Payment processing down', service: 'payments' }),
  JSON.stringify({
    kind: 'held',
    receiptId: 'rcp-2',
    acceptedAt: '2026-11-20T03:00:02.000Z',
    fingerprints: [],
  }),
];
const bytes = {
  '/home/ana/raw/20/0300-a.ndjson.gz': gzipSync(`${lines.join('\n')}\n`),
  '/home/ana/raw/notes.txt': new TextEncoder().encode('not a body'),
};
const silences = {
  silences: [
    {
      ...{
        id: 'sil-1',
        kind: 'silence' as const,
        match: 'service="payments"',
        owner: 'ana',
        ownerName: 'Ana',
      },
      ...{ reason: 'disks', from: '2026-11-20T02:00:00.000Z', until: '2026-11-20T05:00:00.000Z' },
      ...{ state: 'over' as const, includesSev1: true, waiting: [] },
      made: { by: 'Ana', at: '2026-11-20T02:00:00.000Z' },
      ended: { by: 'Bo', at: '2026-11-20T04:00:00.000Z' },
    },
  ],
  inhibited: [],
};
const nothing = {
  listSilences: () => ({ silences: [], inhibited: [] }),
  listOverrides: () => ({ overrides: [] }),
};
const compared = ['replay', 'raw', '--config=new.yaml', '--before=old.yaml'];

describe('replay', () => {
  test('says nothing differs, and exits with 0, where it is so', async () => {
    const words = ['replay', 'raw', '--config=old.yaml', '--before=old.yaml'];
    const { out } = await succeeds(words, { files, bytes });
    expect(out).toContain('1 body read.');
    expect(out).toContain('Not one page would differ.');
  });

  test('tells what would, and exits with 6', async () => {
    const ran = await run(compared, { files, bytes, columns: 120 });
    expect(ran.exitCode).toBe(6);
    expect(ran.out).toMatchInlineSnapshot(`
      "~  2026-11-20 03:00:01 Payment processing down: 10 pages fewer to Ana, Bo, Chidi, Dana and Emil; 2 pages more to Chidi

      Times in UTC.
      1 body read.
      Before: 1 call, 10 pages. After: 1 call, 2 pages.
      0 with pages added, 0 with pages lost, 1 moved. With 0 overrides and 0 silences made by hand, and as if nobody ever answered."
    `);
    expect(ran.error).toBe('tocsin: 1 call would differ.');
  });

  test('compares with the configuration in force where no other is named', async () => {
    await using api = await fakeApi({
      showConfiguration: () => ({ version: 3, document: changed }),
      ...nothing,
    });
    const env = { TOCSIN_URL: api.url };
    const same = await succeeds(['replay', 'raw', '--config=new.yaml'], { files, bytes, env });
    expect(same.out).toContain('Not one page would differ.');
    const other = await run(['replay', 'raw', '--config=old.yaml'], { files, bytes, env });
    expect(other.exitCode).toBe(6);
  });

  test('knows what people had made by hand: as the API tells, or a file of what it told', async () => {
    const asked: unknown[] = [];
    await using api = await fakeApi({
      showConfiguration: () => ({ version: 3, document: team }),
      listSilences: call => {
        asked.push(call.query);
        return silences;
      },
      listOverrides: call => {
        asked.push(call.query);
        return { overrides: [] };
      },
    });
    const told = await run(['replay', 'raw', '--config=new.yaml'], {
      ...{ files, bytes, env: { TOCSIN_URL: api.url } },
    });
    expect(asked).toEqual([{ over: 'true' }, { over: 'true' }]);
    expect(told.out).toContain('2026-11-20 04:00:00 Payment processing down');
    expect(told.out).toContain('With 0 overrides and 1 silence made by hand');
    const kept = { ...files, '/home/ana/silences.json': JSON.stringify(silences) };
    const byFile = await run([...compared, '--silences=silences.json'], { files: kept, bytes });
    expect(byFile.out).toBe(told.out);
    const again = await run([...compared, '--silences=silences.json'], { files: kept, bytes });
    expect(again.out).toBe(byFile.out);
  });

  test.each(['{', '[]', '{"silences":[{"id":1}]}'])('refuses %s as what was made', async text => {
    const kept = { ...files, '/home/ana/made.json': text };
    const ran = await run([...compared, '--overrides=made.json'], { files: kept, bytes });
    expect(ran).toMatchObject({ exitCode: 1 });
    expect(ran.error).toContain('is not what `tocsin override list --all --json` prints');
  });

  test('answers the same as JSON', async () => {
    const { out } = await run([...compared, '--json'], { files, bytes });
    expect(JSON.parse(out)).toMatchObject({
      bodies: 1,
      unread: 0,
      changes: [{ title: 'Payment processing down', added: expect.anything() }],
    });
  });

  test.each([
    ['a folder that is not there', {}, 2, 'There is no file or folder raw'],
    [
      'a file that was cut off',
      { '/home/ana/raw/a.ndjson.gz': new Uint8Array([31, 139, 8]) },
      1,
      'is cut off',
    ],
    [
      'a line that is no body',
      { '/home/ana/raw/a.ndjson': new TextEncoder().encode(`${lines[0]}\n{"kind":`) },
      1,
      'a.ndjson:2',
    ],
  ])('%s is told', async (_, there, exitCode, message) => {
    const ran = await run(compared, { files, bytes: there });
    expect(ran).toMatchObject({ exitCode, error: expect.stringContaining(message) });
  });
});
