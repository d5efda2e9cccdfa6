import { readEnvironment } from '#contract/environment.ts';
import { chatMessage } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import { answeringChat, tellingInChat } from '#functions/wiring/chat.ts';

const environment = readEnvironment(['TABLE_NAME', 'CHAT_QUEUE_URL'], process.env);
const tell = tellingInChat(environment);
const answer = answeringChat(environment);

/** SQS, two queues: incidents of which something has to be told in chat, and what people asked for there. */
export const handler = queue(async ({ body }, { remainingMs }) => {
  const message = chatMessage.parse(JSON.parse(body));
  switch (message.kind) {
    case 'chat':
      return tell(message, remainingMs);
    case 'chat-request':
      return answer(message);
    default:
      return message satisfies never;
  }
});
