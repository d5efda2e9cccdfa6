import { useSignal } from '@preact/signals';
import { get, Refused, send } from '#console/api.ts';
import type { Incident } from '#console/incident/words.ts';
import { useLive } from '#console/live.ts';
import { Button, Card, Problem, Time, useDeed, Words } from '#console/shell/parts.tsx';
import { RowDeed } from '#console/shell/row-deed.tsx';

/** What is kept of it, and what seals that. */
export function Kept({ incident: { id }, tag }: { incident: Incident; tag: string }) {
  const isOpen = useSignal(false);
  const found = useLive('/v1/incidents/{id}/evidence', { id }, undefined, { when: isOpen.value });
  const deed = useDeed();
  const none = found.trouble instanceof Refused;
  return (
    <Card title="Evidence">
      <details onToggle={event => (isOpen.value = event.currentTarget.open)} data-tag={tag}>
        <summary>What is kept, and sealed</summary>
        {none && <p class="quiet">Nothing is archived yet.</p>}
        {found.value !== undefined && (
          <>
            <p class="quiet">
              Sealed by <code class="words">{found.value.seal.sealedBy.slice(0, 16)}…</code>; check
              it with <code>tocsin verify</code>.
            </p>
            {found.value.archives.map(({ manifest, archivedAt, missing, flaw }) => (
              <section key={manifest}>
                <p>
                  {archivedAt !== undefined && <Time at={archivedAt} />}{' '}
                  {flaw !== undefined && <strong class="bad">{flaw}</strong>}
                </p>
                {missing.map(text => (
                  <Words key={text} as="p">
                    {text}
                  </Words>
                ))}
              </section>
            ))}
            <ul class="entries">
              {found.value.objects.map(({ key, bytes }) => (
                <li key={key}>
                  <span class="words">{key.split('/').slice(-2).join('/')}</span>
                  <RowDeed about={` of ${key}`} run={() => opened(id, key)}>
                    {`${Math.ceil(bytes / 1000)} KB`}
                  </RowDeed>
                </li>
              ))}
            </ul>
          </>
        )}
      </details>
      <Button
        busy={deed.busy}
        onClick={() =>
          void deed.run(
            key =>
              send(
                'POST',
                '/v1/incidents/{id}/evidence',
                { id },
                { wanted: ['logs', 'metrics'] },
                { key },
              ),
            tag,
          )
        }
      >
        Keep logs and metrics now
      </Button>
      <Problem error={deed.error} />
    </Card>
  );
}

/** The window is there before its address is known: a browser lets none be opened by what comes later than a tap. */
async function opened(id: string, key: string): Promise<void> {
  const tab = open('about:blank', '_blank');
  if (tab !== null) tab.opener = null;
  try {
    const { url } = await get('/v1/incidents/{id}/evidence/content', { id }, { key });
    (tab ?? window).location.assign(url);
  } catch (error) {
    tab?.close();
    throw error;
  }
}
