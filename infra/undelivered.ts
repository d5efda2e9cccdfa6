import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '#infra/policy-exceptions.ts';

/**
 * What AWS itself could not hand to us: alarm events, sweeps, and what else EventBridge gave up on. Apart from the dead
 * letters of the work queues, because these have other forms and cannot simply be moved back.
 */
export class Undelivered extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName: `${Stack.of(this).stackName}-undelivered`,
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    acknowledge(
      this.queue,
      'It is the dead-letter queue of EventBridge targets and asynchronous invocations, which the rule does not look at.',
      'AwsSolutions-SQS3',
      'Serverless-SQSRedrivePolicy',
    );
  }
}
