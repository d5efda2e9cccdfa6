import type { Posted } from './senders.ts';
import type { Wish } from './wishes.ts';

type Pick = (below: number) => number;

const team = ['ana', 'bo', 'chidi'] as const;
const severities = ['SEV1', 'SEV2', 'SEV2'] as const;

/** Many problems at once, of which a phone is told in few messages, while some are taken in hand and some senders die. */
export function storms(pick: Pick) {
  const from = { integration: 'storm', domain: 'key:storm' };
  const one = <Item>(items: readonly Item[]) => items[pick(items.length)] as Item;
  const waves = Array.from({ length: 1 + pick(3) }, (_, number) => {
    return { number, seconds: 60 + pick(2200), count: 4 + pick(8) };
  });
  return {
    posted: waves.flatMap(({ number, seconds, count }) =>
      Array.from({ length: count }, (_, place): Posted => {
        const series = `storm-${number}-${place}`;
        const severity = one(severities);
        const about = { title: `Lost ${series}`, service: 'payments', key: series } as const;
        const body = { ...about, status: 'firing', severity };
        const says = [{ series, status: 'firing', severity } as const];
        return { seconds: seconds + pick(15), from, source: 'generic', body, says };
      }),
    ),
    /** While a message about several waits, or is written. */
    wishes: waves.flatMap(({ number, seconds, count }) =>
      Array.from({ length: count }, (_, place): Wish => {
        const words = `wish ${4000 + number * 100 + place}`;
        const ask: Wish['ask'] = (act, id, asked) =>
          act.acknowledgeIncident(id, { note: words }, asked);
        const about = { incident: pick(16), by: one(team), words, ask };
        return { seconds: seconds + pick(pick(2) === 0 ? 40 : 300), ...about };
      }),
    ),
    /** With the vendor's word in its ear. */
    diesNow: () => pick(4) === 0,
  };
}
