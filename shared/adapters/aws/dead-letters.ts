import type { Message } from '@aws-sdk/client-sqs';
import type { Sqs } from '#adapters/aws/sqs.ts';
import type { WorkQueueName } from '#contract/work-queues.ts';
import { chunks } from '#core/chunks.ts';
import { fromEpochMs } from '#core/time/instant.ts';
import type { DeadLetters } from '#ports/setup.ts';

const perReceive = 10;
/** Hidden from others while they are looked through; who dies meanwhile leaves them as they were. */
const lookSeconds = 30;
const sendSeconds = 120;
/** More than are sent again in one request of a person. */
const sentAtOnce = 500;

/**
 * The queues of work have one address but for their name, of which `alerts` is known. `waitSeconds`: a queue that is asked
 * without waiting looks at some of its machines only, and may say that it is empty; whoever comes again soon need not wait.
 */
export function deadLetters(sqs: Sqs, alertsUrl: string, waitSeconds: 0 | 1): DeadLetters {
  const urlOf = (queue: WorkQueueName) => `${alertsUrl.slice(0, -'alerts'.length)}${queue}`;
  const deadUrlOf = (queue: WorkQueueName) => `${urlOf(queue)}-dead-letters`;

  async function take(url: string, most: number, seconds: number): Promise<Message[]> {
    const taken: Message[] = [];
    while (taken.length < most) {
      const { Messages: some = [] } = await sqs('ReceiveMessage', {
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(perReceive, most - taken.length),
        VisibilityTimeout: seconds,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'],
      });
      if (some.length === 0) break;
      taken.push(...some);
    }
    return taken;
  }

  async function release(url: string, messages: readonly Message[]): Promise<void> {
    for (const some of chunks(messages, perReceive)) {
      await sqs('ChangeMessageVisibilityBatch', {
        QueueUrl: url,
        Entries: some.map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      });
    }
  }

  return {
    async look(queue, most) {
      const url = deadUrlOf(queue);
      const messages = await take(url, most, lookSeconds);
      await release(url, messages);
      return messages.map(({ MessageId: id = '', Body: body = '', Attributes: said = {} }) => ({
        id,
        body,
        sentAt: fromEpochMs(Number(said.SentTimestamp ?? 0)),
      }));
    },

    async sendAgain(queue, ids) {
      const url = deadUrlOf(queue);
      const messages = await take(url, sentAtOnce, sendSeconds);
      const isWanted = ({ MessageId: id = '' }: Message) => ids === undefined || ids.includes(id);
      const wanted = messages.filter(isWanted);
      await release(
        url,
        messages.filter(message => !isWanted(message)),
      );
      for (const { Body: body, ReceiptHandle, Attributes: said = {} } of wanted) {
        const again = { QueueUrl: urlOf(queue), MessageBody: body };
        const { MessageGroupId } = said;
        // First, so that whoever dies in between has sent it twice and not lost it.
        await sqs('SendMessage', { ...again, ...(MessageGroupId && { MessageGroupId }) });
        await sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle });
      }
      return wanted.length;
    },
  };
}
