import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Answer } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { Dialog, SeverityMark, Waiting } from '#console/shell/parts.tsx';
import { places } from '#console/shell/places.ts';

/** What a key does in the view that is open; shown by `?`, and in the palette. */
export interface Deed {
  key: string;
  name: string;
  run: () => void;
  /** Why it would be refused. */
  refused?: string | undefined;
}

export const keysAreShown = signal(false);
export const paletteIsOpen = signal(false);
const deeds = signal<readonly Deed[]>([]);

/** The view's own keys, while it is open. */
export function useDeeds(own: readonly Deed[]): void {
  const names = own.map(({ key, refused }) => key + refused).join();
  // What a key does is what its view would do now, and not when the key was first named.
  const newest = useRef(own);
  newest.current = own;
  useEffect(() => {
    deeds.value = own.map((deed, index) => ({ ...deed, run: () => newest.current[index]?.run() }));
    return () => {
      deeds.value = [];
    };
  }, [names]);
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.matches(
    'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]',
  ) ||
    target.closest('dialog') !== null);

export function Keys() {
  const { route } = useLocation();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        paletteIsOpen.value = true;
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') keysAreShown.value = true;
      else if (event.key === 'j' || event.key === 'k') moveBetween(event.key === 'j' ? 1 : -1);
      else {
        const deed = deeds.peek().find(({ key }) => key === event.key);
        const place = places.find(({ key }) => event.shiftKey && key === event.key.toLowerCase());
        if (deed !== undefined && deed.refused === undefined) {
          event.preventDefault();
          deed.run();
        } else if (place !== undefined) {
          event.preventDefault();
          route(place.href);
        }
      }
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return (
    <>
      {keysAreShown.value && <KeyHelp />}
      {paletteIsOpen.value && <Palette />}
    </>
  );
}

/** From one entry of a list to the next. */
function moveBetween(step: 1 | -1): void {
  const stops = [...document.querySelectorAll<HTMLElement>('[data-stop]')];
  const here = stops.findIndex(stop => stop.contains(document.activeElement));
  const next = stops[here === -1 ? (step === 1 ? 0 : stops.length - 1) : here + step];
  const link = next?.matches('a, button') ? next : next?.querySelector<HTMLElement>('a, button');
  link?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function KeyHelp() {
  const general = [
    ['?', 'This help'],
    ['Ctrl K', 'Find an incident, a place or a command'],
    ['j k', 'To the next and the one before in a list'],
    ...places.map(({ key, name }) => [`Shift ${key.toUpperCase()}`, name]),
  ];
  return (
    <Dialog title="Keys" onClose={() => (keysAreShown.value = false)}>
      <div class="keys">
        <dl>
          {general.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        {deeds.value.length > 0 && (
          <dl aria-label="In this view">
            {deeds.value.map(({ key, name, refused }) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>
                  {name}
                  {refused !== undefined && <small> · {refused}</small>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </Dialog>
  );
}

type Shown = Answer<'GET', '/v1/incidents'>['incidents'][number];

function Palette() {
  const { route } = useLocation();
  const typed = useSignal('');
  const chosen = useSignal(0);
  const list = useRef<HTMLUListElement>(null);
  const known = useLive('/v1/incidents', {}, { limit: 100 });
  const incidents = known.value?.incidents ?? [];
  const close = () => {
    paletteIsOpen.value = false;
  };
  const go = (href: string) => () => {
    close();
    route(href);
  };
  const options: { id: string; text: string; run: () => void; incident?: Shown; hint?: string }[] =
    [
      ...deeds.value
        .filter(({ refused }) => refused === undefined)
        .map(({ key, name, run }) => ({
          ...{ id: `deed-${key}`, text: name, hint: key },
          run: () => {
            close();
            run();
          },
        })),
      ...places.map(({ href, name }) => ({ id: href, text: name, run: go(href), hint: 'go' })),
      ...incidents.map(incident => ({
        id: incident.id,
        text: `${incident.id} ${incident.title} ${incident.serviceName}`,
        run: go(`/incidents/${incident.id}`),
        incident,
      })),
    ];
  const words = typed.value.toLowerCase().split(/\s+/);
  const found = options
    .filter(({ text }) => words.every(word => text.toLowerCase().includes(word)))
    .slice(0, 12);
  const at = Math.min(chosen.value, found.length - 1);
  return (
    <Dialog title="Find" onClose={close}>
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
          if (found[at] !== undefined) found[at].run();
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
      {known.value !== undefined && found.length === 0 && (
        <p class="quiet">Nothing is called so.</p>
      )}
    </Dialog>
  );
}
