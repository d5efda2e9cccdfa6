import { useSignal } from '@preact/signals';
import { type Answer, get } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { useDeed } from '#console/shell/parts.tsx';

type Row = Answer<'GET', '/v1/incidents'>['incidents'][number];

/** What was resolved: the newest as they are, and older ones when they are asked for. `more`: there are any. */
export function useResolved(limit: number) {
  const found = useLive('/v1/incidents', {}, { phase: 'resolved', limit });
  const older = useSignal<Row[]>([]);
  const next = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  const newest = found.value?.incidents ?? [];
  // What was among the newest when older ones were asked for stays, whatever is resolved since.
  const isNewest = new Set(newest.map(({ id }) => id));
  const rows = [...newest, ...older.value.filter(({ id }) => !isNewest.has(id))];
  const cursor = next.value ?? (older.value.length === 0 ? found.value?.next : undefined);
  const load = () =>
    deed.run(async () => {
      const page = await get('/v1/incidents', {}, { phase: 'resolved', limit: 50, cursor });
      const before = older.value.length === 0 ? newest : older.value;
      older.value = [...before, ...page.incidents];
      next.value = page.next;
    });
  const more = cursor === undefined ? undefined : () => void load();
  return { found, rows, more, busy: deed.busy, error: deed.error };
}
