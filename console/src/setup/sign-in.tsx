import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Answer, get, send } from '#console/api.ts';
import {
  findOut,
  isOver,
  type LocalPerson,
  localPeople,
  signInLocally,
  who,
} from '#console/session.ts';
import { ByIssuer, comesFromIssuer, FromIssuer } from '#console/setup/by-issuer.tsx';
import { Button, Connection, Field, Form, useDeed } from '#console/shell/parts.tsx';
import { Send } from '#console/shell/send.tsx';

interface Ways extends Partial<Answer<'GET', '/v1/sign-in'>> {
  people: LocalPerson[];
}

/** The ways in: by a code to an address of one's own, and on one's own machine by saying who one is. */
export function SignIn() {
  /** All at once: a way in that came later would move another away under whoever types or taps there. */
  const ways = useSignal<Ways | undefined>(undefined);
  const isBack = useSignal(comesFromIssuer());
  useEffect(() => {
    document.title = 'Sign in · Tocsin';
    // By a code it is tried though that is not known, and says then that nobody answers.
    const asked = get('/v1/sign-in').catch(() => ({}));
    void Promise.all([localPeople().catch(() => []), asked]).then(([people, those]) => {
      ways.value = { people, ...those };
    });
  }, []);
  if (isBack.value) {
    return (
      <main class="whole sign-in">
        <h1>
          <img src="/icon.svg" alt="" width="40" height="40" /> Tocsin
        </h1>
        <FromIssuer onOver={() => (isBack.value = false)} />
      </main>
    );
  }
  return (
    <main class="whole sign-in">
      <Connection />
      <h1>
        <img src="/icon.svg" alt="" width="40" height="40" /> Tocsin
      </h1>
      {isOver.value && (
        <p role="status">Your session is over. What you typed is there when you come back.</p>
      )}
      {ways.value === undefined ? <p class="quiet loading">Looking…</p> : <In by={ways.value} />}
    </main>
  );
}

function In({ by: { people, issuer, codes } }: { by: Ways }) {
  return (
    <>
      {people.length > 0 && <Choose people={people} />}
      {issuer !== undefined && <ByIssuer name={issuer} />}
      {codes !== false && <ByCode />}
    </>
  );
}

function Choose({ people }: { people: readonly LocalPerson[] }) {
  return (
    <section class="card" aria-labelledby="choose">
      <h2 id="choose">Who are you on this machine?</h2>
      <ul class="choose">
        {people.map(({ id, name, isAdmin }) => (
          <li key={id}>
            <button type="button" onClick={() => void signInLocally(id)}>
              <span class="words">{name}</span>
              {isAdmin && <small>administers</small>}
            </button>
          </li>
        ))}
      </ul>
      <p class="quiet">
        Only the stack on your own machine has this door. Texts and mails are in the{' '}
        <a href="/_local/inbox" target="_blank" rel="noopener">
          inbox
        </a>
        .
      </p>
    </section>
  );
}

function ByCode() {
  const asked = useSignal<{ signIn: string; address: string } | undefined>(undefined);
  const deed = useDeed();
  const ask = ({ address = '' }: Record<string, string>) =>
    deed.run(async () => {
      const { signIn } = await send('POST', '/v1/sign-in/code', {}, { address });
      asked.value = { signIn, address };
    });
  const give = (signIn: string, code: string) =>
    deed.run(async () => {
      who.value = await send('POST', '/v1/sign-in', {}, { signIn, code });
      await findOut();
    });
  if (asked.value === undefined) {
    return (
      <section class="card" aria-labelledby="by-code">
        <h2 id="by-code">By a code</h2>
        <Form onSend={ask}>
          <Field label="Your e-mail address or phone number" hint="One that you have verified.">
            <input name="address" required autoComplete="username" inputMode="email" />
          </Field>
          <Send deed={deed}>Send me a code</Send>
        </Form>
      </section>
    );
  }
  const { signIn, address } = asked.value;
  return (
    <section class="card" aria-labelledby="by-code">
      <h2 id="by-code">The code</h2>
      <p>
        If <strong class="words">{address}</strong> is verified, a code is on its way. It is good
        for ten minutes.
      </p>
      {/* Another form than the one before: its field would have the address in it, and not be where one types. */}
      <Form key={signIn} onSend={({ code = '' }) => give(signIn, code)}>
        <Field label="Six digits">
          <input
            name="code"
            required
            autoFocus
            autoComplete="one-time-code"
            inputMode="numeric"
            pattern="[0-9 ]{6,8}"
          />
        </Field>
        <Send
          deed={deed}
          beside={
            <Button
              onClick={() => {
                deed.clear();
                asked.value = undefined;
              }}
            >
              Another address
            </Button>
          }
        >
          Sign in
        </Send>
      </Form>
    </section>
  );
}
