import * as z from 'zod/mini';
import { readEnvironment } from '#contract/environment.ts';
import { queue } from '#functions/middleware.ts';
import { answeringTexts } from '#functions/wiring/paging.ts';

const answer = answeringTexts(readEnvironment(['TABLE_NAME'], process.env));

const envelope = z.object({ Message: z.string() });
const inboundText = z.object({
  originationNumber: z.string(),
  messageBody: z.string(),
  inboundMessageId: z.string(),
});

/** SQS, subscribed to the topic of two-way SMS: a text from a phone becomes a command, and is answered. */
export const handler = queue(async ({ body }) => {
  const { Message: message } = envelope.parse(JSON.parse(body));
  await answer(inboundText.parse(JSON.parse(message)));
});
