import { randomBytes } from 'node:crypto';

/* How Lambda knows that functions feed themselves: each request of a function carries the header of X-Ray, and a message
   in a queue keeps it, with how often the chain has been through which function. */

/** At the seventeenth round through one function Lambda stops a chain. */
const roundsMax = 16;

/** The header for an invocation that these were the traces of. */
export function nextTrace(functionName: string, traces: readonly string[]): string {
  const rounds = roundsOf(traces);
  rounds.set(functionName, (rounds.get(functionName) ?? 0) + 1);
  const root = traces[0]?.split(';')[0] ?? newRoot();
  const lineage = [...rounds].map(([name, count]) => `${name}:${count}`).join('|');
  return `${root};Sampled=0;Lineage=1:${lineage}`;
}

/** Whether Lambda would not begin another round of this chain. */
export function isLoop(functionName: string, trace: string): boolean {
  return (roundsOf([trace]).get(functionName) ?? 0) >= roundsMax;
}

/** By name; of several chains the longest counts. */
function roundsOf(traces: readonly string[]): Map<string, number> {
  const rounds = new Map<string, number>();
  for (const trace of traces) {
    const [, lineage = ''] = /;Lineage=1:(.+)$/.exec(trace) ?? [];
    for (const [, name = '', count] of lineage.matchAll(/([^|:]+):(\d+)/g)) {
      rounds.set(name, Math.max(rounds.get(name) ?? 0, Number(count)));
    }
  }
  return rounds;
}

function newRoot(): string {
  const hex = randomBytes(16).toString('hex');
  return `Root=1-${hex.slice(0, 8)}-${hex.slice(8)}`;
}
