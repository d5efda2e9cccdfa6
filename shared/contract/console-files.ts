/** How the console's files are served, wherever that is: nothing runs or is shown that is not among them. */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Names of files in it end in a hash of what they hold. */
export const hashedFolder = 'assets/';
export const consoleStartFile = 'index.html';

/** Each address within the console is the same page, names with a dot in it too; files are those of the root and of one folder. */
export function isPage(path: string): boolean {
  return !/^\/(assets\/|[^/]*\.)/.test(path);
}

/** Of the newest of a timeline a room asks for no more at first, nor again whenever something happens. */
export const roomEntries = 50;

/**
 * What the page at a path asks the API first. Its `Link` header names it, so that on a slow line the answers come with the
 * script and not one way there and back after it.
 */
export function askedFirst(path: string): string[] {
  const [, id] = /^\/incidents\/([\w-]+)$/.exec(path) ?? [];
  return [
    '/v1/session',
    ...(path === '/' ? ['/v1/incidents?phase=running&limit=100'] : []),
    ...(id === undefined ? [] : [`/v1/incidents/${id}?entries=${roomEntries}`]),
  ];
}

/** As `fetch` asks where it is told nothing else, or the browser would ask again. */
export function linkHeader(addresses: readonly string[]): string {
  return addresses.map(each => `<${each}>; rel=preload; as=fetch; crossorigin`).join(', ');
}

/** In which zone its reader is, for what is asked before a script can say it by a header. */
export const timeZoneCookie = 'tocsin-time-zone';

/** The stack that serves it from an account. */
export const consoleStack = 'TocsinConsole';
/** Under which host the reader's browser knows us, where something stands before the API. */
export const hostHeader = 'tocsin-host';
