import { useSignal } from '@preact/signals';
import { type Answer, get } from '#console/api.ts';
import { clock, useLive } from '#console/live.ts';
import { Age, Card, Field, Form, Time, useDeed, Waiting, Words } from '#console/shell/parts.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { Send } from '#console/shell/send.tsx';

export type Sender = Answer<'GET', '/v1/integrations'>['integrations'][number];

/** Whose alerts are let in, and whether any came. */
export function Senders() {
  const found = useLive('/v1/integrations', {}, undefined, { everyMs: 2000 });
  const senders = found.value?.integrations;
  return (
    <Card
      title="Who sends alerts"
      more={
        <a class="button" href="/set-up/senders?add">
          Add a sender
        </a>
      }
    >
      <Waiting of={found} what="Who sends alerts" />
      {senders?.length === 0 && <p class="quiet">There are none yet.</p>}
      <ul class="entries" aria-label="Senders">
        {senders?.map(sender => (
          <li key={sender.name} data-stop>
            <span>
              <a href={`/set-up/senders/${encodeURIComponent(sender.name)}`} class="words">
                <strong>{sender.name}</strong>
              </a>
              <small class="quiet words">
                {[sender.source, sender.service, sender.shadow && 'in the shadow']
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            <Heard of={sender} />
          </li>
        ))}
      </ul>
      <Arrivals />
    </Card>
  );
}

/** What its door turned away, if nothing of it was understood since. */
export const refusedSince = ({ refused, lastAt = '' }: Sender) =>
  refused !== undefined && refused.at >= lastAt ? refused : undefined;

function Heard({ of }: { of: Sender }) {
  const { firstAt, lastAt } = of;
  const refused = refusedSince(of);
  const isFresh = firstAt !== undefined && clock.peek() - Date.parse(firstAt) < 3_600_000;
  return (
    <span
      class={refused !== undefined ? 'bad' : firstAt === undefined ? 'quiet' : 'good'}
      aria-live="polite"
    >
      {firstAt === undefined ? (
        'never heard'
      ) : (
        <>
          first heard <Time at={firstAt} seconds={isFresh} />
          {isFresh && (
            // Whoever listens is not told of each second.
            <span aria-live="off">
              , <Age at={firstAt} /> ago
            </span>
          )}
        </>
      )}
      {lastAt !== undefined && lastAt !== firstAt && (
        <>
          , last <Time at={lastAt} />
        </>
      )}
      {refused !== undefined && ', refused since'}
    </span>
  );
}

/** What came in last, and what became of one delivery. */
function Arrivals() {
  const newest = useLive('/v1/incidents', {}, { limit: 5 }, { everyMs: 2000 });
  const receipt = useSignal<Answer<'GET', '/v1/receipts/{id}'> | undefined>(undefined);
  const deed = useDeed();
  return (
    <section aria-label="What came in last">
      <h3>What came in last</h3>
      <Waiting of={newest} what="What came in last" />
      <Rows class="entries" aria-live="polite">
        {newest.value?.incidents.map(({ id, title, detectedBy, declaredAt }) => (
          <li key={id}>
            <span>
              <a href={`/incidents/${id}`}>
                {id} <Words as="div">{title}</Words>
              </a>
              <small class="quiet words">
                {detectedBy}, <Time at={declaredAt} seconds />
              </small>
            </span>
          </li>
        ))}
      </Rows>
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
        <Send deed={deed} kind="plain">
          Look
        </Send>
      </Form>
      {receipt.value !== undefined && <Became of={receipt.value} />}
    </section>
  );
}

/** What became of a delivery, alert by alert. */
export function Became({ of }: { of: Answer<'GET', '/v1/receipts/{id}'> }) {
  return (
    <ul>
      <li>
        <strong>{of.state}</strong> <Words>{of.reason ?? ''}</Words>
      </li>
      {of.outcomes.map(({ alert, outcome, incident, reason }, index) => (
        <li key={index}>
          <Words>{`${alert}: ${outcome}, ${reason}`}</Words>{' '}
          {incident !== undefined && <a href={`/incidents/${incident}`}>{incident}</a>}
        </li>
      ))}
      {of.more !== undefined && <li>and {of.more} more</li>}
    </ul>
  );
}
