/*
 * What the browser keeps of the console, for whoever loads it without a line. For the page the network is always asked first, and
 * what is kept is shown only where it gave no answer: no version is ever stuck behind an older one.
 */

/** As far as a browser's `Cache` is used here. */
export interface Shelf {
  match(path: string): Promise<Response | undefined>;
  put(path: string, answer: Response): Promise<void>;
  keys(): Promise<readonly { url: string }[]>;
  delete(path: string): Promise<boolean>;
}
type Ask = (path: string) => Promise<Response>;

const page = '/index.html';

/** Where the page is the console, and not a link of a page, a status page or an answer of the API. */
export function isPlace(path: string): boolean {
  return /^\/(incidents\/[^/]+|on-call|me|(after|set-up)(\/.*)?)?$/.test(path);
}

export const isPart = (path: string) => path.startsWith('/assets/');

/** What the page names itself: without one of them nothing is drawn. */
const partsOf = (html: string) =>
  [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);

/** A page in the place of a part is of whatever stands before the console. */
const isItself = (part: Response) =>
  part.status === 200 &&
  !part.redirected &&
  !/^text\/html/.test(part.headers.get('content-type') ?? '');

/** Where a browser keeps nothing, or cannot now, there is the network. */
const keptAt = (shelf: Promise<Shelf>, path: string) =>
  shelf.then(on => on.match(path)).catch(() => undefined);

/** What serves the files broke. A door of somebody's network that says so, by 511, has to be gone through. */
const isBroken = ({ status }: Response) => status >= 500 && status !== 511;

/** `slow`: comes when the answer has taken too long for whoever waits. */
export async function shellOf(deps: {
  shelf: Promise<Shelf>;
  asked: Promise<Response>;
  slow: () => Promise<undefined>;
}): Promise<Response> {
  const kept = await keptAt(deps.shelf, page);
  if (kept === undefined) return deps.asked;
  const answer = await Promise.race([deps.asked.catch(() => undefined), deps.slow()]);
  return answer === undefined || isBroken(answer) ? kept : answer;
}

/** A page that came is kept once all that it names is; of the version before it nothing is left then. */
export async function keepShell(shelf: Shelf, answer: Response, ask: Ask): Promise<void> {
  if (!answer.ok || answer.redirected) return;
  const html = await answer.clone().text();
  const parts = partsOf(html);
  // Whatever stands before the console, such as the sign-in of a hotel's network, may answer in its place.
  if (!parts.some(path => path.endsWith('.js'))) return;
  const before = await shelf.keys();
  const kept = await shelf.match(page);
  for (const path of parts) {
    if ((await shelf.match(path)) !== undefined) continue;
    const part = await ask(path);
    if (!isItself(part)) return;
    await shelf.put(path, part);
  }
  if (kept !== undefined && (await kept.text()) === html) return;
  await shelf.put(page, answer);
  for (const { url } of before) {
    const { pathname } = new URL(url);
    if (pathname !== page && !parts.includes(pathname)) await shelf.delete(pathname);
  }
}

/** Its name is of what it holds: what is kept under it is the same, and waits for no line. */
export async function partOf(deps: {
  shelf: Promise<Shelf>;
  path: string;
  ask: Ask;
  /** Nobody waits for it to be kept, nor goes without it where there is no room. */
  meanwhile: (work: Promise<unknown>) => void;
}): Promise<Response> {
  const { shelf, path, ask, meanwhile } = deps;
  const kept = await keptAt(shelf, path);
  if (kept !== undefined) return kept;
  const answer = await ask(path);
  if (isItself(answer)) {
    const copy = answer.clone();
    meanwhile(shelf.then(on => on.put(path, copy)).catch(() => undefined));
  }
  return answer;
}
