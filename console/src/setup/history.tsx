import { useSignal } from '@preact/signals';
import { type Answer, get } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { Difference } from '#console/setup/difference.tsx';
import { Button, Problem, Time, useDeed, Waiting } from '#console/shell/parts.tsx';
import { useStill } from '#console/shell/rows.tsx';

type Document = Answer<'GET', '/v1/configuration'>['document'];
type Listed = Answer<'GET', '/v1/configuration/versions'>['versions'];

/** Who put what in force, and what that changed; an older one can be put into the editor, and goes the way of any change. */
export function History(props: { inForce: number; onTake: (document: Document) => void }) {
  const isOpen = useSignal(false);
  return (
    <details onToggle={event => (isOpen.value = event.currentTarget.open)}>
      <summary>What was in force before</summary>
      {isOpen.value && <Versions key={props.inForce} {...props} />}
    </details>
  );
}

function Versions({ inForce, onTake }: { inForce: number; onTake: (document: Document) => void }) {
  const first = useLive('/v1/configuration/versions', {}, {}, { everyMs: 60_000 });
  const older = useSignal<Listed>([]);
  const next = useSignal<number | undefined>(undefined);
  const shown = useSignal<Answer<'GET', '/v1/configuration'> | undefined>(undefined);
  const deed = useDeed();
  const all = [...(first.value?.versions ?? []), ...older.value];
  const before = older.value.length === 0 ? first.value?.next : next.value;
  const more = () =>
    deed.run(async () => {
      if (before === undefined) return;
      const page = await get('/v1/configuration/versions', {}, { before });
      older.value = [...older.value, ...page.versions];
      next.value = page.next;
    });
  const show = (version: number) =>
    deed.run(async () => {
      shown.value = await get('/v1/configuration', {}, { version });
    });
  return (
    <>
      <Waiting of={first} what="What was in force" />
      <ul class="entries" onClickCapture={useStill(String(shown.value?.version))}>
        {all.map(({ version, appliedAt, appliedBy }) => (
          <li key={version}>
            <span>
              <strong>Version {version}</strong>{' '}
              <span class="quiet words">
                <Time at={appliedAt} />, by {appliedBy}
                {version === inForce && ', in force'}
              </span>
              {shown.value?.version === version && (
                <Difference
                  title={`What version ${version} changed`}
                  changes={shown.value.changes ?? []}
                />
              )}
            </span>
            {shown.value?.version === version ? (
              version !== inForce && (
                <Button onClick={() => onTake(shown.value?.document ?? {})}>
                  Put it into the editor
                </Button>
              )
            ) : (
              <Button busy={deed.busy} onClick={() => void show(version)}>
                What it changed<span class="for-readers">: version {version}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {before !== undefined && (
        <Button busy={deed.busy} onClick={() => void more()}>
          Older ones
        </Button>
      )}
      <Problem error={deed.error} />
    </>
  );
}
