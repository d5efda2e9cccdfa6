import * as z from 'zod/mini';
import type { ApiClient } from '#cli/api-client.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import { slackManifest } from '#core/communication/chat/manifest.ts';
import { slackSignature } from '#core/communication/chat/signature.ts';
import { isAddressOf, roomAddress, slackKeys, slackSecretOf } from '#core/setup/chat-settings.ts';
import type { Asked } from '#core/setup/checkup.ts';
import type { AccountFacts } from '#core/setup/doctor.ts';
import type { ChatFacts, DoorAnswer, RoomFacts, SlackToken } from '#core/setup/doctor-chat.ts';
import { type RoomKind, room } from '#core/setup/document-rooms.ts';
import { objectIn } from '#core/text/json-in.ts';
import { isLoopback } from '#core/text/loopback.ts';
import { epochMs, type Instant } from '#core/time/instant.ts';

const timeoutMs = 5000;
/** What is needed of the document, which was checked when it was applied. */
const withChat = z.object({
  chat: z.optional(
    z.object({
      slack: z.optional(z.object({ secret: z.exactOptional(z.string()) })),
      rooms: z.optional(z.array(room)),
    }),
  ),
});

/** Tries what Slack and the deployed functions make of the secret. `now` by the clock of what is deployed. */
export async function chatFacts(
  api: ApiClient,
  document: unknown,
  deps: Pick<Surroundings, 'fetch'> & Pick<AccountFacts, 'secret'> & { now: Instant },
): Promise<ChatFacts | undefined> {
  const slack = z.parse(withChat, document).chat?.slack;
  if (slack === undefined) return undefined;
  const secret = slackSecretOf({ chat: { slack } });
  const manifest = slackManifest(api.url);
  const requestUrl = manifest.settings.event_subscriptions.request_url;
  return { secret, requestUrl, keys: await tried() };

  async function tried(): Promise<ChatFacts['keys']> {
    const found = await deps.secret(secret);
    if ('unknown' in found) return found;
    if (found.known === undefined) return { known: 'absent' };
    const keys = slackKeys(found.known);
    if (keys === undefined) return { known: 'malformed' };
    const [token, door] = await Promise.all([askSlack(keys.token), knock(keys.signingSecret)]);
    return { known: { token, door } };
  }

  async function askSlack(token: string): Promise<Asked<SlackToken>> {
    // The local stack has a workspace of its own, which is no address of Slack's.
    const base = isLoopback(api.url) ? `${api.url}/_local/slack/api` : 'https://slack.com/api';
    const answer = await post(`${base}/auth.test`, { authorization: `Bearer ${token}` }, '');
    if ('unknown' in answer) return answer;
    const { status, headers, said } = answer.known;
    if (status !== 200 || typeof said.ok !== 'boolean') return { unknown: `Slack: ${status}` };
    if (!said.ok) return { known: { refused: String(said.error) } };
    const scopes = headers
      .get('x-oauth-scopes')
      ?.split(',')
      .map(scope => scope.trim());
    const wanted = manifest.oauth_config.scopes.bot;
    return { known: { team: String(said.team), wanted, ...(scopes && { scopes }) } };
  }

  /** As Slack asks whether the request URL is there. */
  async function knock(signingSecret: string): Promise<Asked<DoorAnswer>> {
    const challenge = 'tocsin-doctor';
    const body = JSON.stringify({ type: 'url_verification', challenge });
    const timestamp = String(Math.floor(epochMs(deps.now) / 1000));
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': slackSignature(timestamp, body, signingSecret),
    };
    const answer = await post(requestUrl, headers, body);
    if ('unknown' in answer) return answer;
    const { status, said } = answer.known;
    return { known: { status, isChallenge: status === 200 && said.challenge === challenge } };
  }

  async function post(
    url: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Asked<{ status: number; headers: Headers; said: Record<string, unknown> }>> {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await deps.fetch(url, { method: 'POST', headers, body, signal });
      const said = objectIn(await answer.text()) ?? {};
      return { known: { status: answer.status, headers: answer.headers, said } };
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? cause.message : message;
      return { unknown: `${new URL(url).host}: ${why}` };
    }
  }
}

/** Whether each room has an address in its secret; nothing is sent there. */
export async function roomFacts(
  document: unknown,
  { secret }: Pick<AccountFacts, 'secret'>,
): Promise<RoomFacts[]> {
  const { rooms = [] } = z.parse(withChat, document).chat ?? {};
  return Promise.all(
    rooms.map(async ({ name, kind, secret: arn }) => {
      const found = await secret(arn);
      return {
        name,
        kind,
        secret: arn,
        address: 'unknown' in found ? found : judged(found.known, kind),
      };
    }),
  );

  function judged(text: string | undefined, kind: RoomKind): RoomFacts['address'] {
    if (text === undefined) return { known: 'absent' };
    const address = roomAddress(text);
    if (address === undefined) return { known: 'malformed' };
    return { known: isAddressOf(kind, address) ? 'there' : 'elsewhere' };
  }
}
