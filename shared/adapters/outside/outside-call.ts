import { lookup } from 'node:dns/promises';
import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from '#adapters/outside/public-address.ts';

export type OutsidePost = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<{ status: number } | { refused: string }>;

export type OutsideCall = (
  method: 'GET' | 'POST',
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
) => Promise<OutsideAnswer | { refused: string }>;

export interface OutsideAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Its first part, if it is longer than anybody needs. */
  body: string;
  /** It broke off on the way, or was longer than that. */
  isCut?: true;
}

const usualTimeoutMs = 5000;
/** What is far away has answered by then, and what never does leaves time for the next. */
const attemptMs = 1000;
const usualBytesMax = 256 * 1024;

/**
 * POSTs to an address that a person configured. The name is resolved first, and the connection goes to one of exactly the
 * addresses that were looked at, so that a second answer of the name server changes nothing. Redirects are answers like
 * any other. Throws when there is no answer in time; `refused` when there will never be one.
 */
export function outsidePost(deps: OutsideDeps = {}): OutsidePost {
  const call = outsideCall(deps);
  return (url, headers, body) => call('POST', url, headers, body);
}

/** The same for looking whether somebody answers. */
export function outsideGet(deps: OutsideDeps = {}): (url: URL) => ReturnType<OutsidePost> {
  const call = outsideCall(deps);
  return url => call('GET', url, {}, '');
}

interface OutsideDeps {
  resolve?: (name: string) => Promise<string[]>;
  isAllowed?: (address: string) => boolean;
  /** Certificates to trust besides the platform's. */
  ca?: string;
  /** Of the whole call. */
  timeoutMs?: number;
  /** Of an answer; what is longer is cut. */
  answerBytesMax?: number;
}

/** Either, with what is answered: for those who read it. */
export function outsideCall(deps: OutsideDeps = {}): OutsideCall {
  const { resolve = allAddresses, isAllowed = isPublicAddress, ca } = deps;
  const { timeoutMs = usualTimeoutMs, answerBytesMax = usualBytesMax } = deps;
  return async (method, url, headers, body) => {
    if (url.protocol !== 'https:') return { refused: 'the address is not https' };
    if (url.username !== '' || url.password !== '') {
      return { refused: 'the address has a user or password in it' };
    }
    const signal = AbortSignal.timeout(timeoutMs);
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(name) ? [name] : await before(signal, resolve(name));
    if (addresses.length === 0) throw new Error(`${name} has no address`);
    // All of them: a name that leads inside as well as outside is not a mistake.
    if (!addresses.every(isAllowed)) {
      return { refused: 'the address does not lead to a host of the public Internet' };
    }
    return new Promise((resolved, rejected) => {
      const call = request(
        {
          host: name,
          // One after the other: a function has no way to those of IPv6, which may come first, and one host of several may be down.
          lookup: (_name, _options, found) =>
            found(
              null,
              addresses.map(address => ({ address, family: isIP(address) })),
            ),
          port: url.port || 443,
          path: `${url.pathname}${url.search}`,
          method,
          headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
          ...(isIP(name) === 0 && { servername: name }),
          agent: new Agent({ autoSelectFamilyAttemptTimeout: attemptMs }),
          signal,
          ...(ca !== undefined && { ca }),
        },
        response => {
          const { statusCode: status = 0, headers } = response;
          const chunks: Buffer[] = [];
          const done = () => {
            const body = Buffer.concat(chunks).toString('utf8');
            resolved({ status, headers, body, ...(!response.complete && { isCut: true }) });
          };
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            chunks.push(chunk);
            if (bytes > answerBytesMax) response.destroy();
          });
          // The status has been told; how the rest of the answer fares is not our concern.
          response.on('close', done).on('error', done);
        },
      );
      // Of several attempts there are several, and none in words of their own.
      call.on('error', error => {
        rejected(error instanceof AggregateError ? error.errors.at(-1) : error);
      });
      call.end(body);
    });
  };
}

async function allAddresses(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** A name server has the same time as everybody else. */
function before<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolved, rejected) => {
    signal.addEventListener('abort', () => rejected(signal.reason as Error), { once: true });
    promise.then(resolved, rejected);
  });
}
