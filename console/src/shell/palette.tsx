import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Answer, get } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import type { Deed } from '#console/shell/deed.ts';
import { Dialog, SeverityMark, Waiting } from '#console/shell/parts.tsx';
import { places } from '#console/shell/places.ts';

type Shown = Answer<'GET', '/v1/incidents'>['incidents'][number];

/** So long after the last key; whoever types on is not looked for. */
const typingMs = 250;

/** Those of any age with these words in their id, title, service or people: by the API, some hundreds at a time. */
function useOlder(text: string) {
  const words = text.trim();
  const state = useSignal<{
    incidents: Shown[];
    isLooking?: boolean;
    isLost?: boolean;
    next?: string | undefined;
    /** The words that it is about. */
    of?: string;
  }>({ incidents: [] });
  /** What comes for other words, or after the dialog, is of no use. */
  const asked = useRef(0);
  const look = async (before: Shown[], cursor?: string) => {
    const own = ++asked.current;
    state.value = { incidents: before, isLooking: true, of: words };
    const query = { words, limit: 100, ...(cursor !== undefined && { cursor }) };
    const page = await get('/v1/incidents', {}, query).catch(() => undefined);
    if (own !== asked.current) return;
    state.value =
      page === undefined
        ? { incidents: before, isLost: true, next: cursor, of: words }
        : { incidents: [...before, ...page.incidents], next: page.next, of: words };
  };
  useEffect(() => {
    state.value = { incidents: [], isLooking: words.length > 1 };
    const timer = words.length > 1 ? setTimeout(() => void look([]), typingMs) : undefined;
    return () => {
      asked.current += 1;
      clearTimeout(timer);
    };
  }, [words]);
  const { incidents, next, isLooking, isLost, of } = state.value;
  const further = next === undefined ? undefined : () => void look(incidents, next);
  // What was found for words of before has no place among what is found now.
  return { incidents: of === words ? incidents : [], isLooking, isLost, further };
}

interface Option {
  id: string;
  text: string;
  /** Absent: it was there a moment ago, and cannot be had any more. */
  run?: (() => void) | undefined;
  incident?: Shown;
  hint?: string;
}

/** An incident, a place or a command, found by its words. */
export function Palette(props: { deeds: readonly Deed[]; onClose: () => void }) {
  const { deeds, onClose } = props;
  const { route } = useLocation();
  const typed = useSignal('');
  const chosen = useSignal(0);
  const list = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => new Map<string, Option>(), [typed.value]);
  const known = useLive('/v1/incidents', {}, { limit: 100 });
  const newest = known.value?.incidents ?? [];
  const older = useOlder(typed.value);
  const go = (href: string) => () => {
    onClose();
    route(href);
  };
  const options: Option[] = [
    ...deeds
      .filter(({ refused }) => refused === undefined)
      .map(({ key, name, run }) => ({
        ...{ id: `deed-${key}`, text: name, hint: key },
        run: () => {
          onClose();
          run();
        },
      })),
    ...places.map(({ href, name }) => ({ id: href, text: name, run: go(href), hint: 'go' })),
    ...newest.map(incident => ({
      id: incident.id,
      text: `${incident.id} ${incident.title} ${incident.serviceName}`,
      run: go(`/incidents/${incident.id}`),
      incident,
    })),
  ];
  const words = typed.value.toLowerCase().split(/\s+/);
  // Until other words are typed each keeps its place: a list that changes under the finger runs nothing else.
  for (const row of rows.values()) row.run = undefined;
  for (const option of options
    .filter(({ text }) => words.every(word => text.toLowerCase().includes(word)))
    .slice(0, 12)) {
    rows.set(option.id, option);
  }
  for (const incident of older.incidents) {
    const { id, title: text } = incident;
    const run = rows.get(id)?.run ?? go(`/incidents/${id}`);
    rows.set(id, { id, text, run, incident });
  }
  const found = [...rows.values()];
  if (older.further !== undefined && !older.isLooking) {
    found.push({ id: 'further', text: 'Look further back', run: older.further });
  }
  const at = Math.min(chosen.value, found.length - 1);
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at]);
  return (
    <Dialog title="Find" onClose={onClose}>
      <input
        class="palette"
        type="search"
        list={undefined}
        aria-label="Find an incident, a place or a command"
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant={found[at] && `found-${at}`}
        autoFocus
        onInput={event => {
          typed.value = event.currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={event => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            chosen.value = Math.max(0, Math.min(found.length - 1, at + step));
          }
          if (event.key !== 'Enter') return;
          // Whoever types a whole id need not wait until it is found.
          const id = /^inc-[\d-]+$/i.exec(typed.value.trim())?.[0];
          if (found[at] !== undefined) found[at].run?.();
          else if (id !== undefined) go(`/incidents/${id.toUpperCase()}`)();
        }}
      />
      <ul id="found" role="listbox" aria-label="Found" class="found" ref={list}>
        {found.map(({ id, text, run, incident, hint }, index) => (
          <li
            key={id}
            id={`found-${index}`}
            role="option"
            aria-selected={index === at}
            aria-disabled={run === undefined}
            onClick={run}
          >
            {incident === undefined ? (
              <span>{text}</span>
            ) : (
              <span dir="auto" class="words">
                <SeverityMark severity={incident.severity} /> {incident.id} {incident.title}
              </span>
            )}
            {hint !== undefined && <kbd>{hint}</kbd>}
          </li>
        ))}
      </ul>
      <Waiting of={known} what="Which incidents there are" />
      <p class="quiet" role="status">
        {older.isLooking
          ? 'Looking further back…'
          : older.isLost
            ? 'What is older could not be looked for.'
            : known.value !== undefined && found.length === 0 && 'Nothing is called so.'}
      </p>
    </Dialog>
  );
}
