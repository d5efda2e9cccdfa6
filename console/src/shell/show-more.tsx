import { useSignal } from '@preact/signals';
import { Button } from '#console/shell/parts.tsx';

/** More than anybody reads at a time: drawn all at once, a phone would stand still for them. */
const atOnce = 30;

/** The first of a list, and others when they are asked for. */
export function useShowMore<Item>(all: readonly Item[], atFirst = atOnce) {
  const most = useSignal(atFirst);
  const left = all.length - most.value;
  return {
    shown: all.slice(0, most.value),
    more: left > 0 && (
      <Button onClick={() => (most.value += atOnce * 10)}>
        Show more <span class="quiet">{left}</span>
      </Button>
    ),
  };
}
