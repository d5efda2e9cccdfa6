import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Answer, get, Refused, send } from '#console/api.ts';
import { useResolved } from '#console/incident/resolved.ts';
import { useLive } from '#console/live.ts';
import { ChooseAny } from '#console/shell/choose-any.tsx';
import { forget, keep, kept } from '#console/shell/drafts.ts';
import {
  Button,
  Card,
  Dialog,
  Field,
  Form,
  Problem,
  SeverityMark,
  Time,
  useDeed,
  Waiting,
  Words,
} from '#console/shell/parts.tsx';
import { Rendered } from '#console/shell/rendered.tsx';
import { useStill } from '#console/shell/rows.tsx';
import { Send } from '#console/shell/send.tsx';

/** Of which incidents there is one to write or to read. */
export function Postmortems() {
  const { found, rows: resolved, more, busy, error } = useResolved(100);
  const rows = resolved.filter(({ drill }) => drill === undefined);
  return (
    <Card title="Post-mortems">
      <Waiting of={found} what="What was resolved" />
      {found.value !== undefined && rows.length === 0 && more === undefined && (
        <p class="quiet">Nothing is over yet: an incident has one once its watch ended.</p>
      )}
      <ul class="rows">
        {rows.map(({ id, severity, title, declaredAt }) => (
          <li key={id} data-stop>
            <a href={`/after/post-mortems/${id}`}>
              <SeverityMark severity={severity} /> <span class="id">{id}</span>
              <Words>{title}</Words>
              <Time at={declaredAt} />
            </a>
          </li>
        ))}
      </ul>
      {more !== undefined && (
        <Button busy={busy} onClick={more}>
          Older ones
        </Button>
      )}
      <Problem error={error} />
    </Card>
  );
}

type Text = Answer<'GET', '/v1/incidents/{id}/postmortem'>;

const statusWords: Record<Text['status'], string> = {
  draft: 'a draft',
  'in-review': 'in review',
  published: 'published',
};

export function Postmortem({ id }: { id: string }) {
  const found = useLive('/v1/incidents/{id}/postmortem', { id }, undefined, { everyMs: 5000 });
  const deed = useDeed();
  if (found.value === undefined) {
    const { trouble } = found;
    // Of no incident, or for whoever may not read it, there is nothing to draft.
    const isAbsent = trouble instanceof Refused && trouble.problem.reason === 'no-postmortem';
    return (
      <Card title={`Post-mortem of ${id}`}>
        {isAbsent ? (
          <>
            <p class="quiet">{trouble.message}</p>
            <Button
              kind="primary"
              busy={deed.busy}
              onClick={() =>
                void deed.run(key =>
                  send('POST', '/v1/incidents/{id}/postmortem', { id }, {}, { key }),
                )
              }
            >
              Draft it from what happened
            </Button>
            <Problem error={deed.error} />
          </>
        ) : (
          <Waiting of={found} what="The post-mortem" />
        )}
      </Card>
    );
  }
  return <Editor id={id} text={found.value} />;
}

/** What one writes stays one's own until it is stored; what others stored meanwhile is shown, and nobody's is lost. */
function Editor({ id, text }: { id: string; text: Text }) {
  const form = `Post-mortem of ${id}`;
  const { version = text.version, markdown = text.markdown } = kept(form) ?? {};
  const begun = useSignal({ ...text, version: Number(version) });
  const own = useSignal(markdown);
  const isRead = useSignal(text.status === 'published');
  const publishing = useSignal(false);
  const deed = useDeed();
  const isChanged = own.value !== begun.value.markdown;
  const isOutdated = text.version > begun.value.version;
  const still = useStill(String(isOutdated && isChanged));
  // Others would read the text without it.
  const unstored = isChanged ? 'First store what you wrote.' : undefined;
  /** What is written, and the version that it is written over: kept in the same moment, as the page may be left in the next. */
  const write = (markdown: string, over: Text = begun.peek()) => {
    begun.value = over;
    own.value = markdown;
    if (markdown === over.markdown) forget(form);
    else keep(form, { markdown, version: String(over.version) });
  };
  useEffect(() => {
    // By what is written now: some type before this is run.
    if (own.peek() === begun.peek().markdown) write(text.markdown, text);
  }, [text.version]);
  const store = () =>
    deed.run(async key => {
      const sent = { version: begun.peek().version, markdown: own.peek() };
      const path = '/v1/incidents/{id}/postmortem';
      const stored = await send('PUT', path, { id }, sent, { key });
      const isWrittenOn = own.peek() !== sent.markdown;
      write(isWrittenOn ? own.peek() : stored.markdown, stored);
    });
  return (
    <Card
      title={`Post-mortem of ${id}`}
      more={
        <span class="quiet">
          {statusWords[text.status]}, version {text.version} by {text.by}, <Time at={text.at} />
        </span>
      }
    >
      <p class="line">
        <a href={`/incidents/${id}`}>{id}</a> <Words>{text.title}</Words>
        {text.dueAt !== undefined && text.status !== 'published' && (
          <span>
            due <Time at={text.dueAt} />
          </span>
        )}
      </p>
      {isOutdated && isChanged && (
        <div class="problem" role="alert" onClickCapture={still}>
          <p>
            {text.by} stored version {text.version} while you wrote. Yours is of version{' '}
            {begun.value.version}.
          </p>
          <div class="row">
            <Button onClick={() => write(text.markdown, text)}>Take theirs</Button>
            <Button onClick={() => write(own.peek(), text)}>Go on with mine over theirs</Button>
          </div>
        </div>
      )}
      <div class="row" role="group" aria-label="How it is shown">
        <button type="button" aria-pressed={!isRead.value} onClick={() => (isRead.value = false)}>
          Write
        </button>
        <button type="button" aria-pressed={isRead.value} onClick={() => (isRead.value = true)}>
          Read
        </button>
      </div>
      {isRead.value ? (
        <Rendered markdown={own.value} />
      ) : (
        <textarea
          class="document"
          aria-label="The post-mortem in Markdown"
          dir="auto"
          rows={24}
          value={own.value}
          onInput={event => write(event.currentTarget.value)}
        />
      )}
      <div class="row">
        <Button
          kind="primary"
          busy={deed.busy}
          refused={isChanged ? undefined : 'Nothing was changed.'}
          onClick={() => void store()}
        >
          Store
        </Button>
        {text.status === 'draft' && (
          <Button
            busy={deed.busy}
            refused={unstored}
            onClick={() =>
              void deed.run(
                key => send('POST', '/v1/incidents/{id}/postmortem/review', { id }, {}, { key }),
                text.version,
              )
            }
          >
            Ask for review
          </Button>
        )}
        {text.status !== 'published' && (
          <Button refused={unstored} onClick={() => (publishing.value = true)}>
            Publish
          </Button>
        )}
      </div>
      <Problem error={deed.error} />
      <Older
        id={id}
        newest={text.version}
        onTake={markdown => {
          write(markdown);
          isRead.value = false;
        }}
      />
      <NewItem id={id} />
      {publishing.value && (
        <Publish id={id} version={begun.value.version} onClose={() => (publishing.value = false)} />
      )}
    </Card>
  );
}

/** What it said before, to read and to take back: it is stored as a new version, and none is lost. */
function Older(props: { id: string; newest: number; onTake: (markdown: string) => void }) {
  const isOpen = useSignal(false);
  if (props.newest === 1) return null;
  return (
    <details onToggle={event => (isOpen.value = event.currentTarget.open)}>
      <summary>Older versions</summary>
      {isOpen.value && <Versions key={props.newest} {...props} />}
    </details>
  );
}

function Versions({
  id,
  newest,
  onTake,
}: {
  id: string;
  newest: number;
  onTake: (markdown: string) => void;
}) {
  const found = useLive('/v1/incidents/{id}/postmortem/versions', { id });
  const shown = useSignal<Text | undefined>(undefined);
  const deed = useDeed();
  return (
    <>
      <Waiting of={found} what="The older versions" />
      <ul class="entries">
        {found.value?.versions
          .filter(({ version }) => version !== newest)
          .map(({ version, by, at }) => (
            <li key={version}>
              <span class="words">
                Version {version} by {by}, <Time at={at} />
              </span>
              <Button
                busy={deed.busy}
                onClick={() =>
                  void deed.run(async () => {
                    shown.value = await get('/v1/incidents/{id}/postmortem', { id }, { version });
                  })
                }
              >
                Read<span class="for-readers"> version {version}</span>
              </Button>
            </li>
          ))}
      </ul>
      <Problem error={deed.error} />
      {shown.value !== undefined && (
        <section aria-label={`Version ${shown.value.version}`}>
          <Rendered markdown={shown.value.markdown} />
          <Button onClick={() => onTake(shown.value?.markdown ?? '')}>
            Take version {shown.value.version} back into the text
          </Button>
        </section>
      )}
    </>
  );
}

function Publish(props: { id: string; version: number; onClose: () => void }) {
  const { id, onClose } = props;
  const deed = useDeed();
  // As it was read: what somebody stores while the dialog is open is published by nobody unseen.
  const version = useRef(props.version).current;
  const name = `Publish the post-mortem of ${id}`;
  return (
    <Dialog title="Publish the post-mortem" onClose={onClose}>
      <Form
        name={name}
        onSend={async ({ learnings }) => {
          const publish = async (key: string) => {
            await send(
              'POST',
              '/v1/incidents/{id}/postmortem/publish',
              { id },
              { version, ...(learnings && { learnings }) },
              { key },
            );
            forget(name);
          };
          if (await deed.run(publish)) onClose();
        }}
      >
        <Field
          label="What the stakeholders are told"
          hint="The quote of the summary when nothing is said."
        >
          <textarea name="learnings" rows={4} maxLength={2000} dir="auto" autoFocus />
        </Field>
        <Send deed={deed}>Publish</Send>
      </Form>
    </Dialog>
  );
}

function NewItem({ id }: { id: string }) {
  const deed = useDeed();
  const added = useSignal(0);
  const name = `Action item of ${id}`;
  return (
    <details>
      <summary>Add an action item</summary>
      <Form
        key={added.value}
        name={name}
        onSend={async ({ text = '', owner, dueOn }) => {
          const add = async (key: string) => {
            await send(
              'POST',
              '/v1/incidents/{id}/action-items',
              { id },
              { text, ...(owner && { owner }), ...(dueOn && { dueOn }) },
              { key },
            );
            forget(name);
          };
          if (await deed.run(add)) added.value += 1;
        }}
      >
        <Field label="What">
          <input name="text" required maxLength={500} dir="auto" />
        </Field>
        <ChooseAny of="people" label="Who" name="owner" none="nobody yet" />
        <Field label="Until">
          <input type="date" name="dueOn" />
        </Field>
        <Send deed={deed} kind="plain">
          Add it
        </Send>
      </Form>
    </details>
  );
}
