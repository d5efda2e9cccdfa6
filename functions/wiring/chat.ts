import * as queues from '#adapters/aws/queues.ts';
import { chatRooms } from '#adapters/dynamodb/chat-rooms.ts';
import { effectLedger } from '#adapters/dynamodb/effect-ledger.ts';
import { now } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { answerChat } from '#app/communication/answer-chat.ts';
import { channelWork } from '#app/communication/chat-channel.ts';
import { chatDoor } from '#app/communication/chat-door.ts';
import { chatForms } from '#app/communication/chat-forms.ts';
import { chatPeople } from '#app/communication/chat-people.ts';
import { publicNoticeCommands } from '#app/communication/public-notice-commands.ts';
import { tellInChat } from '#app/communication/tell-in-chat.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import type { Environment } from '#contract/environment.ts';
import { workspace } from '#functions/wiring/chat-workspace.ts';
import { rosterOf, sqs, type Tabled, table, writer } from '#functions/wiring/clients.ts';

/* Chat: what the channel of an incident hears, and what people ask for in it. */

/** Longer than Slack waits for an answer of ours is of no use to anybody. */
const formMs = 1800;

export function tellingInChat(env: Tabled & Environment<'CHAT_QUEUE_URL'>) {
  const { incidents } = writer(env);
  const { configuration, chat } = workspace(env);
  const rooms = chatRooms(table(env));
  return tellInChat({
    ...{ incidents, configuration, rooms, now, log },
    ledger: effectLedger(table(env)),
    channels: channelWork({ rooms, chat, log }),
    queueAgain: queues.queueChatAgain(sqs(), env.CHAT_QUEUE_URL),
  });
}

export function answeringChat(env: Tabled) {
  const { incidents, handle } = writer(env);
  const { configuration, chat } = workspace(env);
  return answerChat({
    ...{ incidents, configuration, chat, now, log },
    rooms: chatRooms(table(env)),
    ledger: effectLedger(table(env)),
    act: incidentCommands({ incidents, configuration, roster: rosterOf(env), handle, now }),
    approve: publicNoticeCommands({
      ...{ incidents, now },
      once: idempotentCommands({ incidents, configuration, handle }).once,
    }).approvePublicNotice,
    people: chatPeople({ chat }),
  });
}

export function chatDoorOf(env: Tabled & Environment<'CHAT_REQUESTS_QUEUE_URL'>) {
  const { incidents } = writer(env);
  const { configuration, readSecret, chat } = workspace(env, { timeoutMs: formMs });
  return chatDoor({
    ...{ readSecret, now, log },
    queue: queues.queueChatRequest(sqs(), env.CHAT_REQUESTS_QUEUE_URL),
    openForm: chatForms({ incidents, configuration, chat, now, log }),
  });
}
