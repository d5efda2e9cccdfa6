import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Answer, Refused, send } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { Editor } from '#console/setup/editor.tsx';
import { Button, Card, Problem, Time, useDeed, Waiting, Words } from '#console/shell/parts.tsx';

type Document = Record<string, unknown>;
type Compared = Answer<'PUT', '/v1/configuration'>;

/** Kept while one goes elsewhere in the console; another part puts its lines in. */
export const draft: { text?: string } = {};

/** The file in force as text: changed, compared, and only then applied. */
export function Configuration() {
  const found = useLive('/v1/configuration', {}, undefined, { everyMs: 30_000 });
  const text = useSignal<string | undefined>(draft.text);
  const compared = useSignal<{ text: string; answer: Compared } | undefined>(undefined);
  const deed = useDeed();
  const current = found.value;
  useEffect(() => {
    if (text.value !== undefined || current === undefined) return;
    void import('yaml').then(({ stringify }) => {
      text.value ??= stringify(current.document, { lineWidth: 0 });
    });
  }, [current?.version]);
  if (current === undefined) {
    return (
      <Card title="Configuration">
        <Waiting of={found} what="The configuration" />
        {found.trouble instanceof Refused && (
          <p class="quiet">
            <code>admin: true</code> of a person in the file lets them see and change it here.
          </p>
        )}
      </Card>
    );
  }
  const put = (dryRun: boolean) =>
    deed.run(async key => {
      const { parseDocument } = await import('yaml');
      const parsed = parseDocument(text.value ?? '');
      const [wrong] = parsed.errors;
      if (wrong !== undefined) throw new Error(wrong.message);
      const query = {
        expectedVersion: current.version,
        ...(dryRun && { dryRun: 'true' as const }),
      };
      const body = parsed.toJS() as Document;
      const answer = await send('PUT', '/v1/configuration', {}, body, { key, query });
      compared.value = { text: text.value ?? '', answer };
      if (!dryRun) {
        delete draft.text;
        compared.value = undefined;
      }
    });
  const isCompared = compared.value !== undefined && compared.value.text === text.value;
  return (
    <Card
      title="Configuration"
      more={
        <span class="quiet words">
          version {current.version}
          {current.appliedAt !== undefined && (
            <>
              , <Time at={current.appliedAt} />
            </>
          )}
          {current.appliedBy !== undefined && `, by ${current.appliedBy}`}
        </span>
      }
    >
      <p class="quiet">
        Comments are not kept in force: whoever has them in a file of their own applies that with{' '}
        <code>tocsin apply</code>.
      </p>
      {text.value !== undefined && (
        <Editor
          text={text.value}
          label="The configuration as YAML"
          onChange={changed => {
            text.value = changed;
            draft.text = changed;
          }}
        />
      )}
      <Problem error={deed.error} />
      {isCompared && compared.value !== undefined && <Difference answer={compared.value.answer} />}
      <div class="row">
        <Button
          busy={deed.busy}
          kind={isCompared ? 'plain' : 'primary'}
          onClick={() => void put(true)}
        >
          What would change?
        </Button>
        <Button
          kind="danger"
          busy={deed.busy}
          refused={isCompared ? undefined : 'Look first at what would change.'}
          onClick={() => void put(false)}
        >
          Put it in force
        </Button>
      </div>
    </Card>
  );
}

const shown = (value: unknown) =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 1);

function Difference({ answer: { changes, warnings } }: { answer: Compared }) {
  return (
    <section aria-label="What would change">
      {changes.length === 0 && <p>Nothing would change.</p>}
      <dl class="changes">
        {changes.map(({ path, kind, before, after }) => (
          <div key={path}>
            <dt>
              <code class="words">{path}</code> <span class="quiet">{kind}</span>
            </dt>
            <dd>
              {before !== undefined && <del class="words">{shown(before)}</del>}{' '}
              {after !== undefined && <ins class="words">{shown(after)}</ins>}
            </dd>
          </div>
        ))}
      </dl>
      {warnings.length > 0 && (
        <ul class="findings">
          {warnings.map(({ path, message }) => (
            <li key={`${path}${message}`} class="warning">
              <strong aria-hidden="true">!</strong>
              <span>
                <code class="words">{path}</code> <Words>{message}</Words>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
