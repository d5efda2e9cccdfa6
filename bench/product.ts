import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '#local/template/synth.ts';
import type { Line, Measurement } from './report.ts';

/** What bench/product-run.ts found of one handler. */
export interface HandlerCost {
  what: string;
  /** CPU milliseconds of one call, without those of playing AWS, one figure per round. */
  rounds: number[];
  /** Of the last round: what of it was spent in asking AWS, and what `JSON.parse` of the same body takes. */
  askingMs: number;
  parseMs: number;
  /** Requests to AWS per call. */
  requests: number;
}

/** CPU milliseconds of one call while so many incidents are open. */
export interface Growth {
  what: string;
  open: number[];
  ms: number[];
}

const targets: Record<string, number> = {
  'accept one webhook': 0.4,
  'accept a webhook of 50 alerts': 2,
  'one text, from the queue to its vendor': 2,
};
/** At ten thousand open incidents against ten. */
const growsAtMost = 1.2;

/**
 * What the deployed code costs, apart from what stand-ins cost: the real handlers with the real clients, whose
 * HTTP handler is answered within the process. Sockets, TLS and middleware of Lambda are not in it.
 */
export const product: Measurement = {
  name: 'The product: CPU of the real handlers, AWS answered within their process',
  async measure() {
    const script = join(root, 'bench', 'product-run.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script], {
      maxBuffer: 10_000_000,
    });
    const { costs, growth } = JSON.parse(stdout) as { costs: HandlerCost[]; growth: Growth[] };
    return [...costs.map(costLine), ...growth.map(growthLine)];
  },
};

function costLine({ what, rounds, askingMs, parseMs, requests }: HandlerCost): Line {
  const atMost = targets[what];
  const times = ((rounds.at(-1) ?? 0) / parseMs).toFixed(0);
  return {
    ...{ what, rounds, unit: 'ms' },
    ...(atMost !== undefined && { target: { atMost } }),
    detail:
      `${times} times JSON.parse of its body (${(parseMs * 1000).toFixed(1)} µs); ` +
      `${askingMs.toFixed(3)} ms of it to ask AWS, for ${requests.toFixed(1)} requests`,
  };
}

function growthLine({ what, open, ms }: Growth): Line {
  const each = open.map((count, index) => `${ms[index]?.toFixed(3)} ms at ${count}`);
  return {
    what: `${what}: at ${open.at(-1)} open, to ${open[0]}`,
    rounds: [(ms.at(-1) ?? 0) / (ms[0] ?? 1)],
    ...{ unit: 'times', target: { atMost: growsAtMost }, detail: each.join(', ') },
  };
}
