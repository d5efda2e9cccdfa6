import { appendFile, existsSync, renameSync, statSync } from 'node:fs';
import type { Clock } from '#local/clock/clock.ts';
import type { FunctionError } from '#local/lambda/worker.ts';

interface LogLine {
  at: string;
  function: string;
  /** As the function gave it, when it logs in JSON. A handler that threw is an ERROR. */
  level?: string;
  line: string;
}

/** What the functions print. Kept in memory (the newest lines) and, when there is a place for it, in a file. */
export interface FunctionLogs {
  add(functionName: string, line: string): void;
  /** A handler threw or timed out: also said on stderr, because a person must not have to look for it. */
  failed(functionName: string, error: FunctionError): void;
  /** Oldest first. */
  lines(functionName?: string): LogLine[];
  /** How many invocations failed since the start. */
  failures(): number;
  /** How many lines said since the start that something went wrong. */
  errors(): number;
}

const keptMax = 5000;
/** A larger file is put aside at the next start. */
const fileBytesMax = 5_000_000;

export function functionLogs(deps: {
  clock: Clock;
  file?: string;
  /** Where a failure is shown at once. */
  tell: (line: string) => void;
}): FunctionLogs {
  const kept: LogLine[] = [];
  const { file } = deps;
  if (file !== undefined && existsSync(file) && statSync(file).size > fileBytesMax) {
    renameSync(file, `${file}.old`);
  }
  let failures = 0;
  let errors = 0;

  function add(functionName: string, line: string, level = levelOf(line)): void {
    const at = new Date(deps.clock.now()).toISOString();
    if (level === 'ERROR') errors += 1;
    kept.push({ at, function: functionName, ...(level !== undefined && { level }), line });
    if (kept.length > keptMax) kept.splice(0, keptMax / 10);
    if (file !== undefined) {
      // A log line that cannot be written must not stop the pipeline that it describes.
      appendFile(file, `${at} ${functionName} ${line}\n`, () => undefined);
    }
  }

  return {
    add: (functionName, line) => add(functionName, line),
    failed(functionName, error) {
      failures += 1;
      add(
        functionName,
        `${error.errorType}: ${error.errorMessage}\n${error.trace.join('\n')}`,
        'ERROR',
      );
      const at = error.trace.find(line => line.trimStart().startsWith('at '))?.trim();
      const where = at === undefined ? '' : ` (${at})`;
      deps.tell(`${functionName} failed: ${error.errorType}: ${error.errorMessage}${where}`);
    },
    lines: functionName =>
      functionName === undefined
        ? kept
        : kept.filter(
            line => line.function === functionName || line.function.endsWith(`-${functionName}`),
          ),
    failures: () => failures,
    errors: () => errors,
  };
}

function levelOf(line: string): string | undefined {
  return /^\{"timestamp":"[^"]*","level":"(\w+)"/.exec(line)?.[1];
}
