import { useSignal } from '@preact/signals';
import { type Answer, get } from '#console/api.ts';
import { clock, useLive } from '#console/live.ts';
import { Button, Problem, SeverityMark, useDeed, Words } from '#console/shell/parts.tsx';
import { span } from '#console/shell/times.ts';

type Row = Answer<'GET', '/v1/incidents'>['incidents'][number];

/** What stands below everything that is open. */
export function Besides() {
  return (
    <>
      <Silenced />
      <Lately />
    </>
  );
}

/** What fires and opens nothing, because somebody silenced it. */
function Silenced() {
  const silences =
    useLive('/v1/silences', {}, undefined, { everyMs: 15_000 }).value?.silences ?? [];
  const active = silences.filter(({ state }) => state === 'active');
  if (active.length === 0) return null;
  const waiting = active.reduce((sum, each) => sum + each.waiting.length, 0);
  return (
    <p>
      <a href="/set-up/silences">
        {active.length === 1 ? 'One silence' : `${active.length} silences`} in force
      </a>
      {waiting > 0 && <span class="bad"> · {waiting} alerts fire and wait behind</span>}
    </p>
  );
}

/** What was resolved; more of it when it is asked for. */
function Lately() {
  const first = useLive('/v1/incidents', {}, { phase: 'resolved', limit: 10 });
  const older = useSignal<Row[]>([]);
  const next = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  const newest = first.value?.incidents ?? [];
  // What was among the newest when older ones were asked for stays, whatever is resolved since.
  const isNewest = new Set(newest.map(({ id }) => id));
  const rows = [...newest, ...older.value.filter(({ id }) => !isNewest.has(id))];
  if (rows.length === 0) return null;
  const cursor = next.value ?? (older.value.length === 0 ? first.value?.next : undefined);
  const more = () =>
    deed.run(async () => {
      if (cursor === undefined) return;
      const page = await get('/v1/incidents', {}, { phase: 'resolved', limit: 50, cursor });
      const before = older.value.length === 0 ? newest : older.value;
      older.value = [...before, ...page.incidents];
      next.value = page.next;
    });
  return (
    <section class="lately" aria-labelledby="lately">
      <h2 id="lately">Resolved</h2>
      <ul class="rows">
        {rows.map(({ id, severity, title, declaredAt, resolvedAt, serviceName }) => (
          <li key={id} data-stop>
            <a href={`/incidents/${id}`}>
              <SeverityMark severity={severity} />
              <span class="id">{id}</span>
              <Words>{title}</Words>
              <span class="quiet words">{serviceName}</span>
              <span class="quiet">
                {resolvedAt !== undefined &&
                  `${span(clock.value - Date.parse(resolvedAt))} ago, took ${span(Date.parse(resolvedAt) - Date.parse(declaredAt))}`}
              </span>
            </a>
          </li>
        ))}
      </ul>
      <Problem error={deed.error} />
      {cursor !== undefined && (
        <Button busy={deed.busy} onClick={() => void more()}>
          Older ones
        </Button>
      )}
    </section>
  );
}
