import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Answer } from '#console/api.ts';
import { Card, Time, Words } from '#console/shell/parts.tsx';
import { dayName } from '#console/shell/times.ts';

type Entry = Answer<'GET', '/v1/incidents/{id}'>['timeline'][number];

/** Drawn before anything else is: a long night must not keep its first screen waiting. */
const atOnce = 100;

/** The newest first; it grows where one looks. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  const isShort = useSignal(false);
  const most = useSignal(atOnce);
  useEffect(() => {
    if (most.value >= entries.length) return undefined;
    const timer = setTimeout(() => (most.value += atOnce * 4));
    return () => clearTimeout(timer);
  }, [most.value, entries.length]);
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
    </Card>
  );
}

function isNewDay({ at }: Entry, before: Entry | undefined): boolean {
  return before !== undefined && new Date(at).toDateString() !== new Date(before.at).toDateString();
}
