import { type Client, percentile, until } from './client.ts';

const runs = 40;

/** From the text that somebody sends to the moment at which the API says that the escalation has stopped. */
export async function answers(api: Client): Promise<void> {
  const took: number[] = [];
  for (let run = 0; run < runs; run++) {
    const known = (await api.inbox()).length;
    const title = `Payment processing down, answer ${run}`;
    await api.send('generic', { title, service: 'payments', severity: 'SEV1', key: `text-${run}` });
    await api.advance(0);
    const page = (await api.inbox())
      .slice(known)
      .find(({ channel, body }) => channel === 'sms' && body.includes(`answer ${run}`));
    const id = /INC-\d+-\d+/.exec(page?.body ?? '')?.[0];
    const code = /Reply (A\d*)/.exec(page?.body ?? '')?.[1];
    if (page === undefined || id === undefined || code === undefined) {
      throw new Error(`No text to answer for run ${run}`);
    }
    const sentAt = performance.now();
    await api.reply(page.to, code);
    const look = async () => ((await api.show(id)).phase === 'acknowledged' ? true : undefined);
    await until(look, 10_000, 2);
    took.push(performance.now() - sentAt);
    await api.command(id, 'resolve', { resolution: 'Restarted.' });
    // A phone that gets many texts in a minute or an hour gets them in bundles, or none.
    await api.advance(130);
  }
  console.log(
    `Acknowledgement by text to escalation stopped, ${runs} incidents one after the other`,
  );
  console.log(`  p50 ${percentile(took, 0.5).toFixed(0)} ms`);
  console.log(`  p99 ${percentile(took, 0.99).toFixed(0)} ms (target under 500)\n`);
}
