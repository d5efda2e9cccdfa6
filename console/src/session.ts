import { effect, signal } from '@preact/signals';
import type { Answer } from '#console/api.ts';
import { askLocally, get, Refused, send, Unreachable } from '#console/api.ts';
import { forgetSeen, keepSeen, lastSeen } from '#console/last-seen.ts';
import { allKnown, forgetAll, knowAgain, lostSince } from '#console/live.ts';
import { forgetTyped, keepFor } from '#console/shell/drafts.ts';
import { undone } from '#console/shell/parts.tsx';

export type Who = Answer<'GET', '/v1/session'>;

/** `unknown`: not asked yet; `nobody`: signed out; `unreachable`: it cannot be asked. */
export const who = signal<Who | 'unknown' | 'nobody' | 'unreachable'>('unknown');

/** It ended while somebody looked, who did not ask for that. */
export const isOver = signal(false);

const personHere = 'tocsin-person';

export const me = (): Who | undefined => (typeof who.value === 'string' ? undefined : who.value);

/** So long a page that was loaded shows nothing where it could show what its person saw: a dead line tells nobody so. */
const slowMs = 6000;

export async function findOut(): Promise<void> {
  const slow = setTimeout(() => {
    if (who.value === 'unknown') who.value = whoWasHere() ?? 'unknown';
  }, slowMs);
  try {
    who.value = await get('/v1/session');
  } catch (error) {
    if (error instanceof Unreachable) who.value = me() ?? whoWasHere() ?? 'unreachable';
    else if (error instanceof Refused) leave();
    else throw error;
  } finally {
    clearTimeout(slow);
  }
}

/** Another window of this browser may have signed out, or let in somebody else. */
const whoseBrowser = () => localStorage.getItem(personHere);

/** Nobody answers a page that was loaded: its person sees what they saw, and how old it is. */
function whoWasHere(): Who | undefined {
  const seen = lastSeen(whoseBrowser);
  if (seen === undefined) return undefined;
  knowAgain(seen);
  const stop = effect(() => {
    if (lostSince.value !== undefined) return;
    // Whoever answers again says who it is by now.
    queueMicrotask(() => stop());
    void findOut();
  });
  return seen.who;
}

/** A phone tells no page that it ends it, but that it is hidden. */
export function keepWhatIsSeen(): void {
  const keep = () => {
    const own = me();
    if (own !== undefined && own.id === whoseBrowser()) keepSeen({ who: own, ...allKnown() });
  };
  addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keep();
  });
}

/** The session lives on while somebody looks. */
export async function stayIn(): Promise<void> {
  if (me()?.session === undefined) return;
  try {
    who.value = await send('POST', '/v1/session', {});
  } catch {
    // What it means is found out by whatever is asked next.
  }
}

/** What somebody typed is theirs when they come back: a session ends on its day, in the middle of a sentence or not. */
effect(() => {
  const own = me();
  if (own !== undefined && keepFor(own.id)) {
    undone.value = [];
    forgetSeen();
  }
  if (own !== undefined) isOver.value = false;
  if (own !== undefined) localStorage.setItem(personHere, own.id);
  else if (who.value === 'nobody') localStorage.removeItem(personHere);
});

/** A browser has one session: a window that still showed somebody else would act as whoever came in by another. */
addEventListener('storage', ({ key, newValue }) => {
  const own = me();
  if (key === personHere && own !== undefined && newValue !== own.id) location.reload();
});
/** One that somebody comes back to by “Back” was told nothing meanwhile. */
addEventListener('pageshow', ({ persisted }) => {
  const own = me();
  if (persisted && own !== undefined && whoseBrowser() !== own.id) location.reload();
});

export function leave(): void {
  forgetAll();
  forgetSeen();
  isOver.value ||= me() !== undefined;
  who.value = 'nobody';
}

/** Whoever comes next to this browser is not shown the pages of whoever was here. */
async function endPush(): Promise<void> {
  const own = me();
  if (own?.kind !== 'person') return;
  const { noPushHere } = await import('#console/setup/push.ts');
  await noPushHere(own.id).catch(() => undefined);
}

export async function signOut(): Promise<void> {
  await endPush();
  const { issuerUrl } = await send('DELETE', '/v1/session', {});
  leave();
  isOver.value = false;
  undone.value = [];
  forgetTyped();
  if (issuerUrl === undefined) return;
  const url = new URL(issuerUrl);
  // By its standard name, and by the one that Cognito has for it.
  for (const name of ['post_logout_redirect_uri', 'logout_uri']) {
    url.searchParams.set(name, `${location.origin}/`);
  }
  location.assign(url);
}

export interface LocalPerson {
  id: string;
  name: string;
  isAdmin: boolean;
}

/** Of the stack on one's own machine; anywhere else there are none. */
export async function localPeople(): Promise<LocalPerson[]> {
  const answer = await askLocally<{ people: LocalPerson[] }>('GET', '/_local/people');
  return answer?.people ?? [];
}

export async function signInLocally(person: string): Promise<void> {
  await askLocally('POST', '/_local/sign-in', { person });
  await findOut();
}
