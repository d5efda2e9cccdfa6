import type * as z from 'zod/mini';
import type { whoIsHere } from '#contract/session.ts';

/** What one looked at when the window was hidden or left: in this tab alone, for a load of it without a line. */
export interface LastSeen {
  who: z.output<typeof whoIsHere>;
  /** When the last of it was asked, by the reader's own clock. */
  heardMs: number;
  /** By its address; what was looked at last stands last. */
  answers: [address: string, value: unknown, tag: string | undefined][];
}

const name = 'tocsin-last-seen';

/** A tab holds some five million signs, and what is typed needs room as well. */
const mostSigns = 1_000_000;

/** As much as there is room for, of what was looked at last. */
export function written({ answers, ...seen }: LastSeen, most = mostSigns): string {
  let signs = 0;
  const fit = answers.toReversed().filter(answer => {
    signs += JSON.stringify(answer).length;
    return signs <= most;
  });
  return JSON.stringify({ ...seen, answers: fit.toReversed() });
}

export function keepSeen(seen: LastSeen): void {
  try {
    sessionStorage.setItem(name, written(seen));
  } catch {
    // Where there is no room for it, it is not kept: what is typed is worth more.
    forgetSeen();
  }
}

export function lastSeen(): LastSeen | undefined {
  const text = sessionStorage.getItem(name);
  return text === null ? undefined : (JSON.parse(text) as LastSeen);
}

export function forgetSeen(): void {
  sessionStorage.removeItem(name);
}
