import { parsePayload } from '#core/intake/parse.ts';
import { classify } from '#core/intake/severity/classify.ts';
import type { Source } from '#core/sources.ts';
import { cases } from '../test/core/intake/sources/sender-bodies.ts';

/*
 * In a process of its own, so that the first body of each sender pays for what is loaded for it. The time is that of the
 * processor, which other programs do not change, and each round is long enough to be measured. What is not compiled yet is in
 * no round: the first of all is told by itself, and so are the 200 after it. A storm says the same again and again; what
 * it says is remembered, so one of the lines has other words in each body.
 */

const rounds = 5;
const bytesEach = 4_000_000;
const firstOnes = 200;

/** As many alerts as a large batch has, and one, of senders at hand and of one that is loaded. */
const lines: [what: string, source: Source, bodies: string[]][] = [
  ['Alertmanager, a batch of 50', 'alertmanager', [batch(50)]],
  [
    'Alertmanager, batches of 50 with other words in each',
    'alertmanager',
    Array.from({ length: 40 }, (_, number) => batch(50, 50 * number)),
  ],
  ['Alertmanager, one', 'alertmanager', [batch(1)]],
  ...(['cloudwatch', 'datadog'] as const).map(source => {
    const { fires } = cases.find(each => each.source === source) ?? { fires: {} };
    return [`${source}, one`, source, [JSON.stringify(fires)]] as [string, Source, string[]];
  }),
];

const found = [];
for (const [what, source, bodies] of lines) {
  const bytes = bodies[0]?.length ?? 0;
  const began = performance.now();
  await understand(source, bodies[0] ?? '');
  const firstMs = performance.now() - began;
  const ratioOf = async (count: number) => {
    const parse = await msOf(count, bodies, async body => JSON.parse(body));
    return (await msOf(count, bodies, body => understand(source, body))) / parse;
  };
  const early = await ratioOf(firstOnes);
  await ratioOf(Math.ceil(bytesEach / bytes));
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ratios.push(await ratioOf(Math.ceil(bytesEach / bytes)));
  }
  found.push({ what, bytes, firstMs, early, ratios });
}
console.log(JSON.stringify(found));

async function understand(source: Source, body: string): Promise<void> {
  const parsed = await parsePayload(source, body);
  if ('invalid' in parsed) throw new Error(JSON.stringify(parsed.invalid));
  for (const alert of parsed.alerts) classify([], { kind: 'alert', alert });
}

async function msOf(
  count: number,
  bodies: readonly string[],
  act: (body: string) => Promise<unknown>,
): Promise<number> {
  const before = process.cpuUsage();
  for (let at = 0; at < count; at++) await act(bodies[at % bodies.length] ?? '');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

function batch(count: number, from = 0): string {
  const alerts = Array.from({ length: count }, (_, at) => ({
    status: 'firing',
    labels: {
      alertname: 'HighErrorRate',
      instance: `web-${from + at}:8080`,
      job: 'shop',
      severity: 'critical',
    },
    annotations: {
      summary: `63 % of requests to web-${from + at} fail`,
      description: 'Since 02:10 most requests end in 500.',
      runbook_url: 'https://runbooks.example.com/errors',
    },
    startsAt: '2026-11-23T02:10:05.120Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=errors',
    fingerprint: `3f2a9c07d51be6${from + at}`,
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
