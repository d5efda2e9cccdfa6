import { describe, expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { fakeApi } from '../fake-api.ts';
import { run, succeeds } from '../run.ts';

const time = '2026-11-23T02:14:00.000Z';
const match = 'service="payments", alertname=~"Disk.*"';

describe('tocsin silence', () => {
  test('makes one until a time, and lists what it does nothing to', async () => {
    const running = [{ id: 'INC-2026-001', title: 'Disk 1 is full', severity: 'SEV2' }];
    const made = { ...examples.addSilence.answer, running };
    await using api = await fakeApi({ addSilence: () => made }, time);
    const ran = await succeeds(
      [
        'silence',
        match,
        '--until',
        '+2h',
        '--reason',
        'Disks are swapped',
        '--owner',
        'bo',
        '--sev1',
      ],
      { env: { TOCSIN_URL: api.url } },
    );
    expect(api.requests).toMatchObject([
      {
        operation: 'addSilence',
        body: {
          ...{ match, reason: 'Disks are swapped', owner: 'bo', includeSev1: true },
          until: '2026-11-23T04:14:00.000Z',
        },
      },
    ]);
    expect(ran.out).toContain('sil_3f2a9b1c5e88');
    expect(ran.out).toContain('1 incident that it may be about is open, and it does nothing to it');
    expect(ran.out).toContain('INC-2026-001 SEV2 Disk 1 is full');
  });

  test('ends it in the morning that comes, where the hour has passed today', async () => {
    await using api = await fakeApi({}, '2026-11-23T23:10:00.000Z');
    await succeeds(['silence', match, '--until', '06:00', '--reason', 'x'], {
      env: { TOCSIN_URL: api.url },
    });
    const made = api.requests.filter(({ operation }) => operation === 'addSilence');
    expect(made).toMatchObject([{ body: { until: '2026-11-24T06:00:00.000Z' } }]);
  });

  test('announces it on the status page where that is asked for', async () => {
    await using api = await fakeApi({}, time);
    await succeeds(
      [
        ...['silence', match, '--until', '+2h', '--reason', 'x'],
        ...['--announce', 'Database maintenance', '--component', 'shop', 'search'],
      ],
      { env: { TOCSIN_URL: api.url } },
    );
    expect(api.requests).toMatchObject([
      {
        body: {
          announce: { title: 'Database maintenance', body: '', components: ['shop', 'search'] },
        },
      },
    ]);
  });

  test('says what --component is for, where nothing is announced', async () => {
    await using api = await fakeApi({}, time);
    const ran = await run(
      ['silence', match, '--until', '+2h', '--reason', 'x', '--component', 'shop'],
      { env: { TOCSIN_URL: api.url } },
    );
    expect(ran.exitCode).toBe(2);
    expect(ran.error).toContain('Add --announce=');
  });

  test('ends one', async () => {
    await using api = await fakeApi({}, time);
    const ran = await succeeds(['silence', 'end', 'sil_3f2a9b1c5e88'], {
      env: { TOCSIN_URL: api.url },
    });
    expect(api.requests).toMatchObject([
      { operation: 'endSilence', params: { id: 'sil_3f2a9b1c5e88' } },
    ]);
    expect(ran.out).toBe(
      'sil_3f2a9b1c5e88 is over: what it muted and still fires opens its incident now.',
    );
  });
});

test('tocsin silences lists what mutes and what waits', async () => {
  await using api = await fakeApi({}, time);
  const { out } = await succeeds(['silences', '--all'], { env: { TOCSIN_URL: api.url } });
  expect(api.requests).toMatchObject([{ operation: 'listSilences', query: { over: 'true' } }]);
  expect(out).toContain('Disks are swapped');
  expect(out).toContain('Fires and waits:');
  expect(out).toContain('sil_3f2a9b1c5e88 Disk 2 is full');
  expect(out).toContain('Payments are slow: inhibited by Node n1 is down (INC-2026-001)');
});
