import { useSignal } from '@preact/signals';
import type { Answer } from '#console/api.ts';
import { Button, Card, Time, Words } from '#console/shell/parts.tsx';
import { dayName } from '#console/shell/times.ts';

type Entry = Answer<'GET', '/v1/incidents/{id}'>['timeline'][number];

/** A long night must keep neither its first screen waiting nor what stands below it out of reach. */
const atOnce = 30;

/** The newest first, and older ones when they are asked for. */
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
        <Button onClick={() => (most.value += atOnce * 10)}>
          Older ones <span class="quiet">{all.length - shown.length}</span>
        </Button>
      )}
    </Card>
  );
}

function isNewDay({ at }: Entry, before: Entry | undefined): boolean {
  return before !== undefined && new Date(at).toDateString() !== new Date(before.at).toDateString();
}
