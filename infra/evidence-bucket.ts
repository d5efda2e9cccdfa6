import { Grant, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { NodeFunction } from '#infra/node-function.ts';
import { acknowledge, acknowledgePatterns, allowPattern } from '#infra/policy-exceptions.ts';
import { allowIf, ifSet, type Setting, type Settings } from '#infra/settings.ts';

/** Where Lambda itself puts the stream records that it gave up on; the prefix cannot be chosen. */
export const givenUpRecordsPrefix = 'aws/lambda/';

/** Raw webhooks for 90 days, the evidence of incidents for as long as you keep it. */
export class ArchiveBucket extends Construct {
  readonly bucket: Bucket;
  readonly #lock: Setting;

  constructor(scope: Construct, id: string, { objectLock }: Settings) {
    super(scope, id);
    const shortLived = ['raw/', 'progress/', givenUpRecordsPrefix];
    this.#lock = objectLock;
    this.bucket = new Bucket(this, 'Bucket', {
      // Always, because turning it on or off would replace the bucket. It locks nothing by itself: raw webhooks are
      // forgotten, evidence is locked object by object for as long as the setting says.
      objectLockEnabled: true,
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        ...shortLived.map(prefix => ({ prefix, expiration: Duration.days(90) })),
        { noncurrentVersionExpiration: Duration.days(90) },
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });
    // Tells EventBridge of new objects. The L2 way would deploy a function of its own to do this one setting.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    acknowledge(
      this.bucket,
      'Access logs of S3 come hours late and not all of them; CloudTrail data events are the record for who wants one.',
      'AwsSolutions-S1',
    );
  }

  /** Triage keeps the raw body of every webhook. */
  grantKeepRaw(writer: NodeFunction): void {
    writer.addEnvironment('ARCHIVE_BUCKET', this.bucket.bucketName);
    this.#allow(writer, ['s3:PutObject'], 'raw/*');
  }

  /** Evidence is written, and read back to seal it and to go on where an earlier attempt stopped. */
  grantCollectEvidence(collector: NodeFunction): void {
    collector.addEnvironment('ARCHIVE_BUCKET', this.bucket.bucketName);
    this.#allow(collector, ['s3:PutObject', 's3:GetObject'], 'incidents/*', 'progress/*');
    this.#allowToSeeWhatIsMissing(collector);
    collector.addEnvironment('OBJECT_LOCK', ifSet(this.#lock));
    const resources = [this.bucket.arnForObjects('incidents/*')];
    const statement = new PolicyStatement({ actions: ['s3:PutObjectRetention'], resources });
    const policy = allowIf(this.#lock.isSet, collector, 'LocksEvidence', statement);
    acknowledgePatterns(policy, 'Evidence is locked object by object.', resources);
  }

  /** Evidence is shown, and links to it are given out, which hold no more rights than their giver. */
  grantReadEvidence(reader: NodeFunction): void {
    reader.addEnvironment('ARCHIVE_BUCKET', this.bucket.bucketName);
    this.#allow(reader, ['s3:GetObject'], 'incidents/*');
    this.#allowToSeeWhatIsMissing(reader);
  }

  /** For a stream: its records that fail again and again are kept here, whole. */
  onFailure(): IEventSourceDlq {
    return {
      bind: (_stream, reader) => {
        this.#allow(reader, ['s3:PutObject'], `${givenUpRecordsPrefix}*`);
        this.#allowToSeeWhatIsMissing(reader);
        return { destination: this.bucket.bucketArn };
      },
    };
  }

  /** What was put aside so is read, to be done again. */
  grantReadPutAside(reader: NodeFunction): void {
    reader.addEnvironment('ARCHIVE_BUCKET', this.bucket.bucketName);
    this.#allow(reader, ['s3:GetObject'], `${givenUpRecordsPrefix}*`);
    this.#allowToSeeWhatIsMissing(reader);
  }

  #allow(grantee: IFunction, actions: string[], ...keys: string[]): void {
    const resources = keys.map(key => this.bucket.arnForObjects(key));
    const because =
      'Objects are named as they come; the prefix is all that a policy can say of them.';
    allowPattern(grantee, { actions, resources, because });
  }

  // Who may not list a bucket is told 403, not 404, about an object that is not there.
  #allowToSeeWhatIsMissing(grantee: IFunction): void {
    const resourceArns = [this.bucket.bucketArn];
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns });
  }
}
