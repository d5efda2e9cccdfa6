import {
  createCipheriv,
  createECDH,
  createHash,
  createPrivateKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  sign,
} from 'node:crypto';
import type { OutsideCall } from '#adapters/outside/outside-call.ts';
import { isTransient } from '#adapters/outside/transient.ts';
import type { Device } from '#core/oncall/roster.ts';
import { isPushPoint, publicPushKey } from '#core/setup/push-settings.ts';
import { epochMs } from '#core/time/instant.ts';
import type { PushTo } from '#ports/communication.ts';
import type { Now } from '#ports/runtime.ts';

const curve = 'prime256v1';
const recordBytes = 4096;
const tokenSeconds = 12 * 3600;

/** The private key, or why there is none to be had. */
export type ReadPushKey = () => Promise<
  { privateKey: string } | { unreadable: string; isTransient: boolean }
>;

/**
 * A message to one browser by its push service (RFC 8030), which reads nothing of it (RFC 8291) and knows us by our key
 * (RFC 8292). 404 and 410 say that nothing will arrive there any more.
 */
export function pushTo(deps: {
  call: OutsideCall;
  key: ReadPushKey;
  /** Whom a push service may turn to: an https address. */
  contact: string;
  now: Now;
  refusal: (endpoint: string) => Promise<string | undefined>;
}): PushTo {
  return async (device, page, seconds) => {
    const refusal = await deps.refusal(device.endpoint);
    if (refusal !== undefined) return giveUp(refusal);
    const key = await deps.key();
    if ('unreadable' in key) {
      const failed = key.isTransient ? 'retry' : 'give-up';
      return { sent: false, failed, reason: `push: ${key.unreadable}`.slice(0, 300) };
    }
    if (publicPushKey(key.privateKey) !== device.publicKey) {
      return giveUp('the device listens to another key than the one in the secret');
    }
    const url = new URL(device.endpoint);
    const until = Math.floor(epochMs(deps.now()) / 1000) + tokenSeconds;
    const claims = { aud: url.origin, exp: until, sub: deps.contact };
    const headers = {
      authorization: `vapid t=${token(key.privateKey, claims)}, k=${device.publicKey}`,
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: String(seconds),
      urgency: 'high',
      topic: topicOf(page.incident),
    };
    // Thrown further down, it would come again as it is, and keep the person's other ways waiting.
    if (!isPushPoint(device.p256dh)) return giveUp('nothing can be encrypted for the device');
    const body = encrypted(JSON.stringify(page), device);
    try {
      const answer = await deps.call('POST', url, headers, body);
      if ('refused' in answer) return giveUp(answer.refused);
      const { status } = answer;
      const { location } = answer.headers;
      if (status >= 200 && status < 300) {
        return typeof location === 'string'
          ? { sent: true, externalId: location.slice(-200) }
          : { sent: true };
      }
      const reason = `push: answered ${status}`;
      if (status === 404 || status === 410) {
        const text = `${reason}: the device no longer takes messages`;
        return { sent: false, failed: 'give-up', reason: text, gone: true };
      }
      return { sent: false, failed: isTransient(status) ? 'retry' : 'give-up', reason };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { sent: false, failed: 'retry', reason: `push: no answer: ${why}`.slice(0, 300) };
    }
  };
}

/** What a push service replaces with a later message while a device is off: 32 letters at most. */
function topicOf(incident: string): string {
  return createHash('sha256').update(incident).digest('base64url').slice(0, 32);
}

function ecdh(privateKey: string): ECDH {
  const pair = createECDH(curve);
  pair.setPrivateKey(privateKey, 'base64url');
  return pair;
}

/** A JSON Web Token with ES256. */
function token(privateKey: string, claims: object): string {
  const publicKey = ecdh(privateKey).getPublicKey();
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      ...{ kty: 'EC', crv: 'P-256', d: privateKey },
      x: publicKey.subarray(1, 33).toString('base64url'),
      y: publicKey.subarray(33).toString('base64url'),
    },
  });
  const text = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** One record of `aes128gcm` (RFC 8188) with a key that only the browser can work out. */
export function encrypted(
  text: string,
  { p256dh, auth }: Pick<Device, 'p256dh' | 'auth'>,
  chance: { sender: ECDH; salt: Buffer } = drawn(),
): Buffer {
  const { sender, salt } = chance;
  const receiver = Buffer.from(p256dh, 'base64url');
  const publicKey = sender.getPublicKey();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver, publicKey]);
  const shared = sender.computeSecret(receiver);
  const keyed = derived(shared, Buffer.from(auth, 'base64url'), info, 32);
  const cipher = createCipheriv(
    'aes-128-gcm',
    derived(keyed, salt, 'Content-Encoding: aes128gcm\0', 16),
    derived(keyed, salt, 'Content-Encoding: nonce\0', 12),
  );
  const size = Buffer.alloc(5);
  size.writeUInt32BE(recordBytes);
  size.writeUInt8(publicKey.length, 4);
  // 2: this record is the last one.
  const plain = Buffer.concat([Buffer.from(text), Buffer.from([2])]);
  const sealed = [cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([salt, size, publicKey, ...sealed]);
}

function drawn(): { sender: ECDH; salt: Buffer } {
  const sender = createECDH(curve);
  sender.generateKeys();
  return { sender, salt: randomBytes(16) };
}

function derived(secret: Buffer, salt: Buffer, info: Buffer | string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}

function giveUp(why: string) {
  return { sent: false as const, failed: 'give-up' as const, reason: `push: ${why}` };
}
