import { useResolved } from '#console/incident/resolved.ts';
import { clock, useLive } from '#console/live.ts';
import { Button, Problem, SeverityMark, Words } from '#console/shell/parts.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { span } from '#console/shell/times.ts';

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
  const { rows, more, busy, error } = useResolved(10);
  if (rows.length === 0) return null;
  return (
    <section class="lately" aria-labelledby="lately">
      <h2 id="lately">Resolved</h2>
      <Rows class="rows">
        {rows.map(({ id, severity, title, resolvedAt, tookSeconds, serviceName }) => (
          <li key={id} data-stop>
            <a href={`/incidents/${id}`}>
              <SeverityMark severity={severity} />
              <span class="id">{id}</span>
              <Words>{title}</Words>
              <span class="quiet words">{serviceName}</span>
              <span class="quiet">
                {resolvedAt !== undefined && `${span(clock.value - Date.parse(resolvedAt))} ago`}
                {tookSeconds !== undefined && `, took ${span(tookSeconds * 1000)}`}
              </span>
            </a>
          </li>
        ))}
      </Rows>
      {more !== undefined && (
        <Button busy={busy} onClick={more}>
          Older ones
        </Button>
      )}
      <Problem error={error} />
    </section>
  );
}
