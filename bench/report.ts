import type { Bench } from './stack.ts';

/** One thing that is measured: its name, and how. `print` writes what no line holds, such as a table of its own. */
export interface Measurement {
  name: string;
  measure(bench: Bench, print: (text: string) => void): Promise<Line[]>;
}

export interface Line {
  what: string;
  /** One figure per round. Counts have one round: they do not depend on the machine. */
  rounds: readonly number[];
  unit: string;
  target?: { atMost: number } | { atLeast: number };
  /** What stands under the line, for whoever wants to know more. */
  detail?: string;
}

/** Rounds that lie further from their median than this do not give a figure that another run would give. */
const repeatableWithin = 0.2;

/** `webhook to text, p50   143 ms   ±12 % of 5 rounds   target at most 80 ms: MISSED`. */
export function show({ what, rounds, unit, target, detail }: Line): string {
  const middle = median(rounds);
  const apart = Math.max(...rounds.map(value => Math.abs(value - middle))) / (middle || 1);
  const spread = rounds.length === 1 ? '' : `±${(apart * 100).toFixed(0)} % of ${rounds.length}`;
  const steady = apart <= repeatableWithin ? spread : `${spread}, not repeatable`;
  const columns = [what.padEnd(50), figure(middle).padStart(8), unit.padEnd(8), steady.padEnd(28)];
  const line = `  ${columns.join(' ')} `;
  const under = detail === undefined ? '' : `\n      ${detail}`;
  return `${line}${verdict(middle, unit, target)}`.trimEnd() + under;
}

export function isMet({ rounds, target }: Line): boolean {
  if (target === undefined) return true;
  const middle = median(rounds);
  return 'atMost' in target ? middle <= target.atMost : middle >= target.atLeast;
}

function verdict(middle: number, unit: string, target: Line['target']): string {
  if (target === undefined) return '';
  const wanted = 'atMost' in target ? `at most ${target.atMost}` : `at least ${target.atLeast}`;
  const met = isMet({ what: '', rounds: [middle], unit, target });
  return `target ${`${wanted} ${unit}`.trim()}: ${met ? 'met' : 'MISSED'}`;
}

function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return Number.isInteger(value) ? String(value) : value.toFixed(digits);
}

/** Nearest rank: always one of the values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const median = (values: readonly number[]) => percentile(values, 0.5);
