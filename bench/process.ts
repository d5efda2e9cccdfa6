import { type ChildProcess, execFileSync } from 'node:child_process';
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

/** Everything that the process started, directly or not, and that still runs; with the name of its program. */
export function startedBy(pid: number): { pid: number; program: string }[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' });
  const rows = table
    .trim()
    .split('\n')
    .map(row => {
      const [child, parent, ...program] = row.trim().split(/\s+/);
      return { pid: Number(child), parent: Number(parent), program: program.join(' ') };
    });
  const found = new Set([pid]);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid);
  }
  return rows.filter(row => row.pid !== pid && found.has(row.pid));
}

/** The same for everything that the process started and that still runs. */
export function usageOfChildren(pid: number): Usage {
  const all = startedBy(pid).map(child => usageOf(child.pid));
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

export function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const exit = new Promise<void>(resolve => child.once('exit', () => resolve()));
  child.kill(signal);
  return exit;
}
