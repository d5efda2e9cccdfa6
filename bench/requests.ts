import type { Client } from './client.ts';
import type { Line, Measurement } from './report.ts';

type Counts = Record<string, number>;

const untilAllClear = 1900;
const duplicates = 2000;

/** What is billed: requests to AWS by the functions. The pollers of queues and streams are Lambda's and counted apart. */
export const requests: Measurement = {
  name: 'AWS requests, counted at the gateway',
  async measure({ api }) {
    const ticket = { title: 'Disk almost full', service: 'website', severity: 'SEV4' };
    await api.send('generic', { ...ticket, key: 'warm' });
    // What is done once a day is done in the first minutes.
    await api.advance(untilAllClear);
    const idle = await counted(api, () => api.advance(untilAllClear));
    const webhook = await counted(api, async () => {
      await api.send('generic', { ...ticket, title: 'Certificate ends soon', key: 'first' });
      await api.advance(1);
    });

    const alert = { title: 'Payment processing down', service: 'payments', key: 'requests' };
    const opened = await counted(api, async () => {
      await api.send('generic', alert);
      await api.advance(1);
    });
    const { incidents } = await api.incidents();
    const incident = incidents.find(({ title }) => title === alert.title);
    if (incident === undefined) throw new Error('The alert opened no incident');
    // Rounds go by the minute whatever happens, and while nothing does the local stack leaves most of them out.
    const lived = await counted(api, async () => {
      await api.command(incident.id, 'acknowledge', {});
      await api.command(incident.id, 'resolve', { resolution: 'Restarted.' });
      await api.advance(untilAllClear);
    });

    const again = { ...alert, key: 'duplicates', severity: 'SEV4' };
    await api.send('generic', again);
    await api.advance(1);
    const repeated = await counted(api, async () => {
      for (let sent = 0; sent < duplicates; sent += 20) {
        await Promise.all(Array.from({ length: 20 }, () => api.send('generic', again)));
      }
      await api.advance(5);
    });
    return [
      line('a webhook that opens a ticket', webhook),
      line('a SEV1 with its pages', opened),
      line('acknowledge and resolve, until all is clear', without(areRounds, lived), {
        atMost: 123,
      }),
      line(`the rounds of these ${untilAllClear} s, as in any half hour`, only(areRounds, lived)),
      line(`the same ${untilAllClear} s while nothing happens`, idle),
      line(`a duplicate webhook (of ${duplicates})`, repeated, { atMost: 1.15 }, duplicates),
    ];
  },
};

async function counted(api: Client, what: () => Promise<unknown>): Promise<Counts> {
  const before = await api.requests();
  await what();
  return minus(await api.requests(), before);
}

/** Who goes round by the minute, whatever happens. */
export const areRounds = /-on-(sweep|duty) /;
const only = (callers: RegExp, counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).filter(([key]) => callers.test(key)));
const without = (callers: RegExp, counts: Counts): Counts => minus(counts, only(callers, counts));

function minus(after: Counts, before: Counts): Counts {
  return Object.fromEntries(
    Object.entries(after)
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  );
}

function line(what: string, counts: Counts, target?: { atMost: number }, per = 1): Line {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    what,
    rounds: [total / per],
    unit: 'requests',
    ...(target !== undefined && { target }),
    detail: Object.entries(counts)
      .map(([key, count]) => `${key.replace(/^.*-(?=on-)/, '')} ${count}`)
      .join(', '),
  };
}
