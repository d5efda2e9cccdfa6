import { roomAddress } from '#core/setup/chat-settings.ts';
import { objectIn } from '#core/text/json-in.ts';
import { sampleSecrets } from '#local/emulators/secrets.ts';
import type { OutsideRequest, OutsideResponse } from '#local/emulators/trackers.ts';

/** A message as a chat took it. */
export interface KeptMessage {
  at: string;
  room: RoomName;
  body: Record<string, unknown>;
}

export type RoomName = 'teams' | 'google-chat' | 'discord' | 'mattermost';

type Given = Record<string, unknown>;
type Answer = OutsideResponse | undefined;

interface Manners {
  /** So many within so many seconds; who sends more is told to wait. */
  burst: { most: number; seconds: number };
  tooMany: (seconds: number) => OutsideResponse;
  /** What is wrong with it, as the chat says so. */
  refusal: (given: Given, body: string) => Answer;
  taken: OutsideResponse;
  absent: OutsideResponse;
}

/**
 * Microsoft Teams (a workflow), Google Chat, Discord and Mattermost, as strict as they are, at the addresses of the sample
 * secrets: what they would refuse is refused in their words, and who is too fast waits. `undefined`: nobody's of these.
 */
export function roomsEmulator({ now }: { now: () => number }) {
  const messages: KeptMessage[] = [];
  const lately = new Map<RoomName, number[]>();

  function answer({ method, url, headers, body }: OutsideRequest): Answer {
    const room = (Object.keys(manners) as RoomName[]).find(
      name => addressOf(name)?.hostname === url.hostname,
    );
    if (room === undefined) return undefined;
    const { burst, tooMany, refusal, taken, absent } = manners[room];
    const known = addressOf(room);
    const isKnown =
      known?.pathname === url.pathname &&
      [...known.searchParams].every(([name, value]) => url.searchParams.get(name) === value);
    if (!isKnown) return absent;
    if (method !== 'POST') return { status: 405, body: {} };
    if (!String(headers['content-type']).startsWith('application/json')) {
      return { status: 400, body: { message: 'Not JSON' } };
    }
    const at = now();
    const recent = (lately.get(room) ?? []).filter(each => each > at - burst.seconds * 1000);
    if (recent.length >= burst.most) {
      const first = recent[0] ?? at;
      return tooMany(Math.max(0.1, (first + burst.seconds * 1000 - at) / 1000));
    }
    lately.set(room, [...recent, at]);
    const given = objectIn(body);
    if (given === undefined) return { status: 400, body: { message: 'Problems parsing JSON' } };
    const refused = refusal(given, body);
    if (refused !== undefined) return refused;
    messages.push({ at: new Date(at).toISOString(), room, body: given });
    return taken;
  }

  return { answer, messages };
}

const addressOf = (room: RoomName) => roomAddress(sampleSecrets[`tocsin/${room}`] ?? '');
const refused = (status: number, body: unknown): OutsideResponse => ({ status, body });
const bytesOf = (body: string) => Buffer.byteLength(body);
const list = (value: unknown): Given[] => (Array.isArray(value) ? (value as Given[]) : []);
const lengthOf = (value: unknown) => (typeof value === 'string' ? [...value].length : 0);

const manners: Record<RoomName, Manners> = {
  teams: {
    burst: { most: 4, seconds: 1 },
    // As connectors answer: 200, and in words that it was not.
    tooMany: () =>
      refused(
        200,
        'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId tcid=0',
      ),
    refusal(given, body) {
      if (bytesOf(body) > 28 * 1024) return refused(413, 'Payload too large');
      const [attachment] = list(given.attachments);
      const card = attachment?.content as Given | undefined;
      const isCard =
        given.type === 'message' &&
        attachment?.contentType === 'application/vnd.microsoft.card.adaptive' &&
        card?.type === 'AdaptiveCard' &&
        typeof card.version === 'string' &&
        list(card.body).length > 0;
      if (!isCard) return refused(400, 'Bad payload received by generic incoming webhook.');
      if (/<at>/.test(body)) return refused(400, 'A mention has no entity');
      const empty = list(card.body).some(
        ({ type, inlines }) => type === 'RichTextBlock' && list(inlines).length === 0,
      );
      return empty ? refused(400, 'A block has no inlines') : undefined;
    },
    taken: { status: 202, body: '' },
    absent: { status: 404, body: { error: { code: 'WorkflowNotFound' } } },
  },
  'google-chat': {
    burst: { most: 1, seconds: 1 },
    tooMany: () =>
      refused(429, {
        error: { code: 429, message: 'Resource has been exhausted', status: 'RESOURCE_EXHAUSTED' },
      }),
    refusal(given, body) {
      const invalid = (message: string) =>
        refused(400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } });
      if (bytesOf(body) > 32_000) return invalid('Message is too long.');
      const known = ['text', 'cardsV2', 'thread', 'fallbackText'];
      const unknown = Object.keys(given).find(name => !known.includes(name));
      if (unknown !== undefined) return invalid(`Unknown name "${unknown}": Cannot find field.`);
      const [card] = list(given.cardsV2);
      if (card === undefined && !given.text) return invalid('Message cannot be empty.');
      const sections = list((card?.card as Given | undefined)?.sections);
      const widgets = sections.flatMap(({ widgets }) => list(widgets));
      if (card !== undefined && widgets.length === 0) return invalid('A section has no widgets.');
      return widgets.length > 100 ? invalid('Too many widgets.') : undefined;
    },
    taken: { status: 200, body: { name: 'spaces/AAAA/messages/1' } },
    absent: refused(404, { error: { code: 404, status: 'NOT_FOUND' } }),
  },
  discord: {
    burst: { most: 5, seconds: 2 },
    tooMany: seconds => ({
      status: 429,
      headers: { 'retry-after': String(Math.ceil(seconds)) },
      body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
    }),
    refusal(given) {
      const invalid = (errors: object) =>
        refused(400, { code: 50_035, message: 'Invalid Form Body', errors });
      const embeds = list(given.embeds);
      if (!given.content && embeds.length === 0) {
        return refused(400, { code: 50_006, message: 'Cannot send an empty message' });
      }
      // Not what Discord asks, but what a message of ours must never be without.
      const { parse } = (given.allowed_mentions ?? {}) as { parse?: unknown[] };
      if (parse?.length !== 0) return invalid({ allowed_mentions: 'This would wake everybody' });
      if (embeds.length > 10 || lengthOf(given.content) > 2000) return invalid({ content: 'long' });
      for (const { title, description, fields, footer } of embeds) {
        const wrong =
          lengthOf(title) > 256 ||
          lengthOf(description) > 4096 ||
          lengthOf((footer as Given | undefined)?.text) > 2048 ||
          list(fields).length > 25 ||
          list(fields).some(
            ({ name, value }) => !name || !value || lengthOf(name) > 256 || lengthOf(value) > 1024,
          );
        if (wrong) return invalid({ embeds: 'Must be of the right length' });
      }
      const total = embeds.reduce(
        (sum, { title, description, fields, footer }) =>
          sum +
          lengthOf(title) +
          lengthOf(description) +
          lengthOf((footer as Given | undefined)?.text) +
          list(fields).reduce((all, { name, value }) => all + lengthOf(name) + lengthOf(value), 0),
        0,
      );
      return total > 6000
        ? invalid({ embeds: 'Embed size exceeds maximum size of 6000' })
        : undefined;
    },
    taken: { status: 204, body: '' },
    absent: refused(404, { message: 'Unknown Webhook', code: 10_015 }),
  },
  mattermost: {
    burst: { most: 100, seconds: 10 },
    tooMany: seconds => ({
      status: 429,
      headers: { 'retry-after': String(Math.ceil(seconds)) },
      body: 'limit exceeded',
    }),
    refusal(given) {
      const invalid = (message: string) => refused(400, { id: 'web.incoming_webhook', message });
      const attachments = list(given.attachments);
      if (!given.text && attachments.length === 0) return invalid('No text specified.');
      const size = attachments.reduce(
        (sum, { text, title, fields }) =>
          sum +
          lengthOf(text) +
          lengthOf(title) +
          list(fields).reduce((all, { value }) => all + lengthOf(value), 0),
        lengthOf(given.text),
      );
      return size > 16_383 ? invalid('The length of the message was too long.') : undefined;
    },
    taken: { status: 200, body: 'ok' },
    absent: refused(404, { id: 'web.incoming_webhook.invalid.app_error', status_code: 404 }),
  },
};
