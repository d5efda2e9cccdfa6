import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Document as YamlDocument } from 'yaml';
import { type Answer, Refused, send } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { Difference } from '#console/setup/difference.tsx';
import { Editor } from '#console/setup/editor.tsx';
import { History } from '#console/setup/history.tsx';
import { draft } from '#console/setup/proposed.ts';
import { forget, keep, kept, newKeys } from '#console/shell/drafts.ts';
import { Button, Card, Problem, Time, useDeed, Waiting } from '#console/shell/parts.tsx';
import { useStill } from '#console/shell/rows.tsx';

type Document = Record<string, unknown>;
type InForce = Answer<'GET', '/v1/configuration'>;
type Compared = Answer<'PUT', '/v1/configuration'>;

/** Of the nearest to a JSON pointer that is written: what is missing stands nowhere. */
function placeOf(parsed: YamlDocument, pointer: string): number | undefined {
  const keys = pointer
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  while (keys.length > 0) {
    const found = parsed.getIn(keys, true) as { range?: [number] } | undefined;
    if (found?.range !== undefined) return found.range[0];
    keys.pop();
  }
  return undefined;
}

/** Those whose keys were made in this window. */
function letIn({ integrations = [] }: { integrations?: { name: string }[] }): string[] {
  return integrations.map(({ name }) => name).filter(name => newKeys.value.has(name));
}

/** The file in force as text: changed, compared, and only then applied. */
export function Configuration() {
  const found = useLive('/v1/configuration', {}, undefined, { everyMs: 30_000 });
  const before = kept(draft) ?? {};
  const text = useSignal(before.text);
  /** In force when what is written here was begun. */
  const begun = useSignal(Number(before.version));
  const compared = useSignal<{ text: string; with: number; answer: Compared } | undefined>(
    undefined,
  );
  const taken = useSignal(0);
  const mistake = useSignal<{ at: number } | undefined>(undefined);
  const deed = useDeed();
  const current = found.value;
  const write = (written: string, version: number) => {
    text.value = written;
    begun.value = version;
    keep(draft, { text: written, version: String(version) });
  };
  /** Into the editor, which begins anew with it. */
  const take = async (document: Document) => {
    const { stringify } = await import('yaml');
    text.value = stringify(document, { lineWidth: 0 });
    taken.value += 1;
  };
  const takeCurrent = async ({ document, version }: Pick<InForce, 'document' | 'version'>) => {
    forget(draft);
    begun.value = version;
    await import('yaml');
    // Somebody may have begun to write while that was on its way.
    if (kept(draft) === undefined) await take(document);
  };
  useEffect(() => {
    // What nobody has changed is what is in force.
    if (current !== undefined && kept(draft) === undefined) void takeCurrent(current);
  }, [current?.version]);
  const isOutdated = kept(draft) !== undefined && begun.value !== current?.version;
  const still = useStill(String(isOutdated));
  if (current === undefined) {
    return (
      <Card title="Configuration">
        <Waiting of={found} what="The configuration" />
      </Card>
    );
  }
  const put = (dryRun: boolean) =>
    deed.run(async key => {
      const { parseDocument } = await import('yaml');
      const sent = text.peek() ?? '';
      const parsed = parseDocument(sent);
      const [wrong] = parsed.errors;
      if (wrong !== undefined) {
        mistake.value = { at: wrong.pos[0] };
        throw new Error(wrong.message);
      }
      const query = {
        expectedVersion: current.version,
        ...(dryRun && { dryRun: 'true' as const }),
      };
      const body = parsed.toJS() as Document;
      const answer = await send('PUT', '/v1/configuration', {}, body, { key, query }).catch(
        (error: unknown) => {
          const [first] = error instanceof Refused ? (error.problem.errors ?? []) : [];
          const at = first && placeOf(parsed, first.path);
          if (at !== undefined) mistake.value = { at };
          throw error;
        },
      );
      compared.value = { text: sent, with: answer.version, answer };
      if (dryRun) return;
      compared.value = undefined;
      const written = text.peek() ?? '';
      if (written !== sent) return write(written, answer.version);
      forget(draft);
      begun.value = answer.version;
    });
  // With what is in force now, and not with what was in force when it was looked at.
  const isCompared =
    compared.value?.text === text.value && compared.value?.with === current.version;
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
          mistake={mistake.value}
          onChange={changed => write(changed, begun.value)}
        />
      )}
      {isOutdated && (
        <div class="problem" role="alert" onClickCapture={still}>
          <p>
            Version {current.version} came into force while you wrote. Yours would take back what it
            changed; what would change shows it.
          </p>
          <Button onClick={() => void takeCurrent(current)}>Begin again with it</Button>
        </div>
      )}
      {letIn(current.document).map(name => (
        <p key={name} class="good" role="status">
          ✓ {name} is let in.{' '}
          <a href={`/set-up/senders/${encodeURIComponent(name)}`}>Go on with setting it up</a>
        </p>
      ))}
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
      <Problem error={deed.error} />
      <History
        inForce={current.version}
        onTake={async document => {
          await take(document);
          write(text.value ?? '', current.version);
        }}
      />
    </Card>
  );
}
