import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '#local/template/synth.ts';
import type { Measurement } from './report.ts';

interface Found {
  what: string;
  bytes: number;
  firstMs: number;
  /** Of the 200 behind the first. */
  early: number;
  ratios: number[];
}

/** What it takes to understand a body and to say how bad each of its alerts is, against what it takes to read it as JSON. */
export const understanding: Measurement = {
  name: 'Parse and classify, to JSON.parse of the same body',
  async measure() {
    const script = join(root, 'bench', 'understanding-run.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    return (JSON.parse(stdout) as Found[]).map(({ what, bytes, firstMs, early, ratios }) => ({
      ...{ what, rounds: ratios, unit: 'times', target: { atMost: 4 } },
      detail:
        `${bytes} bytes; the first of its process took ${firstMs.toFixed(1)} ms, ` +
        `the 200 after it ${early.toFixed(0)} times`,
    }));
  },
};
