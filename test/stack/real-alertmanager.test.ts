import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* A real sender, as its users run it: Alertmanager with one line of configuration. */

const binary = ['prometheus-alertmanager', 'alertmanager'].find(
  name => spawnSync(name, ['--version']).status === 0,
);

describe.skipIf(binary === undefined)(
  `a real Alertmanager (${binary ?? 'not installed here, so this is not run'})`,
  () => {
    const stack = realStack();
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-alertmanager-'));
    let process: ChildProcess | undefined;
    let address = '';

    beforeAll(async () => {
      const port = await freePort();
      address = `http://127.0.0.1:${port}`;
      const file = join(folder, 'alertmanager.yml');
      writeFileSync(
        file,
        `route:
  receiver: tocsin
  group_by: [alertname, service]
  group_wait: 0s
  group_interval: 1s
  routes:
    - matchers: [by = pagerduty]
      receiver: pagerduty
    - matchers: [by = opsgenie]
      receiver: opsgenie
receivers:
  - name: tocsin
    webhook_configs:
      - url: ${stack.url()}/v1/alerts/alertmanager?key=local
  - name: pagerduty
    pagerduty_configs:
      - url: ${stack.url()}/v2/enqueue
        routing_key: local
  - name: opsgenie
    opsgenie_configs:
      - api_url: ${stack.url()}/
        api_key: local
        priority: P1
`,
      );
      process = spawn(binary ?? '', [
        `--config.file=${file}`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ]);
      await until(async () => (await fetch(`${address}/-/ready`)).ok);
    });

    afterAll(async () => {
      const ended = process && once(process, 'exit');
      process?.kill();
      // It writes to its folder until it has ended.
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });

    const post = (change: object, labels: object = {}) =>
      fetch(`${address}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([
          {
            labels: {
              ...{ alertname: 'PaymentsDown', service: 'payments', severity: 'critical' },
              ...labels,
            },
            annotations: { summary: 'Payment processing down' },
            ...change,
          },
        ]),
      });

    test('opens an incident, and resolves it when its alert is over', async () => {
      expect((await post({})).status).toBe(200);
      const opened = await until(async () => (await stack.incidents())[0]);
      expect(opened).toMatchObject({ severity: 'SEV1', phase: 'open', detectedBy: 'alertmanager' });

      await post({ endsAt: new Date().toISOString() });
      await until(async () => (await stack.show(opened.id)).alerts.cleared === 1);
      await stack.passes(300);
      expect((await stack.show(opened.id)).phase).toBe('watching');
      await stack.passes(1800);
      expect((await stack.show(opened.id)).phase).toBe('resolved');
    });

    test.each([
      ['pagerduty', 'pagerduty-events'],
      ['opsgenie', 'opsgenie'],
    ])(
      'that knows only how to speak to %s opens and clears an incident too',
      async (by, source) => {
        const labels = { alertname: `Only${by}`, by };
        expect((await post({}, labels)).status).toBe(200);
        const isOf = ({ detectedBy }: { detectedBy: string }) => detectedBy === source;
        const opened = await until(async () => (await stack.incidents()).find(isOf));
        expect(opened).toMatchObject({
          phase: 'open',
          title: expect.stringContaining(`Only${by}`),
        });

        await post({ endsAt: new Date().toISOString() }, labels);
        await until(async () => (await stack.show(opened.id)).alerts.cleared === 1);
      },
    );
  },
);

/** Asks again until there is an answer; a refused connection is none yet. */
async function until<Found>(
  look: () => Promise<Found | undefined | false>,
  limitMs = 900_000,
): Promise<Found> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Not there after ${limitMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
