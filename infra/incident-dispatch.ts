import { Grant } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ArchiveBucket } from '#infra/evidence-bucket.ts';
import type { AlarmClock } from '#infra/incident-alarm-clock.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';
import { WorkQueue } from '#infra/work-queue.ts';

/** Every new event of the record becomes work on a queue: pages, everything else that the world is told, evidence. */
export class Dispatch extends Construct {
  readonly onIncidentEvent: NodeFunction;
  /** Shares nothing with effects: a chat or a mail service that is down delays no page. */
  readonly pages = new WorkQueue(this, 'Pages', 'pages');
  readonly effects = new WorkQueue(this, 'Effects', 'effects');
  readonly archive = new WorkQueue(this, 'Archive', 'archive');
  readonly chat = new WorkQueue(this, 'Chat', 'chat');
  /** Apart from effects: mails of a storm do not keep the public waiting. */
  readonly statusPage = new WorkQueue(this, 'StatusPage', 'status-page');

  constructor(
    scope: Construct,
    id: string,
    props: { record: IncidentRecord; clock: AlarmClock; bucket: ArchiveBucket },
  ) {
    super(scope, id);
    const { record, clock, bucket } = props;
    this.onIncidentEvent = new NodeFunction(this, 'OnIncidentEvent', {
      name: 'on-incident-event',
      description: 'Turns each new event of an incident into reactions, and sets its alarm clock.',
      timeout: Duration.seconds(30),
    });
    this.grantQueue(this.onIncidentEvent);
    clock.grantSet(this.onIncidentEvent);
    followsEvents(this.onIncidentEvent, record, bucket);
  }

  /** To queue whatever an event leads to. */
  grantQueue(worker: NodeFunction): void {
    this.pages.grantSend(worker, 'PAGES_QUEUE_URL');
    this.effects.grantSend(worker, 'EFFECTS_QUEUE_URL');
    this.archive.grantSend(worker, 'ARCHIVE_QUEUE_URL');
    this.chat.grantSend(worker, 'CHAT_QUEUE_URL');
    this.statusPage.grantSend(worker, 'STATUS_PAGE_QUEUE_URL');
  }
}

/** Has a function read every new event of the record. DynamoDB lets two read a stream at once. */
export function followsEvents(
  reader: NodeFunction,
  { table }: IncidentRecord,
  bucket: ArchiveBucket,
): void {
  const streamArn = table.tableStreamArn;
  if (streamArn === undefined) throw new Error('The table has no stream');
  Grant.addToPrincipal({
    grantee: reader,
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    resourceArns: [streamArn],
  });
  allowPattern(reader, {
    actions: ['dynamodb:ListStreams'],
    resources: ['*'],
    because: 'Lambda lists streams to find that of the table: IAM knows no resource for it.',
  });
  reader.addEventSourceMapping('Events', {
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: [
      FilterCriteria.filter({
        eventName: FilterRule.isEqual('INSERT'),
        dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('EVENT#') } } },
      }),
    ],
    batchSize: 50,
    parallelizationFactor: 4,
    reportBatchItemFailures: true,
    // By default one bad record would hold up every incident of its shard for a day.
    bisectBatchOnError: true,
    retryAttempts: 5,
    maxRecordAge: Duration.minutes(10),
    // A queue would get only a pointer to a record that the stream forgets after a day; S3 gets the record, and it is done
    // again from there.
    onFailure: bucket.onFailure(),
  });
}
