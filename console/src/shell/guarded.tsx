import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary, useRef } from 'preact/hooks';

/**
 * A window is open for weeks, and may be told what it cannot draw: that part says so, and all else goes on. `of`: what it is of,
 * where it becomes another it is tried anew.
 */
export function Guarded({ of, children }: { of: string; children: ComponentChildren }) {
  const brokeOf = useRef('');
  const [broke, again] = useErrorBoundary(error => {
    brokeOf.current = of;
    console.error(error);
  });
  useEffect(() => {
    if (broke !== undefined && brokeOf.current !== of) again();
  }, [of]);
  if (broke === undefined) return <>{children}</>;
  return (
    <div class="view">
      <div class="problem" role="alert">
        <p>This could not be drawn, and what stood here is not known any more.</p>
      </div>
      <LoadAgain />
    </div>
  );
}

/** Of a version that is gone no part comes any more either, however often it is asked for. */
export function LoadAgain() {
  return (
    <button type="button" onClick={() => location.reload()}>
      Load the page again
    </button>
  );
}
