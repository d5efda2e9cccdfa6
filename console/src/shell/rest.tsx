import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** Once what one opened is drawn, and the browser has nothing else to do. */
export function useRest(): boolean {
  const isAtRest = useSignal(false);
  useEffect(() => {
    // Not every browser says when it is idle.
    const soon = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 100));
    soon(() => (isAtRest.value = true), { timeout: 500 });
  }, []);
  return isAtRest.value;
}

/** What stands below what one came for: neither asked for nor drawn before that is on the screen. */
export function Below({ children }: { children: ComponentChildren }) {
  return useRest() ? children : null;
}
