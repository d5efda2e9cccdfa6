import { Duration } from 'aws-cdk-lib';
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
    });
    record.grantReadWrite(this.onAlert);
    bucket.grantKeepRaw(this.onAlert);
    intake.alerts.feeds(this.onAlert, { batchSize: 10 });
    intake.repeats.feeds(this.onAlert, {
      batchSize: 200,
      window: Duration.seconds(2),
      // What is known already may wait; what is new may not.
      atOnce: 2,
    });
  }
}
