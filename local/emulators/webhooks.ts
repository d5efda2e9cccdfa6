import { randomUUID } from 'node:crypto';
import type { SentEvents } from '#local/emulators/event-bus.ts';
import type { PushService } from '#local/emulators/push.ts';
import type { KeptMessage, roomsEmulator } from '#local/emulators/rooms.ts';
import type { Slack } from '#local/emulators/slack.ts';
import {
  type KeptIssue,
  type OutsideRequest,
  type OutsideResponse,
  trackersEmulator,
} from '#local/emulators/trackers.ts';
import type { Inbox } from '#local/inbox/inbox.ts';

type Rooms = ReturnType<typeof roomsEmulator>;

/** The servers outside. Nothing leaves this machine: each POST to a webhook is a message in the inbox. */
export interface Webhooks {
  /** As GitHub, Jira or Slack answers where it is one of theirs, else the status that the address is to answer. */
  receive(request: OutsideRequest): OutsideResponse | Promise<OutsideResponse>;
  /** What chats were told that are not listened to, the newest last. */
  messages(): readonly KeptMessage[];
  /** What was opened there. */
  issues(): readonly KeptIssue[];
  /** From now on this address answers so. */
  answer(url: string, status: number): void;
}

export function webhooks({
  inbox,
  events,
  slack,
  rooms,
  push,
}: {
  inbox: Inbox;
  events: SentEvents;
  slack: Pick<Slack, 'answer'>;
  rooms: Rooms;
  push: Pick<PushService, 'answer'>;
}): Webhooks {
  const answers = new Map<string, number>();
  const trackers = trackersEmulator();
  return {
    receive(request) {
      const { method, headers, body } = request;
      const url = request.url.href;
      const status = answers.get(url) ?? 200;
      if (headers['webhook-id'] !== undefined) {
        events.add(eventIn(request, status));
        return { status, body: {} };
      }
      if (status >= 300) return { status, body: {} };
      const answer =
        push.answer(request) ??
        trackers.answer(request) ??
        slack.answer(request) ??
        rooms.answer(request);
      if (answer !== undefined) return answer;
      const signature = headers['tocsin-signature']?.toString();
      if (method === 'POST') {
        inbox.add({
          channel: 'webhook',
          to: url,
          body,
          ...(signature !== undefined && { signature }),
          messageId: randomUUID(),
        });
      }
      return { status, body: {} };
    },
    messages: () => rooms.messages,
    issues: () => trackers.issues,
    answer: (url, status) => void answers.set(url, status),
  };
}

/** What a program outside is told goes apart from what people are told. */
function eventIn({ url, headers, body }: OutsideRequest, status: number) {
  const event = JSON.parse(body) as { type?: string };
  return {
    ...{ to: url.href, type: String(event.type), status, event, body },
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        name.startsWith('webhook-') ? [[name, String(value)]] : [],
      ),
    ),
  };
}
