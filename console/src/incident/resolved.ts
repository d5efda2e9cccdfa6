import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
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
  const isNewest = new Set(newest.map(({ id }) => id));
  // Where more was resolved meanwhile than is asked for at a time, what was there before does not follow on the newest.
  const isJoined = older.value.some(({ id }) => isNewest.has(id));
  const before = isJoined ? older.value.filter(({ id }) => !isNewest.has(id)) : [];
  const rows = [...newest, ...before];
  const cursor = isJoined ? next.value : found.value?.next;
  useEffect(() => {
    // What was among the newest stays, whatever is resolved since.
    if (isJoined) older.value = rows;
  }, [found.value]);
  const load = () =>
    deed.run(async () => {
      const page = await get('/v1/incidents', {}, { phase: 'resolved', limit: 50, cursor });
      older.value = [...rows, ...page.incidents];
      next.value = page.next;
    });
  const more = cursor === undefined ? undefined : () => void load();
  return { found, rows, more, busy: deed.busy, error: deed.error };
}
