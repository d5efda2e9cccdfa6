import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type Answer, get, send } from '#console/api.ts';
import type { Incident } from '#console/incident/words.ts';
import { roleNames } from '#console/incident/words.ts';
import { useLive } from '#console/live.ts';
import { ChoosePerson } from '#console/shell/choose-person.tsx';
import type { Deed } from '#console/shell/deed.ts';
import { forget, kept } from '#console/shell/drafts.ts';
import { Button, Dialog, Field, Form, useDeed, Waiting, Words } from '#console/shell/parts.tsx';
import { Send } from '#console/shell/send.tsx';

/* What is asked with words of one's own. Each closes when the API says that it is committed. */

export type DeedName =
  | 'update'
  | 'note'
  | 'escalate'
  | 'responders'
  | 'severity'
  | 'role'
  | 'snooze'
  | 'reassign'
  | 'resolve'
  | 'reopen'
  | 'more';

interface Props {
  incident: Incident;
  onClose: () => void;
}

export function Deeds({
  name,
  others,
  ...props
}: Props & { name: DeedName; others: readonly Deed[] }) {
  switch (name) {
    case 'update':
      return <Update {...props} />;
    case 'note':
      return <Note {...props} />;
    case 'escalate':
      return <Escalate {...props} />;
    case 'responders':
      return <Responders {...props} />;
    case 'severity':
      return <ChangeSeverity {...props} />;
    case 'role':
      return <Role {...props} />;
    case 'snooze':
      return <Snooze {...props} />;
    case 'reassign':
      return <Reassign {...props} />;
    case 'resolve':
      return <Resolve {...props} />;
    case 'reopen':
      return <Reopen {...props} />;
    case 'more':
      return <More others={others} onClose={props.onClose} />;
    default:
      return name satisfies never;
  }
}

/** What is typed in it, of one incident. */
const formName = (title: string) => `${location.pathname} ${title}`;

/** One question, one button. */
function Ask(props: {
  title: string;
  of: string;
  button: string;
  kind?: 'primary' | 'danger';
  onClose: () => void;
  onSend: (fields: Record<string, string>, key: string) => Promise<{ note?: string | undefined }>;
  children: ComponentChildren;
  wide?: boolean;
}) {
  const deed = useDeed();
  /** What the API says of what it did, or had no need to do: it is read before the dialog closes. */
  const note = useSignal<string | undefined>(undefined);
  const name = formName(props.title);
  return (
    <Dialog title={props.title} of={props.of} onClose={props.onClose} wide={props.wide ?? false}>
      <Form
        name={name}
        onSend={async fields => {
          const send = async (key: string) => {
            const answer = await props.onSend(fields, key);
            note.value = answer.note;
            if (answer.note === undefined) forget(name);
          };
          if ((await deed.run(send)) && note.value === undefined) props.onClose();
        }}
      >
        {props.children}
        <Send deed={deed} kind={props.kind ?? 'primary'}>
          {props.button}
        </Send>
        {note.value !== undefined && <p role="status">{note.value}</p>}
      </Form>
    </Dialog>
  );
}

const audiences = { team: 'The team', stakeholders: 'Stakeholders', statusPage: 'The status page' };

interface Said {
  status: string;
  impact: string;
  actions: string;
}

/** With a draft of what happened since the last one, and how each audience will read it. */
function Update({ incident: { id }, onClose }: Props) {
  const title = 'Post an update';
  const before = kept(formName(title)) as Said | undefined;
  const said = useSignal<Said>(before ?? { status: '', impact: '', actions: '' });
  const isDrafting = useSignal(before === undefined);
  /** What is typed while the draft is on its way stays as it is. */
  const typed = useRef(new Set<string>(Object.keys(before ?? {}))).current;
  const words = useSignal<[string, string][]>([]);
  useEffect(() => {
    if (!isDrafting.peek()) return;
    void get('/v1/incidents/{id}/updates/preview', { id }, {})
      .then(({ update }) => {
        const missing = Object.entries(update).filter(([field]) => !typed.has(field));
        said.value = { ...said.peek(), ...Object.fromEntries(missing) };
      })
      // Without a draft an update can be posted all the same.
      .catch(() => undefined)
      .finally(() => (isDrafting.value = false));
  }, []);
  // Whoever is about to type when the draft comes types over it, and not behind it.
  useLayoutEffect(() => {
    const field = document.activeElement;
    if (field instanceof HTMLTextAreaElement && !typed.has(field.name)) field.select();
  }, [isDrafting.value]);
  useEffect(() => {
    const { status, impact, actions } = said.value;
    if (status === '') return undefined;
    let isNewest = true;
    const timer = setTimeout(
      () =>
        void get(
          '/v1/incidents/{id}/updates/preview',
          { id },
          { status, ...(impact && { impact }), ...(actions && { actions }) },
        )
          .then(preview => {
            // Written on, another is on its way; an answer that comes late must not stand for it.
            if (!isNewest) return;
            words.value = Object.entries(preview.words).flatMap(([audience, text]) =>
              text === undefined
                ? []
                : [[audience, typeof text === 'string' ? text : `${text.subject}\n\n${text.body}`]],
            );
          })
          .catch(() => undefined),
      400,
    );
    return () => {
      isNewest = false;
      clearTimeout(timer);
    };
  }, [said.value]);
  const change = (field: keyof Said) => (event: { currentTarget: HTMLTextAreaElement }) => {
    typed.add(field);
    said.value = { ...said.peek(), [field]: event.currentTarget.value };
  };
  return (
    <Ask
      title={title}
      of={id}
      button="Post the update"
      wide
      onClose={onClose}
      onSend={({ status = '', impact, actions }, key) =>
        send(
          'POST',
          '/v1/incidents/{id}/updates',
          { id },
          { status, ...(impact && { impact }), ...(actions && { actions }) },
          { key },
        )
      }
    >
      <Field label="How it stands" hint={isDrafting.value ? 'Drafting…' : 'In a sentence or two.'}>
        <textarea
          name="status"
          required
          autoFocus
          rows={3}
          maxLength={1000}
          dir="auto"
          value={said.value.status}
          onInput={change('status')}
        />
      </Field>
      <Field label="Impact">
        <textarea
          name="impact"
          rows={2}
          maxLength={1000}
          dir="auto"
          value={said.value.impact}
          onInput={change('impact')}
        />
      </Field>
      <Field label="What is being done">
        <textarea
          name="actions"
          rows={2}
          maxLength={1000}
          dir="auto"
          value={said.value.actions}
          onInput={change('actions')}
        />
      </Field>

      <details>
        <summary>As others read it</summary>
        {words.value.map(([audience, text]) => (
          <section key={audience}>
            <h3>{audiences[audience as keyof typeof audiences] ?? audience}</h3>
            <pre class="words">{text}</pre>
          </section>
        ))}
      </details>
    </Ask>
  );
}

function Note({ incident: { id }, onClose }: Props) {
  return (
    <Ask
      title="Add a note"
      of={id}
      button="Add it to the timeline"
      onClose={onClose}
      onSend={({ text = '' }, key) =>
        send('POST', '/v1/incidents/{id}/notes', { id }, { text }, { key })
      }
    >
      <Field label="What you saw or did" hint="Only those who work on it read it.">
        <textarea name="text" required autoFocus rows={4} maxLength={4000} dir="auto" />
      </Field>
    </Ask>
  );
}

function Escalate({ incident: { id, ladder, level = 0, round }, onClose }: Props) {
  // Whom the dialog names is whom it wakes: where somebody was paged meanwhile, the answer says so before it names the next.
  const from = useSignal({ level, round });
  const next = ladder[from.value.level];
  return (
    <Ask
      title="Escalate"
      of={id}
      button={next === undefined ? 'Page the next level' : `Page ${next.name} now`}
      kind="danger"
      onClose={onClose}
      onSend={async ({ reason }, key) => {
        const body = { from: from.value, ...(reason && { reason }) };
        const answer = await send('POST', '/v1/incidents/{id}/escalate', { id }, body, { key });
        from.value = { level: answer.level ?? 0, round: answer.round };
        return answer;
      }}
    >
      {next !== undefined && (
        <p>
          This wakes <Words>{next.people.map(({ name }) => name).join(', ') || 'nobody'}</Words>.
        </p>
      )}
      <Field label="Why (they read it)">
        <input name="reason" maxLength={1000} autoFocus dir="auto" />
      </Field>
    </Ask>
  );
}

type Team = Answer<'GET', '/v1/directory'>;

/** More than one sees at once. */
const manyPeople = 12;

/** Some of the people, ticked. */
function Choose({ people }: { people: Team['people'] }) {
  const words = useSignal('');
  const ticked = useSignal<ReadonlySet<string>>(new Set());
  const isMeant = ({ id, name }: (typeof people)[number]) =>
    `${id} ${name}`.toLowerCase().includes(words.value.trim().toLowerCase());
  // Whoever is ticked is paged, and stays in sight; who is not any more, too: another would come under the thumb.
  const shown = people.filter(person => ticked.value.has(person.id) || isMeant(person));
  return (
    <fieldset class="choices">
      <legend>Whom</legend>
      {people.length > manyPeople && (
        <input
          type="search"
          aria-label="Only those with these letters"
          placeholder={`Find one of ${people.length}`}
          onInput={event => (words.value = event.currentTarget.value)}
          // Nobody is paged by it.
          onKeyDown={event => event.key === 'Enter' && event.preventDefault()}
        />
      )}
      {shown.map(({ id, name }) => (
        <label key={id}>
          <input
            type="checkbox"
            name={`person-${id}`}
            value={id}
            onChange={() => (ticked.value = new Set([...ticked.peek(), id]))}
          />{' '}
          <span class="words">{name}</span>
        </label>
      ))}
      {shown.length === 0 && (
        <p class="quiet" role="status">
          Nobody is called so.
        </p>
      )}
    </fieldset>
  );
}

function chosen(fields: Record<string, string>): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('person-') ? [value] : [],
  );
}

function AskPeople(props: {
  title: string;
  button: string;
  command: 'responders' | 'reassign';
  incident: Incident;
  onClose: () => void;
  about?: string;
  reason: string;
}) {
  const { title, button, command, incident, onClose, about, reason: label } = props;
  const { id } = incident;
  const team = useLive('/v1/directory');
  // Whoever reached for what stands below the people would tick somebody where these came late.
  if (team.value === undefined) {
    return (
      <Dialog title={title} of={id} onClose={onClose}>
        <Waiting of={team} what="Who there is" />
      </Dialog>
    );
  }
  return (
    <Ask
      title={title}
      of={id}
      button={button}
      kind="danger"
      onClose={onClose}
      onSend={({ reason = '', ...fields }, key) => {
        const body = { people: chosen(fields), reason };
        return send('POST', `/v1/incidents/{id}/${command}`, { id }, body, { key });
      }}
    >
      {about !== undefined && <p class="quiet">{about}</p>}
      <Choose people={team.value.people} />
      <Field label={label}>
        <input name="reason" required maxLength={1000} dir="auto" />
      </Field>
    </Ask>
  );
}

function Responders(props: Props) {
  return (
    <AskPeople
      {...props}
      title="Page more people"
      button="Page them"
      command="responders"
      reason="What for (they read it)"
    />
  );
}

function Reassign(props: Props) {
  return (
    <AskPeople
      {...props}
      title="Give it to others"
      button="Page them, and give it to them"
      command="reassign"
      about="They are paged first; the escalation begins anew with them."
      reason="Why"
    />
  );
}

function ChangeSeverity({ incident: { id, severity }, onClose }: Props) {
  return (
    <Ask
      title="Change the severity"
      of={id}
      button="Change it"
      onClose={onClose}
      onSend={({ severity: to = '', reason = '' }, key) =>
        send(
          'POST',
          '/v1/incidents/{id}/severity',
          { id },
          { severity: to as typeof severity, reason },
          { key },
        )
      }
    >
      <fieldset class="choices">
        <legend>It is</legend>
        {(['SEV1', 'SEV2', 'SEV3', 'SEV4'] as const).map(each => (
          <label key={each}>
            <input
              type="radio"
              name="severity"
              value={each}
              required
              defaultChecked={each === severity}
            />{' '}
            {each}
          </label>
        ))}
      </fieldset>
      <Field label="Because">
        <input name="reason" required maxLength={1000} autoFocus dir="auto" />
      </Field>
    </Ask>
  );
}

function Role({ incident: { id, roles }, onClose }: Props) {
  return (
    <Ask
      title="Assign a role"
      of={id}
      button="Assign"
      onClose={onClose}
      onSend={({ role = '', person = '', note }, key) =>
        send(
          'POST',
          '/v1/incidents/{id}/roles',
          { id },
          { role: role as keyof typeof roleNames, person, ...(note && { note }) },
          { key },
        )
      }
    >
      <Field label="Role">
        <select name="role" autoFocus>
          {Object.entries(roleNames).map(([role, name]) => (
            <option key={role} value={role}>
              {name}: {roles[role as keyof typeof roleNames]?.name ?? 'nobody'}
            </option>
          ))}
        </select>
      </Field>
      <ChoosePerson label="Who" />
      <Field label="What they should know">
        <textarea name="note" rows={2} maxLength={1000} dir="auto" />
      </Field>
    </Ask>
  );
}

const delays = {
  ...{ '10m': '10 minutes', '30m': '30 minutes', '1h': 'an hour', '4h': '4 hours' },
  ...{ '1d': 'a day', '7d': 'a week' },
};

function Snooze({ incident: { id }, onClose }: Props) {
  return (
    <Ask
      title="Put it off"
      of={id}
      button="Put it off"
      onClose={onClose}
      onSend={({ for: time = '', reason = '' }, key) =>
        send('POST', '/v1/incidents/{id}/snooze', { id }, { for: time, reason }, { key })
      }
    >
      <p class="quiet">It counts as acknowledged, and nobody is paged until then.</p>
      <Field label="For">
        <select name="for" autoFocus>
          {Object.entries(delays).map(([time, words]) => (
            <option key={time} value={time}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Why it can wait">
        <input name="reason" required maxLength={1000} dir="auto" />
      </Field>
    </Ask>
  );
}

function Resolve({ incident: { id, alerts }, onClose }: Props) {
  return (
    <Ask
      title="Resolve"
      of={id}
      button="Resolve"
      onClose={onClose}
      onSend={({ resolution = '' }, key) =>
        send('POST', '/v1/incidents/{id}/resolve', { id }, { resolution }, { key })
      }
    >
      {alerts.firing > 0 && (
        <p class="bad">
          {alerts.firing} of its alerts {alerts.firing === 1 ? 'is' : 'are'} firing still.
        </p>
      )}
      <Field label="What ended it" hint="The report and the post-mortem begin with it.">
        <textarea name="resolution" required autoFocus rows={3} maxLength={2000} dir="auto" />
      </Field>
    </Ask>
  );
}

function Reopen({ incident: { id }, onClose }: Props) {
  return (
    <Ask
      title="Reopen"
      of={id}
      button="Reopen, and page"
      kind="danger"
      onClose={onClose}
      onSend={({ reason = '' }, key) =>
        send('POST', '/v1/incidents/{id}/reopen', { id }, { reason }, { key })
      }
    >
      <Field label="What is wrong again">
        <input name="reason" required autoFocus maxLength={1000} dir="auto" />
      </Field>
    </Ask>
  );
}

/** Everything that can be done, and why not what cannot. */
function More({ others, onClose }: { others: readonly Deed[]; onClose: () => void }) {
  return (
    <Dialog title="What can be done" onClose={onClose}>
      <ul class="deeds">
        {others.map(({ key, name, run, refused }) => (
          <li key={key}>
            <Button
              refused={refused}
              onClick={() => {
                onClose();
                run();
              }}
            >
              <span>
                {name}
                {refused !== undefined && <small class="quiet">{refused}</small>}
              </span>
              <kbd>{key}</kbd>
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
