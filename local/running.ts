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

/** The same, but asks the stack itself: the number of a process that is gone may belong to another by now. */
export async function findRunning(file = runningFile): Promise<Running | undefined> {
  const running = readRunning(file);
  if (running === undefined) return undefined;
  try {
    const answer = await fetch(`${running.url}/_local/clock`, {
      signal: AbortSignal.timeout(2000),
    });
    if (answer.status === 503) return running; // It is starting.
    const { pid } = (await answer.json()) as { pid?: number };
    return pid === running.pid ? running : undefined;
  } catch {
    // Nobody listens there.
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
