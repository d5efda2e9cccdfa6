import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from 'fauxqs';
import type { Queues } from '#local/emulators/queues.ts';
import type { Queue } from '#local/template/stores.ts';
import { AwsError, type AwsService, jsonResponse, readJson } from '#local/wire/aws-wire.ts';

/** 1 MiB, for one message and for a whole batch. */
const bytesMax = 1_048_576;

interface Entry {
  MessageBody: string;
  DelaySeconds?: number;
  MessageAttributes?: Record<string, MessageAttributeValue>;
}

/** SQS on the wire. Sending is done here, because it is what a pipeline does most; fauxqs answers the rest. */
export function sqs(queues: Queues): AwsService {
  return request => {
    const input = readJson(request);
    const queue = queues.find(
      String(input.QueueUrl ?? '')
        .split('/')
        .at(-1) ?? '',
    );
    if (queue === undefined) return queues.passOn(request);
    switch (request.operation) {
      case 'SendMessage':
        return jsonResponse(send(queues, queue, input as unknown as Entry));
      case 'SendMessageBatch':
        return jsonResponse(sendBatch(queues, queue, input.Entries as (Entry & { Id: string })[]));
      case 'ChangeMessageVisibility':
        // The stack itself holds this message for the caller, so the wish is kept until the call ends.
        queues.wishVisibility(String(input.ReceiptHandle), Number(input.VisibilityTimeout));
        return jsonResponse({});
      default:
        return queues.passOn(request);
    }
  };
}

function send(queues: Queues, queue: Queue, entry: Entry) {
  const { MessageBody: body, DelaySeconds: delaySeconds, MessageAttributes: attributes } = entry;
  if (!body) throw new AwsError('MissingParameter', 'The request must contain MessageBody.');
  if (delaySeconds !== undefined && !(delaySeconds >= 0 && delaySeconds <= 900)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  if (Buffer.byteLength(body) > bytesMax) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${bytesMax} bytes.`,
    );
  }
  if (/[^\t\n\r\u0020-\uD7FF\uD800-\uDFFF\uE000-\uFFFD]/.test(body)) {
    throw new AwsError('InvalidMessageContents', 'Invalid characters found.');
  }
  return {
    MessageId: queues.enqueue(queue, body, {
      ...(delaySeconds !== undefined && { delaySeconds }),
      ...(attributes !== undefined && { attributes }),
    }),
    MD5OfMessageBody: createHash('md5').update(body).digest('hex'),
  };
}

function sendBatch(queues: Queues, queue: Queue, entries: readonly (Entry & { Id: string })[]) {
  const refuse = (code: string, message: string) => {
    throw new AwsError(code, message);
  };
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody), 0);
  const ids = new Set(entries.map(entry => entry.Id));
  if (entries.length === 0) refuse('EmptyBatchRequest', 'There are no entries.');
  if (entries.length > 10) refuse('TooManyEntriesInBatchRequest', 'At most 10 entries.');
  if (ids.size < entries.length) refuse('BatchEntryIdsNotDistinct', 'Two entries share an id.');
  if (bytes > bytesMax) refuse('BatchRequestTooLong', `At most ${bytesMax} bytes in all.`);

  const successful: unknown[] = [];
  const failed: unknown[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...send(queues, queue, entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code: Code, message: Message } = error;
      failed.push({ Id: entry.Id, SenderFault: true, Code, Message });
    }
  }
  return { Successful: successful, Failed: failed };
}
