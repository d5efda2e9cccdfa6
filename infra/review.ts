import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ArchiveBucket } from '#infra/evidence-bucket.ts';
import type { FrontDoor } from '#infra/front-door.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';

/** What comes after an incident. The pager's own function has neither its weight nor its right to read the evidence. */
export class Review extends Construct {
  readonly onReviewRequest: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: {
      api: FrontDoor;
      record: IncidentRecord;
      dispatch: Dispatch;
      bucket: ArchiveBucket;
      adminTokenSha256: string;
    },
  ) {
    super(scope, id);
    const { api, record, dispatch, bucket, adminTokenSha256 } = props;
    this.onReviewRequest = new NodeFunction(this, 'OnReviewRequest', {
      name: 'on-review-request',
      description: 'The API, as far as it is about what comes after an incident.',
      timeout: Duration.seconds(20),
    });
    record.grantWrite(this.onReviewRequest, {
      reads: ['people', 'configuration'],
      writes: ['record'],
    });
    bucket.grantReadEvidence(this.onReviewRequest);
    // What is asked for by hand is only queued: to read logs and databases is another function's right.
    dispatch.archive.grantSend(this.onReviewRequest, 'ARCHIVE_QUEUE_URL');
    record.grantKnowCallers(this.onReviewRequest, adminTokenSha256);
    api.routeServedBy('review', this.onReviewRequest);
  }
}
