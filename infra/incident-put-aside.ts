import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Events } from '#infra/communication-events.ts';
import { type ArchiveBucket, givenUpRecordsPrefix } from '#infra/evidence-bucket.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import type { Undelivered } from '#infra/undelivered.ts';
import { WorkQueue } from '#infra/work-queue.ts';

/** A stream record that Lambda gave up on is an event that nobody was told of: it is done again from where it was put aside. */
export class PutAside extends Construct {
  readonly queue = new WorkQueue(this, 'Records', 'put-aside');
  readonly onRecordPutAside: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: {
      record: IncidentRecord;
      bucket: ArchiveBucket;
      dispatch: Dispatch;
      events: Events;
      undelivered: Undelivered;
    },
  ) {
    super(scope, id);
    const { record, bucket, dispatch, events, undelivered } = props;
    this.onRecordPutAside = new NodeFunction(this, 'OnRecordPutAside', {
      name: 'on-record-put-aside',
      description: 'Does again what dispatch, or the feed of events, did not get through.',
      timeout: Duration.seconds(30),
    });
    record.grantRead(this.onRecordPutAside, 'configuration');
    bucket.grantReadPutAside(this.onRecordPutAside);
    dispatch.grantQueue(this.onRecordPutAside);
    events.grantPublish(this.onRecordPutAside);
    this.queue.feeds(this.onRecordPutAside, { batchSize: 1 });
    new Rule(this, 'RecordPutAside', {
      description: 'Stream records that were given up are done again.',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucket.bucket.bucketName] },
          object: { key: [{ prefix: givenUpRecordsPrefix }] },
        },
      },
      targets: [new SqsQueue(this.queue.queue, { deadLetterQueue: undelivered.queue })],
    });
  }
}
