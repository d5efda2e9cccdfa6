import { send } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { forget } from '#console/shell/drafts.ts';
import { Card, Field, Form, Time, useDeed, Waiting, Words } from '#console/shell/parts.tsx';
import { RowDeed } from '#console/shell/row-deed.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { Send } from '#console/shell/send.tsx';

/** What keeps alerts from opening incidents for a while, and what waits behind it. */
export function Silences() {
  const found = useLive('/v1/silences', {}, undefined, { everyMs: 8000 });
  const all = found.value?.silences.filter(({ state }) => state !== 'over') ?? [];
  return (
    <div class="columns">
      <Card title="What is silenced">
        <Waiting of={found} what="What is silenced" />
        {found.value !== undefined && all.length === 0 && <p class="quiet">Nothing.</p>}
        <Rows class="entries">
          {all.map(
            ({ id, kind, match, reason, ownerName, from, until, state, waiting, includesSev1 }) => (
              <li key={id}>
                <span>
                  <code class="words">{match}</code>
                  <Words>{reason}</Words>
                  <small class="quiet words">
                    {state === 'planned' && (
                      <>
                        from <Time at={from} />{' '}
                      </>
                    )}
                    until <Time at={until} />, {ownerName}
                    {includesSev1 && ', SEV1 too'}
                    {kind === 'maintenance' && ', of the configuration'}
                  </small>
                  {waiting.map(({ series, title, since }) => (
                    <small key={series} class="words">
                      fires and waits since <Time at={since} />: <Words>{title}</Words>
                    </small>
                  ))}
                </span>
                {kind === 'silence' && (
                  <RowDeed
                    about={`: ${reason}`}
                    run={() => send('DELETE', '/v1/silences/{id}', { id })}
                  >
                    End it
                  </RowDeed>
                )}
              </li>
            ),
          )}
        </Rows>
      </Card>
      <Card title="Silence something">
        <p class="quiet">What still fires at its end opens its incident then.</p>
        <Silence />
      </Card>
    </div>
  );
}

function Silence() {
  const deed = useDeed();
  const name = 'Silence something';
  return (
    <Form
      name={name}
      onSend={async ({ match = '', reason = '', until = '', includeSev1 }, form) => {
        const body = {
          ...{ match, reason, until: new Date(until).toISOString() },
          ...(includeSev1 !== undefined && { includeSev1: true }),
        };
        const silence = async (key: string) => {
          await send('POST', '/v1/silences', {}, body, { key });
          forget(name);
        };
        // Once it is done nothing is left to be sent a second time by whoever does not see the list.
        if (await deed.run(silence)) form.reset();
      }}
    >
      <Field label="Which alerts" hint="As Alertmanager writes it.">
        <input
          name="match"
          required
          maxLength={1000}
          placeholder={'service="orders", alertname=~"Disk.*"'}
        />
      </Field>
      <Field label="Why">
        <input name="reason" required maxLength={200} dir="auto" />
      </Field>
      <Field label="Until">
        <input type="datetime-local" name="until" required />
      </Field>
      <label class="switch">
        <input type="checkbox" name="includeSev1" /> SEV1 waits as well
      </label>
      <Send deed={deed}>Silence it</Send>
    </Form>
  );
}
