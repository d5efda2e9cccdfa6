import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Deed } from '#console/shell/deed.ts';
import { later } from '#console/shell/later.tsx';
import { places } from '#console/shell/places.ts';

const KeyHelp = later(async () => (await import('#console/shell/key-help.tsx')).KeyHelp);
const Palette = later(async () => (await import('#console/shell/palette.tsx')).Palette, null);
/** Once the first view is there. */
export function dialogsAhead(): void {
  Palette.ahead();
  KeyHelp.ahead();
}

export const keysAreShown = signal(false);
export const paletteIsOpen = signal(false);
const deeds = signal<readonly Deed[]>([]);

/**
 * The view's own keys, while it is open. `isAsked`: a dialog of it is open, or on its way: whoever types on before it is there
 * means its words.
 */
export function useDeeds(own: readonly Deed[], isAsked: boolean): void {
  const names = own.map(({ key, refused }) => key + refused).join();
  // What a key does is what its view would do now, and not when the key was first named.
  const newest = useRef(own);
  newest.current = isAsked ? [] : own;
  useEffect(() => {
    deeds.value = own.map((deed, index) => ({ ...deed, run: () => newest.current[index]?.run() }));
    return () => {
      deeds.value = [];
    };
  }, [names]);
}

/** While a dialog is open nothing behind it is done by a key: whoever taps beside its fields, and types on, is in none. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.matches(
    'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]',
  ) ||
    document.querySelector('dialog[open]') !== null);

export function Keys() {
  const { route } = useLocation();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        paletteIsOpen.value = true;
        return;
      }
      // The editor of tocsin.yaml stands under a root of its own, and the event is told here as if its host had it.
      const [typedIn = event.target] = event.composedPath();
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(typedIn)) return;
      if (paletteIsOpen.peek() || keysAreShown.peek()) {
        // On its way, or it did not come.
        if (event.key === 'Escape') paletteIsOpen.value = keysAreShown.value = false;
        return;
      }
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
      {keysAreShown.value && (
        <KeyHelp deeds={deeds.value} onClose={() => (keysAreShown.value = false)} />
      )}
      {paletteIsOpen.value && (
        <Palette deeds={deeds.value} onClose={() => (paletteIsOpen.value = false)} />
      )}
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
