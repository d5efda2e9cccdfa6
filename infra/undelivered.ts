import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { givenUpRecordsPrefix } from '#infra/evidence-bucket.ts';
import { acknowledge } from '#infra/policy-exceptions.ts';

/**
 * What AWS itself could not hand to us: alarm events and sweeps that EventBridge gave up on, and a note for every stream
 * record that dispatch never got through. Apart from the dead letters of the work queues, because these
 * have other forms and cannot simply be moved back.
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

  /** A record that Lambda puts aside is an incident event that nobody was told of, and no metric says so. */
  hearsOfRecordsPutAsideIn(bucket: Bucket): void {
    const rule = new Rule(this, 'RecordPutAside', {
      description: 'A stream record that dispatch gave up on becomes a message that an alarm sees.',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucket.bucketName] },
          object: { key: [{ prefix: givenUpRecordsPrefix }] },
        },
      },
      targets: [new SqsQueue(this.queue)],
    });
    acknowledge(rule, 'Its target is the dead-letter queue itself.', 'Serverless-EventBusDLQ');
  }
}
