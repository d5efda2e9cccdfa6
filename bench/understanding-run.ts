import { parsePayload } from '#core/intake/parse.ts';
import { classify } from '#core/intake/severity/classify.ts';
import type { Source } from '#core/sources.ts';
import { cases } from '../test/core/intake/sources/sender-bodies.ts';

/* In a process of its own, so that the first body of each sender pays for what is loaded for it. */

const rounds = 5;
const alertsEach = 200;

/** As many alerts as a large batch has, and one, of senders at hand and of one that is loaded. */
const bodies: [what: string, source: Source, body: string][] = [
  ['Alertmanager, a batch of 50', 'alertmanager', batch(50)],
  ['Alertmanager, one', 'alertmanager', batch(1)],
  ...(['cloudwatch', 'datadog'] as const).map(source => {
    const { fires } = cases.find(each => each.source === source) ?? { fires: {} };
    return [`${source}, one`, source, JSON.stringify(fires)] as [string, Source, string];
  }),
];

const found = [];
for (const [what, source, body] of bodies) {
  const began = performance.now();
  await understand(source, body);
  const firstMs = performance.now() - began;
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const parse = await msOf(async () => JSON.parse(body));
    const ours = await msOf(() => understand(source, body));
    ratios.push(ours / parse);
  }
  found.push({ what, bytes: body.length, firstMs, ratios });
}
console.log(JSON.stringify(found));

async function understand(source: Source, body: string): Promise<void> {
  const parsed = await parsePayload(source, body);
  if ('invalid' in parsed) throw new Error(JSON.stringify(parsed.invalid));
  for (const alert of parsed.alerts) classify([], { kind: 'alert', alert });
}

async function msOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  for (let count = 0; count < alertsEach; count++) await act();
  return (performance.now() - began) / alertsEach;
}

function batch(count: number): string {
  const alerts = Array.from({ length: count }, (_, number) => ({
    status: 'firing',
    labels: {
      alertname: 'HighErrorRate',
      instance: `web-${number}:8080`,
      job: 'shop',
      severity: 'critical',
    },
    annotations: {
      summary: `63 % of requests to web-${number} fail`,
      description: 'Since 02:10 most requests end in 500.',
      runbook_url: 'https://runbooks.example.com/errors',
    },
    startsAt: '2026-11-23T02:10:05.120Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=errors',
    fingerprint: `3f2a9c07d51be6${number}`,
  }));
  return JSON.stringify({
    version: '4',
    groupKey: '{}:{alertname="HighErrorRate"}',
    status: 'firing',
    receiver: 'tocsin',
    groupLabels: { alertname: 'HighErrorRate' },
    alerts,
  });
}
