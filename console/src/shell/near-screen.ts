import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** So far above and below the screen something counts as near: a flick of the thumb does not overtake it. */
const margin = '1500px 0px';

/**
 * Whether an element is on the screen or near it, and how high it was when it last was: what is far away can be one empty
 * element of that height, however much it holds.
 */
export function useNear<El extends Element>(isNearAtFirst: boolean) {
  const place = useRef<El>(null);
  const isNear = useSignal(isNearAtFirst);
  const height = useRef(0);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const watcher = new IntersectionObserver(
      entries => {
        // On a busy machine several come at once, the oldest first, and none again until it changes.
        const entry = entries.at(-1);
        if (entry === undefined) return;
        if (!entry.isIntersecting && isNear.peek())
          height.current = entry.boundingClientRect.height;
        isNear.value = entry.isIntersecting;
      },
      { rootMargin: margin },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return { place, isNear: isNear.value, height: height.current };
}
