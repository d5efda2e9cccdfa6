import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Refused, send } from '#console/api.ts';
import { type Incident, wayNamed } from '#console/incident/words.ts';
import { useLive } from '#console/live.ts';
import { Button, Card, Problem, Time, useDeed, Waiting, Words } from '#console/shell/parts.tsx';
import { useStill } from '#console/shell/rows.tsx';
import { useShowMore } from '#console/shell/show-more.tsx';

const stateWords = {
  waiting: 'waits',
  sent: 'told',
  failed: 'failed',
  'not-wanted': 'not wanted',
} as const;

/** Who else was told, and what customers read. */
export function Told({ incident: { id }, tag }: { incident: Incident; tag: string }) {
  const effects = useLive('/v1/incidents/{id}/effects', { id }, undefined, { everyMs: 8000 });
  const newest = effects.value?.effects.toReversed() ?? [];
  // What somebody has to do something about stands first, however much was told since.
  const trouble = newest.filter(({ state }) => state === 'failed');
  const all = [...trouble, ...newest.filter(({ state }) => state !== 'failed')];
  const failed = trouble.length;
  /** Once open it stays so: what one reads does not close because it is told at last. */
  const isOpen = useRef(false);
  isOpen.current ||= failed > 0;
  const { shown, more } = useShowMore(all);
  return (
    <Card title="Who else was told" more={effects.value && <span class="quiet">{all.length}</span>}>
      <Waiting of={effects} what="Who was told" />
      <PublicWords id={id} tag={tag} />
      <details open={isOpen.current}>
        <summary>Everybody else{failed > 0 && <span class="bad"> · {failed} failed</span>}</summary>
        <ul class="pages">
          {shown.map(({ key, at, channel, to, what, state, reason }) => (
            <li key={key}>
              <Time at={at} />
              <span>
                <span class="words">
                  {to} by {wayNamed(channel)}
                </span>
                <small class="quiet words">{what}</small>
                <span class={`outcome ${state}`}>
                  {stateWords[state]}
                  {reason !== undefined && <small class="words"> {reason}</small>}
                </span>
              </span>
            </li>
          ))}
        </ul>
        {more}
      </details>
    </Card>
  );
}

/** What stands on the status page, and what waits there for somebody to approve of it. */
function PublicWords({ id, tag }: { id: string; tag: string }) {
  const found = useLive('/v1/incidents/{id}/public-notices', { id }, undefined, { everyMs: 8000 });
  /** Of the words that were put off: others are asked about again. */
  const held = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  // What nobody has read yet is published by no tap that was meant for the words before it.
  const still = useStill(found.value?.proposed?.draft ?? '');
  if (found.value === undefined) {
    return found.trouble instanceof Refused ? <p class="quiet">{found.trouble.message}</p> : null;
  }
  const { posted, proposed } = found.value;
  return (
    <section data-tag={tag}>
      <h3>The status page</h3>
      {posted.length === 0 && proposed === undefined && (
        <p class="quiet">Customers read nothing of it.</p>
      )}
      {posted.slice(-1).map(({ at, stage, title, body }) => (
        <p key={at}>
          <strong>{stage}</strong> <Time at={at} />: <Words>{`${title}. ${body}`}</Words>
        </p>
      ))}
      {proposed !== undefined && proposed.draft !== held.value && (
        <div class="proposed">
          <p>
            <strong>Proposed:</strong> <Words>{`${proposed.title}. ${proposed.body}`}</Words>
          </p>
          <div class="row" onClickCapture={still}>
            <Button
              kind="primary"
              busy={deed.busy}
              onClick={() =>
                void deed.run(
                  key =>
                    send(
                      'POST',
                      '/v1/incidents/{id}/public-notices/approval',
                      { id },
                      { draft: proposed.draft },
                      { key },
                    ),
                  proposed.draft,
                )
              }
            >
              Publish these words
            </Button>
            <Button onClick={() => (held.value = proposed.draft)}>Not now</Button>
          </div>
          <Problem error={deed.error} />
        </div>
      )}
    </section>
  );
}
