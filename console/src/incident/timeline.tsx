import { useSignal } from '@preact/signals';
import type { Answer } from '#console/api.ts';
import { Card, Time, Words } from '#console/shell/parts.tsx';
import { dayName } from '#console/shell/times.ts';

type Entry = Answer<'GET', '/v1/incidents/{id}'>['timeline'][number];

/** The newest first; it grows where one looks. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  const isShort = useSignal(false);
  const newest = entries.toReversed();
  const shown = isShort.value ? newest.filter(({ by }) => by !== undefined) : newest;
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
    </Card>
  );
}

function isNewDay({ at }: Entry, before: Entry | undefined): boolean {
  return before !== undefined && new Date(at).toDateString() !== new Date(before.at).toDateString();
}
