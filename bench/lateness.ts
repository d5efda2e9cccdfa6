import type { Client } from './client.ts';
import { type Line, type Measurement, percentile } from './report.ts';

const levelSeconds = 300;
const levels = 4;

/**
 * How late the levels of a SEV1 are paged that nobody acknowledges, while Scheduler fires at a random second of the
 * minute asked for; and again with every schedule and every delayed wake lost, so that only the sweeper is left.
 */
export const lateness: Measurement = {
  name: 'Deadlines, by the clock of the stack',
  async measure({ api }) {
    const kept = await lived(api, 'kept', 25, async () => {});
    const lost = await lived(api, 'lost', 10, async () => void (await api.loseWakes()));
    return [
      ...lines('with Scheduler 0-59 s late', kept, 0.99, 5),
      ...lines('with every wake lost', lost, 1, 90),
    ];
  },
};

/** Seconds that each level came after its moment. */
async function lived(
  api: Client,
  name: string,
  incidents: number,
  strike: () => Promise<void>,
): Promise<number[]> {
  const ids: string[] = [];
  for (let number = 0; number < incidents; number++) {
    const before = new Set((await api.incidents()).incidents.map(({ id }) => id));
    const title = `Shop ${number} down, wakes ${name}`;
    const key = `lateness-${name}-${number}`;
    await api.send('generic', { title, service: 'payments', severity: 'SEV1', key });
    await api.advance(0);
    const opened = (await api.incidents()).incidents.filter(({ id }) => !before.has(id));
    ids.push(...opened.map(({ id }) => id));
    await strike();
    // So that the moments fall on any second of a minute.
    await api.advance(1 + ((number * 7) % 4));
  }
  for (let passed = 0; passed < (levelSeconds + 60) * levels + 60; passed += 60) {
    await strike();
    await api.advance(60);
  }
  const late: number[] = [];
  for (const id of ids) {
    const { declaredAt, timeline } = await api.show(id);
    let paged = Date.parse(declaredAt);
    for (const { at } of timeline
      .filter(({ type }) => type === 'LevelPaged')
      .slice(1, levels + 1)) {
      late.push((Date.parse(at) - paged) / 1000 - levelSeconds);
      paged = Date.parse(at);
    }
    await api.command(id, 'resolve', { resolution: 'Restarted.' });
  }
  await api.advance(0);
  return late;
}

function lines(how: string, late: readonly number[], share: number, atMost: number): Line[] {
  const early = late.filter(seconds => seconds < 0).length;
  const name = share === 1 ? 'latest' : `p${share * 100}`;
  return [
    { what: `early ${how}, of ${late.length}`, rounds: [early], unit: '', target: { atMost: 0 } },
    { what: `late ${how}, p50`, rounds: [percentile(late, 0.5)], unit: 's' },
    {
      what: `late ${how}, ${name}`,
      rounds: [percentile(late, share)],
      unit: 's',
      target: { atMost },
    },
  ];
}
