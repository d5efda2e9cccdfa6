import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLive } from '#console/live.ts';
import { browserName } from '#console/setup/browser-name.ts';
import { deviceHere, pushHere, removeDevice, whyNoPush } from '#console/setup/push.ts';
import { Button, Card, Problem, Time, useDeed, Waiting } from '#console/shell/parts.tsx';
import { RowDeed } from '#console/shell/row-deed.tsx';
import { Rows } from '#console/shell/rows.tsx';

/** Browsers and phones that take one's pages; this one among them, or not yet. */
export function Devices({ person }: { person: string }) {
  const found = useLive('/v1/people/{id}/contacts', { id: person });
  const here = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  const lookHere = async () => {
    here.value = await deviceHere();
  };
  useEffect(() => void lookHere(), []);
  const { devices = [], pushKey } = found.value ?? {};
  const isHere = devices.some(({ id, isUsed }) => id === here.value && isUsed);
  const missing = pushKey === undefined ? undefined : whyNoPush();
  return (
    <Card title="Push on this device">
      <Waiting of={found} what="Your devices" />
      <p class="quiet">
        A page on the screen, also while this window is closed, with a button that acknowledges. It
        costs nothing. A phone that is off or silent wakes nobody: keep another way as well.
      </p>
      <Rows class="entries">
        {devices.map(({ id, name, at, isUsed }) => (
          <li key={id}>
            <span>
              <strong class="words">{name}</strong>
              <small class={isUsed ? 'good' : 'quiet'}>
                {id === here.value ? 'here, ' : ''}since <Time at={at} />
                {!isUsed && ' · not used for pages'}
              </small>
            </span>
            <RowDeed
              about={` ${name}`}
              run={async () => {
                await removeDevice(person, id);
                await lookHere();
              }}
            >
              Remove
            </RowDeed>
          </li>
        ))}
      </Rows>
      <Problem error={deed.error} />
      {found.value !== undefined && pushKey === undefined && (
        <p>No push is set up here. `tocsin push key` makes the key that it needs.</p>
      )}
      {missing !== undefined && <p>{missing}</p>}
      {pushKey !== undefined && missing === undefined && !isHere && (
        <Button
          kind="primary"
          busy={deed.busy}
          onClick={() =>
            void deed.run(async () => {
              await pushHere(person, browserName(navigator.userAgent), pushKey);
              await lookHere();
            })
          }
        >
          Take pages on this device
        </Button>
      )}
    </Card>
  );
}
