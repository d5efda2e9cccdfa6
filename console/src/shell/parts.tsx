import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Refused, Unreachable } from '#console/api.ts';
import { clock, type Known, lookAgain, lostSince } from '#console/live.ts';
import { keep, kept } from '#console/shell/drafts.ts';
import { stayNear } from '#console/shell/stay-near.ts';
import { age, countdown, fullTime, momentText, span } from '#console/shell/times.ts';

/* What every view is made of. */

type Severity = 'SEV1' | 'SEV2' | 'SEV3' | 'SEV4';

/** By word, by shape and by colour: never by one alone. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return <span class={`severity ${severity.toLowerCase()}`}>{severity}</span>;
}

export function Time({ at, seconds = false }: { at: string; seconds?: boolean }) {
  return <time dateTime={at}>{momentText(at, seconds)}</time>;
}

export function Age({ at }: { at: string }) {
  return <time dateTime={at}>{age(at)}</time>;
}

/** In full, of the time that somebody points at: with the words for days a view would be drawn later. */
export function tellTimes(): void {
  document.addEventListener('pointerover', ({ target }) => {
    const time = target instanceof Element && target.closest('time');
    if (time) time.title = fullTime(time.dateTime);
  });
}

/** Until a moment, or how long it is over. */
export function Countdown({ to }: { to: string }) {
  const left = Date.parse(to) - clock.value;
  const isClose = left < 60_000;
  return (
    <time dateTime={to} class={`countdown${isClose ? ' close' : ''}`}>
      {left > 0 ? countdown(left) : 'now'}
    </time>
  );
}

/** What somebody else wrote: shown as text, in its own direction, however long its words are. */
export function Words({
  children,
  as: Tag = 'span',
}: {
  children: string;
  as?: 'span' | 'p' | 'h1' | 'div';
}) {
  return (
    <Tag dir="auto" class="words">
      {children}
    </Tag>
  );
}

export function Card(props: {
  title: string;
  id?: string;
  more?: ComponentChildren;
  children: ComponentChildren;
  class?: string;
}) {
  const id = useId();
  return (
    <section
      class={`card ${props.class ?? ''}`}
      aria-labelledby={id}
      {...(props.id && { id: props.id })}
    >
      <header>
        <h2 id={id}>{props.title}</h2>
        {props.more}
      </header>
      {props.children}
    </section>
  );
}

/** While it is not known yet, refused, or old. */
export function Waiting({ of, what }: { of: Known<unknown>; what: string }) {
  if (of.value !== undefined) return null;
  if (of.trouble instanceof Refused) return <Problem error={of.trouble} />;
  if (of.trouble instanceof Unreachable) {
    return (
      <p class="quiet">
        {what} could not be asked for. {of.trouble.said}
      </p>
    );
  }
  return <p class="quiet loading">Looking…</p>;
}

export function Problem({ error }: { error: unknown }) {
  if (error === undefined) return null;
  const text = error instanceof Error ? error.message : String(error);
  // What the text says already is not said twice.
  const fields = (error instanceof Refused ? (error.problem.errors ?? []) : []).filter(
    ({ message }, _, all) => all.length > 1 || !text.includes(message),
  );
  return (
    <div class="problem" role="alert">
      <p>{text}</p>
      {fields.length > 0 && (
        <ul>
          {fields.map(({ path, message }) => (
            <li key={path}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Over everything while nobody answers: says so, and how old is what one sees. */
export function Connection() {
  const since = lostSince.value;
  return (
    <div class={since === undefined ? 'connection' : 'connection lost'}>
      {/* Said once: how old it is becomes another each second. */}
      <strong role="status">{since !== undefined && 'Not connected.'}</strong>
      {since !== undefined && (
        <>
          {' '}
          What you see is as it was {span(clock.value - clockNow(since))} ago (
          {momentText(clockNow(since), true)}). Trying again.
        </>
      )}
    </div>
  );
}

/** The reader's own clock, as the one of incidents would say it. */
function clockNow(ownMs: number): number {
  return ownMs + (clock.peek() - Date.now());
}

/** What was not done, or is not known to be, after whoever asked for it had left the dialog or the view of it. */
export interface Undone {
  /** By the name of its dialog or its button. */
  what: string;
  /** What was typed there. */
  words: string;
  path: string;
  error: Refused | Unreachable;
  /** Under the same key, so that it is done once. */
  again: () => Promise<unknown>;
}
export const undone = signal<readonly Undone[]>([]);

/** Of what is asked for now: what whoever asks sees. */
function asked(): Pick<Undone, 'what' | 'words' | 'path'> {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const name = dialog?.querySelector('h2') ?? document.activeElement?.closest('button');
  const typed = [...(dialog?.querySelectorAll('textarea') ?? [])].map(({ value }) => value);
  return {
    what: name?.textContent || 'What you asked for',
    words: typed.filter(value => value.trim() !== '').join('\n\n'),
    path: location.pathname,
  };
}

/** A deed in the making. It is done when the API says that it is committed, and not before. */
export function useDeed() {
  const state = useSignal<{ busy: boolean; error?: unknown }>({ busy: false });
  const attempt = useRef<{ key?: string | undefined; of?: unknown }>({}).current;
  const isAsked = useRef(true);
  useEffect(
    () => () => {
      isAsked.current = false;
    },
    [],
  );
  return {
    busy: state.value.busy,
    error: state.value.error,
    clear() {
      state.value = { busy: false };
    },
    /**
     * Answers whether it was done for somebody who still looks: what closes or leads on after it
     * would meet another view. An attempt without an answer is made again under the same key; what is asked of something
     * else, or of it as it has become since, is no such attempt. `of`: what tells that.
     */
    async run(deed: (key: string) => Promise<unknown>, of?: unknown): Promise<boolean> {
      if (state.peek().busy) return false;
      if (attempt.of !== of) attempt.key = undefined;
      attempt.of = of;
      attempt.key ??= crypto.randomUUID();
      const own = attempt.key;
      const about = asked();
      const stay = stayNear();
      state.value = { busy: true };
      try {
        await deed(own);
        attempt.key = undefined;
        void lookAgain().then(() => requestAnimationFrame(stay));
        state.value = { busy: false };
        return isAsked.current;
      } catch (error) {
        if (!(error instanceof Unreachable)) attempt.key = undefined;
        state.value = { busy: false, error };
        const isTold = error instanceof Refused || error instanceof Unreachable;
        if (!isAsked.current && isTold && error.isDeed) {
          undone.value = [...undone.peek(), { ...about, error, again: () => deed(own) }];
        }
        return false;
      }
    },
  };
}

type ButtonProps = Omit<JSX.IntrinsicElements['button'], 'class'> & {
  kind?: 'primary' | 'danger' | 'plain';
  busy?: boolean;
  class?: string;
  /** Why it would be refused: shown, and the button stays where it is. */
  refused?: string | undefined;
};

export function Button({ kind, busy, refused, children, class: more, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={`${kind ?? ''} ${more ?? ''}`}
      aria-disabled={refused !== undefined || busy ? true : undefined}
      aria-busy={busy ? true : undefined}
      title={refused}
      onClick={event => {
        if (refused === undefined && !busy) rest.onClick?.(event);
      }}
    >
      {children}
      {/* Over its words, which stay: as narrow or as low as these, what stands beside it would come under the thumb. */}
      {busy && (
        <span class="sending" aria-hidden="true">
          Sending…
        </span>
      )}
    </button>
  );
}

/** The browser's own dialog: it holds the focus, and Escape closes it. */
export function Dialog(props: {
  title: string;
  /** The incident that it is about: of several that burn each has a window, and each window this dialog. */
  of?: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const isShown = useRef(true);
  /** Whoever marks words with a mouse lets go of it anywhere. */
  const isPressedBeside = useRef(false);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // The browser goes to the first that takes the focus, by which it is closed.
    if (!dialog?.querySelector('[autofocus]'))
      dialog?.querySelector<HTMLElement>('form :is(input, select, textarea)')?.focus();
    return () => {
      isShown.current = false;
      // Gives the focus back to where it was, as long as it is in the page still: after that it would be nowhere.
      dialog?.close();
    };
  }, []);
  // Said at once, and once: the browser tells that it closed only after the next key, which may
  // have opened another in this one's place.
  const leave = () => {
    if (isShown.current) props.onClose();
  };
  return (
    <dialog
      ref={element}
      class={props.wide ? 'wide' : ''}
      aria-labelledby={id}
      onCancel={leave}
      onClose={leave}
      onPointerDown={event => {
        isPressedBeside.current = event.target === element.current;
      }}
      onClick={event => {
        if (event.target === element.current && isPressedBeside.current) leave();
      }}
    >
      <div class="inside">
        <header>
          <h2 id={id}>
            {props.title}
            {props.of && <small class="quiet"> {props.of}</small>}
          </h2>
          <button type="button" class="icon" aria-label="Close" onClick={leave}>
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}

export function Field(props: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      {props.children}
      {props.hint !== undefined && <small>{props.hint}</small>}
    </label>
  );
}

/** What one types: a choice is soon made again, but for one that would be missed by nobody before it is sent. */
const typed =
  'textarea, input:not([type]), input:is([type="text"], [type="date"], [type="datetime-local"], [data-kept])';
type TypedIn = HTMLTextAreaElement | HTMLInputElement;

const isTick = (field: TypedIn): field is HTMLInputElement => field.type === 'checkbox';
const textOf = (field: TypedIn) =>
  isTick(field) ? (field.checked ? field.value : '') : field.value;

/** A form whose fields are read when it is sent. `name`: what is typed is kept under it until then. */
export function Form(props: {
  onSend: (fields: Record<string, string>, form: HTMLFormElement) => void;
  children: ComponentChildren;
  class?: string;
  name?: string;
}) {
  const { name } = props;
  const form = useRef<HTMLFormElement>(null);
  const fields = () => [...(form.current?.querySelectorAll<TypedIn>(typed) ?? [])];
  // Before anybody can type: what is typed is kept in place of all that was.
  useLayoutEffect(() => {
    const before = name === undefined ? {} : (kept(name) ?? {});
    for (const field of fields()) {
      const typed = before[field.name];
      if (typed === undefined) continue;
      // One that is set shows no more what it would by itself, where that becomes another.
      if (isTick(field)) field.checked = typed !== '';
      else field.value = typed;
    }
  }, []);
  return (
    <form
      ref={form}
      class={props.class ?? ''}
      onInput={() => {
        if (name === undefined) return;
        keep(name, Object.fromEntries(fields().map(field => [field.name, textOf(field)])));
      }}
      onSubmit={event => {
        event.preventDefault();
        const form = event.currentTarget as HTMLFormElement;
        const fields = [...new FormData(form)].flatMap(([name, value]) =>
          typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
        );
        props.onSend(Object.fromEntries(fields) as Record<string, string>, form);
      }}
    >
      {props.children}
    </form>
  );
}

const paths = {
  now: 'M12 3a6 6 0 0 0-6 6v4l-2 4h16l-2-4V9a6 6 0 0 0-6-6zM10 20a2 2 0 0 0 4 0',
  oncall: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M8 14h3',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6',
  after: 'M4 20V10M10 20V4M16 20v-7M22 20H2',
  setup: 'M4 7h10M18 7h2M4 17h2M10 17h10M14 4v6M6 14v6',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12l5 5 9-10',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21',
  out: 'M14 4h6v6M20 4l-9 9M10 5H5v14h14v-5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** Leads outside only where it is the web: what somebody else calls a link may be anything. */
export function Outside({ href, children }: { href: string; children: ComponentChildren }) {
  if (!/^https?:\/\//.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
