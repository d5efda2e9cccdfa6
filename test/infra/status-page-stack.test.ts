import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { statusPageStack } from '#contract/status-page-files.ts';
import type { StatusPageStack } from '#infra/status-page-stack.ts';
import { type Json, settled, templateOf, testApp } from './synthesised.ts';

const app = await testApp({ statusPage: true });
const template: Json = Template.fromStack(
  app.node.findChild(statusPageStack) as StatusPageStack,
).toJSON();
const [bucket] = ofType('AWS::S3::Bucket');
const [distribution] = ofType('AWS::CloudFront::Distribution');

function ofType(type: string): Json[] {
  return Object.values<Json>(template.Resources).filter(({ Type }) => Type === type);
}

describe('the stack of the status page', () => {
  test('is there when it is asked for, so that `cdk deploy` means the pipeline', async () => {
    const plain = await testApp();
    expect(plain.node.tryFindChild(statusPageStack)).toBeUndefined();
    expect(templateOf(app)).toEqual(templateOf(plain));
  });

  test('is called in the account as no other stack of it, since CloudFront has its names for all regions', () => {
    const names = Object.values<Json>(template.Resources).flatMap(({ Type, Properties }) => {
      const { Name, OriginAccessControlConfig, ResponseHeadersPolicyConfig } = Properties ?? {};
      const { Name: inner } = OriginAccessControlConfig ?? ResponseHeadersPolicyConfig ?? {};
      const name = Name ?? inner;
      return Type.startsWith('AWS::CloudFront::') && name !== undefined ? [name] : [];
    });
    expect(new Set(names.map(name => JSON.stringify(name))).size).toBe(3);
    for (const name of names) expect(JSON.stringify(name)).toContain('AWS::StackId');
  });

  test('keeps its files where CloudFront alone reads them, and keeps them when it goes', () => {
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
    expect(ofType('AWS::CloudFront::OriginAccessControl')).toHaveLength(1);
    const readers = ofType('AWS::S3::BucketPolicy')[0].Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    );
    expect(readers.map(({ Principal }: Json) => Object.keys(Principal)[0])).toEqual([
      'AWS',
      'Service',
    ]);
    expect(readers[1]).toMatchObject({
      Action: 's3:GetObject',
      Principal: { Service: 'cloudfront.amazonaws.com' },
    });
  });

  test('serves the first page for no path, a page of ours for what is not there, and its API to everybody’s pages', () => {
    const { DistributionConfig: config } = distribution.Properties;
    expect(config).toMatchObject({
      DefaultRootObject: 'index.html',
      CustomErrorResponses: [403, 404].map(ErrorCode => ({
        ErrorCode,
        ResponseCode: 404,
        ResponsePagePath: '/404.html',
      })),
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https', Compress: true },
    });
    const [policy] = ofType('AWS::CloudFront::ResponseHeadersPolicy');
    const { CorsConfig } = policy.Properties.ResponseHeadersPolicyConfig;
    expect(CorsConfig.AccessControlAllowOrigins).toEqual({ Items: ['*'] });
  });
});

test('its bucket is asked under its own name, by the path alone', () => {
  const { DefaultCacheBehavior, CacheBehaviors } = distribution.Properties.DistributionConfig;
  // CloudFront's CachingOptimized. What a policy keeps apart is sent on as well: with the host of the reader, S3 looks for
  // a bucket of that name and finds the signature wrong.
  const pathAlone = '658327ea-f89d-4fab-a63d-7e88639e58f6';
  expect([DefaultCacheBehavior, ...CacheBehaviors].map(each => each.CachePolicyId)).toEqual([
    pathAlone,
    pathAlone,
  ]);
});

test('what is behind the address of one reader is named by no search engine, and its API read as the public one is', () => {
  const { CacheBehaviors } = distribution.Properties.DistributionConfig;
  expect(CacheBehaviors).toMatchObject([
    { PathPattern: 'p/*', ViewerProtocolPolicy: 'redirect-to-https' },
  ]);
  const { Ref } = CacheBehaviors[0].ResponseHeadersPolicyId;
  const { CustomHeadersConfig, CorsConfig, SecurityHeadersConfig } =
    template.Resources[Ref].Properties.ResponseHeadersPolicyConfig;
  expect(CustomHeadersConfig.Items).toEqual([
    { Header: 'X-Robots-Tag', Value: 'noindex, nofollow', Override: true },
  ]);
  expect(CorsConfig.AccessControlAllowOrigins).toEqual({ Items: ['*'] });
  expect(SecurityHeadersConfig.ReferrerPolicy).toEqual({
    ReferrerPolicy: 'no-referrer',
    Override: true,
  });
});

test('the pipeline may write the page only once it is told of a bucket, and that one only', async () => {
  const plain = templateOf(app);
  const rights = (given: Record<string, string>) =>
    Object.values<Json>(settled(plain, given).Resources)
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Resource }) => JSON.stringify(Resource ?? '').includes('our-page'));
  expect(rights({})).toEqual([]);
  expect(rights({ StatusPageBucket: 'our-page' }).map(({ Action }) => Action)).toEqual([
    ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    's3:ListBucket',
  ]);
});

test('whoever writes the page may do with its files in another account what it may in its own', () => {
  const [policy] = ofType('AWS::S3::BucketPolicy');
  const statements: Json[] = policy.Properties.PolicyDocument.Statement;
  expect(statements.find(({ Sid }) => Sid === 'Writer')?.Action).toEqual([
    's3:DeleteObject',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
  ]);
});
