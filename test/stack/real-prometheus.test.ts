import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  // Before time is made to pass: what Prometheus pushes is over when it says so, by its own clock.
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
      const rules = join(folder, 'rules.yml');
      const rule = (expression: string) =>
        writeFileSync(
          rules,
          `groups:
  - name: payments
    interval: 1s
    rules:
      - alert: QueueStuck
        expr: ${expression}
        labels: { severity: critical, service: payments }
        annotations: { summary: The queue is stuck }
`,
        );
      rule('vector(1)');
      writeFileSync(
        join(folder, 'prometheus.yml'),
        `rule_files: [rules.yml]
alerting:
  alertmanagers:
    - path_prefix: /v1/alerts/alertmanager
      authorization: { credentials: local }
      static_configs: [{ targets: ['${new URL(stack.url()).host}'] }]
`,
      );
      const prometheus = spawn(ruler ?? '', [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${await freePort()}`,
        '--rules.alert.resend-delay=1s',
      ]);
      const ended = once(prometheus, 'exit');
      try {
        const { id } = await until(async () => titled('The queue is stuck'));
        rule('vector(1) > 1');
        prometheus.kill('SIGHUP');
        await until(async () => (await stack.show(id)).alerts.cleared === 1);
      } finally {
        prometheus.kill();
        await ended;
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
