/*
 * One request to the API, for whichever program of ours or of others sends it: the command, the console, the client of the
 * package. It imports nothing, so that it weighs nothing where it is bundled.
 */

export type Parameters = Readonly<Record<string, string>>;
export type Query = Readonly<Record<string, unknown>>;

/** `/v1/incidents/{id}` with its parameters and its query filled in; what is `undefined` is left out. */
export function addressOf(path: string, params: Parameters = {}, query: Query = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) asked.set(name, String(value));
  }
  return asked.size === 0 ? filled : `${filled}?${asked}`;
}

export interface Told {
  /** An object becomes JSON; a text or bytes are sent as they are. */
  body?: unknown;
  token?: string | undefined;
  /** `cli`, `console`, `assistant`: how the person reached us. */
  via?: string | undefined;
  /** IANA: in which zone words of the answer tell times. */
  timeZone?: string | undefined;
  /** The same for each attempt at one deed, so that it is done once. */
  idempotencyKey?: string | undefined;
  /** The version that is replaced: the `ETag` of what was read. */
  ifMatch?: string | undefined;
}

/** Headers and body, as `fetch` takes them. */
export function requestOf(told: Told): {
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
} {
  const { body, token, via, timeZone, idempotencyKey, ifMatch } = told;
  const [type, sent] =
    typeof body === 'string'
      ? ['text/plain', body]
      : body instanceof Uint8Array
        ? ['application/octet-stream', body as Uint8Array<ArrayBuffer>]
        : ['application/json', JSON.stringify(body)];
  return {
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(via !== undefined && { 'tocsin-via': via }),
      ...(timeZone !== undefined && { 'tocsin-time-zone': timeZone }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      ...(body !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body: sent }),
  };
}
