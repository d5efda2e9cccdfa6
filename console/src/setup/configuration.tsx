import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Answer, Refused, send } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { Difference } from '#console/setup/difference.tsx';
import { Editor } from '#console/setup/editor.tsx';
import { History } from '#console/setup/history.tsx';
import { Button, Card, Problem, Time, useDeed, Waiting } from '#console/shell/parts.tsx';

type Document = Record<string, unknown>;
type Compared = Answer<'PUT', '/v1/configuration'>;

/** Kept while one goes elsewhere in the console; another part puts its lines in. */
export const draft: { text?: string } = {};

/** The file in force as text: changed, compared, and only then applied. */
export function Configuration() {
  const found = useLive('/v1/configuration', {}, undefined, { everyMs: 30_000 });
  const text = useSignal<string | undefined>(draft.text);
  const compared = useSignal<{ text: string; answer: Compared } | undefined>(undefined);
  const taken = useSignal(0);
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
  const take = async (document: Document) => {
    const { stringify } = await import('yaml');
    text.value = stringify(document, { lineWidth: 0 });
    draft.text = text.value;
    // The editor begins anew with it.
    taken.value += 1;
  };
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
          key={taken.value}
          text={text.value}
          label="The configuration as YAML"
          onChange={changed => {
            text.value = changed;
            draft.text = changed;
          }}
        />
      )}
      <Problem error={deed.error} />
      {isCompared && compared.value !== undefined && (
        <Difference title="What would change" {...compared.value.answer} />
      )}
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
      <History inForce={current.version} onTake={document => void take(document)} />
    </Card>
  );
}
