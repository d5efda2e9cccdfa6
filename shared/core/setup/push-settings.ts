import { createECDH, ECDH } from 'node:crypto';
import * as z from 'zod/mini';
import type { Directory } from '#core/setup/directory.ts';
import { jsonIn } from '#core/text/json-in.ts';

const curve = 'prime256v1';

/** Where the secret is looked for when the configuration names none. */
const defaultSecret = 'tocsin/push';

type Settings = Pick<Directory, 'push'> | undefined;

/** The ARN or the name of the secret with the private key. */
export function pushSecretOf(directory: Settings): string {
  return directory?.push?.secret ?? defaultSecret;
}

const key = z.object({
  privateKey: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/), z.refine(isPrivate)),
});

/** What stands in that secret, `{"privateKey": "…"}`: 32 bytes in base64url; `undefined`: something else, which is quoted nowhere. */
export function privatePushKey(text: string): string | undefined {
  return z.safeParse(key, jsonIn(text)).data?.privateKey;
}

/** Few of so many bytes are none, such as all of one sign. */
function isPrivate(text: string): boolean {
  try {
    return publicPushKey(text) !== '';
  } catch {
    return false;
  }
}

/** By which devices and push services know who sends: base64url, as the private one. */
export function publicPushKey(privateKey: string): string {
  const pair = createECDH(curve);
  pair.setPrivateKey(privateKey, 'base64url');
  return pair.getPublicKey('base64url');
}

/** Whether anything can be encrypted for who has this key: not every such text is a point of the curve. */
export function isPushPoint(text: string): boolean {
  try {
    ECDH.convertKey(text, curve, 'base64url');
    return true;
  } catch {
    return false;
  }
}

/** Those of the browsers that people use. */
const services = [
  /^fcm\.googleapis\.com$/,
  /(^|\.)push\.services\.mozilla\.com$/,
  /\.push\.apple\.com$/,
  /\.notify\.windows\.com$/,
];

/** Why no page may go to this address; `undefined`: it is one of a push service. A browser names it, so it may say anything. */
export function noPushService(endpoint: string, directory: Settings): string | undefined {
  const url = URL.parse(endpoint);
  if (url?.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') {
    return 'must be an https address of a push service';
  }
  const { hostname } = url;
  const isKnown =
    services.some(service => service.test(hostname)) ||
    directory?.push?.services?.includes(hostname) === true;
  return isKnown
    ? undefined
    : `${hostname} is no push service that is known: name it in push.services of tocsin.yaml`;
}
