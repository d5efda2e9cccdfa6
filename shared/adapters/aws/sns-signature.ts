import { verify, X509Certificate } from 'node:crypto';
import * as z from 'zod/mini';
import { addSeconds, fromEpochMs, type Instant, parseInstant } from '#core/time/instant.ts';

const timeoutMs = 3000;
const certificateBytesMax = 64 * 1024;
const cachedMax = 20;
/** SNS tries for an hour at most. What is older was kept by somebody and posted again. */
const oldestSeconds = 75 * 60;
const aheadSeconds = 5 * 60;

export const oneLine = z.string().check(z.regex(/^[^\r\n]*$/));
const common = {
  Message: z.string(),
  MessageId: oneLine,
  Timestamp: oneLine,
  TopicArn: oneLine.check(z.regex(/^arn:aws[a-z-]*:sns:/)),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().check(z.regex(/^[A-Za-z0-9+/]{1,4000}={0,2}$/)),
  SigningCertURL: z.optional(z.string()),
  /** The spelling in events that Lambda hands over. */
  SigningCertUrl: z.optional(z.string()),
};
const confirmation = { ...common, Token: oneLine, SubscribeURL: oneLine };
const snsMessage = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('Notification'), ...common, Subject: z.nullish(z.string()) }),
  z.object({ Type: z.literal('SubscriptionConfirmation'), ...confirmation }),
  z.object({ Type: z.literal('UnsubscribeConfirmation'), ...confirmation }),
]);
type SnsMessage = z.infer<typeof snsMessage>;

export type Verdict = { valid: true } | { valid: false; reason: string };

/**
 * Whether Amazon SNS signed this message. It proves that some topic of AWS sent it, not whose: the integration key
 * does that. Throws when the certificate cannot be fetched just now, because SNS comes again only after a 5xx.
 */
export async function verifySnsMessage(
  deps: { fetchCertificate: (url: string) => Promise<string>; now: () => Instant },
  message: unknown,
): Promise<Verdict> {
  const read = z.safeParse(snsMessage, message);
  if (!read.success) {
    const [field = 'body'] = read.error.issues[0]?.path ?? [];
    return invalid(`${String(field)} is missing or not of SNS`);
  }
  const signed = read.data;
  const url = signed.SigningCertURL ?? signed.SigningCertUrl;
  if (url === undefined || !isCertificateOfSns(url)) {
    return invalid('the certificate is not at an address of Amazon SNS');
  }
  return signedWith(deps, {
    url,
    sent: { by: 'SNS', name: 'Timestamp', text: signed.Timestamp },
    text: signedText(signed),
    signature: signed.Signature,
    algorithm: signed.SignatureVersion === '1' ? 'sha1' : 'sha256',
  });
}

/** Whether the key of the certificate at an address, which is known to be the sender's, signed a text of now. */
export async function signedWith(
  deps: { fetchCertificate: (url: string) => Promise<string>; now: () => Instant },
  message: {
    url: string;
    sent: { by: string; name: string; text: string };
    text: string;
    signature: string;
    algorithm: 'sha1' | 'sha256';
  },
): Promise<Verdict> {
  const { url, sent, text, signature, algorithm } = message;
  const now = deps.now();
  const sentAt = parseInstant(sent.text);
  if (sentAt === undefined) return invalid(`${sent.name} is missing or not of ${sent.by}`);
  if (sentAt < addSeconds(now, -oldestSeconds))
    return invalid(`it is of ${sentAt}, which is too long ago`);
  if (sentAt > addSeconds(now, aheadSeconds))
    return invalid(`it is of ${sentAt}, which is still to come`);
  let pem: string;
  try {
    pem = await deps.fetchCertificate(url);
  } catch (error) {
    if (error instanceof NoSuchCertificate) return invalid(error.message);
    throw error;
  }
  const certificate = certificateOf(pem);
  if (certificate === undefined) return invalid('what is at the address is no certificate');
  if (now < fromEpochMs(certificate.validFromDate.getTime())) {
    return invalid('the certificate is not valid yet');
  }
  if (now > fromEpochMs(certificate.validToDate.getTime())) {
    return invalid('the certificate has expired');
  }
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') return invalid('the key is not RSA');
  return verify(
    algorithm,
    Buffer.from(text),
    certificate.publicKey,
    Buffer.from(signature, 'base64'),
  )
    ? { valid: true }
    : invalid('it was changed, or signed with another key');
}

/**
 * The exact form that AWS uses, and nothing like it: looser patterns let a bucket whose name begins with "sns" vouch
 * for itself. The parsed parts must make up the whole text: no user, port, query, or second reading by another parser.
 */
export function isCertificateOfSns(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { host, pathname } = new URL(url);
  return (
    /^sns\.([a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?|eusc(-[a-z]+)+-\d\.amazonaws\.eu)$/.test(
      host,
    ) &&
    /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/.test(pathname) &&
    url === `https://${host}${pathname}`
  );
}

function signedText(message: SnsMessage): string {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message;
  const members =
    message.Type === 'Notification'
      ? { Message, MessageId, Subject: message.Subject ?? undefined, Timestamp, TopicArn, Type }
      : {
          Message,
          MessageId,
          SubscribeURL: message.SubscribeURL,
          Timestamp,
          Token: message.Token,
          TopicArn,
          Type,
        };
  return linesOf(members);
}

/** Members in the order of their names, each as a line with the name and a line with the value. */
export function linesOf(members: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // Not a certificate: the caller says so.
    return undefined;
  }
}

function invalid(reason: string): Verdict {
  return { valid: false, reason };
}

/** AWS has nothing at the address, so the message does not come from there; asking again would not help. */
export class NoSuchCertificate extends Error {
  override name = 'NoSuchCertificate';
}

/** Keeps what was fetched: certificates change about once a year, and their address with them. */
export function cached(
  fetchText: (url: string) => Promise<string>,
): (url: string) => Promise<string> {
  const kept = new Map<string, Promise<string>>();
  return url => {
    const known = kept.get(url);
    if (known !== undefined) return known;
    const coming = fetchText(url);
    kept.set(url, coming);
    coming.catch(() => kept.delete(url));
    for (const oldest of kept.keys()) {
      if (kept.size <= cachedMax) break;
      kept.delete(oldest);
    }
    return coming;
  };
}

export const fetchCertificate = cached(fetchFromAws);

async function fetchFromAws(url: string): Promise<string> {
  if (!isCertificateOfSns(url)) throw new NoSuchCertificate('this is no address of Amazon SNS');
  return fetchText(url);
}

/** With a limit on time and size, and without following redirects: the address was checked, another one was not. */
export async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status >= 400 && response.status < 500 && response.status !== 429) {
    await response.body?.cancel();
    throw new NoSuchCertificate(`there is no certificate at the address (${response.status})`);
  }
  if (!response.ok || response.body === null) {
    throw new Error(`The certificate of SNS could not be fetched: status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > certificateBytesMax) {
      throw new NoSuchCertificate('what is at the address is too large for a certificate');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
