import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '#local/free-port.ts';
import { realStack } from './stack.ts';

/* Real senders, as their users run them, with a few lines of configuration: Alertmanager, its client, and Prometheus. */

const isHere = (name: string) => spawnSync(name, ['--version']).status === 0;
const missing = 'not installed here, so this is not run';
const binary = ['prometheus-alertmanager', 'alertmanager'].find(isHere);
const client = ['amtool'].find(isHere);
const ruler = ['prometheus'].find(isHere);

describe.skipIf(binary === undefined && ruler === undefined)('of the Prometheus family', () => {
  const stack = realStack();

  const titled = async (words: string) =>
    (await stack.incidents()).find(({ title }: { title: string }) => title.includes(words));

  test.skipIf(client === undefined)(
    `what adds an alert to an Alertmanager adds it here (${client ?? missing})`,
    async () => {
      const address = `${stack.url()}/v1/alerts/alertmanager`.replace('://', '://anybody:local@');
      const added = spawn(client ?? '', [
        ...['alert', 'add', `--alertmanager.url=${address}`],
        ...['ByHand', 'service=payments', 'severity=critical', '--annotation=summary="By hand"'],
      ]);
      expect(await once(added, 'exit')).toEqual([0, null]);
      await until(async () => titled('By hand'));
    },
  );

  test.skipIf(ruler === undefined)(
    `Prometheus opens an incident and clears it with no Alertmanager between (${ruler ?? missing})`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tocsin-prometheus-'));
      let waiting = 0;
      const shop = createHttpServer((_request, response) => response.end(`waiting ${waiting}\n`));
      shop.listen(0, '127.0.0.1');
      await once(shop, 'listening');
      writeFileSync(
        join(folder, 'rules.yml'),
        `groups:
  - name: payments
    interval: 1s
    rules:
      - alert: QueueStuck
        expr: waiting > 0
        labels: { severity: critical, service: payments }
        annotations: { summary: The queue is stuck }
`,
      );
      writeFileSync(
        join(folder, 'prometheus.yml'),
        `rule_files: [rules.yml]
scrape_configs:
  - job_name: shop
    scrape_interval: 1s
    scrape_timeout: 1s
    static_configs: [{ targets: ['127.0.0.1:${portOf(shop)}'] }]
alerting:
  alertmanagers:
    - path_prefix: /v1/alerts/alertmanager
      authorization: { credentials: local }
      static_configs: [{ targets: ['${new URL(stack.url()).host}'] }]
`,
      );
      const listening = `127.0.0.1:${await freePort()}`;
      const prometheus = spawn(ruler ?? '', [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${listening}`,
        // An alert ends by itself after four times this: later than the moved clock of the stack.
        '--rules.alert.resend-delay=1000h',
      ]);
      const ended = once(prometheus, 'exit');
      try {
        // What it has to say before it knows whom to tell is lost.
        await until(async () => {
          const told = await fetch(`http://${listening}/api/v1/alertmanagers`);
          const { data } = (await told.json()) as { data: { activeAlertmanagers: object[] } };
          return data.activeAlertmanagers.length > 0;
        });
        waiting = 120;
        const { id } = await until(async () => titled('The queue is stuck'));
        waiting = 0;
        await until(async () => (await stack.show(id)).alerts.cleared === 1);
      } finally {
        prometheus.kill();
        await ended;
        shop.close();
        shop.closeAllConnections();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  describe.skipIf(binary === undefined)(`a real Alertmanager (${binary ?? missing})`, () => {
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
      const opened = await until(async () => titled('Payment processing down'));
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
  });
});

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

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
