import { describe, expect, test } from 'vitest';
import { fakeApi } from '../fake-api.ts';
import { run, succeeds } from '../run.ts';

describe('saying that a job lives', () => {
  test('hands it over with the key of an integration', async () => {
    await using api = await fakeApi();
    const ran = await succeeds(['heartbeat', 'nightly-backup', '--key', 'local'], {
      env: { TOCSIN_URL: api.url },
    });
    expect(api.requests).toMatchObject([
      { operation: 'sendHeartbeat', params: { name: 'nightly-backup' } },
    ]);
    expect(ran.out).toBe('Heartbeat nightly-backup accepted as rcp_01k9zq3v6m0f4');
  });

  test('fails aloud with a wrong key, so that its job does', async () => {
    await using api = await fakeApi();
    const env = { TOCSIN_URL: api.url };
    const ran = await run(['heartbeat', 'nightly-backup', '--key', 'wrong'], { env });
    expect(ran.exitCode).not.toBe(0);
  });
});

test('each heartbeat is listed with its age, its state and what its absence is', async () => {
  await using api = await fakeApi();
  const { out } = await succeeds(['heartbeats'], { env: { TOCSIN_URL: api.url } });
  expect(out).toContain('nightly-backup');
  expect(out).toContain('STATE alive  LAST 1 h 20 min ago  EVERY 24 h + 1 h');
  expect(out).toContain('IF MISSED SEV3 payments');
});
