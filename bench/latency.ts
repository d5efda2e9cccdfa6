import { type Client, percentile, until } from './client.ts';

const runs = 100;

/** From the moment a webhook is sent to the moment that SNS has the text: the whole way through six functions. */
export async function latency(api: Client): Promise<void> {
  const took: number[] = [];
  for (let run = 0; run < runs; run++) {
    const title = `Payment processing down, run ${run}`;
    const known = (await api.inbox()).length;
    const sentAt = Date.now();
    const shift = await clockShift(api);
    await api.send('generic', { title, service: 'payments', severity: 'SEV1', key: `run-${run}` });
    const page = await until(async () => {
      const news = (await api.inbox()).slice(known);
      return news.find(({ channel, body }) => channel === 'sms' && body.includes(`run ${run}`));
    }, 10_000);
    took.push(Date.parse(page.at) - shift - sentAt);
  }
  console.log(`Webhook to page, ${runs} incidents one after the other`);
  console.log(`  p50 ${percentile(took, 0.5)} ms (target under 150)`);
  console.log(`  p99 ${percentile(took, 0.99)} ms (target under 600)\n`);
}

/** The measurements before this one moved the stack's clock; messages carry its time. */
async function clockShift(api: Client): Promise<number> {
  const { now } = await api.clock();
  return Date.parse(now) - Date.now();
}
