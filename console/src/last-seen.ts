import type * as z from 'zod/mini';
import type { whoIsHere } from '#contract/session.ts';

/** What one looked at when the window was hidden or left: in this tab alone, for a load of it without a line. */
export interface LastSeen {
  who: z.output<typeof whoIsHere>;
  /** When the last of it was asked, by the reader's own clock. */
  heardMs: number;
  /** What the clock of the incidents was before the reader's own: what counts down does so by that. */
  offsetMs: number;
  /** By its address, and when each was asked; what was looked at last stands last. */
  answers: [address: string, value: unknown, tag: string | undefined, heardMs: number][];
}
interface Kept extends LastSeen {
  /** Of the console that wrote it: another may read other fields. */
  version: string;
}

const name = 'tocsin-last-seen';

/** Its name has a hash of what it holds. */
const thisVersion = import.meta.url;

/** A tab holds some five million signs, and what is typed needs room as well. */
const mostSigns = 1_000_000;

/** As much as there is room for, of what was looked at last. */
export function written(seen: LastSeen, most = mostSigns, version = thisVersion): string {
  let room = most;
  const fit = seen.answers.toReversed().filter(answer => {
    const signs = JSON.stringify(answer).length;
    if (signs > room) return false;
    room -= signs;
    return true;
  });
  return JSON.stringify({ ...seen, version, answers: fit.toReversed() } satisfies Kept);
}

/** Of whoever is here, as long as their session lasts, and in the shape that this console reads. */
export function readBy(
  text: string,
  here: { person: string | null; atMs: number; version?: string },
): LastSeen | undefined {
  const { version, ...seen } = JSON.parse(text) as Kept;
  const { person, atMs, version: own = thisVersion } = here;
  const { id, session } = seen.who;
  const isOver = session !== undefined && Date.parse(session.until) <= atMs + seen.offsetMs;
  if (version !== own || id !== person || isOver) return undefined;
  // JSON knows no `undefined` in a list, and `null` is no tag to ask by.
  const answers = seen.answers.map<LastSeen['answers'][number]>(
    ([address, value, tag, heardMs]) => [address, value, tag ?? undefined, heardMs],
  );
  return { ...seen, answers };
}

/** Since when what is looked at is so: what was looked at before all else may not have been asked for since. */
export function soSince(one: { heardMs: number; everyMs: number }, newestMs: number): number {
  return newestMs - one.heardMs > 2 * one.everyMs + slackMs ? one.heardMs : newestMs;
}
/** A window that is not in front asks less often, and an answer may take its time. */
const slackMs = 20_000;

export function keepSeen(seen: LastSeen): void {
  try {
    sessionStorage.setItem(name, written(seen));
  } catch {
    // Where there is no room for it, it is not kept: what is typed is worth more.
    forgetSeen();
  }
}

/** What is somebody else's, or of before, is gone once it is asked for. */
export function lastSeen(person: () => string | null): LastSeen | undefined {
  try {
    const text = sessionStorage.getItem(name);
    const seen = text === null ? undefined : readBy(text, { person: person(), atMs: Date.now() });
    if (seen === undefined) forgetSeen();
    return seen;
  } catch {
    // A browser that was told to keep nothing refuses to be asked.
    return undefined;
  }
}

export function forgetSeen(): void {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // There is nothing then.
  }
}
