import {
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import {
  CfnCondition,
  CfnOutput,
  CfnParameter,
  Duration,
  Fn,
  RemovalPolicy,
  Stack,
  type StackProps,
} from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { absentFile, startFile } from '#contract/status-page-files.ts';
import { ownName } from '#infra/own-name.ts';
import { acknowledge } from '#infra/policy-exceptions.ts';

/**
 * The status page: a private bucket that CloudFront alone reads. A stack of its own, with nothing of the pipeline in it, so
 * that it may live in another region or account, and is up when the pipeline is not.
 */
export class StatusPageStack extends Stack {
  readonly bucket: Bucket;
  readonly address: string;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.bucket = new Bucket(this, 'Page', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
    });
    acknowledge(
      this.bucket,
      'What is in it is public, and CloudFront alone reads it.',
      'AwsSolutions-S1',
    );
    this.#letInTheWriter();
    const distribution = this.#distribution();
    new CfnOutput(this, 'BucketName', {
      description: 'The parameter StatusPageBucket of the stack Tocsin.',
      value: this.bucket.bucketName,
    });
    new CfnOutput(this, 'Region', {
      description: 'The parameter StatusPageRegion of the stack Tocsin.',
      value: this.region,
    });
    this.address = `https://${distribution.distributionDomainName}`;
    new CfnOutput(this, 'Address', { value: this.address });
  }

  /** Whoever writes from another account has to be let in by the bucket, too. */
  #letInTheWriter(): void {
    const writer = new CfnParameter(this, 'WriterArn', {
      default: '',
      description:
        'StatusPageWriterArn of the stack Tocsin, where that is in another account. Empty: it is in this one.',
      allowedPattern: '^$|arn:aws[\\w-]*:iam::\\d{12}:role/\\S+',
    }).valueAsString;
    const isElsewhere = new CfnCondition(this, 'WriterIsElsewhere', {
      expression: Fn.conditionNot(Fn.conditionEquals(writer, '')),
    });
    // A bucket has one policy, so a statement that is not wanted names its own account, which may do so anyway.
    const principal = Fn.conditionIf(
      isElsewhere.logicalId,
      writer,
      `arn:${this.partition}:iam::${this.account}:root`,
    ).toString();
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Writer',
        principals: [new ArnPrincipal(principal)],
        actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:ListBucket'],
        resources: [this.bucket.bucketArn, this.bucket.arnForObjects('*')],
      }),
    );
  }

  #distribution(): Distribution {
    const securityHeadersBehavior = {
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
    };
    // Whoever reads the API does so from pages of their own; who has the address of a private one may, too.
    const corsBehavior = {
      accessControlAllowCredentials: false,
      accessControlAllowHeaders: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD'],
      accessControlAllowOrigins: ['*'],
      originOverride: true,
    };
    const answers = new ResponseHeadersPolicy(this, 'Answers', {
      responseHeadersPolicyName: ownName(this, 'Answers'),
      corsBehavior,
      securityHeadersBehavior,
    });
    const origin = S3BucketOrigin.withOriginAccessControl(this.bucket as IBucket, {
      originAccessControl: new S3OriginAccessControl(this, 'Access', {
        originAccessControlName: ownName(this, 'Access'),
      }),
    });
    // By the path alone, for as long as each file says. The policy named after what an origin says sends on the host that
    // its reader asked for: S3 would look for a bucket of that name, and find the signature wrong.
    const cachePolicy = CachePolicy.CACHING_OPTIMIZED;
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Status page',
      defaultRootObject: startFile,
      // Which TLS is the least comes with a certificate of one's own: CloudFront decides it for its own names.
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy,
        responseHeadersPolicy: answers,
        compress: true,
      },
      additionalBehaviors: {
        // What is behind the address of one reader: no search engine names it.
        'p/*': {
          origin,
          viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
          cachePolicy,
          responseHeadersPolicy: new ResponseHeadersPolicy(this, 'PrivateAnswers', {
            responseHeadersPolicyName: ownName(this, 'PrivateAnswers'),
            ...{ corsBehavior, securityHeadersBehavior },
            customHeadersBehavior: {
              customHeaders: [
                { header: 'X-Robots-Tag', value: 'noindex, nofollow', override: true },
              ],
            },
          }),
          compress: true,
        },
      },
      // CloudFront may not list the bucket, so that S3 answers 403 for what is not there.
      errorResponses: [403, 404].map(httpStatus => ({
        httpStatus,
        responseHttpStatus: 404,
        responsePagePath: `/${absentFile}`,
        ttl: Duration.seconds(10),
      })),
    });
    acknowledge(
      distribution,
      'Customers everywhere read it, of files that are public; who wants a firewall or logs adds them to this stack.',
      ...['AwsSolutions-CFR1', 'AwsSolutions-CFR2', 'AwsSolutions-CFR3', 'AwsSolutions-CFR4'],
    );
    return distribution;
  }
}
