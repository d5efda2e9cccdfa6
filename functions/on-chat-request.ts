import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { chatDoorOf } from '#functions/wiring/chat.ts';

const answer = chatDoorOf(readEnvironment(['TABLE_NAME', 'CHAT_REQUESTS_QUEUE_URL'], process.env));

/** HTTP API, POST /v1/chat/slack: whether it is Slack, then to a queue, and an answer within its three seconds. */
export const handler = http(request => answer(request));
