import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Signature } from '#core/setup/document-integrations.ts';
import { epochMs, type Instant, parseInstant } from '#core/time/instant.ts';

/** So far may the clock of a sender be from ours, and so old may be what it signed. */
const windowSeconds = 300;

type Headers = Readonly<Record<string, string | undefined>>;
/** `isOfBody`: it is of these very bytes. A word that is repeated says of none. */
type Verdict = { valid: true; isOfBody: boolean } | { valid: false; reason: string };

interface Asked extends Omit<Signature, 'secret'> {
  headers: Headers;
  /** Exactly as it came. */
  body: string | Uint8Array;
  /** Any of them will do, so that a new one can be brought in before the old one goes. */
  secrets: readonly string[];
  at: Instant;
}

/** Whether the body is of whoever knows the secret. Everything that decides is compared in constant time. */
export function verifySignature(asked: Asked): Verdict {
  const { scheme, headers } = asked;
  if (asked.secrets.length === 0) return no('there is no secret to check it with');
  switch (scheme) {
    case 'github':
      return hmac(asked, { header: 'x-hub-signature-256', prefix: 'sha256=' });
    case 'pagerduty':
      return hmac(asked, { header: 'x-pagerduty-signature', prefix: 'v1=' });
    case 'sentry':
      return hmac(asked, {
        header: headers['sentry-hook-signature'] ? 'sentry-hook-signature' : 'sentry-app-signature',
      });
    case 'grafana':
      return hmac(asked, { header: 'x-grafana-alerting-signature', joint: ':' });
    case 'hmac':
      return hmac(asked, { header: 'x-signature', joint: '.' });
    case 'tocsin':
      return ours(asked);
    case 'standard-webhooks':
      return standard(asked);
    case 'gitlab':
      return headers['webhook-signature'] === undefined
        ? word(asked, 'x-gitlab-token')
        : standard(asked);
    case 'datadog':
    case 'opsgenie':
    case 'healthchecks':
    case 'token':
      return word(asked, 'x-webhook-token');
    default:
      return scheme satisfies never;
  }
}

function hmac(
  { headers, body, secrets, at, ...signing }: Asked,
  usual: { header: string; prefix?: string; joint?: string },
): Verdict {
  const header = (signing.header ?? usual.header).toLowerCase();
  const given = headers[header];
  if (given === undefined || given.trim() === '') return no(`there is no ${header}`);
  const stamp = signing.timestampHeader?.toLowerCase();
  const moment = stamp === undefined ? undefined : headers[stamp];
  if (stamp !== undefined && !isNear(moment, at)) return no(`${stamp} is missing or not of now`);
  const front = moment === undefined ? '' : `${moment}${usual.joint ?? ':'}`;
  const { algorithm = 'sha256', encoding = 'hex' } = signing;
  const signatures = given.split(',').map(each => each.trim().replace(/^(?:v\d+|sha\d+)=/i, ''));
  const isOne = secrets.some(secret => {
    const expected = createHmac(algorithm, secret).update(front).update(body).digest();
    return signatures.some(each => isSame(Buffer.from(each, encoding), expected));
  });
  return isOne ? ofBody : no('the signature is not of this body');
}

/** `t=1795400045,v1=…` over the time, a full stop and the body, as our own webhooks are signed. */
function ours({ headers, body, secrets, at, header = 'tocsin-signature' }: Asked): Verdict {
  const given = headers[header.toLowerCase()] ?? '';
  const [, time, signature = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/i.exec(given.trim()) ?? [];
  if (time === undefined) return no(`there is no ${header}`);
  if (!isNear(time, at)) return no('it is not of now');
  const isOne = secrets.some(secret =>
    isSame(
      Buffer.from(signature, 'hex'),
      createHmac('sha256', secret).update(`${time}.`).update(body).digest(),
    ),
  );
  return isOne ? ofBody : no('the signature is not of this body');
}

/** Standard Webhooks, and Svix of before it was a standard. Source: standardwebhooks.com. */
function standard({ headers, body, secrets, at }: Asked): Verdict {
  const of = (name: string) => headers[`webhook-${name}`] ?? headers[`svix-${name}`];
  const [id, time, given] = [of('id'), of('timestamp'), of('signature')];
  if (id === undefined || time === undefined || given === undefined) {
    return no('webhook-id, webhook-timestamp and webhook-signature are not all there');
  }
  if (!isNear(time, at)) return no('webhook-timestamp is not of now');
  const signatures = given
    .split(/\s+/)
    .flatMap(each => (each.startsWith('v1,') ? [each.slice(3)] : []));
  const isOne = secrets.some(secret => {
    const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
    const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest();
    return signatures.some(each => isSame(Buffer.from(each, 'base64'), expected));
  });
  return isOne ? ofBody : no('the signature is not of this body');
}

/** Compared by what is made of it, so that not even its length is told. */
function word({ headers, secrets, header }: Asked, usual: string): Verdict {
  const name = (header ?? usual).toLowerCase();
  const given = headers[name]?.replace(/^Bearer +/i, '');
  if (given === undefined) return no(`there is no ${name}`);
  const digest = (text: string) => createHmac('sha256', 'compared').update(text.trim()).digest();
  return secrets.some(secret => isSame(digest(given), digest(secret)))
    ? { valid: true, isOfBody: false }
    : no(`${name} is another`);
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function isNear(time: string | undefined, at: Instant): boolean {
  if (time === undefined) return false;
  const moment = parseInstant(time.trim());
  const number = Number(time);
  const ms = moment !== undefined ? epochMs(moment) : number > 1e11 ? number : number * 1000;
  return Math.abs(ms - epochMs(at)) <= windowSeconds * 1000;
}

const ofBody: Verdict = { valid: true, isOfBody: true };

function no(reason: string): Verdict {
  return { valid: false, reason };
}
