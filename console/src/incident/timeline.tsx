import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Answer } from '#console/api.ts';
import { useNear } from '#console/shell/near.ts';
import { Card, Time, Words } from '#console/shell/parts.tsx';
import { dayName } from '#console/shell/times.ts';

type Entry = Answer<'GET', '/v1/incidents/{id}'>['timeline'][number];

/** Drawn at first, and each time one comes near the end: a long night must not keep its first screen waiting. */
const atOnce = 50;

/** The newest first; it grows where one looks. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  const isShort = useSignal(false);
  const most = useSignal(atOnce);
  const newest = entries.toReversed();
  const all = isShort.value ? newest.filter(({ by }) => by !== undefined) : newest;
  const shown = all.slice(0, most.value);
  return (
    <Card
      title="Timeline"
      class="timeline"
      more={
        <label class="switch">
          <input
            type="checkbox"
            checked={isShort.value}
            onChange={event => (isShort.value = event.currentTarget.checked)}
          />
          What people did
        </label>
      }
    >
      <ol aria-live="polite" aria-relevant="additions">
        {shown.map((entry, index) => (
          <li key={entries.length - index - (isShort.value ? 1e6 : 0)} class={entry.type}>
            {isNewDay(entry, shown[index - 1]) && <h3>{dayName(entry.at)}</h3>}
            <Time at={entry.at} seconds />
            <Words>{entry.text}</Words>
          </li>
        ))}
      </ol>
      {shown.length < all.length && (
        <MoreNear key={most.value} onNear={() => (most.value += atOnce * 2)}>
          {all.length - shown.length} older
        </MoreNear>
      )}
    </Card>
  );
}

/** Says so when one comes near it, once. */
function MoreNear({ onNear, children }: { onNear: () => void; children: ComponentChildren }) {
  const { place, isNear } = useNear<HTMLParagraphElement>(false);
  useEffect(() => {
    if (isNear) onNear();
  }, [isNear]);
  return (
    <p ref={place} class="quiet">
      {children}
    </p>
  );
}

function isNewDay({ at }: Entry, before: Entry | undefined): boolean {
  return before !== undefined && new Date(at).toDateString() !== new Date(before.at).toDateString();
}
