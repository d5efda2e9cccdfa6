import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Measurement } from './report.ts';

interface Measured {
  produced: number;
  lines: number;
  runs: number;
  seconds: number;
  objects: number;
  bytes: number;
  missing: string[];
  rss: number;
  heap: number;
}

/** The archive of an incident with a gigabyte of matching logs, in a process of its own. */
export const vault: Measurement = {
  name: 'Evidence: 1 GB of log lines of one incident',
  async measure() {
    const script = join(import.meta.dirname, 'vault-archive.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    const measured = JSON.parse(stdout) as Measured;
    const { produced, lines, runs, seconds, objects, bytes, missing, rss, heap } = measured;
    return [
      {
        what: `missing of ${megabytes(produced)} MB in ${lines.toLocaleString('en')} lines`,
        rounds: [missing.length],
        unit: '',
        target: { atMost: 0 },
        detail: `kept as ${megabytes(bytes)} MB in ${objects} objects`,
      },
      { what: "runs, each within Lambda's 300 s", rounds: [runs], unit: '' },
      { what: 'memory, resident', rounds: [megabytes(rss)], unit: 'MB', target: { atMost: 256 } },
      { what: 'memory, heap', rounds: [megabytes(heap)], unit: 'MB' },
      { what: 'work here, besides waiting for the log', rounds: [seconds], unit: 's' },
    ];
  },
};

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
