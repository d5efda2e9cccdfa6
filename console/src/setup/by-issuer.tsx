import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { send } from '#console/api.ts';
import { findOut, who } from '#console/session.ts';
import { Button, Problem, useDeed } from '#console/shell/parts.tsx';

/** What only this browser knows of the sign-in that it began, and where its person wanted to go. */
const kept = { signIn: 'tocsin-sign-in', place: 'tocsin-place' };
const backPath = '/sign-in/back';

export const comesFromIssuer = () => location.pathname === backPath;

/** Off to the issuer, and back to where one was. */
export function ByIssuer({ name }: { name: string }) {
  const deed = useDeed();
  return (
    <section class="card" aria-labelledby="by-issuer">
      <h2 id="by-issuer">With {name}</h2>
      <Button
        kind="primary"
        busy={deed.busy}
        onClick={() =>
          void deed.run(async () => {
            const { signIn, url } = await send('POST', '/v1/sign-in/issuer', {}, {});
            sessionStorage.setItem(kept.signIn, signIn);
            if (!comesFromIssuer())
              sessionStorage.setItem(kept.place, location.pathname + location.search);
            location.assign(url);
          })
        }
      >
        Sign in with {name}
      </Button>
      <Problem error={deed.error} />
    </section>
  );
}

/** The issuer has sent the browser back: what it says is given on once, and stands in no address any more. */
export function FromIssuer({ onOver }: { onOver: () => void }) {
  const deed = useDeed();
  const refused = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const said = new URLSearchParams(location.search);
    const signIn = sessionStorage.getItem(kept.signIn);
    sessionStorage.removeItem(kept.signIn);
    history.replaceState(null, '', backPath);
    const [code, state] = [said.get('code'), said.get('state')];
    if (code === null || state === null) {
      const error = said.get('error');
      const word = error !== null && /^[a-z_]{1,60}$/.test(error) ? ` (${error})` : '';
      refused.value = `You were not signed in there${word}.`;
      return;
    }
    if (signIn === null) {
      refused.value = 'This sign-in was begun elsewhere. Begin again here.';
      return;
    }
    void deed.run(async () => {
      const found = await send('POST', '/v1/sign-in/issuer/back', {}, { signIn, code, state });
      history.replaceState(null, '', placeBefore());
      who.value = found;
      await findOut();
    });
  }, []);
  const isOver = refused.value !== undefined || deed.error !== undefined;
  return (
    <section class="card" aria-labelledby="from-issuer">
      <h2 id="from-issuer">Signing in</h2>
      {refused.value !== undefined && <p role="alert">{refused.value}</p>}
      <Problem error={deed.error} />
      {!isOver && <p class="quiet">One moment…</p>}
      {isOver && (
        <Button
          onClick={() => {
            history.replaceState(null, '', '/');
            onOver();
          }}
        >
          Begin again
        </Button>
      )}
    </section>
  );
}

/** A place of this console: whatever stands there, nobody is led to another host. */
function placeBefore(): string {
  const place = sessionStorage.getItem(kept.place) ?? '/';
  sessionStorage.removeItem(kept.place);
  return /^\/(?![/\\])/.test(place) && place !== backPath ? place : '/';
}
