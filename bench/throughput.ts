import type { Client } from './client.ts';

const seconds = 5;
const connections = 16;

/** How many alerts are accepted a second, each answered only once the queue has it. */
export async function throughput(api: Client): Promise<void> {
  console.log(`Accepted alerts a second, ${connections} senders for ${seconds} s`);
  const one = await rate(number =>
    api.send('generic', {
      title: 'Slow answers',
      service: 'website',
      severity: 'SEV4',
      key: 'throughput',
      labels: { host: `host-${number % 500}` },
    }),
  );
  console.log(`  ${one.toFixed(0)} one alert per request`);
  const batches = await rate(number => api.send('alertmanager', alertmanagerBody(number, 50)));
  console.log(`  ${(batches * 50).toFixed(0)} in batches of 50`);
  await api.advance(5);
  console.log();
}

async function rate(send: (number: number) => Promise<unknown>): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let sent = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) await send(sent++);
    }),
  );
  return sent / seconds;
}

function alertmanagerBody(number: number, alerts: number) {
  return {
    version: '4',
    status: 'firing',
    receiver: 'tocsin',
    groupKey: '{}:{alertname="SlowAnswers"}',
    groupLabels: { alertname: 'SlowAnswers' },
    commonLabels: { alertname: 'SlowAnswers', service: 'website', severity: 'info' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example.com',
    alerts: Array.from({ length: alerts }, (_, index) => ({
      status: 'firing',
      labels: {
        alertname: 'SlowAnswers',
        service: 'website',
        severity: 'info',
        host: `host-${(number * alerts + index) % 500}`,
      },
      annotations: { summary: 'Answers are slow' },
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
    })),
  };
}
