import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EnvironmentName } from '#contract/environment.ts';
import { type chatRequestsQueue, receivesMax, type WorkQueueName } from '#contract/work-queues.ts';
import type { NodeFunction } from '#infra/node-function.ts';
import { acknowledge } from '#infra/policy-exceptions.ts';

type Name = WorkQueueName | typeof chatRequestsQueue;

/** A queue in front of one function, with its dead-letter queue. The longest that AWS keeps a message is 14 days. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** The runbook's word for the queue: its alarm is `<name>-dead-letters`. */
  readonly name: Name;

  /** `beside`: what is given up lies with that of another queue, whose worker takes it as well. */
  constructor(scope: Construct, id: string, name: Name, beside?: WorkQueue) {
    super(scope, id);
    this.name = name;
    const { stackName } = Stack.of(this);
    this.deadLetters = beside?.deadLetters ?? this.#deadLetters(stackName);
    this.queue = new Queue(this, 'Queue', {
      queueName: `${stackName}-${name}`,
      retentionPeriod: Duration.days(4),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receivesMax },
    });
  }

  #deadLetters(stackName: string): Queue {
    const queue = new Queue(this, 'DeadLetters', {
      queueName: `${stackName}-${this.name}-dead-letters`,
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    acknowledge(queue, 'It is a dead-letter queue.', 'Serverless-SQSRedrivePolicy');
    return queue;
  }

  /**
   * `worker` takes the messages, with `atOnce` no more than so many batches at once: what may wait leaves room for what
   * pages people, in an account that runs but ten functions at once. One that fails is hidden for six of
   * its timeouts, as AWS advises, then tried again.
   */
  feeds(
    worker: NodeFunction,
    { batchSize, window, atOnce }: { batchSize: number; window?: Duration; atOnce?: number },
  ) {
    worker.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        reportBatchItemFailures: true,
        ...(window !== undefined && { maxBatchingWindow: window }),
        ...(atOnce !== undefined && { maxConcurrency: atOnce }),
      }),
    );
    const timeoutSeconds = worker.timeout?.toSeconds() ?? 0;
    (this.queue.node.defaultChild as CfnQueue).visibilityTimeout = 6 * timeoutSeconds;
  }

  /** To see what was given up, and leave it there. */
  grantLookAtDeadLetters(reader: NodeFunction): void {
    this.deadLetters.grant(reader, 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility');
  }

  /** To put what was given up back on the queue. */
  grantSendAgain(sender: NodeFunction): void {
    this.grantLookAtDeadLetters(sender);
    this.deadLetters.grant(sender, 'sqs:DeleteMessage');
    this.queue.grant(sender, 'sqs:SendMessage');
  }

  grantSend(sender: NodeFunction, variable: EnvironmentName): void {
    sender.addEnvironment(variable, this.queue.queueUrl);
    this.queue.grant(sender, 'sqs:SendMessage');
  }
}
