/** What holds a row, the buttons of a room, a card or a view together: near enough to go on from by keyboard. */
const near = '[data-stop], .bar, .card, main';

/**
 * Where the focus is before something is done, and how to give it to what is left there: a button that goes away by what it
 * did leaves whoever goes by keyboard, or listens, nowhere. Never to another button, which the next key would press.
 */
export function stayNear(): () => void {
  const around: HTMLElement[] = [];
  for (let each = document.activeElement; each !== null; each = each.parentElement) {
    if (each instanceof HTMLElement) around.push(each);
  }
  return () => {
    if (document.activeElement !== document.body) return;
    const place = around.find(each => each.isConnected && each.matches(near));
    if (place === undefined) return;
    if (place.tabIndex < 0) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  };
}
