import { type Client, until } from './client.ts';
import { legsOf, table } from './legs.ts';
import { type Measurement, percentile } from './report.ts';
import { phoneOf, serviceOf } from './team.ts';

const rounds = 5;
const perRound = 20;
/** On a machine that is busy with something else, slow is not broken. */
const limitMs = 60_000;

/** From the webhook to the text in the inbox, and from the answer to it until the API says that the escalation stopped. */
export const pages: Measurement = {
  name: `Webhook to text, and answer to acknowledged: ${rounds} times ${perRound} incidents, one after the other`,
  async measure({ api }, print) {
    // The first ones load functions.
    for (let number = 0; number < 3; number++) await live(api, number);
    const paged: number[][] = [];
    const answered: number[][] = [];
    const legs = [];
    for (let round = 0; round < rounds; round++) {
      const lived = [];
      for (let run = 0; run < perRound; run++) {
        lived.push(await live(api, 3 + round * perRound + run));
      }
      paged.push(lived.map(({ pagedMs }) => pagedMs));
      answered.push(lived.map(({ answeredMs }) => answeredMs));
      legs.push(...lived.map(one => one.legs));
      // A phone that gets many texts in a minute or an hour gets them in bundles, or none.
      await api.advance(130);
    }
    print(table(legs));
    const of = (some: readonly number[][], share: number) =>
      some.map(values => percentile(values, share));
    const unit = 'ms';
    return [
      { what: 'webhook to text, p50', rounds: of(paged, 0.5), unit, target: { atMost: 80 } },
      { what: 'webhook to text, p90', rounds: of(paged, 0.9), unit },
      {
        what: 'webhook to text, p99',
        rounds: [percentile(paged.flat(), 0.99)],
        unit,
        target: { atMost: 200 },
      },
      { what: 'answer to acknowledged, p50', rounds: of(answered, 0.5), unit },
      {
        what: 'answer to acknowledged, p99',
        rounds: [percentile(answered.flat(), 0.99)],
        unit,
        target: { atMost: 500 },
      },
    ];
  },
};

async function live(api: Client, number: number) {
  const to = phoneOf(number);
  const known = (await api.inbox(to)).length;
  const title = `Payment processing down, run ${number}`;
  const alert = { title, service: serviceOf(number), severity: 'SEV1', key: `run-${number}` };
  const clock = await clockOf(api);
  const began = { sentAt: machineTime(), at: clock() };
  await api.send('generic', alert);
  const acceptedAt = machineTime();
  const page = await until(async () => {
    const news = (await api.inbox(to)).slice(known);
    return news.find(({ channel, body }) => channel === 'sms' && body.includes(`run ${number}`));
  }, limitMs);
  const pagedMs = Date.parse(page.at) - began.at;

  const id = /INC-\d+-\d+/.exec(page.body)?.[0];
  const code = /Reply (A \w+)/.exec(page.body)?.[1];
  if (id === undefined || code === undefined) throw new Error(`Nothing to answer: ${page.body}`);
  const answeredAt = performance.now();
  await api.reply(to, code);
  const look = async () => ((await api.show(id)).phase === 'acknowledged' ? true : undefined);
  await until(look, limitMs, 2);
  const answeredMs = performance.now() - answeredAt;
  await api.command(id, 'resolve', { resolution: 'Restarted.' });
  await api.advance(0);
  const legs = legsOf(await api.steps(), { sentAt: began.sentAt, acceptedAt });
  return { pagedMs, answeredMs, legs };
}

const machineTime = () => performance.timeOrigin + performance.now();

/** Messages carry the time of the stack's clock, which measurements before this one have moved. */
async function clockOf(api: Client): Promise<() => number> {
  const asked = performance.now();
  const { now } = await api.clock();
  const answered = performance.now();
  const shift = Date.parse(now) - (asked + answered) / 2;
  return () => performance.now() + shift;
}
