import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Refused, send, Unreachable } from '#console/api.ts';
import { Button, Icon, useDeed } from '#console/shell/parts.tsx';

/** Ids of those that are to be acknowledged together. */
export const chosen = signal<ReadonlySet<string>>(new Set());

export function choose(id: string, isChosen: boolean): void {
  if (chosen.peek().has(id) === isChosen) return;
  const others = [...chosen.peek()].filter(each => each !== id);
  chosen.value = new Set(isChosen ? [...others, id] : others);
}

/** So many at a time: whoever chose a hundred is not to be what keeps others from being answered. */
const atOnce = 4;

/** Several acknowledged at once: each by a request of its own, with a result of its own. */
export function useTogether() {
  const deed = useDeed();
  const result = useSignal<Result | undefined>(undefined);
  const keys = useRef(new Map<string, string>()).current;
  useEffect(
    () => () => {
      // What nobody sees any more is not to be acknowledged by a key.
      chosen.value = new Set();
    },
    [],
  );

  async function one(id: string, told: Result): Promise<void> {
    const key = keys.get(id) ?? crypto.randomUUID();
    keys.set(id, key);
    try {
      await send('POST', '/v1/incidents/{id}/acknowledge', { id }, {}, { key });
      keys.delete(id);
      told.done += 1;
      choose(id, false);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      // Without an answer the same is asked for again, and done once.
      if (error instanceof Refused) keys.delete(id);
      told.failed.set(id, error);
    }
  }

  return {
    busy: deed.busy,
    result: result.value,
    putAway: () => (result.value = undefined),
    acknowledge: () => {
      let left = [...chosen.peek()];
      return deed.run(async () => {
        const told: Result = { done: 0, failed: new Map() };
        const waiting = [...left];
        const inTurn = async () => {
          for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
            await one(id, told);
        };
        await Promise.all(Array.from({ length: atOnce }, inTurn));
        result.value = told;
        left = [...told.failed.keys()];
        const [why] = told.failed.values();
        if (why !== undefined) throw why;
      });
    },
  };
}

interface Result {
  done: number;
  failed: Map<string, Refused | Unreachable>;
}

/** What was chosen, what can be done with it, and what became of each. `all`: what else can be chosen. */
export function Together({
  all,
  of: { busy, result, putAway, acknowledge },
}: {
  all: readonly string[];
  of: ReturnType<typeof useTogether>;
}) {
  const count = chosen.value.size;
  const isShown = count > 0 || result !== undefined;
  return (
    <section class={isShown ? 'together card' : ''} aria-label="Selected">
      <header>
        <p role="status" class="row">
          {count > 0 && <strong>{count} selected</strong>}
          {result !== undefined && result.done > 0 && (
            <span class="good">✓ {result.done} acknowledged</span>
          )}
        </p>
        {isShown && (
          <button
            type="button"
            class="icon"
            aria-label={count > 0 ? 'Select none' : 'Put away'}
            onClick={() => {
              chosen.value = new Set();
              putAway();
            }}
          >
            <Icon name="close" />
          </button>
        )}
      </header>
      {result !== undefined && result.failed.size > 0 && (
        <div class="problem" role="alert">
          <p>{result.failed.size} not acknowledged:</p>
          <ul>
            {[...result.failed].map(([id, { message }]) => (
              <li key={id}>
                <a href={`/incidents/${id}`}>{id}</a> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {count > 0 && (
        <div class="row">
          <Button kind="primary" busy={busy} onClick={() => void acknowledge()}>
            Acknowledge {count}
          </Button>
          {count < all.length && (
            <Button onClick={() => (chosen.value = new Set(all))}>All {all.length}</Button>
          )}
        </div>
      )}
    </section>
  );
}
