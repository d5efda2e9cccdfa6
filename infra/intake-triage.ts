import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ArchiveBucket } from '#infra/evidence-bucket.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import type { Intake } from '#infra/intake.ts';
import { NodeFunction } from '#infra/node-function.ts';

/** Each accepted alert is ignored, joins an open incident or opens one; its raw body is kept. */
export class Triage extends Construct {
  readonly onAlert: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    { intake, record, bucket }: { intake: Intake; record: IncidentRecord; bucket: ArchiveBucket },
  ) {
    super(scope, id);
    this.onAlert = new NodeFunction(this, 'OnAlert', {
      name: 'on-alert',
      description: 'Decides what each accepted alert means.',
      timeout: Duration.seconds(20),
      // What is left of a large body goes back to its own queue: each round does a thousand alerts, or fails.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    record.grantReadWrite(this.onAlert);
    bucket.grantKeepRaw(this.onAlert);
    intake.repeats.grantSend(this.onAlert, 'REPEATS_QUEUE_URL');
    intake.alerts.feeds(this.onAlert, { batchSize: 10 });
    intake.repeats.feeds(this.onAlert, {
      batchSize: 200,
      window: Duration.seconds(2),
      // What is known already, or more of a flood, may wait; few at once, since a flood is one incident for all of them.
      atOnce: 2,
    });
  }
}
