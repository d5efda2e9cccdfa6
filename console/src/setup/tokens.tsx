import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useLive } from '#console/live.ts';
import { type InForce, propose } from '#console/setup/proposed.ts';
import { ChooseAny } from '#console/shell/choose-any.tsx';
import { forget } from '#console/shell/drafts.ts';
import { Button, Card, Field, Form, useDeed, Waiting } from '#console/shell/parts.tsx';
import { Send } from '#console/shell/send.tsx';

interface Entry {
  name: string;
  scope?: string;
  person?: string;
}

/** Of the API: made here, shown once, and let in by the configuration. */
export function Tokens() {
  const found = useLive('/v1/configuration', {}, undefined, { everyMs: 30_000 });
  const entries = (found.value?.document.tokens ?? []) as Entry[];
  return (
    <Card title="Tokens">
      <Waiting of={found} what="The configuration" />
      {found.value !== undefined && (
        <>
          {entries.length === 0 && <p class="quiet">There are none yet.</p>}
          <ul class="entries">
            {entries.map(({ name, scope, person }) => (
              <li key={name}>
                <strong class="words">{name}</strong>
                <span class="quiet words">{[scope, person].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ul>
          <Make inForce={found.value} />
        </>
      )}
    </Card>
  );
}

function Make({ inForce }: { inForce: InForce }) {
  const made = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  const { route } = useLocation();
  if (made.value !== undefined) {
    return (
      <div class="proposed">
        <p>Copy it now; it is shown this once, and kept nowhere:</p>
        <code class="words">{made.value}</code>
        <p>Its hash stands in the configuration, which is not in force yet.</p>
        <Button kind="primary" onClick={() => route('/set-up/configuration')}>
          Look at the configuration, and put it in force
        </Button>
      </div>
    );
  }
  const what = 'Make a token';
  const make = (fields: Record<string, string>) =>
    deed.run(async () => {
      made.value = await propose('tokens', sha256 => ({ ...fields, sha256 }), inForce);
      forget(what);
    });
  return (
    <details>
      <summary>{what}</summary>
      <Form name={what} onSend={fields => void make(fields)}>
        <Field label="Name" hint="What it is for.">
          <input name="name" required maxLength={100} pattern="[A-Za-z0-9._\-]+" />
        </Field>
        <Field label="What it may">
          <select name="scope">
            <option value="respond">respond: look and act</option>
            <option value="read">read: only look</option>
            <option value="admin">admin: the configuration as well</option>
          </select>
        </Field>
        <ChooseAny of="people" label="Whose it is" name="person" none="nobody’s" />
        <Send deed={deed}>Make it</Send>
      </Form>
    </details>
  );
}
