import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

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
  const value = path !== undefined && existsSync(path) ? read<Value>(path) : initial;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    if (timer === undefined || path === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    writeFileSync(`${path}.new`, JSON.stringify(value));
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

function read<Value>(path: string): Value {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Value;
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${String(error)}. Remove the file to start without it.`);
  }
}
