import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { addressOf } from '#client/request.ts';
import {
  type Answer,
  longestMs,
  look,
  nowMs,
  offsetWas,
  type Params,
  type PathOf,
  type QueryAt,
  Refused,
  Unreachable,
} from '#console/api.ts';
import { type LastSeen, soSince } from '#console/last-seen.ts';

/** What is known of something, and what stands in the way of knowing it better. */
export interface Known<Value> {
  value?: Value;
  tag?: string | undefined;
  trouble?: Refused | Unreachable;
}

interface Watched {
  address: string;
  known: Signal<Known<unknown>>;
  everyMs: number;
  /** When what is known of it was asked. */
  heardMs: number;
  readers: number;
  timer?: ReturnType<typeof setTimeout>;
  asking?: Promise<void>;
  /** Since when, in the reader's own time, and how to give it up. */
  asked?: { at: number; stop: AbortController };
}

const watched = new Map<string, Watched>();

/** Without an answer since then, in the reader's own time; `undefined`: connected. */
export const lostSince = signal<number | undefined>(undefined);
/** When the last that was answered was asked: a phone that wakes without a line shows what was so before it slept. */
let heardMs = Date.now();
/** Moves once a second, for everything that counts down. */
export const clock = signal(nowMs());

/** While somebody looks and nothing happens: a window that is not in front. */
const backgroundMs = 10_000;
/** Where there was no answer. */
const retryMs = 3000;
/** So long an answer may take before what one sees is called old. */
const slowMs = 10_000;

/**
 * The newest that the API says, asked for again as long as somebody looks: what has not changed costs one cheap read. Not at
 * all while the page is hidden; at once when it is shown again.
 */
export function useLive<P extends PathOf<'GET'>>(
  path: P,
  params: Params = {},
  query?: QueryAt<'GET', P>,
  { everyMs = 30_000, when = true }: { everyMs?: number; when?: boolean } = {},
): Known<Answer<'GET', P>> {
  const address = addressOf(path, params, query as Record<string, unknown> | undefined);
  const one = watchOf(address, everyMs);
  // Of what nothing is known one waits for the answer: on a slow phone it is on its way two frames sooner than by the effect.
  const isAsked = useMemo(() => {
    const isNeeded = when && one.known.peek().value === undefined;
    if (isNeeded) void askNow(one);
    return isNeeded;
  }, [address, when]);
  useEffect(() => {
    if (!when) return undefined;
    one.readers += 1;
    // The one that was looked at last is forgotten last.
    watched.delete(address);
    watched.set(address, one);
    one.everyMs = Math.min(one.everyMs, everyMs);
    if (!isAsked) void askNow(one);
    else if (one.asking === undefined) plan(one);
    return () => {
      one.readers -= 1;
      if (one.readers > 0) return;
      clearTimeout(one.timer);
      forgetOldest();
    };
  }, [address, when]);
  return one.known.value as Known<Answer<'GET', P>>;
}

/** What is known of it already, where something else on the screen has asked for it. */
export function known<P extends PathOf<'GET'>>(
  path: P,
  query?: QueryAt<'GET', P>,
): Answer<'GET', P> | undefined {
  const address = addressOf(path, {}, query as Record<string, unknown> | undefined);
  return watched.get(address)?.known.peek().value as Answer<'GET', P> | undefined;
}

/** Asked for before the view is there that shows it, so that a slow line is waited for once. */
export function lookAhead(address: string): void {
  void askNow(watchOf(address, 30_000));
}

function watchOf(address: string, everyMs: number): Watched {
  const there = watched.get(address);
  if (there !== undefined) return there;
  const one: Watched = { address, known: signal<Known<unknown>>({}), everyMs, heardMs, readers: 0 };
  watched.set(address, one);
  return one;
}

function askNow(one: Watched): Promise<void> {
  one.asking ??= answered(one).finally(() => {
    delete one.asking;
    delete one.asked;
    plan(one);
  });
  return one.asking;
}

async function answered(one: Watched): Promise<void> {
  clearTimeout(one.timer);
  const { value, tag } = one.known.peek();
  const asked = { at: Date.now(), stop: new AbortController() };
  one.asked = asked;
  try {
    const news = await look(one.address, tag, asked.stop.signal);
    lostSince.value = undefined;
    // Not when it came: one that was on its way while a phone slept says what was so before.
    one.heardMs = asked.at;
    heardMs = Math.max(heardMs, asked.at);
    one.known.value = news ?? { value, tag };
  } catch (error) {
    if (error instanceof Unreachable) {
      const since = value === undefined ? heardMs : soSince(one, heardMs);
      lostSince.value = Math.min(lostSince.value ?? since, since);
      // What was known stays, and says how old it is.
      one.known.value = { ...one.known.peek(), trouble: error };
    } else if (error instanceof Refused) {
      one.known.value = { trouble: error };
    } else throw error;
  }
}

function plan(one: Watched): void {
  clearTimeout(one.timer);
  if (one.readers === 0 || document.visibilityState === 'hidden') return;
  const isLost = one.known.peek().trouble instanceof Unreachable;
  const every = isLost ? retryMs : one.everyMs;
  const ms = document.hasFocus() ? every : Math.max(every, backgroundMs);
  one.timer = setTimeout(() => void askNow(one), ms);
}

/** After something was done: everything that is on the screen is looked at again. */
export async function lookAgain(): Promise<void> {
  await Promise.all(
    [...watched.values()]
      .filter(({ readers }) => readers > 0)
      .map(one => {
        // Begun before the deed, an answer may not show it yet.
        return (one.asking ?? Promise.resolve()).then(() => askNow(one));
      }),
  );
}

/**
 * Whoever waits is told so, and a line that is dead is given up: by the reader's own time, which goes on while a computer or a
 * phone sleeps in the middle of a question.
 */
function endWaiting(): void {
  for (const one of watched.values()) {
    if (one.readers === 0 || one.asked === undefined) continue;
    const { at, stop } = one.asked;
    const ms = Date.now() - at;
    if (ms > slowMs && one.known.peek().value !== undefined)
      lostSince.value ??= Math.min(at, soSince(one, heardMs));
    if (ms <= longestMs) continue;
    stop.abort();
    void one.asking?.then(() => askNow(one));
  }
}

/** So much that nobody looks at is known still, for whoever comes back to it. */
const mostKept = 50;

/** A window is open for weeks, and where incidents come by the hundred each look at older ones has an address of its own. */
function forgetOldest(): void {
  const left = [...watched.values()].filter(({ readers }) => readers === 0);
  for (const { address } of left.slice(0, -mostKept)) watched.delete(address);
}

/** All that is known, and since when. */
export function allKnown(): Omit<LastSeen, 'who'> {
  const answers = [...watched.values()].flatMap((one): LastSeen['answers'] => {
    const { value, tag } = one.known.peek();
    return value === undefined ? [] : [[one.address, value, tag, one.heardMs]];
  });
  return { heardMs, offsetMs: nowMs() - Date.now(), answers };
}

/** Where nobody answers a page that was loaded: what was known before it was, and as old as that. */
export function knowAgain(seen: Omit<LastSeen, 'who'>): void {
  offsetWas(seen.offsetMs);
  heardMs = lostSince.value = seen.heardMs;
  for (const [address, value, tag, askedMs] of seen.answers) {
    const one = watchOf(address, 30_000);
    if (one.known.peek().value !== undefined) continue;
    one.heardMs = askedMs;
    one.known.value = { ...one.known.peek(), value, tag };
  }
}

/** Another person may know other things. */
export function forgetAll(): void {
  for (const one of watched.values()) clearTimeout(one.timer);
  watched.clear();
}

let ticking: ReturnType<typeof setInterval> | undefined;

export function startLooking(): void {
  const wake = () => {
    clearInterval(ticking);
    if (document.visibilityState === 'hidden') {
      for (const one of watched.values()) clearTimeout(one.timer);
      return;
    }
    const tick = () => {
      clock.value = nowMs();
      endWaiting();
    };
    tick();
    ticking = setInterval(tick, 1000);
    for (const one of watched.values()) if (one.readers > 0) void askNow(one);
  };
  for (const event of ['visibilitychange', 'focus', 'online']) {
    (event === 'visibilitychange' ? document : window).addEventListener(event, wake);
  }
  wake();
}
