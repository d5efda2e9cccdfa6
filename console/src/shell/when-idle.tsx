import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Guarded } from '#console/shell/guarded.tsx';

const waiting: (() => void)[] = [];

/** Once the browser has nothing else to do, one after the other: whoever taps waits for one of them at most. */
export function afterwards(then: () => void): void {
  waiting.push(then);
  if (waiting.length === 1) soon();
}

function soon(): void {
  // Not every browser says when it has nothing to do.
  const ask = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 100));
  ask(
    () => {
      try {
        waiting[0]?.();
      } finally {
        // What it leads to is drawn before the next.
        waiting.shift();
        if (waiting.length > 0) soon();
      }
    },
    { timeout: 500 },
  );
}

/** Once what one opened is drawn. */
export function useRest(): boolean {
  const isAtRest = useSignal(false);
  useEffect(() => afterwards(() => (isAtRest.value = true)), []);
  return isAtRest.value;
}

/** What stands below what one came for: neither asked for nor drawn before that is on the screen. */
export function Below({ children }: { children: ComponentChildren }) {
  return useRest() ? <Guarded of="">{children}</Guarded> : null;
}
