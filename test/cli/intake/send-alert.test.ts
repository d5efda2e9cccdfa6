import { describe, expect, test } from 'vitest';
import { sampleBody } from '#cli/intake/send-alert.ts';
import type { Source } from '#core/sources.ts';
import { instant } from '#core/time/instant.ts';
import { parsedBy } from '../../core/intake/fixture.ts';
import { fakeApi } from '../fake-api.ts';
import { run, succeeds } from '../run.ts';

const now = instant('2026-11-23T02:20:00Z');

describe('sending a sample alert', () => {
  test('hands it over with the integration key and tells the receipt', async () => {
    await using api = await fakeApi();
    const ran = await succeeds(
      ['alert', '--title=Database down', '--service=payments', '--severity=critical'],
      { env: { TOCSIN_URL: api.url } },
    );
    expect(api.requests).toMatchObject([
      {
        operation: 'sendAlert',
        params: { source: 'generic' },
        body: {
          title: 'Database down',
          status: 'firing',
          service: 'payments',
          severity: 'critical',
        },
        headers: { authorization: 'Bearer local' },
      },
    ]);
    expect(ran.out).toBe(
      'Accepted as rcp_01k9zq3v6m0f4\nWhat became of it: tocsin receipt rcp_01k9zq3v6m0f4',
    );
  });

  test('waits for its fate when told to', async () => {
    let asked = 0;
    await using api = await fakeApi({
      showReceipt: ({ params }) => ({
        id: params.id ?? '',
        state: ++asked < 3 ? 'accepted' : 'processed',
        outcomes: [{ alert: 'Down', outcome: 'joined', incident: 'INC-2026-001', reason: 'open' }],
      }),
    });
    const ran = await succeeds(['alert', '--title=Down', '--wait', '--json'], {
      env: { TOCSIN_URL: api.url },
    });
    expect(JSON.parse(ran.out)).toMatchObject({
      state: 'processed',
      outcomes: [{ incident: 'INC-2026-001' }],
    });
    expect(ran.pauses).toEqual([250, 250]);
  });

  test('needs a key and no API token', async () => {
    await using api = await fakeApi();
    const env = { TOCSIN_URL: 'https://tocsin.example.com', TOCSIN_TOKEN: 'token' };
    const without = await run(['alert', '--title=Down'], { env });
    expect(without).toMatchObject({ exitCode: 4, out: '' });
    expect(without.error).toContain('TOCSIN_KEY is not set');

    const wrong = await run(['alert', '--title=Down', '--key=wrong'], {
      env: { TOCSIN_URL: api.url },
    });
    expect(wrong.exitCode).toBe(4);
  });

  test('cannot be in the form of CloudWatch, whose signature nobody else can make', async () => {
    const ran = await run(['alert', '--title=Down', '--source=cloudwatch']);
    expect(ran.exitCode).toBe(2);
    expect(ran.error).toContain('Allowed choices are generic, alertmanager, grafana');
  });
});

test.each(['generic', 'alertmanager', 'grafana'] as const)(
  '%s: the sample is read as that alert, and clearing meets the firing one',
  source => {
    const sample = {
      source,
      title: 'Database down',
      service: 'payments',
      severity: 'critical',
      description: 'No connection',
    } as const;
    const firing = read(source, sampleBody(sample, now));
    const cleared = read(source, sampleBody({ ...sample, resolved: true }, now));

    expect(firing).toMatchObject({
      status: 'firing',
      title: 'Database down',
      service: 'payments',
      vendorSeverity: 'critical',
      description: 'No connection',
    });
    expect(cleared).toMatchObject({
      status: 'cleared',
      fingerprint: firing?.fingerprint,
      problem: firing?.problem,
    });
  },
);

/** The one alert that the pipeline's own parser finds in it. */
function read(source: Source, body: unknown) {
  const parsed = parsedBy(source, JSON.stringify(body));
  if ('invalid' in parsed) throw new Error(JSON.stringify(parsed.invalid));
  expect(parsed.alerts).toHaveLength(1);
  return parsed.alerts[0];
}
