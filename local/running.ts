import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The local stack that runs now, so that the command line finds it without being told. */
export interface Running {
  url: string;
  pid: number;
}

/** Where the command line looks, from the directory it is called in. */
export const runningFile = join('.tocsin', 'running.json');

/** `undefined` when none runs; a file that a killed run left behind does not count. */
export function readRunning(file = runningFile): Running | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const running = JSON.parse(readFileSync(file, 'utf8')) as Running;
    return isAlive(running.pid) ? running : undefined;
  } catch {
    // Half written by a run that was killed: the same as none.
    return undefined;
  }
}

/** Says that this process runs the stack at `url`. Returns how to take it back. */
export function announce(url: string, file = runningFile): () => void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ url, pid: process.pid } satisfies Running));
  return () => {
    // A later run may have put its own address there.
    if (readRunning(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
