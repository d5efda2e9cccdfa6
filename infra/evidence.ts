import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ArchiveBucket } from '#infra/evidence-bucket.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';
import { grantTaggedSecrets } from '#infra/tagged-secrets.ts';

/** The evidence of an incident is collected and sealed. It holds up nothing and may be tried again. */
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
        'Collects logs, metrics, changes and the event log of an incident into the archive.',
      timeout: Duration.seconds(300),
      // An archive that takes longer sends itself on. Lambda would take that for a runaway loop and drop it.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    record.grantReadWrite(this.onArchive);
    bucket.grantCollectEvidence(this.onArchive);
    // Every incident asks for its evidence when it begins. In a storm that may not take the functions that page people,
    // nor what the team itself may read of its logs.
    dispatch.archive.feeds(this.onArchive, { batchSize: 1, atOnce: 2 });
    dispatch.archive.grantSend(this.onArchive, 'ARCHIVE_QUEUE_URL');
    // What was said in the channel of an incident.
    grantTaggedSecrets(this.onArchive, 'tocsin:chat');
    this.#mayReadEvidence();
    this.#maySnapshotDatabases();
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
      because: inTocsinYaml,
    });
    allowPattern(this.onArchive, {
      actions: ['cloudwatch:GetMetricData', 'cloudtrail:LookupEvents'],
      resources: ['*'],
      because: 'IAM knows no resources for these: reading is given for all or for none.',
    });
    this.#mayDo(inTocsinYaml, [
      [['cloudwatch:DescribeAlarmHistory'], ['alarm:*']],
      [['codedeploy:ListDeployments', 'codedeploy:BatchGetDeployments'], ['deploymentgroup:*']],
      [['ecs:DescribeServices'], ['service/*']],
    ]);
  }

  /** Of any database that tocsin.yaml names; it deletes none but those that it took. */
  #maySnapshotDatabases(): void {
    const ours = { cluster: 'cluster-snapshot:tocsin-*', instance: 'snapshot:tocsin-*' };
    this.#mayDo(inTocsinYaml, [
      [['rds:CreateDBClusterSnapshot'], ['cluster:*', ours.cluster]],
      [['rds:CreateDBSnapshot'], ['db:*', ours.instance]],
    ]);
    this.#mayDo('Snapshots are named after their incident; the prefix marks ours.', [
      [['rds:AddTagsToResource'], [ours.cluster, ours.instance]],
      [['rds:DeleteDBClusterSnapshot'], [ours.cluster]],
      [['rds:DeleteDBSnapshot'], [ours.instance]],
    ]);
    this.#mayDo('Which of ours have expired is found by looking at all.', [
      [['rds:DescribeDBClusterSnapshots'], ['cluster:*', 'cluster-snapshot:*']],
      [['rds:DescribeDBSnapshots'], ['db:*', 'snapshot:*']],
    ]);
  }

  #mayDo(because: string, rights: [string[], string[]][]): void {
    for (const [actions, names] of rights) {
      const service = actions[0]?.split(':')[0] ?? '';
      const arnOf = (name: string) =>
        Stack.of(this).formatArn({
          service,
          resource: name,
          arnFormat: ArnFormat.NO_RESOURCE_NAME,
        });
      allowPattern(this.onArchive, { actions, resources: names.map(arnOf), because });
    }
  }
}

const inTocsinYaml = 'What is evidence is said in tocsin.yaml, and changes without a deployment.';
