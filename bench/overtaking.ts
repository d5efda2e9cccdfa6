import { type Client, until } from './client.ts';
import { type Measurement, percentile } from './report.ts';
import { phoneOf, serviceOf } from './team.ts';

const rounds = 3;
const perRound = 5;
/** New problems of another service that were accepted before the first SEV1 of a round, and go on coming. */
const ahead = 200;
/** Enough that the queue is never empty beside a SEV1, and worked off before the next round. */
const perStorm = 600;
const senders = 8;
const limitMs = 120_000;

/** One sender says thousands of new things about one service; how long does a SEV1 of another one take to its phone? */
export const overtaking: Measurement = {
  name: 'A SEV1 of another service, in silence and in a storm of new problems',
  async measure({ api }) {
    let number = 40;
    const several = async () => {
      const found: number[] = [];
      for (let run = 0; run < perRound; run++) found.push(await latency(api, number++));
      return found;
    };
    await several();
    const [silence, storm, sent]: number[][] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      await api.advance(130);
      silence?.push(percentile(await several(), 0.5));
      await api.advance(130);
      const raging = startStorm(api, round);
      await until(async () => (raging.sent() >= ahead ? true : undefined), limitMs);
      storm?.push(percentile(await several(), 0.5));
      sent?.push(await raging.stop());
    }
    await api.advance(5);
    const ratios = (storm ?? []).map((ms, round) => ms / (silence?.[round] ?? Number.NaN));
    return [
      { what: 'webhook to text in silence, p50', rounds: silence ?? [], unit: 'ms' },
      { what: 'webhook to text in the storm, p50', rounds: storm ?? [], unit: 'ms' },
      {
        what: 'in the storm, as often as in silence',
        rounds: ratios,
        unit: 'times',
        target: { atMost: 3 },
        detail: `new problems of the storm by the end of each round: ${(sent ?? []).join(', ')}`,
      },
    ];
  },
};

async function latency(api: Client, number: number): Promise<number> {
  const to = phoneOf(number);
  const known = (await api.inbox(to)).length;
  const began = performance.now();
  const title = `Payment processing down, beside the storm ${number}`;
  const alert = { title, service: serviceOf(number), severity: 'SEV1', key: `beside-${number}` };
  await api.send('generic', alert);
  await until(async () => ((await api.inbox(to)).length > known ? true : undefined), limitMs, 5);
  return performance.now() - began;
}

function startStorm(api: Client, round: number) {
  let sent = 0;
  let isOver = false;
  const sending = Promise.all(
    Array.from({ length: senders }, async () => {
      while (!isOver && sent < perStorm) {
        const number = sent++;
        await api.send('generic', {
          title: `Host ${number} of storm ${round} is down`,
          ...{ service: 'website', severity: 'SEV2', key: `storm-${round}-${number}` },
        });
      }
    }),
  );
  return {
    sent: () => sent,
    async stop(): Promise<number> {
      isOver = true;
      await sending;
      return sent;
    },
  };
}
