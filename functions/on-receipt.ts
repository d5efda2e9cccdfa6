import {
  mailReceipt,
  receiptAgain,
  smsReceipt,
  voiceReceipt,
} from '#contract/delivery-receipts.ts';
import { readEnvironment } from '#contract/environment.ts';
import { logsAndQueue } from '#functions/middleware.ts';
import { receiving } from '#functions/wiring/paging.ts';

const record = receiving(readEnvironment(['TABLE_NAME', 'RECEIPTS_QUEUE_URL'], process.env));

/**
 * What carriers say of the texts that we sent, from the log that SNS writes; and SQS, the receipts queue: what became of
 * calls and e-mail, and receipts that came before their page was recorded.
 */
export const handler = logsAndQueue({
  async line(message) {
    const receipt = smsReceipt(message);
    if (receipt !== undefined) await record(receipt);
  },
  async record({ body }) {
    const message: unknown = JSON.parse(body);
    const again = receiptAgain.safeParse(message);
    if (again.success) return record(again.data.receipt, again.data.looks);
    const receipt = voiceReceipt(message) ?? mailReceipt(message);
    if (receipt !== undefined) await record(receipt);
  },
});
