import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allowPattern } from '#infra/acknowledge.ts';
import type { ArchiveBucket } from '#infra/archive-bucket.ts';
import type { Dispatch } from '#infra/dispatch.ts';
import { NodeFunction } from '#infra/node-function.ts';
import type { IncidentRecord } from '#infra/record.ts';

/** The evidence of a resolved incident is collected and sealed. It holds up nothing and may be tried again. */
export class Archive extends Construct {
  readonly onArchive: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    {
      dispatch,
      record,
      bucket,
    }: { dispatch: Dispatch; record: IncidentRecord; bucket: ArchiveBucket },
  ) {
    super(scope, id);
    this.onArchive = new NodeFunction(this, 'OnArchive', {
      name: 'on-archive',
      description:
        'Collects logs, metrics and the event log of a resolved incident into the archive.',
      timeout: Duration.seconds(300),
    });
    record.grantReadWrite(this.onArchive);
    bucket.grantCollectEvidence(this.onArchive);
    dispatch.archive.feeds(this.onArchive, { batchSize: 1 });
    this.#mayReadEvidence();
  }

  #mayReadEvidence(): void {
    const logGroups = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    allowPattern(this.onArchive, {
      actions: ['logs:FilterLogEvents'],
      resources: [logGroups],
      because: 'Which logs are evidence is said in tocsin.yaml, and changes without a deployment.',
    });
    allowPattern(this.onArchive, {
      actions: ['cloudwatch:GetMetricData'],
      resources: ['*'],
      because: 'IAM knows no resources for metrics: reading them is given for all or for none.',
    });
  }
}
