import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Answer } from '#console/api.ts';
import { get } from '#console/api.ts';
import { Button, Card, Problem, useDeed, Words } from '#console/shell/parts.tsx';
import { clockTime, dayName, isToday } from '#console/shell/times.ts';
import { useRest } from '#console/shell/when-idle.tsx';

type Entry = Answer<'GET', '/v1/incidents/{id}'>['timeline'][number];

/** What fills a screen, which is what one came for. */
const atFirst = 12;
/** A long night must keep neither its first screen waiting nor what stands below it out of reach. */
const atOnce = 30;

/**
 * The newest first, and older ones when they are asked for. `entries`: the newest that there are; `earlier`: how many there are
 * before them.
 */
export function Timeline(props: { id: string; entries: readonly Entry[]; earlier: number }) {
  const { id, entries, earlier } = props;
  const isShort = useSignal(false);
  const most = useSignal(atOnce);
  /** The story from its first entry on, as far as it was when somebody asked for older ones. */
  const before = useSignal<readonly Entry[]>([]);
  const asking = useDeed();
  const isAtRest = useRest();
  const load = () =>
    asking.run(async () => {
      before.value = (await get('/v1/incidents/{id}', { id })).timeline;
    });
  const missing = Math.max(0, earlier - before.value.length);
  // More happened since than is asked for at a time.
  const hasGap = missing > 0 && before.value.length > 0;
  useEffect(() => {
    if (hasGap) void load();
  }, [hasGap]);
  const known = [...before.value.slice(0, earlier), ...entries].map((entry, index) => ({
    ...entry,
    place: index < earlier - missing ? index : index + missing,
  }));
  const newest = known.toReversed();
  const all = isShort.value ? newest.filter(({ by }) => by !== undefined) : newest;
  // Whoever listens hears of what is new, and not of older ones that are drawn later.
  const heardFrom = useRef(earlier + entries.length - atFirst).current;
  const shown = all.slice(0, isAtRest ? most.value : atFirst);
  const old = shown.filter(({ place }) => place < heardFrom).length;
  const lines = shown.map((entry, index) => (
    <li key={entry.place - (isShort.value ? 1e6 : 0)} class={entry.type}>
      {isNewDay(entry, shown[index - 1]) && <h3>{dayName(entry.at)}</h3>}
      <time dateTime={entry.at}>{clockTime(entry.at)}</time>
      <Words>{entry.text}</Words>
    </li>
  ));
  const older = all.length - shown.length + missing;
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
        {lines.slice(0, shown.length - old)}
      </ol>
      {old > 0 && <ol>{lines.slice(shown.length - old)}</ol>}
      {older > 0 && (
        <Button
          busy={asking.busy}
          onClick={async () => {
            if (missing > 0 && !(await load())) return;
            most.value += atOnce * 10;
          }}
        >
          Older ones <span class="quiet">{older}</span>
        </Button>
      )}
      <Problem error={asking.error} />
    </Card>
  );
}

/** The newest is of today unless it says otherwise. */
function isNewDay({ at }: Entry, before: Entry | undefined): boolean {
  return before === undefined
    ? !isToday(at)
    : new Date(at).toDateString() !== new Date(before.at).toDateString();
}
