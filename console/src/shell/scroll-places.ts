/** How far down each address was read when it was left. */
const left = new Map<string, number>();
/** Where whoever went back by the browser had been. */
let before: number | undefined;

const here = () => location.pathname + location.search;

export function rememberPlaces(): void {
  // The browser would scroll before the view is there, to the end of the one that was left.
  history.scrollRestoration = 'manual';
  addEventListener('scroll', () => left.set(here(), scrollY), { passive: true });
  addEventListener('popstate', () => {
    before = left.get(here());
  });
}

/** Whoever goes by keyboard, or listens, is where the new view begins; whoever goes back is where they had been. */
export function arrive(): void {
  const top = before ?? 0;
  before = undefined;
  // With the frame that shows it: sooner, the browser would have to lay out the view twice.
  requestAnimationFrame(() => {
    scrollTo(0, top);
    document.getElementById('main')?.focus({ preventScroll: true });
  });
}
