import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import {
  CfnOutput,
  CfnParameter,
  CustomResource,
  Duration,
  RemovalPolicy,
  Stack,
  type StackProps,
} from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  askedFirst,
  consolePolicy,
  consoleStartFile,
  hostHeader,
  linkHeader,
} from '#contract/console-files.ts';
import { ownName } from '#infra/own-name.ts';
import { acknowledge } from '#infra/policy-exceptions.ts';

/**
 * The console: files in a private bucket that CloudFront alone reads, and the API under the same origin, so that the cookie of
 * a session never leaves it. A stack of its own, because a pager needs none.
 */
export class ConsoleStack extends Stack {
  readonly address: string;

  /** `apiDomain`: the host of the API, where the app knows it; else a parameter says it. */
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { files: string; apiDomain?: string },
  ) {
    super(scope, id, props);
    const bucket = new Bucket(this, 'Files', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      bucket,
      'Its files are the program, which is public; CloudFront alone reads them.',
      'AwsSolutions-S1',
    );
    this.#putFiles(bucket, props.files);
    const { distributionDomainName } = this.#distribution(bucket, props.apiDomain);
    this.address = `https://${distributionDomainName}`;
    new CfnOutput(this, 'Address', { value: this.address });
  }

  /** CloudFormation knows no objects of S3: a function that has the files puts them there, whenever they are others. */
  #putFiles(bucket: Bucket, files: string): void {
    const logGroup = new LogGroup(this, 'PutFilesLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'PutFilesRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    const put = new LambdaFunction(this, 'PutFiles', {
      description: 'Puts the files of the console into its bucket when they are deployed.',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      memorySize: 256,
      timeout: Duration.minutes(2),
      code: Code.fromAsset(files),
      environment: { BUCKET: bucket.bucketName },
      role,
      logGroup,
    });
    bucket.grantPut(put);
    acknowledge(
      put,
      'CloudFormation calls it when somebody deploys, waits for what it says, and shows them when it fails.',
      ...['Serverless-LambdaDLQ', 'Serverless-LambdaAsyncFailureDestination'],
      ...['Serverless-LambdaTracing', 'Serverless-LambdaDefaultMemorySize'],
    );
    acknowledge(
      role,
      'It puts every file of the console, and nothing else is in the bucket.',
      ...['s3:PutObject', 's3:PutObjectLegalHold', 's3:PutObjectRetention', 's3:PutObjectTagging']
        .concat('s3:PutObjectVersionTagging', 's3:Abort*')
        .map(action => `AwsSolutions-IAM5[Action::${action}]`),
      `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(bucket.node.defaultChild as never)}.Arn>/*]`,
    );
    new CustomResource(this, 'Deployed', {
      serviceToken: put.functionArn,
      properties: { Files: hashOf(files) },
    });
  }

  #distribution(bucket: Bucket, apiDomain: string | undefined): Distribution {
    const api =
      apiDomain ??
      new CfnParameter(this, 'ApiDomain', {
        description: 'The host of ApiUrl of the stack Tocsin, without https://.',
        allowedPattern: '[a-z0-9]+\\.execute-api\\.[a-z0-9-]+\\.amazonaws\\.(com(\\.cn)?|eu)',
      }).valueAsString;
    const answers = new ResponseHeadersPolicy(this, 'Answers', {
      responseHeadersPolicyName: ownName(this, 'Answers'),
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: consolePolicy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
    });
    // The page of a link brings a policy of its own.
    const links = new ResponseHeadersPolicy(this, 'Links', {
      responseHeadersPolicyName: ownName(this, 'Links'),
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
    });
    const atEdge = (name: string, code: string, eventType = FunctionEventType.VIEWER_REQUEST) => ({
      eventType,
      function: new EdgeFunction(this, name, {
        functionName: ownName(this, name),
        runtime: FunctionRuntime.JS_2_0,
        code: FunctionCode.fromInline(code),
      }),
    });
    const secure = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: answers,
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Console',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        ...secure,
        origin: S3BucketOrigin.withOriginAccessControl(bucket as IBucket, {
          originAccessControl: new S3OriginAccessControl(this, 'Access', {
            originAccessControlName: ownName(this, 'Access'),
          }),
        }),
        // By the file alone, whatever cookies its reader has; what may not be kept is kept for one second.
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        functionAssociations: [
          atEdge('OnePage', onePage),
          atEdge('AskAhead', askAhead, FunctionEventType.VIEWER_RESPONSE),
        ],
      },
      additionalBehaviors: {
        '/v1/*': {
          ...secure,
          origin: new HttpOrigin(api),
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          // The API has a host of its own; by which one it is known here is told beside.
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          functionAssociations: [atEdge('TellHost', tellHost)],
        },
        // A notification is answered at the origin that it came from.
        '/a/*': {
          ...secure,
          responseHeadersPolicy: links,
          origin: new HttpOrigin(api),
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
      // These CloudFront keeps for ten seconds whatever an origin or a policy says of it, by the path alone: one answer that
      // broke would be everybody's, of any page of a list, however often they ask again.
      errorResponses: [500, 502, 503, 504].map(httpStatus => ({
        httpStatus,
        ttl: Duration.seconds(0),
      })),
    });
    acknowledge(
      distribution,
      'The team alone has anything to do here, wherever it is; who wants a firewall or logs adds them to this stack.',
      ...['AwsSolutions-CFR1', 'AwsSolutions-CFR2', 'AwsSolutions-CFR3', 'AwsSolutions-CFR4'],
    );
    return distribution;
  }
}

/** Between the two functions of a page: the path that its reader is at. */
const pageHeader = 'tocsin-page';

/** Each address within the console is the same page, as `isPage` says it. */
const onePage = `function handler(event) {
  var request = event.request;
  if (!/^\\/(assets\\/|[^/]*\\.)/.test(request.uri)) {
    request.headers['${pageHeader}'] = { value: request.uri };
    request.uri = '/${consoleStartFile}';
  }
  return request;
}`;

/** As `linkHeader` of `askedFirst` says it, of the path that the reader is at: before or after the one above wrote it over. */
const askAhead = `function handler(event) {
  var told = event.request.headers['${pageHeader}'];
  var path = told ? told.value : event.request.uri;
  var response = event.response;
  if (/^\\/(assets\\/|[^/]*\\.)/.test(path)) return response;
  var room = /^\\/incidents\\/([\\w-]+)$/.exec(path);
  var first = '${linkHeader(askedFirst('/on-call'))}';
  if (path === '/') first = '${linkHeader(askedFirst('/'))}';
  if (room) first = '${linkHeader(askedFirst('/incidents/ROOM'))}'.replace('ROOM', room[1]);
  response.headers.link = { value: first };
  return response;
}`;

/** A browser that is led astray cannot say another one: whatever it says is written over here. */
const tellHost = `function handler(event) {
  var request = event.request;
  request.headers['${hostHeader}'] = { value: request.headers.host.value };
  return request;
}`;

function hashOf(folder: string): string {
  const sum = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) {
    sum.update(file.slice(folder.length)).update(readFileSync(file));
  }
  return sum.digest('hex').slice(0, 20);
}
