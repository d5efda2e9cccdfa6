import { type Client, until } from './client.ts';
import { type Measurement, percentile } from './report.ts';
import { phoneOf, serviceOf, team } from './team.ts';

const incidents = 6;
const updates = 3;
const limitMs = 60_000;
const moods = [{ mood: 'well' }, { mood: 'hangs' }, { mood: 'busy', retryAfter: 30 }] as const;

/** Whether a Slack that does not answer costs a page anything, and what arrives there once it does. */
export const chat: Measurement = {
  name: `A page beside Slack: ${incidents} incidents with a channel each, while it is well, hangs, and answers 429`,
  async measure({ api }) {
    await api.configure(team({ slack: {} }));
    // Functions keep what they read for half a minute.
    await api.advance(31);
    const paged: Record<string, number[]> = {};
    for (const [turn, mood] of moods.entries()) {
      await api.slack(mood);
      // The first one loads functions.
      const all = [];
      for (let run = 0; run <= incidents; run++) all.push(await one(api, turn * 20 + run));
      paged[mood.mood] = all.slice(1).map(({ pagedMs }) => pagedMs);
      for (let number = 1; number <= updates; number++) {
        for (const { id } of all) await api.command(id, 'updates', { status: `Step ${number}` });
      }
      // Two minutes of it, in which what hangs does so in real time; then it is well again.
      await api.advance(120);
      await api.slack({ mood: 'well' });
      await api.advance(900);
      for (const { id } of all) await api.command(id, 'resolve', { resolution: 'Restarted.' });
      await api.advance(0);
    }
    await api.configure(team());
    await api.advance(31);

    const p50 = (mood: string) => percentile(paged[mood] ?? [], 0.5);
    const { channels } = await api.workspace();
    const wrong = channels.filter(({ messages }) => {
      const steps = messages.flatMap(({ text }) => /Status: (Step \d)/.exec(text)?.[1] ?? []);
      return steps.join() !== Array.from({ length: updates }, (_, at) => `Step ${at + 1}`).join();
    });
    return [
      { what: 'webhook to text, Slack is well, p50', rounds: [p50('well')], unit: 'ms' },
      { what: 'webhook to text, Slack hangs, p50', rounds: [p50('hangs')], unit: 'ms' },
      { what: 'webhook to text, Slack answers 429, p50', rounds: [p50('busy')], unit: 'ms' },
      {
        what: 'a page beside a Slack that hangs, to one that is well',
        rounds: [p50('hangs') / p50('well')],
        unit: 'times',
        target: { atMost: 1.2 },
      },
      {
        what: 'channels that heard of it all, afterwards',
        rounds: [channels.length],
        unit: '',
        target: { atLeast: moods.length * (incidents + 1) },
      },
      {
        what: 'of those, out of order, twice or not at all',
        rounds: [wrong.length],
        unit: '',
        target: { atMost: 0 },
      },
    ];
  },
};

async function one(api: Client, number: number): Promise<{ id: string; pagedMs: number }> {
  const to = phoneOf(number);
  const known = (await api.inbox(to)).length;
  const title = `Payment processing down, beside Slack ${number}`;
  const began = performance.now();
  await api.send('generic', {
    ...{ title, service: serviceOf(number), severity: 'SEV1', key: `slack-${number}` },
  });
  const page = await until(
    async () => (await api.inbox(to)).slice(known).find(({ channel }) => channel === 'sms'),
    limitMs,
    2,
  );
  const pagedMs = performance.now() - began;
  const id = /INC-\d+-\d+/.exec(page.body)?.[0];
  if (id === undefined) throw new Error(`No incident in ${page.body}`);
  return { id, pagedMs };
}
