import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface Usage {
  /** Resident memory in bytes. */
  rss: number;
  /** User and system time in milliseconds, where the system tells it finely enough (Linux). */
  cpuMs: number | undefined;
}

/** What one process uses, without what it started. */
export function usageOf(pid: number): Usage {
  const rss = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return { rss: rss * 1024, cpuMs: cpuMs(pid) };
}

/** The same for everything that the process started and that still runs. */
export function usageOfChildren(pid: number): Usage {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = table
    .trim()
    .split('\n')
    .map(row => row.trim().split(/\s+/).map(Number));
  const found = new Set([pid]);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const [child = 0, parent = 0] of rows) if (found.has(parent)) found.add(child);
  }
  found.delete(pid);
  const all = [...found].map(usageOf);
  return {
    rss: all.reduce((sum, { rss }) => sum + rss, 0),
    cpuMs: all.reduce<number | undefined>((sum, one) => {
      return sum === undefined || one.cpuMs === undefined ? undefined : sum + one.cpuMs;
    }, 0),
  };
}

/** Clock ticks of `/proc` are hundredths of a second everywhere that Node runs. */
const tickMs = 10;

function cpuMs(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
