import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Refused, send, Unreachable } from '#console/api.ts';
import { chosen, chosenFor, type Doable, type Row, wanted } from '#console/incident/chosen.ts';
import { askOf } from '#console/incident/words.ts';
import { forget } from '#console/shell/drafts.ts';
import { Button, Dialog, Field, Form, Icon, useDeed } from '#console/shell/parts.tsx';
import { useStill } from '#console/shell/rows.tsx';

/** So many at a time: whoever chose a hundred is not to be what keeps others from being answered. */
const atOnce = 4;

const words = {
  acknowledge: { done: 'acknowledged', ask: 'Acknowledge', form: '' },
  escalate: { done: 'escalated', ask: 'Escalate', form: 'Escalate those selected' },
  resolve: { done: 'resolved', ask: 'Resolve', form: 'Resolve those selected' },
} as const satisfies Record<Doable, object>;

interface Result {
  what: Doable;
  done: number;
  failed: Map<string, { message: string }>;
}

interface Attempt {
  key: string;
  /** Where its escalation stood when it was asked for first. */
  from: { level: number; round: number | undefined };
}

/** `said`: why, or what ended it. */
function ask(what: Doable, id: string, said: string, { key, from }: Attempt) {
  switch (what) {
    case 'acknowledge':
      return send('POST', '/v1/incidents/{id}/acknowledge', { id }, {}, { key });
    case 'escalate': {
      const body = { from, ...(said !== '' && { reason: said }) };
      return send('POST', '/v1/incidents/{id}/escalate', { id }, body, { key });
    }
    case 'resolve':
      return send('POST', '/v1/incidents/{id}/resolve', { id }, { resolution: said }, { key });
    default:
      return what satisfies never;
  }
}

/** What one thing done to several has become: each by a request of its own, with a result of its own. */
function useTogether() {
  const deed = useDeed();
  const result = useSignal<Result | undefined>(undefined);
  const attempts = useRef(new Map<string, Attempt>()).current;

  async function one(row: Row, said: string, told: Result): Promise<Error | undefined> {
    const { id } = row;
    // What is escalated once moves on by that: it is asked for again as it was seen first.
    const asked = `${told.what} ${id} ${told.what === 'escalate' || askOf(row)} ${said}`;
    const { level = 0, round } = row;
    const attempt = attempts.get(asked) ?? { key: crypto.randomUUID(), from: { level, round } };
    attempts.set(asked, attempt);
    try {
      const { note } = await ask(told.what, id, said, attempt);
      attempts.delete(asked);
      if (note !== undefined) {
        told.failed.set(id, { message: note });
        return undefined;
      }
      told.done += 1;
      const left = new Map(chosen.peek());
      left.delete(id);
      chosen.value = left;
      return undefined;
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      // Without an answer the same is asked for again, and done once.
      if (error instanceof Refused) attempts.delete(asked);
      told.failed.set(id, error);
      return error;
    }
  }

  return {
    busy: deed.busy,
    result: result.value,
    putAway: () => (result.value = undefined),
    /** `rows`: as whoever asks saw them. */
    run: (what: Doable, rows: readonly Row[], said = '') => {
      let left = rows;
      return deed.run(async () => {
        const told: Result = { what, done: 0, failed: new Map() };
        const waiting = [...left];
        const errors = new Map<Row, Error>();
        const inTurn = async () => {
          for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
            const error = await one(row, said, told);
            if (error !== undefined) errors.set(row, error);
          }
        };
        await Promise.all(Array.from({ length: atOnce }, inTurn));
        result.value = told;
        left = [...errors.keys()];
        const [why] = errors.values();
        if (why !== undefined) throw why;
      });
    },
  };
}

/** What was chosen, what can be done with it, and what became of each. `onAll`: everything that is shown is chosen. */
export function Together({ all, onAll }: { all: number; onAll: () => void }) {
  const { busy, result, putAway, run } = useTogether();
  const count = chosen.value.size;
  const isShown = count > 0 || result !== undefined;
  const asked = wanted.value;
  const possible = Object.keys(words).filter(what => chosenFor(what as Doable).length > 0);
  const still = useStill(possible.join(), '');
  useEffect(() => {
    // What is asked for while others are on their way is done after them.
    if (asked !== 'acknowledge' || busy) return;
    wanted.value = undefined;
    const rows = chosenFor('acknowledge');
    if (rows.length > 0) void run('acknowledge', rows);
  }, [asked, busy]);
  const done = result === undefined ? '' : words[result.what].done;
  return (
    <section class={isShown ? 'together card' : ''} aria-label="Selected">
      <header>
        <p role="status" class="row">
          {count > 0 && <strong>{count} selected</strong>}
          {result !== undefined && result.done > 0 && (
            <span class="good">
              ✓ {result.done} {done}
            </span>
          )}
        </p>
        {isShown && (
          <button
            type="button"
            class="icon"
            aria-label={count > 0 ? 'Select none' : 'Put away'}
            onClick={() => {
              chosen.value = new Map();
              putAway();
            }}
          >
            <Icon name="close" />
          </button>
        )}
      </header>
      {result !== undefined && result.failed.size > 0 && (
        <div class="problem" role="alert">
          <p>
            {result.failed.size} not {done}:
          </p>
          <ul>
            {[...result.failed].map(([id, { message }]) => (
              <li key={id}>
                <a href={`/incidents/${id}`}>{id}</a> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {count > 0 && (
        <div class="row" onClickCapture={still}>
          <Ask what="acknowledge" busy={busy} />
          <Ask what="escalate" busy={busy} />
          <Ask what="resolve" busy={busy} />
          {count < all && <Button onClick={onAll}>All {all}</Button>}
        </div>
      )}
      {(asked === 'escalate' || asked === 'resolve') && (
        <Words
          what={asked}
          busy={busy}
          onClose={() => (wanted.value = undefined)}
          onSend={async (rows, said) => {
            const isDone = await run(asked, rows, said);
            if (isDone) forget(words[asked].form);
          }}
        />
      )}
    </section>
  );
}

function Ask({ what, busy }: { what: Doable; busy: boolean }) {
  const count = chosenFor(what).length;
  if (count === 0) return null;
  return (
    <Button
      kind={what === 'acknowledge' ? 'primary' : 'plain'}
      busy={busy}
      onClick={() => (wanted.value = what)}
    >
      {words[what].ask} {count}
    </Button>
  );
}

/** What all of them are told, asked for once. */
function Words(props: {
  what: 'escalate' | 'resolve';
  /** Others are on their way: until they are there these words stay. */
  busy: boolean;
  onClose: () => void;
  onSend: (rows: readonly Row[], said: string) => void;
}) {
  const { what, busy, onClose, onSend } = props;
  const { form, ask: verb } = words[what];
  // Of the level that one saw the next is meant, whoever escalates while one writes why.
  const seen = useRef(chosenFor(what)).current;
  const able = new Set(chosenFor(what).map(({ id }) => id));
  const rows = seen.filter(({ id }) => able.has(id));
  const ids = rows.map(({ id }) => id);
  const others = chosen.value.size - ids.length;
  return (
    <Dialog title={`${verb} ${ids.length}`} onClose={onClose}>
      <Form
        name={form}
        onSend={({ said = '' }) => {
          if (busy) return;
          onClose();
          onSend(rows, said);
        }}
      >
        <p class="words">{ids.join(', ')}</p>
        {others > 0 && (
          <p class="quiet">
            Of {others} more that {others === 1 ? 'is' : 'are'} selected that is not possible now.
          </p>
        )}
        {what === 'escalate' ? (
          <>
            <p>The next level of each is paged at once.</p>
            <Field label="Why (they read it)">
              <input name="said" maxLength={1000} autoFocus dir="auto" />
            </Field>
          </>
        ) : (
          <Field label="What ended them" hint="The report of each begins with it.">
            <textarea name="said" required autoFocus rows={3} maxLength={2000} dir="auto" />
          </Field>
        )}
        <Button type="submit" busy={busy} kind={what === 'escalate' ? 'danger' : 'primary'}>
          {what === 'escalate' ? `Page the next level of ${ids.length}` : `Resolve ${ids.length}`}
        </Button>
      </Form>
    </Dialog>
  );
}
