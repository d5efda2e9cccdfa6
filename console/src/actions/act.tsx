import { useSignal } from '@preact/signals';
import { type Answer, send } from '#console/api.ts';
import type { Incident } from '#console/incident/words.ts';
import { useLive } from '#console/live.ts';
import { forget } from '#console/shell/drafts.ts';
import {
  Button,
  Card,
  Dialog,
  Field,
  Form,
  Problem,
  Time,
  useDeed,
  Waiting,
  Words,
} from '#console/shell/parts.tsx';
import { Rows, useStill } from '#console/shell/rows.tsx';
import { Send } from '#console/shell/send.tsx';

type Action = Answer<'GET', '/v1/actions'>['actions'][number];
type Run = Answer<'GET', '/v1/action-runs'>['runs'][number];

/** What can be changed in the team's account: what would change is shown before anything does. */
export function Act({ incident }: { incident: Incident }) {
  const known = useLive('/v1/actions');
  const actions = known.value?.actions ?? [];
  const runs = useLive(
    '/v1/action-runs',
    {},
    { incident: incident.id, limit: 100 },
    { everyMs: 5000 },
  );
  const most = useSignal(20);
  const chosen = useSignal<Action | undefined>(undefined);
  const here = actions.filter(({ services }) => services.includes(incident.service));
  // What somebody has to look at first, however much was done since.
  const all = (runs.value?.runs ?? []).toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)));
  const own = all.filter((run, index) => index < most.value || !isOver(run));
  return (
    <Card title="Act">
      {own.length > 0 && (
        <Rows class="runs">
          {own.map(run => (
            <li key={run.id}>
              <RunShown run={run} />
            </li>
          ))}
        </Rows>
      )}
      {own.length < all.length && (
        <Button onClick={() => (most.value = all.length)}>
          Older ones <span class="quiet">{all.length - own.length}</span>
        </Button>
      )}
      <Waiting of={known} what="What can be done" />
      {known.value === undefined ? null : here.length === 0 ? (
        <p class="quiet">
          No action is configured for {incident.serviceName}. {actions[0]?.add}
        </p>
      ) : (
        <details>
          <summary>
            Change something <span class="quiet">{here.length}</span>
          </summary>
          <ul class="deeds">
            {here.map(action => (
              <li key={action.action}>
                <button type="button" onClick={() => (chosen.value = action)}>
                  <span>
                    <code>{action.action}</code>
                    <small class="quiet">{action.summary}</small>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      {chosen.value !== undefined && (
        <Plan
          action={chosen.value}
          incident={incident}
          onClose={() => (chosen.value = undefined)}
        />
      )}
    </Card>
  );
}

const isOver = ({ status }: Run) => status !== 'waiting' && status !== 'running';

function pathOf({ family }: Pick<Action, 'family'>) {
  return `/v1/actions/${family}/{action}` as '/v1/actions/database/{action}';
}

/** First what would change; then, with a reason, in earnest. */
function Plan({
  action,
  incident,
  onClose,
}: {
  action: Action;
  incident: Incident;
  onClose: () => void;
}) {
  const plan = useSignal<{ run: Run; inputs: Record<string, string> } | undefined>(undefined);
  const deed = useDeed();
  const name = `${incident.id} ${action.action}`;
  const why = `${name}, why`;
  const ask = (
    more: { dryRun: boolean; reason?: string; inputs: Record<string, string> },
    key: string,
  ) =>
    send(
      'POST',
      pathOf(action),
      { action: action.action },
      { ...more, service: incident.service, incident: incident.id },
      { key },
    );
  return (
    <Dialog title={action.action} onClose={onClose}>
      <p>{action.summary}</p>
      <Form
        name={name}
        onSend={async inputs => {
          const look = async (key: string) => {
            plan.value = { run: await ask({ dryRun: true, inputs }, key), inputs };
          };
          // What would change by other inputs says nothing of these.
          if (!(await deed.run(look))) plan.value = undefined;
        }}
      >
        {action.options.map(({ name, text, optional, repeated }) => (
          <Field key={name} label={name} hint={text}>
            {repeated ? (
              <textarea name={name} rows={2} required={!optional} />
            ) : (
              <input name={name} required={!optional} />
            )}
          </Field>
        ))}
        <Button
          type="submit"
          busy={deed.busy}
          kind={plan.value === undefined ? 'primary' : 'plain'}
        >
          Show what would change
        </Button>
        {plan.value === undefined && <Problem error={deed.error} />}
      </Form>
      {plan.value !== undefined && (
        <Form
          name={why}
          onSend={async ({ reason = '' }) => {
            const inputs = plan.value?.inputs ?? {};
            const act = async (key: string) => {
              await ask({ dryRun: false, reason, inputs }, key);
              for (const form of [name, why]) forget(form);
            };
            if (await deed.run(act)) onClose();
          }}
        >
          <Changes run={plan.value.run} />
          {plan.value.run.changes.length > 0 && (
            <>
              <Field label="Why (it is kept)">
                <input name="reason" required maxLength={1000} dir="auto" />
              </Field>
              <Send deed={deed} kind="danger">
                {action.approval === 'second-person' ? 'Ask a second person for it' : 'Do it'}
              </Send>
            </>
          )}
        </Form>
      )}
    </Dialog>
  );
}

function Changes({ run }: { run: Run }) {
  return (
    <>
      {run.changes.length === 0 ? (
        <p>It is so already: nothing would change.</p>
      ) : (
        <dl class="changes">
          {run.changes.map(({ what, before, after }) => (
            <div key={what}>
              <dt class="words">{what}</dt>
              <dd>
                <del class="words">{before}</del> <ins class="words">{after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {run.notes.map(note => (
        <p key={note} class="quiet">
          <Words>{note}</Words>
        </p>
      ))}
    </>
  );
}

const statusWords: Record<Run['status'], string> = {
  planned: 'planned',
  waiting: 'waits for a second person',
  running: 'being done',
  done: 'done',
  failed: 'failed',
  unknown: 'began, and how it ended is not known',
  expired: 'nobody approved it in time',
};

function RunShown({ run }: { run: Run }) {
  const {
    id = '',
    action,
    status,
    by,
    at,
    reason,
    outcome = [],
    canBeUndone,
    family,
    approveBefore,
  } = run;
  const deed = useDeed();
  const approve =
    `/v1/actions/${family}/runs/{id}/approve` as '/v1/actions/database/runs/{id}/approve';
  return (
    <>
      <p class="line">
        <code>{action}</code>
        <strong class={status === 'done' ? 'good' : status === 'failed' ? 'bad' : ''}>
          {statusWords[status]}
        </strong>
        {at !== undefined && <Time at={at} />}
        <span class="quiet words">{by?.name}</span>
      </p>
      {reason !== undefined && <Words as="p">{reason}</Words>}
      <Changes run={run} />
      {outcome.map(text => (
        <Words key={text} as="p">
          {text}
        </Words>
      ))}
      <div class="row" onClickCapture={useStill(status)}>
        {status === 'waiting' && (
          <Button
            kind="danger"
            busy={deed.busy}
            onClick={() => void deed.run(key => send('POST', approve, { id }, {}, { key }), status)}
          >
            Approve, and do it
          </Button>
        )}
        {approveBefore !== undefined && status === 'waiting' && (
          <span class="quiet">
            until <Time at={approveBefore} />
          </span>
        )}
        {canBeUndone && (
          <Button
            busy={deed.busy}
            onClick={() =>
              void deed.run(key =>
                send(
                  'POST',
                  pathOf(run),
                  { action },
                  { undo: id, dryRun: false, reason: `Taken back: ${reason ?? action}` },
                  { key },
                ),
              )
            }
          >
            Take it back
          </Button>
        )}
      </div>
      <Problem error={deed.error} />
    </>
  );
}
