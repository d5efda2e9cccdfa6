import type { AuthenticateIntegration } from '#app/api/authenticate.ts';
import type { ApiAnswer, ApiRequest } from '#app/api/http.ts';
import { json, problem } from '#app/api/http.ts';
import { ownAlert } from '#app/intake/own-alert.ts';
import type { StormWatch } from '#app/intake/storm-watch.ts';
import type { ReceiptId } from '#core/ids.ts';
import { type Alert, pages } from '#core/intake/alert.ts';
import { groupedBy } from '#core/intake/group-by.ts';
import { bodyMax } from '#core/intake/limits.ts';
import { parsePayload, readPayload } from '#core/intake/parse.ts';
import { claimsToBeSmn, type SmnMessage } from '#core/intake/sources/smn-claims.ts';
import { type SnsMessage, snsClaims } from '#core/intake/sources/sns-claims.ts';
import { firstKey, inDomain, type TrustDomain } from '#core/intake/trust-domain.ts';
import type { Severity } from '#core/severity.ts';
import { parseSource, type Source, sources } from '#core/sources.ts';
import { jsonIn } from '#core/text/json-in.ts';
import { withoutPercents } from '#core/text/percents.ts';
import { beginning, oneLine } from '#core/text/plain-text.ts';
import { addSeconds, epochMs, type Instant, parseInstant } from '#core/time/instant.ts';
import type { Accept, HeardIntegrations } from '#ports/intake.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What is larger does not wait among repeats, of which two hundred are read at once. */
const bytesAmongRepeats = 1024 * 1024;
const snsMessagesMax = 100;
const reasonMax = 500;
const notedSeconds = 2;
const toldSeconds = 600;
const isRecent = (last: Instant | undefined, at: Instant, seconds: number) =>
  last !== undefined && last > addSeconds(at, -seconds);
/** Whose bodies may come as messages of SNS, which then are signed. */
const carried: readonly Source[] = ['cloudwatch', 'email', 'auto'];
/** The same of Huawei's. */
const carriedBySmn: readonly Source[] = ['huawei-ces', 'auto'];

/** A message of a topic, whose signature holds. */
interface Signed {
  type: string;
  topic: string;
  id: string;
  at: string;
  confirm: () => Promise<void>;
}
type Verdict = { valid: true } | { valid: false; reason: string };

type Integration = NonNullable<Awaited<ReturnType<AuthenticateIntegration>>>;

/**
 * Accept first, think later: the answer 202 is given once the queue has the raw body. What cannot be read at all is
 * refused with the field that is wrong, because only the sender's owner can mend it.
 */
export function acceptWebhook(deps: {
  authenticate: AuthenticateIntegration;
  accept: Accept;
  repeats: Repeats;
  isStorm: StormWatch;
  configuration: Pick<ConfigurationStore, 'current'>;
  heard: Pick<HeardIntegrations, 'refuse'>;
  /** Amazon SNS signs what it posts; answers why a message is not to be believed. */
  verifySns: (message: unknown) => Promise<Verdict>;
  /** So does Huawei's SMN. */
  verifySmn: (message: unknown) => Promise<Verdict>;
  /** What a sender signs with, by the ARN of the secret that holds it; throws while that cannot be read. */
  signingSecrets: (arn: string, wanted?: 'newest') => Promise<readonly string[]>;
  /** Confirms through the API; the URL inside the message is never fetched. */
  confirmSns: (message: SnsMessage) => Promise<void>;
  confirmSmn: (message: SmnMessage) => Promise<void>;
  /** `of`: what is posted again under the same name is the same delivery, and has one receipt. */
  newReceiptId: (at: Instant, of?: string) => ReceiptId;
  now: Now;
  log: Log;
}) {
  /** Of this process: whoever posts without end has one in two seconds noted. */
  const lastRefused = new Map<string, Instant>();
  const lastTold = new Map<string, Instant>();

  return async (sourceName: string, request: ApiRequest): Promise<ApiAnswer> => {
    const source = parseSource(sourceName);
    if (source === undefined) {
      return problem(
        'not-found',
        `${sourceName} is not a source. There are: ${sources.join(', ')}.`,
      );
    }
    const key = keyOf(request);
    const integration = await deps.authenticate(source, key);
    if (integration === undefined) {
      return problem(
        'unauthenticated',
        key === undefined
          ? 'No key came with it: add ?key=… to the address, or send Authorization: Bearer ….'
          : `This is not the key of an integration for ${source}.`,
      );
    }
    const answer = await answered(source, integration, request);
    if (answer.status >= 400) await noteRefusal(integration, answer);
    return answer;
  };

  async function answered(
    source: Source,
    integration: Integration,
    request: ApiRequest,
  ): Promise<ApiAnswer> {
    // Before its size: what is too large pages somebody, and the key alone may not.
    const verdict = await verdictOnSignature(integration, request);
    if (!verdict.valid) {
      const { reason } = verdict;
      deps.log('warn', 'webhook refused', { integration: integration.name, reason });
      return problem('unauthenticated', `The signature does not hold: ${reason}.`);
    }
    // Whoever recorded what was signed could say something else beside it.
    const body = verdict.isOfBody ? (request.body ?? '') : bodyOf(request);
    if (Buffer.byteLength(body) > bodyMax) {
      return problem('too-large', `A webhook may have ${bodyMax / 1024 / 1024} MiB.`);
    }
    const content = await contentOf(body);
    const smn = await messageOfSmn(source, request.headers, content);
    if (smn !== undefined) {
      return 'status' in smn ? smn : take(source, integration, request, body, smn);
    }
    const signed = await messagesOfSns(source, request.headers, content);
    if ('status' in signed) return signed;
    const { messages } = signed;
    let answer: ApiAnswer | undefined;
    for (const message of messages) {
      // Each has a receipt of its own, so that none can hide among others when it is posted again.
      const one = messages.length === 1 ? body : JSON.stringify({ Records: [{ Sns: message }] });
      const taken = await take(source, integration, request, one, ofSns(message));
      if (taken.status >= 400) return taken;
      answer ??= taken;
    }
    return answer ?? take(source, integration, request, body);
  }

  /** It may show nobody what it was answered, and most senders give up for good what was refused. */
  async function noteRefusal(integration: Integration, answer: ApiAnswer): Promise<void> {
    const { name, domain } = integration;
    const at = deps.now();
    const isTooLarge = answer.status === 413;
    const severity = isTooLarge ? 'SEV2' : 'SEV3';
    // Each of the two by itself: a ticket says nothing of what has to page.
    const which = `${severity} of ${name}`;
    if (isRecent(lastRefused.get(which), at, notedSeconds)) return;
    lastRefused.set(which, at);
    try {
      const { detail = '' } = JSON.parse(answer.body) as { detail?: string };
      const reason = beginning(oneLine(detail), reasonMax);
      // Whoever was never heard is being set up, by somebody who looks at it.
      const isHeard = domain !== firstKey && (await wasHeard(name, { at, reason }));
      if (integration.shadow || (!isTooLarge && !isHeard)) return;
      if (isRecent(lastTold.get(which), at, toldSeconds)) return;
      await tell(integration, severity, reason, at);
      lastTold.set(which, at);
    } catch (error) {
      deps.log('error', 'nobody could be told of what was refused', { error: String(error) });
    }
  }

  /** Notes it. Where that fails, whoever has to be told of it is told all the same. */
  async function wasHeard(
    name: string,
    refused: { at: Instant; reason: string },
  ): Promise<boolean> {
    try {
      return await deps.heard.refuse(name, refused);
    } catch (error) {
      deps.log('warn', 'what was refused could not be noted', { error: String(error) });
      return false;
    }
  }

  async function tell(
    { name, service }: Integration,
    severity: Severity,
    reason: string,
    at: Instant,
  ): Promise<void> {
    const alert = {
      // One key for ever: more of it joins the same incident.
      key: `tocsin-refused#${name}`,
      title: `What ${name} sends is refused, and opens no incident`,
      severity,
      description:
        `It was answered: ${reason}\nLook into the monitoring tool for what fires, and mend what it sends. ` +
        '`tocsin integrations` says what was refused last.',
    };
    const from = { receiptId: deps.newReceiptId(at), by: 'the door of webhooks', service, at };
    await deps.accept(ownAlert(alert, from), 'alerts');
  }

  async function verdictOnSignature(
    { signature }: Integration,
    { headers, body = '', sent }: ApiRequest,
  ): Promise<{ valid: true; isOfBody: boolean } | { valid: false; reason: string }> {
    if (signature === undefined) return { valid: true, isOfBody: false };
    // Loaded only here: most integrations have a key alone.
    const { verifySignature } = await import('#core/intake/signature.ts');
    const verdictBy = (secrets: readonly string[]) =>
      verifySignature({
        ...signature,
        ...{ headers, body: sent ?? body, secrets, at: deps.now() },
      });
    const { secret } = signature;
    const first = verdictBy(await deps.signingSecrets(secret));
    if (first.valid) return first;
    // One that followed another a moment ago: few senders try again what was refused.
    return verdictBy(await deps.signingSecrets(secret, 'newest'));
  }

  /** Those of a body, which all are signed; or the refusal. */
  async function messagesOfSns(
    source: Source,
    headers: ApiRequest['headers'],
    content: unknown,
  ): Promise<{ messages: SnsMessage[] } | ApiAnswer> {
    const { claims, read } = snsClaims(content);
    // A topic that delivers raw bodies signs none: they are vouched for by the key, as those of any other sender.
    const isPosted =
      headers['x-amz-sns-message-type'] !== undefined &&
      headers['x-amz-sns-rawdelivery'] === undefined;
    if (!carried.includes(source)) {
      return claims.length > 0 || isPosted
        ? problem(
            'invalid-request',
            'This is a message of Amazon SNS: subscribe its topic to /v1/alerts/cloudwatch.',
          )
        : { messages: [] };
    }
    const messages = [...new Set([...read, ...claims])];
    if (messages.length > snsMessagesMax) {
      return problem('too-large', `A body may have ${snsMessagesMax} messages of SNS.`);
    }
    if (messages.length === 0 && isPosted)
      return unsigned('SNS', 'its header says so, and its body does not');
    for (const message of messages) {
      const verdict = await deps.verifySns(message);
      if (!verdict.valid) return unsigned('SNS', verdict.reason);
    }
    return { messages: messages as SnsMessage[] };
  }

  /** `undefined`: it is none. */
  async function messageOfSmn(
    source: Source,
    headers: ApiRequest['headers'],
    message: unknown,
  ): Promise<Signed | ApiAnswer | undefined> {
    const isPosted = headers['x-smn-message-type'] !== undefined;
    if (!claimsToBeSmn(message)) {
      return isPosted ? unsigned('SMN', 'its header says so, and its body does not') : undefined;
    }
    if (!carriedBySmn.includes(source)) {
      const detail =
        "This is a message of Huawei's SMN: subscribe its topic to /v1/alerts/huawei-ces.";
      return problem('invalid-request', detail);
    }
    const verdict = await deps.verifySmn(message);
    if (!verdict.valid) return unsigned('SMN', verdict.reason);
    const signed = message as SmnMessage;
    const { type, topic_urn: topic, message_id: id, timestamp: at } = signed;
    return { type, topic, id, at, confirm: () => deps.confirmSmn(signed) };
  }

  function ofSns(message: SnsMessage): Signed {
    const { Type: type, TopicArn: topic, MessageId: id, Timestamp: at } = message;
    return { type, topic, id, at, confirm: () => deps.confirmSns(message) };
  }

  function unsigned(by: 'SNS' | 'SMN', reason: string): ApiAnswer {
    deps.log('warn', `${by} message refused`, { reason });
    return problem('unauthenticated', `The ${by} signature does not hold: ${reason}.`);
  }

  async function take(
    source: Source,
    integration: Integration,
    request: ApiRequest,
    body: string,
    signed?: Signed,
  ): Promise<ApiAnswer> {
    if (signed?.type === 'SubscriptionConfirmation') {
      await signed.confirm();
      return json(200, { confirmed: signed.topic });
    }
    if (signed?.type === 'UnsubscribeConfirmation') return json(200, { ignored: true });

    const acceptedAt = deps.now();
    const parsed = await parsePayload(source, body, acceptedAt, integration.mapping);
    if ('invalid' in parsed) {
      const [first] = parsed.invalid;
      const detail = `${first?.path ?? ''} ${first?.message ?? 'is not valid'}`.trim();
      return problem('invalid-request', detail, parsed.invalid);
    }
    const receiptId =
      signed === undefined
        ? deps.newReceiptId(acceptedAt)
        : deps.newReceiptId(
            parseInstant(signed.at) ?? acceptedAt,
            JSON.stringify([integration.name, signed.topic, signed.id]),
          );
    // A binding is a binding, whatever the request says.
    const service = integration.service ?? request.query.service;
    const domain = integration.domain;
    const webhook = {
      kind: 'webhook' as const,
      receiptId,
      source,
      integration: integration.name,
      domain,
      ...(service !== undefined && { service }),
      ...(signed !== undefined && { once: true as const }),
      ...(integration.mapping !== undefined && { mapping: integration.mapping }),
      ...(integration.groupBy !== undefined && { groupBy: [...integration.groupBy] }),
      ...(integration.shadow && { shadow: true as const }),
      acceptedAt,
      body,
    };
    const bound = (alert: Alert) => (service === undefined ? alert : { ...alert, service });
    const alerts = parsed.alerts
      .filter(pages)
      .map(alert => inDomain(domain, groupedBy(bound(alert), integration.groupBy)));
    const mayWait =
      alerts.length > 0 &&
      Buffer.byteLength(body) <= bytesAmongRepeats &&
      (deps.repeats.include(alerts, acceptedAt) ||
        (await isStorm(alerts, { domain, service, at: acceptedAt })));
    if ((await deps.accept(webhook, mayWait ? 'repeats' : 'alerts')) === 'too-large') {
      return problem('too-large', 'No queue takes this much text that cannot be compressed.');
    }
    // Only now: what no queue took is still news when it is sent again.
    deps.repeats.remember(alerts, acceptedAt);
    return json(202, { receiptId, alerts: parsed.alerts.length });
  }

  /** Without a configuration nothing is judged, and nothing waits. */
  async function isStorm(
    alerts: readonly Alert[],
    about: { domain: TrustDomain; service: string | undefined; at: Instant },
  ): Promise<boolean> {
    const { domain, service, at } = about;
    try {
      const current = await deps.configuration.current();
      if (current === undefined) return false;
      const { directory } = current;
      const bound = service === undefined ? alerts : alerts.map(each => ({ ...each, service }));
      return deps.isStorm(bound, { domain, directory, at });
    } catch (error) {
      deps.log('warn', 'the configuration cannot be read', { error: String(error) });
      return false;
    }
  }
}

/** What this function has accepted a short while ago. */
export interface Repeats {
  /** Whether every one of these alerts says what was accepted already. */
  include(alerts: readonly Alert[], at: Instant): boolean;
  remember(alerts: readonly Alert[], at: Instant): void;
}

const rememberedMs = 300_000;
const rememberedMax = 10_000;

/**
 * A memory of one running function, and only a hint: it chooses the queue that is read in large batches, where a
 * repeat costs next to nothing. News that it takes for a repeat is at most two seconds late, and decided the same.
 */
export function repeatMemory(): Repeats {
  const heard = new Map<string, { said: string; at: number }>();
  return {
    include: (alerts, at) =>
      alerts.every(alert => {
        const last = heard.get(alert.fingerprint);
        if (last === undefined || epochMs(at) - last.at >= rememberedMs) return false;
        return last.said === saidBy(alert);
      }),
    remember(alerts, at) {
      for (const alert of alerts) {
        heard.delete(alert.fingerprint);
        heard.set(alert.fingerprint, { said: saidBy(alert), at: epochMs(at) });
      }
      for (const oldest of heard.keys()) {
        if (heard.size <= rememberedMax) break;
        heard.delete(oldest);
      }
    },
  };
}

/** Whatever may make a severity worse is news, and takes the lane of news. Numbers change all the time. */
function saidBy({ status, vendorSeverity, title, service, labels }: Alert): string {
  return JSON.stringify([status, vendorSeverity, title, service, labels]);
}

/** What a sender puts into the address instead, and what CloudEvents puts into headers, is the body all the same. */
function bodyOf({ headers, query, body = '' }: ApiRequest): string {
  const about = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') && value !== undefined
      ? [[name.slice(3), withoutPercents(value)] as const]
      : [],
  );
  if (about.some(([name]) => name === 'id') && about.some(([name]) => name === 'type')) {
    const data = body.trim() === '' ? undefined : (jsonIn(body) ?? body);
    return JSON.stringify({ ...Object.fromEntries(about), data });
  }
  if (body.trim() !== '') return body;
  const fields = Object.entries(query).flatMap(([name, value]) =>
    ['key', 'service'].includes(name) || value === undefined
      ? []
      : [[name, value] as [string, string]],
  );
  return new URLSearchParams(fields).toString();
}

/** Where senders put a key. Some can do nothing but ask for a name and a password: any name, and the key as password. */
export function keyOf({ headers, query }: ApiRequest): string | undefined {
  const [, scheme = '', given = ''] = /^(\S+) +(\S+)$/.exec(headers.authorization ?? '') ?? [];
  const is = (name: string) => scheme.toLowerCase() === name;
  if (is('bearer')) return given;
  return headers['x-api-key'] ?? query.key ?? (is('basic') ? passwordIn(given) : undefined);
}

function passwordIn(given: string): string {
  const text = Buffer.from(given, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}

/** Clients of Alertmanager take an alert for taken when they are answered 200, and nothing else. */
export function asAlertmanager(answer: ApiAnswer): ApiAnswer {
  return answer.status === 202 ? { ...answer, status: 200 } : answer;
}

/** As it is read once it is taken: what claims to be signed claims so however it is wrapped. */
async function contentOf(body: string): Promise<unknown> {
  const read = await readPayload(body);
  return 'value' in read ? read.value : undefined;
}
