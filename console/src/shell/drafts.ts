import { signal } from '@preact/signals';

/**
 * What was typed and not sent yet, by the name of its form: neither a slip of the thumb nor a reload takes it away. It is kept
 * in this tab alone, until it is sent, its person signs out, or somebody else comes in. A session that ended takes nothing away.
 */
const prefix = 'tocsin-typed ';
const ownerName = 'tocsin-typed-by';

/** By the names of its fields. */
export type Typed = Record<string, string>;

export function keep(form: string, typed: Typed): void {
  sessionStorage.setItem(prefix + form, JSON.stringify(typed));
}

export function kept(form: string): Typed | undefined {
  const text = sessionStorage.getItem(prefix + form);
  return text === null ? undefined : (JSON.parse(text) as Typed);
}

export function forget(form: string): void {
  sessionStorage.removeItem(prefix + form);
}

/** Keys of senders, by the name of each: known to this window alone, until it is closed, loaded anew or its person signs out. */
export const newKeys = signal<ReadonlyMap<string, { key: string; source: string }>>(new Map());

/** Whoever looks now; whether it is somebody else than before, of whom nothing is left. */
export function keepFor(person: string): boolean {
  const before = sessionStorage.getItem(ownerName) ?? person;
  if (before !== person) forgetTyped();
  sessionStorage.setItem(ownerName, person);
  return before !== person;
}

export function forgetTyped(): void {
  newKeys.value = new Map();
  sessionStorage.removeItem(ownerName);
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(prefix)) sessionStorage.removeItem(name);
  }
}
