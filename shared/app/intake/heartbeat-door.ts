import type { AuthenticateCaller, AuthenticateIntegration } from '#app/api/authenticate.ts';
import { type ApiAnswer, type ApiRequest, json, problem } from '#app/api/http.ts';
import { keyOf } from '#app/intake/accept-webhook.ts';
import { scopeAllows } from '#contract/shapes.ts';
import type { ReceiptId } from '#core/ids.ts';
import { firstKey, ownAlerts, type TrustDomain } from '#core/intake/trust-domain.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Accept } from '#ports/intake.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Who sends it has been let in: by the key of an integration, or by a token. */
export type Beat = (
  name: string,
  from: { integration: string; domain: TrustDomain; shadow?: true } | { token: string },
) => Promise<{ receiptId: ReceiptId; at: Instant } | { unknown: string } | { forbidden: string }>;

/** Takes a heartbeat: nobody but a sender that tocsin.yaml lets in keeps one alive. Safe in the queue once answered. */
export function takeBeat(deps: {
  configuration: Pick<ConfigurationStore, 'current' | 'newest'>;
  accept: Accept;
  newReceiptId: (at: Instant) => ReceiptId;
  now: Now;
}): Beat {
  return async (name, from) => {
    const declared = await find(name);
    if (declared === undefined) return { unknown: `heartbeat ${name} in tocsin.yaml` };
    const { integration } = declared;
    // The key that is given at deployment is no integration, whatever one of the file is called.
    const isOwner =
      'token' in from || (from.integration === integration && from.domain !== firstKey);
    if (integration !== undefined && !isOwner) {
      return { forbidden: `The heartbeat ${name} is sent with the key of ${integration} alone.` };
    }
    const at = deps.now();
    const receiptId = deps.newReceiptId(at);
    await deps.accept(
      {
        kind: 'webhook',
        receiptId,
        source: 'generic',
        integration: 'integration' in from ? from.integration : from.token,
        domain: ownAlerts,
        heartbeat: name,
        ...('shadow' in from && from.shadow && { shadow: true as const }),
        acceptedAt: at,
        body: '',
      },
      'alerts',
    );
    return { receiptId, at };
  };

  /** What was applied a moment ago may be sent at once. */
  async function find(wanted: string) {
    const among = async (look: 'current' | 'newest') => {
      const known = (await deps.configuration[look]())?.directory.heartbeats;
      return known?.find(({ name }) => name === wanted);
    };
    return (await among('current')) ?? among('newest');
  }
}

/** `POST`, or `GET` for cron's curl: /v1/heartbeats/{name}, with the key of an integration or a token that may respond. */
export function heartbeatDoor(deps: {
  authenticateKey: AuthenticateIntegration;
  authenticateToken: AuthenticateCaller;
  beat: Beat;
}) {
  return async (name: string, request: ApiRequest): Promise<ApiAnswer> => {
    const key = keyOf(request);
    const from = await senderOf(key);
    if (from === undefined) {
      return problem('unauthenticated', 'This is neither the key of an integration nor a token.');
    }
    if ('forbidden' in from) return problem('forbidden', from.forbidden);
    const taken = await deps.beat(name, from);
    if ('unknown' in taken) return problem('not-found', `There is no ${taken.unknown}.`);
    if ('forbidden' in taken) return problem('forbidden', taken.forbidden);
    return json(202, { receiptId: taken.receiptId, heartbeat: name, at: taken.at });
  };

  async function senderOf(key: string | undefined) {
    const integration = await deps.authenticateKey('any', key);
    if (integration !== undefined) {
      const { name, domain, shadow } = integration;
      return { integration: name, domain, ...(shadow && { shadow }) };
    }
    const caller = await deps.authenticateToken(key);
    if (caller === undefined) return undefined;
    return caller.scopes.some(scope => scopeAllows(scope, 'respond'))
      ? { token: caller.actor.name }
      : { forbidden: 'This token may only read.' };
  }
}
