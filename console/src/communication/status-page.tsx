import { useSignal } from '@preact/signals';
import { type Answer, type BodyAt, send } from '#console/api.ts';
import { lookAgain, useLive } from '#console/live.ts';
import { forget } from '#console/shell/drafts.ts';
import {
  Card,
  Field,
  Form,
  Outside,
  Problem,
  Time,
  useDeed,
  Waiting,
  Words,
} from '#console/shell/parts.tsx';
import { RowDeed } from '#console/shell/row-deed.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { Send } from '#console/shell/send.tsx';
import { useShowMore } from '#console/shell/show-more.tsx';

type Status = BodyAt<'PUT', '/v1/status-page/components/{component}'>['status'];

const statuses: Record<Status, string> = {
  automatic: 'as incidents say',
  operational: 'operational',
  under_maintenance: 'under maintenance',
  degraded_performance: 'degraded',
  partial_outage: 'partial outage',
  major_outage: 'major outage',
};

/** What stands below them, such as the maintenance, is in reach whatever burns. */
const wordsAtFirst = 5;

/** What customers are shown, and what waits for somebody to approve of it. */
export function StatusPage() {
  const found = useLive('/v1/status-page', {}, undefined, { everyMs: 6000 });
  const page = found.value;
  if (page === undefined) {
    return (
      <Card title="Status page">
        <Waiting of={found} what="The status page" />
      </Card>
    );
  }
  return (
    <div class="columns">
      <Card title={page.name} more={<strong>{page.overall}</strong>}>
        {page.address !== undefined && <Outside href={page.address}>{page.address}</Outside>}
        <ul class="entries">
          {page.components.map(component => (
            <Shown key={component.id} of={component} />
          ))}
        </ul>
      </Card>
      {/* Beside the components, however many there are, and not below. */}
      <div class="side">
        <ForCustomers incidents={page.incidents} />
        <Card title="Maintenance">
          <Rows class="entries">
            {page.maintenances.map(({ id, title, from, until, stage }) => (
              <li key={id}>
                <span>
                  <strong class="words">{title}</strong>
                  <small class="quiet">
                    <Time at={from} /> – <Time at={until} />, {stage}
                  </small>
                </span>
                {(stage === 'scheduled' || stage === 'in_progress') && (
                  <RowDeed
                    about={`: ${title}`}
                    run={() =>
                      send(
                        'PUT',
                        '/v1/status-page/maintenances/{id}',
                        { id },
                        { ended: stage === 'scheduled' ? 'cancelled' : 'completed' },
                      )
                    }
                  >
                    {stage === 'scheduled' ? 'Cancel' : 'It is done'}
                  </RowDeed>
                )}
              </li>
            ))}
          </Rows>
          <Announce components={page.components} />
        </Card>
      </div>
    </div>
  );
}

/** What waits for somebody first. */
function ForCustomers({ incidents }: Pick<Answer<'GET', '/v1/status-page'>, 'incidents'>) {
  const waiting = incidents.filter(({ proposed }) => proposed !== undefined);
  const others = incidents.filter(({ proposed }) => proposed === undefined);
  const { shown, more } = useShowMore([...waiting, ...others], wordsAtFirst);
  return (
    <Card title="Words for customers">
      {waiting.length === 0 && <p class="quiet">None wait for approval.</p>}
      <Rows class="entries">
        {shown.map(({ incident, proposed, posted }) => (
          <li key={incident}>
            <span>
              <span>
                <a href={`/incidents/${incident}`}>{incident}</a>{' '}
                {proposed === undefined ? (
                  <span class="tag">{posted.at(-1)?.stage}</span>
                ) : (
                  <strong class="tag">waits for approval</strong>
                )}
              </span>
              <Words>{proposed?.body ?? posted.at(-1)?.body ?? ''}</Words>
            </span>
          </li>
        ))}
      </Rows>
      {more}
    </Card>
  );
}

/** Each is said for itself: whoever says the next does not wait for the one before. */
function Shown({ of }: { of: Answer<'GET', '/v1/status-page'>['components'][number] }) {
  const { id, name, status, saidBy } = of;
  const deed = useDeed();
  /** Until the page shows it: what one chose does not spring back while its answer is on the way. */
  const said = useSignal<Status | undefined>(undefined);
  const say = async (chosen: Status) => {
    const isSaying = said.peek() !== undefined;
    said.value = chosen;
    // What is chosen meanwhile is said after what is on its way.
    if (isSaying) return;
    let told: Status | undefined;
    while (said.peek() !== told) {
      const status = said.peek() as Status;
      told = status;
      const isDone = await deed.run(() =>
        send('PUT', '/v1/status-page/components/{component}', { component: id }, { status }),
      );
      if (!isDone) break;
      await lookAgain();
    }
    said.value = undefined;
  };
  return (
    <li>
      <span>
        <strong class="words">{name}</strong>
        <small class="quiet words">
          {statuses[status]}
          {saidBy !== undefined && `, said by ${saidBy}`}
        </small>
      </span>
      <select
        aria-label={`What ${name} is shown as`}
        value={said.value ?? (saidBy === undefined ? 'automatic' : status)}
        onChange={event => void say(event.currentTarget.value as Status)}
      >
        {Object.entries(statuses).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
      <Problem error={deed.error} />
    </li>
  );
}

function Announce({ components }: { components: readonly { id: string; name: string }[] }) {
  const deed = useDeed();
  const name = 'Announce maintenance';
  return (
    <details>
      <summary>{name}</summary>
      <Form
        name={name}
        onSend={async ({ title = '', body = '', from = '', until = '', ...chosen }, form) => {
          const said = {
            ...{ title, body, components: Object.values(chosen) },
            ...{ from: new Date(from).toISOString(), until: new Date(until).toISOString() },
          };
          const announce = async (key: string) => {
            await send('POST', '/v1/status-page/maintenances', {}, said, { key });
            forget(name);
          };
          // Once it is done nothing is left that customers could be told twice by whoever does not see the list.
          if (await deed.run(announce)) form.reset();
        }}
      >
        <Field label="What">
          <input name="title" required maxLength={200} dir="auto" />
        </Field>
        <Field label="What customers should know">
          <textarea name="body" rows={3} maxLength={4000} dir="auto" />
        </Field>
        <fieldset class="choices">
          <legend>Of which parts</legend>
          {components.map(({ id, name }) => (
            <label key={id}>
              <input type="checkbox" name={`component-${id}`} value={id} data-kept />{' '}
              <span class="words">{name}</span>
            </label>
          ))}
        </fieldset>
        <Field label="From">
          <input type="datetime-local" name="from" required />
        </Field>
        <Field label="Until">
          <input type="datetime-local" name="until" required />
        </Field>
        <Send deed={deed}>Announce it</Send>
      </Form>
    </details>
  );
}
