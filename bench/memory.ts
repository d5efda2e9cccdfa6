import { usageOf, usageOfChildren } from './process.ts';
import type { Line } from './report.ts';
import type { Bench } from './stack.ts';

/** What the running stack holds in memory, itself and with the database beside it. */
export function memory({ pid }: Bench, when: string, atMost?: number): Line[] {
  const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
  return [
    {
      what: `the stack ${when}, resident`,
      rounds: [megabytes(usageOf(pid).rss)],
      unit: 'MB',
      ...(atMost !== undefined && { target: { atMost } }),
    },
    {
      what: `its database ${when}, resident`,
      rounds: [megabytes(usageOfChildren(pid).rss)],
      unit: 'MB',
    },
  ];
}
