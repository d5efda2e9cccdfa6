import { type Client, until } from './client.ts';
import { type Line, type Measurement, percentile } from './report.ts';
import { type Bench, startBench } from './stack.ts';
import { phoneOf, serviceOf, team } from './team.ts';

const runs = 6;
const limitMs = 30_000;
const address = 'https://hooks.example.com/bench';
/** Where each of them is seen. */
const places = ['Slack', 'status page', 'events', 'e-mail to the team'] as const;

/** From an acknowledgement to the last that the world is told of it, each of it by itself. */
export const told: Measurement = {
  name: `An acknowledgement that everybody hears of: ${runs} incidents, in Slack, on the status page, by webhook and mail`,
  async measure() {
    // With a status page, which the others have none of.
    const bench = await startBench({ statusPage: true });
    try {
      return await measured(bench);
    } finally {
      await bench.stop();
    }
  },
};

async function measured({ api }: Bench): Promise<Line[]> {
  const document = team({ slack: {} }) as { people: Record<string, object> };
  const everything = { name: 'everything', url: address };
  await api.configure({
    ...document,
    statusPage: { publish: 'automatic' },
    webhooks: [everything],
  });
  // Functions keep what they read for half a minute.
  await api.advance(31);
  const seen = new Map<string, number[]>(places.map(place => [place, []]));
  // The first one loads functions.
  for (let run = 0; run <= runs; run++) {
    const { id, took } = await one(api, run);
    if (run > 0) for (const [place, ms] of took) seen.get(place)?.push(ms);
    await api.command(id, 'resolve', { resolution: 'Restarted.' });
    await api.advance(0);
  }
  const last = Array.from({ length: runs }, (_, run) =>
    Math.max(...[...seen.values()].map(all => all[run] ?? Number.NaN)),
  );
  return [
    ...[...seen].map(([place, all]) => ({
      what: `acknowledged to ${place}, p50`,
      rounds: [percentile(all, 0.5)],
      unit: 'ms',
    })),
    {
      what: 'acknowledged until all of it is visible, the slowest',
      rounds: [Math.max(...last)],
      unit: 'ms',
      target: { atMost: 2000 },
    },
  ];
}

async function one(api: Client, run: number): Promise<{ id: string; took: [string, number][] }> {
  const title = `Payment processing down, told ${run}`;
  await api.send('generic', {
    ...{ title, service: serviceOf(40 + run), severity: 'SEV1', key: `told-${run}` },
  });
  const page = await until(
    async () => (await api.inbox(phoneOf(40 + run))).find(({ body }) => body.includes(title)),
    limitMs,
  );
  const id = /INC-\d+-\d+/.exec(page.body)?.[0] ?? '';
  // Its channel is there: what is measured is the acknowledgement, not the opening.
  await until(async () => channelOf(await api.workspace(), id), limitMs);
  await api.advance(0);
  const before = await unresolved(api);
  const began = performance.now();
  await api.command(id, 'acknowledge', {});
  const looks: Record<(typeof places)[number], () => Promise<boolean>> = {
    Slack: async () => channelOf(await api.workspace(), id)?.includes('Acknowledged by') ?? false,
    'status page': async () => (await unresolved(api)) > before,
    events: async () =>
      (await api.get<{ to: string; type: string }[]>('/_local/events')).some(
        sent =>
          sent.to === address &&
          sent.type === 'incident.acknowledged' &&
          JSON.stringify(sent).includes(id),
      ),
    'e-mail to the team': async () =>
      (await api.inbox()).some(
        ({ channel, body }) =>
          channel === 'email' && body.includes(id) && /acknowledged/.test(body),
      ),
  };
  const took = await Promise.all(
    places.map(async (place): Promise<[string, number]> => {
      await until(async () => ((await looks[place]()) ? true : undefined), limitMs, 100);
      return [place, performance.now() - began];
    }),
  );
  return { id, took };
}

function channelOf(
  { channels }: Awaited<ReturnType<Client['workspace']>>,
  id: string,
): string | undefined {
  return channels.map(channel => JSON.stringify(channel)).find(text => text.includes(id));
}

async function unresolved(api: Client): Promise<number> {
  const page = '/status/api/v2/incidents/unresolved.json';
  return (await api.get<{ incidents: unknown[] }>(page)).incidents.length;
}
