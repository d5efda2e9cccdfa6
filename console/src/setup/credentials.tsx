import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { type Answer, get } from '#console/api.ts';
import { clock, useLive } from '#console/live.ts';
import { draft } from '#console/setup/configuration.tsx';
import { keep, kept } from '#console/shell/kept.ts';
import {
  Age,
  Button,
  Card,
  Field,
  Form,
  Problem,
  Time,
  useDeed,
  Waiting,
  Words,
} from '#console/shell/parts.tsx';

/* Tokens of the API, and keys of senders: made here, shown once, and let in by the configuration. */

interface Entry {
  name: string;
  scope?: string;
  person?: string;
  source?: string;
  service?: string;
}

const listOf = { token: 'tokens', integration: 'integrations' } as const;

export function Credentials({ kind }: { kind: 'token' | 'integration' }) {
  const found = useLive('/v1/configuration', {}, undefined, { everyMs: 30_000 });
  const entries = (found.value?.document[listOf[kind]] ?? []) as Entry[];
  const isToken = kind === 'token';
  return (
    <Card title={isToken ? 'Tokens' : 'Who sends alerts'}>
      <Waiting of={found} what="The configuration" />
      {found.value !== undefined && (
        <>
          {entries.length === 0 && <p class="quiet">There are none yet.</p>}
          <ul class="entries">
            {entries.map(({ name, scope, person, source, service }) => (
              <li key={name}>
                <strong class="words">{name}</strong>
                <span class="quiet words">
                  {[scope, person, source, service].filter(Boolean).join(' · ')}
                </span>
                {!isToken && <Heard name={name} />}
              </li>
            ))}
          </ul>
          <Make kind={kind} inForce={found.value} />
          {!isToken && <Arrivals />}
        </>
      )}
    </Card>
  );
}

/** Whether an alert of this very sender came, for whoever sets it up and waits for the first. */
function Heard({ name }: { name: string }) {
  const found = useLive('/v1/integrations', {}, undefined, { everyMs: 2000 }).value;
  const one = found?.integrations.find(each => each.name === name);
  if (one === undefined) return null;
  const { firstAt, lastAt } = one;
  return (
    <span class={firstAt === undefined ? 'quiet' : 'good'} aria-live="polite">
      {firstAt === undefined ? (
        'never heard'
      ) : (
        <>
          first heard <Time at={firstAt} seconds={isFresh(firstAt)} />
        </>
      )}
      {firstAt !== undefined && isFresh(firstAt) && (
        <>
          , <Age at={firstAt} /> ago
        </>
      )}
      {lastAt !== undefined && lastAt !== firstAt && (
        <>
          , last within the hour after <Time at={lastAt} />
        </>
      )}
    </span>
  );
}

const isFresh = (at: string) => clock.peek() - Date.parse(at) < 3_600_000;

/** The secret is drawn in this browser, and leaves it as a hash. */
async function drawn(): Promise<{ secret: string; sha256: string }> {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const secret = `tocsin_${btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')}`;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  const sha256 = [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return { secret, sha256 };
}

function Make({
  kind,
  inForce,
}: {
  kind: 'token' | 'integration';
  inForce: Pick<Answer<'GET', '/v1/configuration'>, 'document' | 'version'>;
}) {
  const directory = useLive('/v1/directory').value;
  const made = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  const { route } = useLocation();
  const make = (fields: Record<string, string>) =>
    deed.run(async () => {
      const { document } = inForce;
      const { secret, sha256 } = await drawn();
      const { parse, stringify } = await import('yaml');
      const { text = stringify(document, { lineWidth: 0 }), version = inForce.version } =
        kept(draft) ?? {};
      const next = parse(text) as Record<string, unknown>;
      const list = (next[listOf[kind]] ?? []) as unknown[];
      const entry = { ...fields, ...(kind === 'token' ? { sha256 } : { keySha256: sha256 }) };
      keep(draft, {
        text: stringify({ ...next, [listOf[kind]]: [...list, entry] }, { lineWidth: 0 }),
        version: String(version),
      });
      made.value = secret;
    });
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
  return (
    <details>
      <summary>{kind === 'token' ? 'Make a token' : 'Let another sender in'}</summary>
      <Form onSend={fields => void make(fields)}>
        <Field label="Name" hint="What it is for.">
          <input name="name" required maxLength={100} pattern="[A-Za-z0-9._\-]+" />
        </Field>
        {kind === 'token' ? (
          <>
            <Field label="What it may">
              <select name="scope">
                <option value="respond">respond</option>
                <option value="read">read</option>
                <option value="admin">admin</option>
              </select>
            </Field>
            <Field label="Whose it is">
              <select name="person">
                <option value="">nobody’s</option>
                {directory?.people.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </Field>
          </>
        ) : (
          <>
            <Field
              label="Sender"
              hint="As in /v1/alerts/{sender}: grafana, alertmanager, datadog, generic, …"
            >
              <input name="source" required />
            </Field>
            <Field label="For one service only">
              <select name="service">
                <option value="">any</option>
                {directory?.services.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </Field>
          </>
        )}
        <Problem error={deed.error} />
        <Button type="submit" kind="primary" busy={deed.busy}>
          Make it
        </Button>
      </Form>
    </details>
  );
}

/** What came in last, for whoever waits for the first alert of a sender. */
function Arrivals() {
  const newest = useLive('/v1/incidents', {}, { limit: 5 }, { everyMs: 2000 });
  const receipt = useSignal<Answer<'GET', '/v1/receipts/{id}'> | undefined>(undefined);
  const deed = useDeed();
  return (
    <section aria-label="What came in last">
      <h3>What came in last</h3>
      <ul class="entries" aria-live="polite">
        {newest.value?.incidents.map(({ id, title, detectedBy, declaredAt }) => (
          <li key={id}>
            <span>
              <a href={`/incidents/${id}`}>{id}</a> <Words>{title}</Words>
              <small class="quiet words">
                {detectedBy}, <Time at={declaredAt} seconds />
              </small>
            </span>
          </li>
        ))}
      </ul>
      <Form
        onSend={({ id = '' }) =>
          void deed.run(async () => {
            receipt.value = await get('/v1/receipts/{id}', { id });
          })
        }
      >
        <Field label="What became of a receipt">
          <input name="id" required placeholder="rcp_…" />
        </Field>
        <Problem error={deed.error} />
        <Button type="submit" busy={deed.busy}>
          Look
        </Button>
      </Form>
      {receipt.value !== undefined && (
        <ul>
          <li>
            <strong>{receipt.value.state}</strong> <Words>{receipt.value.reason ?? ''}</Words>
          </li>
          {receipt.value.outcomes.map(({ alert, outcome, incident, reason }) => (
            <li key={alert}>
              <Words>{`${alert}: ${outcome}, ${reason}`}</Words>{' '}
              {incident !== undefined && <a href={`/incidents/${incident}`}>{incident}</a>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
