import { type Alertmanager, startAlertmanager } from './alertmanager.ts';
import { usageOf } from './process.ts';
import type { Line, Measurement } from './report.ts';
import { type Load, send } from './senders.ts';
import type { Bench } from './stack.ts';

const rounds = 5;
const seconds = 2;
const senders = 16;
const hosts = 500;

/** How many alerts are accepted a second, each answered only once the queue has it; and by a real Alertmanager. */
export const intake: Measurement = {
  name: `Accepted alerts, ${senders} senders for ${seconds} s`,
  async measure(bench, print) {
    const other = await startAlertmanager();
    try {
      if (other === undefined)
        print('  (no Alertmanager is installed here: nothing to compare with)');
      const one = await compared(bench, other, 1);
      const fifty = await compared(bench, other, 50);
      return [
        ...lines('one a request', one, other, 1500, 0.25),
        ...lines('in batches of 50', fifty, other, 30_000, 0.5),
      ];
    } finally {
      await other?.stop();
    }
  },
};

interface Rounds {
  ours: number[];
  cpuMs: number[];
  theirs: number[];
}

/** Turn by turn, so that both meet the same machine. The first turn warms up and does not count. */
async function compared(
  bench: Bench,
  other: Alertmanager | undefined,
  perRequest: number,
): Promise<Rounds> {
  const numbers = Array.from({ length: hosts }, (_, number) => number);
  const load = { senders, seconds };
  const toTocsin: Load = {
    ...load,
    url: bench.url,
    path: '/v1/alerts/alertmanager?key=local',
    bodies: numbers.map(number => webhook(number, perRequest)),
  };
  const toOther: Load | undefined = other && {
    ...load,
    url: other.url,
    path: '/api/v2/alerts',
    bodies: numbers.map(number => JSON.stringify(alerts(number, perRequest).map(bare))),
  };
  const found: Rounds = { ours: [], cpuMs: [], theirs: [] };
  for (let round = 0; round <= rounds; round++) {
    const before = usageOf(bench.pid).cpuMs;
    const ours = await send(toTocsin);
    const after = usageOf(bench.pid).cpuMs;
    await bench.api.advance(3);
    const theirs = toOther && (await send(toOther));
    if (round === 0) continue;
    found.ours.push(ours.perSecond * perRequest);
    if (before !== undefined && after !== undefined) {
      found.cpuMs.push((after - before) / ours.requests);
    }
    if (theirs !== undefined) found.theirs.push(theirs.perSecond * perRequest);
  }
  return found;
}

function lines(
  how: string,
  { ours, cpuMs, theirs }: Rounds,
  other: Alertmanager | undefined,
  atLeast: number,
  share: number,
): Line[] {
  const ratio = {
    what: `Tocsin / Alertmanager ${other?.version}, ${how}`,
    rounds: ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN)),
    unit: 'times',
    target: { atLeast: share },
  };
  return [
    { what: how, rounds: ours, unit: 'alerts/s', target: { atLeast } },
    ...(cpuMs.length > 0
      ? [{ what: `CPU of the stack per request, ${how}`, rounds: cpuMs, unit: 'ms' }]
      : []),
    ...(other === undefined
      ? []
      : [
          { what: `Alertmanager ${other.version}, ${how}`, rounds: theirs, unit: 'alerts/s' },
          ratio,
        ]),
  ];
}

interface PostedAlert {
  status: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
}

function alerts(number: number, perRequest: number): PostedAlert[] {
  return Array.from({ length: perRequest }, (_, index) => ({
    status: 'firing',
    labels: {
      alertname: 'SlowAnswers',
      service: 'website',
      severity: 'info',
      host: `host-${(number * perRequest + index) % hosts}`,
    },
    annotations: { summary: 'Answers are slow' },
    startsAt: '2026-01-01T00:00:00Z',
  }));
}

/** As Prometheus posts it to Alertmanager: without the group around it. */
const bare = ({ labels, annotations, startsAt }: PostedAlert) => ({
  labels,
  annotations,
  startsAt,
});

/** As Alertmanager posts it to us. */
function webhook(number: number, perRequest: number): string {
  return JSON.stringify({
    version: '4',
    status: 'firing',
    receiver: 'tocsin',
    groupKey: '{}:{alertname="SlowAnswers"}',
    groupLabels: { alertname: 'SlowAnswers' },
    commonLabels: { alertname: 'SlowAnswers', service: 'website', severity: 'info' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example.com',
    alerts: alerts(number, perRequest).map(alert => ({ ...alert, endsAt: '0001-01-01T00:00:00Z' })),
  });
}
