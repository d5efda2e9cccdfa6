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

/** Each address within the console is the same page; only files have a dot in their last part. */
export function isPage(path: string): boolean {
  return !/\.[^/]*$/.test(path);
}

/** The stack that serves it from an account. */
export const consoleStack = 'TocsinConsole';
/** Under which host the reader's browser knows us, where something stands before the API. */
export const hostHeader = 'tocsin-host';
