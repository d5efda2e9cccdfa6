import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FrontDoor } from '#infra/front-door.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { acknowledgePatterns } from '#infra/policy-exceptions.ts';
import { allowIf, type Settings } from '#infra/settings.ts';

/** The status page is written: files in the bucket of a stack of its own, which is up when this one is not. */
export class StatusPageWriter extends Construct {
  readonly onStatusPage: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    {
      dispatch,
      record,
      settings,
      api,
    }: { dispatch: Dispatch; record: IncidentRecord; settings: Settings; api: FrontDoor },
  ) {
    super(scope, id);
    this.onStatusPage = new NodeFunction(this, 'OnStatusPage', {
      name: 'on-status-page',
      description: 'Writes the status page from what the public is told.',
      timeout: Duration.seconds(30),
    });
    // Where the form of the page leads.
    this.onStatusPage.addEnvironment('PUBLIC_URL', api.api.apiEndpoint);
    record.grantReadWrite(this.onStatusPage);
    // The addresses of those who may read a private page are worked out from it.
    record.grantReadSecrets(this.onStatusPage, 'root');
    this.#mayWrite(settings);
    // Ten changes are one writing; two at once, because a late one leaves what is newer.
    dispatch.statusPage.feeds(this.onStatusPage, { batchSize: 10, atOnce: 2 });
  }

  #mayWrite({ statusPageBucket: { value, isSet }, statusPageRegion }: Settings): void {
    const writer = this.onStatusPage;
    writer.addEnvironment('STATUS_PAGE_BUCKET', value);
    writer.addEnvironment('STATUS_PAGE_REGION', statusPageRegion);
    const bucket = `arn:${Stack.of(this).partition}:s3:::${value}`;
    const resources = [`${bucket}/*`];
    const policy = allowIf(
      isSet,
      writer,
      'WritesStatusPage',
      // A file is written over only where it is still as it was listed, which S3 tells nobody who may not read it.
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
        resources,
      }),
      // One list says what lies there.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket] }),
    );
    acknowledgePatterns(policy, 'The bucket holds the page and nothing else.', resources);
  }
}
