import { beginning } from '#core/text/plain-text.ts';
import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

export interface Line {
  at: Instant;
  group: string;
  message: string;
}

export interface LogSummary<At extends string = Instant> {
  lines: number;
  errors: number;
  /** Errors per step of the window, oldest first, with the steps in which there were none. */
  series: { at: At; errors: number }[];
  /** The kinds of error that came most often, numbers and ids taken out of them. */
  kinds: { kind: string; count: number; first: At; last: At; example: string }[];
}

const kindsMax = 10;
const stepsMax = 120;
const exampleLength = 300;

/** What a window of log lines says: how many errors, when, and which. */
export function summariseLogs(
  lines: readonly Line[],
  window: { from: Instant; to: Instant },
): LogSummary {
  const errors = lines.filter(({ message }) => isError(message));
  const kinds = new Map<string, LogSummary['kinds'][number]>();
  for (const { at, message } of errors) {
    const kind = kindOf(message);
    const known = kinds.get(kind);
    if (known === undefined) {
      const example = beginning(message.trim(), exampleLength);
      kinds.set(kind, { kind, count: 1, first: at, last: at, example });
      continue;
    }
    known.count += 1;
    if (at < known.first) known.first = at;
    if (at > known.last) known.last = at;
  }
  return {
    lines: lines.length,
    errors: errors.length,
    series: seriesOf(errors, window),
    kinds: [...kinds.values()].toSorted((a, b) => b.count - a.count).slice(0, kindsMax),
  };
}

/** Of two parts of one window, read one after the other. */
export function mergedSummaries<At extends string>(
  one: LogSummary<At>,
  other: LogSummary<At>,
): LogSummary<At> {
  const kinds = new Map(one.kinds.map(kind => [kind.kind, { ...kind }]));
  for (const kind of other.kinds) {
    const known = kinds.get(kind.kind);
    if (known === undefined) {
      kinds.set(kind.kind, { ...kind });
      continue;
    }
    known.count += kind.count;
    if (kind.first < known.first) known.first = kind.first;
    if (kind.last > known.last) known.last = kind.last;
  }
  const errors = new Map(other.series.map(step => [step.at, step.errors]));
  return {
    lines: one.lines + other.lines,
    errors: one.errors + other.errors,
    series: one.series.map(step => ({ ...step, errors: step.errors + (errors.get(step.at) ?? 0) })),
    kinds: [...kinds.values()].toSorted((a, b) => b.count - a.count).slice(0, kindsMax),
  };
}

/** By the level that a structured line names, else by the words that loggers and run-times use. */
export function isError(message: string): boolean {
  const level = /"(?:level|severity|levelname)"\s*:\s*"?(\w+)/i.exec(message)?.[1]?.toLowerCase();
  if (level !== undefined)
    return /^(error|err|fatal|critical|crit|emerg|alert|5\d|6\d)$/.test(level);
  return /\b(ERROR|FATAL|CRITICAL|PANIC)\b|(?:^|\W)\w*(?:Error|Exception)\b|Task timed out after|Process exited before/.test(
    message,
  );
}

/** The same for lines that differ in numbers, ids, times and quoted values only. */
export function kindOf(message: string): string {
  const kind = text(message)
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>')
    .replace(/\d{4}-\d{2}-\d{2}[T ][\d:.,]+Z?/g, '<time>')
    .replace(/"[^"]{0,200}"|'[^']{0,200}'/g, '<text>')
    .replace(/\b0x[0-9a-f]+\b|\b[0-9a-f]{16,}\b/gi, '<id>')
    .replace(/\d+(?:\.\d+)?/g, '<n>')
    .replace(/\s+/g, ' ')
    .trim();
  return beginning(kind, 160);
}

/** Of a structured line, what it says. */
function text(message: string): string {
  const said = /"(?:message|msg|errorMessage|error)"\s*:\s*"((?:[^"\\]|\\.){1,500})"/.exec(message);
  return said?.[1] ?? message;
}

function seriesOf(
  errors: readonly Line[],
  { from, to }: { from: Instant; to: Instant },
): LogSummary['series'] {
  const start = epochMs(from);
  const stepMs = Math.max(60_000, Math.ceil((epochMs(to) - start) / stepsMax / 60_000) * 60_000);
  const steps = Math.max(1, Math.ceil((epochMs(to) - start) / stepMs));
  const counts = Array.from({ length: steps }, () => 0);
  for (const { at } of errors) {
    const step = Math.floor((epochMs(at) - start) / stepMs);
    if (step >= 0 && step < steps) counts[step] = (counts[step] ?? 0) + 1;
  }
  return counts.map((count, step) => ({ at: fromEpochMs(start + step * stepMs), errors: count }));
}
