import * as queues from '#adapters/aws/queues.ts';
import { sendSms } from '#adapters/aws/sns-publish.ts';
import { dutyBook } from '#adapters/dynamodb/duty-book.ts';
import { effectsOf } from '#adapters/dynamodb/effect-ledger.ts';
import { links, phonePages } from '#adapters/dynamodb/links.ts';
import { pageLedger } from '#adapters/dynamodb/page-ledger.ts';
import { pagesByMessage } from '#adapters/dynamodb/pages-by-message.ts';
import { sendHistoryStore } from '#adapters/dynamodb/send-history-store.ts';
import { textCap } from '#adapters/dynamodb/text-cap.ts';
import { now, pause } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { answerLink } from '#app/paging/answer-link.ts';
import { answerText } from '#app/paging/answer-text.ts';
import { recordReceipt } from '#app/paging/delivery-receipts.ts';
import { noteRefusal } from '#app/paging/note-refusal.ts';
import { page } from '#app/paging/page.ts';
import type { Environment } from '#contract/environment.ts';
import {
  configurationOf,
  rosterOf,
  sqs,
  type Tabled,
  table,
  texts,
  writer,
} from '#functions/wiring/clients.ts';
import { emailing, type Mailing, reaching, sending } from '#functions/wiring/communication.ts';
import type { SendDirect, SendPush } from '#ports/communication.ts';
import type { QueuePageAgain } from '#ports/paging.ts';

/* Pages go out, carriers report, and people answer. */

/** Needed once in a while, so it is loaded then: paging starts up without it. */
function notingRefusals(env: Tabled) {
  return noteRefusal({
    async markUnusable(unusable) {
      const { markUnusable } = await import('#app/paging/mark-unusable.ts');
      const { configurationStore } = await import('#adapters/dynamodb/configuration-store.ts');
      const configuration = configurationStore(table(env), now);
      return markUnusable({ configuration, roster: rosterOf(env), now })(unusable);
    },
    log,
  });
}

export function paging(
  env: Mailing &
    Environment<
      | 'TABLE_NAME'
      | 'SES_CONFIGURATION_SET'
      | 'VOICE_ORIGINATION'
      | 'PUBLIC_URL'
      | 'PAGES_QUEUE_URL'
    >,
) {
  let direct: SendDirect | undefined;
  let push: SendPush | undefined;
  const queuePageAgain: QueuePageAgain = queues.queuePageAgain(sqs(), env.PAGES_QUEUE_URL);
  return page({
    ...writer(env),
    noteRefusal: notingRefusals(env),
    reachedNow: reaching(env, { freshSeconds: 0 }),
    ledger: pageLedger(table(env)),
    traffic: sendHistoryStore(table(env)),
    pause,
    ...sending(env),
    sendEmail: emailing(env, env.SES_CONFIGURATION_SET),
    async sendDirect(...page) {
      const { directMessages } = await import('#functions/wiring/chat-direct.ts');
      direct ??= directMessages(env);
      return direct(...page);
    },
    async sendPush(...page) {
      const { pushes } = await import('#functions/wiring/push.ts');
      push ??= pushes(env);
      return push(...page);
    },
    async forgetDevices(...lost) {
      const { forgetDevices } = await import('#app/paging/forget-devices.ts');
      return forgetDevices({ roster: rosterOf(env), sendEmail: emailing(env), log })(...lost);
    },
    queuePageAgain,
    newToken,
    publicUrl: env.PUBLIC_URL,
  });
}

export function receiving(env: Environment<'TABLE_NAME' | 'RECEIPTS_QUEUE_URL'>) {
  return recordReceipt({
    ...writer(env),
    noteRefusal: notingRefusals(env),
    pagesByMessage: pagesByMessage(table(env)),
    queueReceiptAgain: queues.queueReceiptAgain(sqs(), env.RECEIPTS_QUEUE_URL),
  });
}

export function answeringLinks(env: Tabled) {
  return answerLink({
    ...writer(env),
    configuration: configurationOf(env),
    roster: rosterOf(env),
    links: links(table(env)),
    effectsOf: effectsOf(table(env)),
    book: dutyBook(table(env)),
  });
}

export function answeringTexts(env: Tabled) {
  return answerText({
    ...writer(env),
    configuration: configurationOf(env),
    roster: rosterOf(env),
    phonePages: phonePages(table(env)),
    mayText: textCap(table(env)),
    sendSms: sendSms(texts()),
  });
}
