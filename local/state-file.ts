import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A small value that survives a restart: a JSON file that is replaced as a whole, soon after each change. */
export interface StateFile<Value> {
  readonly value: Value;
  /** Call after changing `value` in place. */
  changed(): void;
  flush(): void;
}

const writeAfterMs = 15;

/** Without a path the value lives in memory only. An unreadable file is an error, never an empty start. */
export function stateFile<Value>(path: string | undefined, initial: Value): StateFile<Value> {
  const value = path === undefined ? initial : stored(path, initial);
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    if (timer === undefined || path === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    writeFileSync(`${path}.new`, JSON.stringify(value));
    // To replace a file by its new name makes some file systems wait for the disk, with everything else waiting behind.
    rmSync(path, { force: true });
    renameSync(`${path}.new`, path);
  }

  return {
    value,
    changed() {
      if (path !== undefined) timer ??= setTimeout(flush, writeAfterMs);
    },
    flush,
  };
}

/** A run that was killed between two steps of replacing it has left it under its new name. */
function stored<Value>(path: string, initial: Value): Value {
  const found = [path, `${path}.new`].find(existsSync);
  return found === undefined ? initial : read<Value>(found);
}

function read<Value>(path: string): Value {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Value;
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${String(error)}. Remove the file to start without it.`);
  }
}
