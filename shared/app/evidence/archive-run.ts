import type { Recognised } from '#core/diagnosis/pattern.ts';
import { sha256 } from '#core/digest.ts';
import type { AskedEvidence, Occasion } from '#core/incident/events.ts';
import type { TimeWindow } from '#ports/diagnosis.ts';
import type { Archive } from '#ports/evidence.ts';

/** How much one run may do; what it leaves is done by the next. */
export interface Budget {
  remainingMs: () => number;
}

interface Kept {
  key: string;
  bytes: number;
  sha256: string;
}

/** One archive on its way, which may take several runs: what a run knows, and hands on to the next. */
export interface Run {
  folder: string;
  incident: string;
  occasion: Occasion;
  asked?: AskedEvidence;
  attempt: number;
  /** Commits that the incident had when it began. */
  version: number;
  window: TimeWindow;
  /** What is still to be asked; the first may be half done. */
  sources: string[];
  /** Where the first source goes on. */
  logs?: { parts: number; next?: string; troubles?: number };
  kept: Kept[];
  missing: string[];
  again: string[];
  notConfigured: string[];
  redacted: number;
  /** What has been recognised in it so far. */
  recognised?: Recognised;
  /** How many runs there were before this one. */
  runs: number;
}

/** Stores one object of the archive, unless an earlier run has; answers what that one noted beside it. */
export type Keep = (
  name: string,
  body: string | Uint8Array,
  contentType: string,
  note?: string,
) => Promise<{ isNew: boolean; note?: string }>;

export function objectKeeper(bucket: Archive, run: Run): Keep {
  return async (name, body, contentType, note) => {
    const key = `${run.folder}/${name}`;
    const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    // Left there by a run that was cut off: what counts is what is in the bucket.
    const isNew = (await bucket.put(key, content, contentType, note)) === 'stored';
    const found = isNew ? undefined : await bucket.find(key);
    const stored = found?.content ?? content;
    run.kept.push({ key, bytes: stored.byteLength, sha256: sha256(stored) });
    return { isNew, ...(found?.note !== undefined && { note: found.note }) };
  };
}

/** Outside of what is sealed, and forgotten after some weeks. */
const progressKey = (run: Run) =>
  `progress/${run.folder.replace(/^incidents\//, '')}/${run.runs}.json`;

/** Keeps what is done so far; answers where. Write-once as well: of two deliveries the first one counts. */
export async function putProgress(bucket: Archive, run: Run): Promise<string> {
  const next: Run = { ...run, runs: run.runs + 1 };
  const key = progressKey(next);
  await bucket.put(key, new TextEncoder().encode(JSON.stringify(next)), 'application/json');
  return key;
}

export async function resumeRun(bucket: Archive, key: string): Promise<Run> {
  const found = await bucket.find(key);
  if (found === undefined) throw new Error(`There is no progress ${key}`);
  // We wrote it ourselves a moment ago.
  return JSON.parse(new TextDecoder().decode(found.content)) as Run;
}
