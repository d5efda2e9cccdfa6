import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import type { Queue } from '#local/template/stores.ts';
import { callJson } from '#local/wire/forward.ts';

/** As good as 0, with which fauxqs 2.4 loses a message that it keeps on disk. */
export const atOnceSeconds = 0.001;

/** Includes what became visible again a moment ago, which fauxqs counts at the next receive. */
export function hasVisible(server: FauxqsServer, queue: Queue): boolean {
  const messages = server.inspectQueue(queue.name)?.messages;
  if (messages === undefined) return false;
  const now = Date.now();
  return messages.ready.length > 0 || messages.inflight.some(one => one.visibilityDeadline <= now);
}

/**
 * fauxqs 2.4 refuses everything beyond U+FFFF, which SQS takes and which monitoring tools like to send. So such
 * characters travel escaped between us and it, behind a private-use character that is escaped as well.
 */
export function escapeBody(body: string): string {
  return body.replace(
    /[\uD800-\uDFFF\uE000]/g,
    unit => `\uE000${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function unescapeBody<Message extends { Body: string; MD5OfBody: string }>(
  message: Message,
): Message {
  if (!message.Body.includes('\uE000')) return message;
  const Body = message.Body.replace(/\uE000([0-9a-f]{4})/g, (_all, unit: string) =>
    String.fromCharCode(Number.parseInt(unit, 16)),
  );
  return { ...message, Body, MD5OfBody: createHash('md5').update(Body).digest('hex') };
}

/** fauxqs listens on every interface and has no option against it; a laptop's queues are nobody else's business. */
export async function startOnLoopback(directory: string | undefined): Promise<FauxqsServer> {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (this: net.Server, ...given: unknown[]) {
    const [options] = given as [{ host?: string }];
    if (options?.host === '0.0.0.0') options.host = '127.0.0.1';
    return (listen as (...all: unknown[]) => net.Server).apply(this, given);
  } as typeof listen;
  try {
    return await startFauxqs({
      port: 0,
      logger: false,
      ...(directory !== undefined && {
        dataDir: join(directory, 'sqs'),
        s3StorageDir: join(directory, 's3'),
      }),
    });
  } finally {
    net.Server.prototype.listen = listen;
  }
}

/** Creating a queue that was loaded from disk would delete its messages, so it is only brought up to date. */
export async function createQueue(server: FauxqsServer, queue: Queue): Promise<void> {
  const attributes: Record<string, string> = {
    VisibilityTimeout: String(queue.visibilitySeconds),
    ...(queue.redrive !== undefined && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queue.redrive.deadLetterArn,
        maxReceiveCount: queue.redrive.maxReceiveCount,
      }),
    }),
  };
  const stored = server.inspectQueue(queue.name);
  if (stored === undefined) {
    server.createQueue(queue.name, { attributes });
    return;
  }
  const input = { QueueUrl: queue.url, Attributes: attributes };
  await callJson(server.port, 'AmazonSQS.SetQueueAttributes', input);
  // What was being worked on when the last run ended is worked on again: delivery is at least once.
  for (const { receiptHandle } of stored.messages.inflight) {
    await callJson(server.port, 'AmazonSQS.ChangeMessageVisibility', {
      QueueUrl: queue.url,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: atOnceSeconds,
    });
  }
}
