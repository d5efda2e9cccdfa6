import { EventBus } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ArchiveBucket } from '#infra/evidence-bucket.ts';
import { followsEvents } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { grantTaggedSecrets } from '#infra/tagged-secrets.ts';
import { WorkQueue } from '#infra/work-queue.ts';

/** Programs outside are told of every event: by a bus of the account, and by signed webhooks. */
export class Events extends Construct {
  readonly bus: EventBus;
  readonly deliveries = new WorkQueue(this, 'Deliveries', 'events');
  readonly onEventFeed: NodeFunction;
  readonly onEventDelivery: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: { record: IncidentRecord; bucket: ArchiveBucket },
  ) {
    super(scope, id);
    const { record, bucket } = props;
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: `${Stack.of(this).stackName}-events`,
      description: 'Every event of every incident, for rules of your own.',
    });

    this.onEventFeed = new NodeFunction(this, 'OnEventFeed', {
      name: 'on-event-feed',
      description: 'Puts each new event of an incident on the bus, and queues it for who wants it.',
      timeout: Duration.seconds(30),
    });
    record.grantRead(this.onEventFeed, 'configuration');
    this.grantPublish(this.onEventFeed);
    // Its own place on the stream: what is slow here delays no page.
    followsEvents(this.onEventFeed, record, bucket);

    this.onEventDelivery = new NodeFunction(this, 'OnEventDelivery', {
      name: 'on-event-delivery',
      description: 'Posts one event to one address, signed, or to one room of a chat.',
      // Five addresses are asked at once, five seconds each.
      timeout: Duration.seconds(15),
    });
    record.grantWrite(this.onEventDelivery, { reads: ['configuration'], writes: ['record'] });
    // Each address has a secret of its own, worked out from it.
    record.grantReadSecrets(this.onEventDelivery, 'root');
    // The addresses of chats that are told and not listened to.
    grantTaggedSecrets(this.onEventDelivery, 'tocsin:chat');
    // To have a message rest for longer, which whoever reads the queue may.
    this.onEventDelivery.addEnvironment('EVENTS_QUEUE_URL', this.deliveries.queue.queueUrl);
    this.deliveries.feeds(this.onEventDelivery, { batchSize: 5, atOnce: 2 });
  }

  /** To put events on the bus, and to queue them for who wants them. */
  grantPublish(feed: NodeFunction): void {
    this.deliveries.grantSend(feed, 'EVENTS_QUEUE_URL');
    feed.addEnvironment('EVENT_BUS_NAME', this.bus.eventBusName);
    Grant.addToPrincipal({
      grantee: feed,
      actions: ['events:PutEvents'],
      resourceArns: [this.bus.eventBusArn],
    });
  }

  /** To queue again what was sent before. */
  grantReplay(asker: NodeFunction): void {
    this.deliveries.grantSend(asker, 'EVENTS_QUEUE_URL');
  }
}
