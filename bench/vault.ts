import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

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
export async function vault(): Promise<void> {
  const script = join(import.meta.dirname, 'vault-archive.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  const measured = JSON.parse(stdout) as Measured;
  const { produced, lines, runs, seconds, objects, bytes, missing, rss, heap } = measured;
  console.log('evidence: 1 GB of log lines of one incident');
  console.log(`  read            ${megabytes(produced)} MB in ${lines.toLocaleString('en')} lines`);
  console.log(
    `  kept            ${megabytes(bytes)} MB in ${objects} objects, missing: ${missing.length}`,
  );
  console.log(`  runs            ${runs}, each within Lambda's 300 s`);
  console.log(
    `  memory at most  ${megabytes(rss)} MB resident, ${megabytes(heap)} MB heap (target: under 256)`,
  );
  console.log(`  work            ${seconds.toFixed(1)} s here, besides waiting for the log\n`);
}

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
