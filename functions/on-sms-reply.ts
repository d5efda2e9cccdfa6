import { readEnvironment } from '#contract/environment.ts';
import { inboundText } from '#contract/inbound-text.ts';
import { queue } from '#functions/middleware.ts';
import { answeringTexts } from '#functions/wiring/paging.ts';

const answer = answeringTexts(readEnvironment(['TABLE_NAME'], process.env));

/** SQS, subscribed to the topic of two-way SMS: a text from a phone becomes a command, and is answered. */
export const handler = queue(({ body }) => answer(inboundText(body)));
