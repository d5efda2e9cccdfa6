import type { ApiRequest } from '#app/api/http.ts';
import { viaHeader } from '#contract/api.ts';
import { hostHeader } from '#contract/console-files.ts';
import { sha256 } from '#core/digest.ts';

/** What a browser is given: whose it is, and what only this browser knows. */
export interface SessionToken {
  person: string;
  secret: string;
}

/** Under which the session is kept; nothing leads back from it to the secret. */
export function sessionIdOf({ secret }: SessionToken): string {
  return sha256(secret).slice(0, 40);
}

/** `__Host-`: the browser takes it from this host by TLS alone, and sends it to no other. */
const secureName = '__Host-tocsin';
const plainName = 'tocsin';

/** `undefined`: the cookie is to be forgotten. `isSecure`: false on one's own machine, where nobody speaks TLS. */
export function setCookie(token: SessionToken | undefined, isSecure: boolean): string {
  const value = token && `${Buffer.from(token.person).toString('base64url')}.${token.secret}`;
  return [
    `${isSecure ? secureName : plainName}=${value ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    ...(isSecure ? ['Secure'] : []),
    // The session's own end counts; this is only when the browser forgets it.
    `Max-Age=${token === undefined ? 0 : 7 * 86_400}`,
  ].join('; ');
}

export function isSecure({ headers }: Pick<ApiRequest, 'headers'>): boolean {
  return headers['x-forwarded-proto'] !== 'http';
}

export function cookieOf({ headers }: Pick<ApiRequest, 'headers'>, name: string) {
  const found = headers.cookie?.split(/; */).find(each => each.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

export function tokenOf(request: Pick<ApiRequest, 'headers'>): SessionToken | undefined {
  const name = isSecure(request) ? secureName : plainName;
  const value = cookieOf(request, name);
  // Longer ones are nobody's, and no key of the table: what a stranger sends may not fail there.
  const [, person, secret] = /^([\w-]{1,400})\.([\w-]{32,200})$/.exec(value ?? '') ?? [];
  if (person === undefined || secret === undefined) return undefined;
  return { person: Buffer.from(person, 'base64url').toString(), secret };
}

/**
 * Whether a page of our own asks, and no other that is open in the same browser. What a foreign page may send without
 * being asked back carries no such header; and a browser says truly where a request comes from.
 */
export function isOurPage({ headers }: Pick<ApiRequest, 'headers'>): boolean {
  const host = headers[hostHeader] ?? headers.host;
  const ours = `${headers['x-forwarded-proto'] ?? 'https'}://${host}`;
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  return headers[viaHeader] === 'console' && headers.origin === ours && site === 'same-origin';
}
