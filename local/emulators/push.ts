import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  randomUUID,
  verify,
} from 'node:crypto';
import type { OutsideRequest, OutsideResponse } from '#local/emulators/trackers.ts';
import type { Inbox } from '#local/inbox/inbox.ts';

/** The push service of a browser's maker, at an address of the real one's: nothing leaves this machine. */
const host = 'updates.push.services.mozilla.com';
const bytesMax = 4096;
const ttlMax = 60 * 86_400;
const tokenSecondsMax = 86_400;

/** What a browser hands out when somebody subscribes. */
export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

interface Browser {
  pair: ECDH;
  auth: Buffer;
  /** The key of whoever may send here. */
  serverKey: string;
}

export type PushService = ReturnType<typeof pushService>;

/**
 * As strict as the real ones: the signature of RFC 8292 by the key that was subscribed with, its audience and its end; TTL,
 * urgency and topic of RFC 8030; what a browser cannot decrypt (RFC 8291) is refused here, so that it shows. Who
 * unsubscribed is gone.
 */
export function pushService({ inbox, now }: { inbox: Inbox; now: () => number }) {
  const browsers = new Map<string, Browser>();
  const gone = new Set<string>();

  return {
    subscribe(serverKey: string): Subscription {
      const pair = createECDH('prime256v1');
      const p256dh = pair.generateKeys('base64url');
      const auth = randomBytes(16);
      const endpoint = `https://${host}/wpush/v2/${randomBytes(24).toString('base64url')}`;
      browsers.set(endpoint, { pair, auth, serverKey });
      return { endpoint, keys: { p256dh, auth: auth.toString('base64url') } };
    },

    unsubscribe(endpoint: string): boolean {
      gone.add(endpoint);
      return browsers.delete(endpoint);
    },

    /** `undefined`: it is none of this host. */
    answer({ method, url, headers, body, ...sent }: OutsideRequest): OutsideResponse | undefined {
      if (url.hostname !== host) return undefined;
      if (method !== 'POST') return refused(405, 'Only POST');
      const browser = browsers.get(url.href);
      if (browser === undefined) {
        return gone.has(url.href) ? refused(410, 'Gone') : refused(404, 'No such subscription');
      }
      const said = (name: string) => String(headers[name] ?? '');
      const wrong =
        unauthorised(said('authorization'), url.origin, browser.serverKey, now() / 1000) ??
        malformed(said);
      if (wrong !== undefined) return wrong;
      const bytes = sent.bytes ?? Buffer.from(body);
      if (bytes.length > bytesMax) return refused(413, 'Payload too large');
      const text = decrypted(bytes, browser);
      if (text === undefined) return refused(400, 'The browser cannot decrypt it');
      const messageId = randomUUID();
      const page = JSON.parse(text) as { title?: string; body?: string };
      const about = { ttl: Number(said('ttl')), urgency: said('urgency'), topic: said('topic') };
      inbox.add({
        channel: 'push',
        ...{ to: url.href, subject: page.title ?? '', body: page.body ?? '', messageId },
        push: { payload: text, ...about },
      });
      const headersBack = { location: `https://${host}/m/${messageId}`, ttl: said('ttl') };
      return { status: 201, body: '', headers: headersBack };
    },
  };
}

function refused(status: number, message: string): OutsideResponse {
  return { status, body: { code: status, message } };
}

function malformed(said: (name: string) => string): OutsideResponse | undefined {
  const ttl = said('ttl');
  if (!/^\d+$/.test(ttl) || Number(ttl) > ttlMax) return refused(400, 'TTL must be given');
  if (said('content-encoding') !== 'aes128gcm') return refused(400, 'Not aes128gcm');
  if (!['', 'very-low', 'low', 'normal', 'high'].includes(said('urgency'))) {
    return refused(400, 'No such urgency');
  }
  return /^[A-Za-z0-9_-]{0,32}$/.test(said('topic')) ? undefined : refused(400, 'A bad topic');
}

function unauthorised(
  header: string,
  audience: string,
  serverKey: string,
  seconds: number,
): OutsideResponse | undefined {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(header) ?? [];
  if (token === '') return refused(401, 'No VAPID in it');
  if (key !== serverKey) return refused(403, 'The subscription is for another key');
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      ...{ kty: 'EC', crv: 'P-256' },
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const part = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
  if (!isSigned || part(head).alg !== 'ES256') return refused(401, 'A bad signature');
  const { aud, exp, sub } = part(claims);
  if (aud !== audience) return refused(401, 'For another audience');
  if (!(exp > seconds && exp <= seconds + tokenSecondsMax)) {
    return refused(401, 'Not good at this time');
  }
  return /^(mailto:|https:)/.test(String(sub)) ? undefined : refused(401, 'Nobody to turn to');
}

/** As the browser does it; written apart from what encrypts. */
function decrypted(message: Buffer, { pair, auth }: Browser): string | undefined {
  const [salt, rest] = [message.subarray(0, 16), message.subarray(16)];
  if (rest.length < 5 || rest.readUInt32BE() < 18) return undefined;
  const length = rest.readUInt8(4);
  const [sender, sealed] = [rest.subarray(5, 5 + length), rest.subarray(5 + length)];
  if (sealed.length > rest.readUInt32BE() || sealed.length < 17) return undefined;
  const derive = (secret: Buffer, salted: Buffer, info: string | Buffer, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, salted, info, bytes));
  try {
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender]);
    const keyed = derive(pair.computeSecret(sender), auth, info, 32);
    const decipher = createDecipheriv(
      'aes-128-gcm',
      derive(keyed, salt, 'Content-Encoding: aes128gcm\0', 16),
      derive(keyed, salt, 'Content-Encoding: nonce\0', 12),
    );
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    const end = plain.findLastIndex(byte => byte !== 0);
    return plain[end] === 2 ? plain.subarray(0, end).toString() : undefined;
  } catch {
    // Another key, or not what was sent.
    return undefined;
  }
}
