import { expect, test } from 'vitest';
import { fakeApi } from '../fake-api.ts';
import { succeeds } from '../run.ts';

test('each integration is listed with when it was heard, or that it never was', async () => {
  await using api = await fakeApi();
  const { out } = await succeeds(['integrations'], { env: { TOCSIN_URL: api.url } });
  expect(out).toMatch(
    /grafana-production +grafana, payments +2026-11-20 12:03:00 +2026-11-23 02:00:00/,
  );
  expect(out).toMatch(/nightly-jobs +generic +never heard/);
  expect(out).toContain('nightly-jobs was refused at 2026-11-23 02:10:00: /title is missing');
});
