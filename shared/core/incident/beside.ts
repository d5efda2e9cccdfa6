import type { ReplayedCall } from '#core/incident/replay.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';

/** What the old pager did. */
export interface Theirs {
  at: Instant;
  title: string;
  /** As it names them. */
  people: string[];
}

/** One trouble in both, or what only one of them has. */
export interface Beside {
  ours?: ReplayedCall;
  theirs?: Theirs;
}

/** Senders reach two pagers within moments, and one of them may wait for a group. */
const withinSeconds = 600;

/** Pairs what is about the same, by its time and by the words of its title, each once; in the order of time. */
export function besideTheirs(calls: readonly ReplayedCall[], theirs: readonly Theirs[]): Beside[] {
  const candidates = calls.flatMap(call =>
    theirs.flatMap(old => {
      const apart = Math.abs(secondsBetween(call.at, old.at));
      const alike = likeness(call.title, old.title);
      return apart <= withinSeconds && alike > 0 ? [{ call, old, apart, alike }] : [];
    }),
  );
  const pairs = new Map<ReplayedCall, Theirs>();
  const taken = new Set<Theirs>();
  for (const { call, old } of candidates.toSorted(
    (a, b) => b.alike - a.alike || a.apart - b.apart,
  )) {
    if (pairs.has(call) || taken.has(old)) continue;
    pairs.set(call, old);
    taken.add(old);
  }
  return [
    ...calls.map((ours): Beside => {
      const old = pairs.get(ours);
      return { ours, ...(old !== undefined && { theirs: old }) };
    }),
    ...theirs.filter(old => !taken.has(old)).map((old): Beside => ({ theirs: old })),
  ].toSorted((a, b) =>
    ((a.ours ?? a.theirs)?.at ?? '') < ((b.ours ?? b.theirs)?.at ?? '') ? -1 : 1,
  );
}

/** How much of the words of both they share. */
function likeness(some: string, other: string): number {
  const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu));
  const [a, b] = [words(some), words(other)];
  const shared = [...a].filter(word => b.has(word)).length;
  return shared / Math.max(1, Math.min(a.size, b.size));
}
