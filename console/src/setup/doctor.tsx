import { useLocation } from 'preact-iso';
import { send } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { grouped } from '#console/shell/group-by.ts';
import { Card, Field, Form, Time, useDeed, Waiting } from '#console/shell/parts.tsx';
import { RowDeed } from '#console/shell/row-deed.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { Send } from '#console/shell/send.tsx';
import { span } from '#console/shell/times.ts';
import { Below } from '#console/shell/when-idle.tsx';

/** Whether it would ring: what is stuck, what must say that it lives, and exercises. What only AWS knows, `tocsin doctor` asks. */
export function Doctor() {
  return (
    <div class="columns">
      <Stuck />
      <div class="side">
        <Below>
          <Heartbeats />
          <Drill />
          <Card title="The account">
            <p>
              What only AWS can say (the SMS sandbox, spending limits, senders of mail) is asked by{' '}
              <code>tocsin doctor</code>, with the rights of whoever runs it.
            </p>
            <p>
              Whether a page would reach somebody at every moment: <a href="/on-call">On call</a>.
            </p>
          </Card>
        </Below>
      </div>
    </div>
  );
}

function Stuck() {
  const found = useLive('/v1/dead-letters', {}, {}, { everyMs: 15_000 });
  const letters = found.value?.deadLetters ?? [];
  const queues = [...grouped(letters, ({ queue }) => queue)];
  return (
    <Card title="What was given up">
      <Waiting of={found} what="What was given up" />
      {found.value !== undefined && letters.length === 0 && <p class="good">✓ Nothing.</p>}
      <Rows>
        {queues.map(([queue, its]) => (
          <li key={queue}>
            <h3>
              {queue} <span class="bad">{its.length}</span>
            </h3>
            <ul>
              {its.slice(0, 5).map(({ id, sentAt, incident, about }) => (
                <li key={id} class="words">
                  <Time at={sentAt} />{' '}
                  {incident !== undefined && <a href={`/incidents/${incident}`}>{incident}</a>}{' '}
                  {about}
                </li>
              ))}
            </ul>
            <RowDeed
              about={`: ${queue}`}
              run={() => send('POST', '/v1/dead-letters/send-again', {}, { queue })}
            >
              Try them once more
            </RowDeed>
          </li>
        ))}
      </Rows>
    </Card>
  );
}

const beatWords = { waiting: 'never came yet', alive: 'lives', missed: 'stays away' } as const;

function Heartbeats() {
  const found = useLive('/v1/heartbeats', {}, undefined, { everyMs: 15_000 });
  return (
    <Card title="What must say that it lives">
      <Waiting of={found} what="The heartbeats" />
      {found.value?.heartbeats.length === 0 && (
        <p class="quiet">
          Nothing has to. <code>heartbeats</code> in the configuration says what does.
        </p>
      )}
      <ul class="entries">
        {found.value?.heartbeats.map(({ name, state, lastAt, everySeconds }) => (
          <li key={name}>
            <span>
              <strong class="words">{name}</strong>
              <small class="quiet">every {span(everySeconds * 1000)}</small>
            </span>
            <span class={state === 'missed' ? 'bad' : state === 'alive' ? 'good' : 'quiet'}>
              {beatWords[state]}
              {lastAt !== undefined && (
                <>
                  , <Time at={lastAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Drill() {
  const team = useLive('/v1/directory');
  const services = team.value?.services ?? [];
  const deed = useDeed();
  const { route } = useLocation();
  return (
    <Card title="An exercise">
      <Form
        onSend={async ({ service = '', severity = 'SEV2', announced }) => {
          const body = {
            ...{ service, severity: severity as 'SEV2' },
            announced: announced !== undefined,
          };
          let begun = '';
          const begin = async (key: string) => {
            ({ id: begun } = await send('POST', '/v1/drills', {}, body, { key }));
          };
          if (await deed.run(begin)) route(`/incidents/${begun}`);
        }}
      >
        <Field label="Service">
          <select name="service" required>
            {team.value === undefined && <option value="">Looking…</option>}
            {services.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          {team.trouble !== undefined && <Waiting of={team} what="Which services there are" />}
        </Field>
        <Field label="Severity">
          <select name="severity">
            <option>SEV2</option>
            <option>SEV1</option>
            <option>SEV3</option>
          </select>
        </Field>
        <label class="switch">
          <input type="checkbox" name="announced" defaultChecked /> Say in each message that it is
          an exercise
        </label>
        <Send deed={deed} kind="danger">
          Page who is on call
        </Send>
      </Form>
    </Card>
  );
}
