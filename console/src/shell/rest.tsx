import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** Once the browser has nothing else to do. */
export function afterwards(then: () => void): void {
  // Not every browser says when that is.
  const soon = window.requestIdleCallback ?? (() => setTimeout(then, 100));
  soon(then, { timeout: 500 });
}

/** Once what one opened is drawn. */
export function useRest(): boolean {
  const isAtRest = useSignal(false);
  useEffect(() => afterwards(() => (isAtRest.value = true)), []);
  return isAtRest.value;
}

/** What stands below what one came for: neither asked for nor drawn before that is on the screen. */
export function Below({ children }: { children: ComponentChildren }) {
  return useRest() ? children : null;
}
