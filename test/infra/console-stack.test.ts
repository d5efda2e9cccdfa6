import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import {
  askedFirst,
  consolePolicy,
  consoleStack,
  isPage,
  linkHeader,
} from '#contract/console-files.ts';
import { type Asked, puttingFiles, type StoredFile } from '#infra/console/put-files.ts';
import type { ConsoleStack } from '#infra/console-stack.ts';
import { type Json, templateOf, testApp } from './synthesised.ts';

const app = await testApp({ console: true });
const template: Json = Template.fromStack(
  app.node.findChild(consoleStack) as ConsoleStack,
).toJSON();
const ofType = (type: string): Json[] =>
  Object.values<Json>(template.Resources).filter(({ Type }) => Type === type);
const { DistributionConfig: config } = ofType('AWS::CloudFront::Distribution')[0].Properties;

function policyNamed(name: string): Json {
  return ofType('AWS::CloudFront::ResponseHeadersPolicy')
    .map(({ Properties }) => Properties.ResponseHeadersPolicyConfig)
    .find(({ Name }: Json) => JSON.stringify(Name).includes(name));
}

/** As CloudFront runs it. */
function atEdge(name: string): (event: Json) => Json {
  const { Properties } = ofType('AWS::CloudFront::Function').find(({ Properties: { Name } }) =>
    JSON.stringify(Name).includes(name),
  );
  return new Function('event', `${Properties.FunctionCode}; return handler(event);`) as (
    event: Json,
  ) => Json;
}

describe('the stack of the console', () => {
  test('is there when it is asked for, and changes nothing of the pipeline', async () => {
    const plain = await testApp();
    expect(plain.node.tryFindChild(consoleStack)).toBeUndefined();
    expect(templateOf(app)).toEqual(templateOf(plain));
  });

  test('keeps its files where CloudFront alone reads them', () => {
    const [bucket] = ofType('AWS::S3::Bucket');
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(ofType('AWS::CloudFront::OriginAccessControl')).toHaveLength(1);
    const allowed = ofType('AWS::S3::BucketPolicy')[0].Properties.PolicyDocument.Statement.filter(
      ({ Effect }: Json) => Effect === 'Allow',
    );
    expect(allowed.map(({ Principal, Action }: Json) => [Principal, Action])).toEqual([
      [{ Service: 'cloudfront.amazonaws.com' }, 's3:GetObject'],
    ]);
  });

  test('is called in the account as no other stack of it, since CloudFront has its names for all regions', () => {
    const names = Object.values<Json>(template.Resources).flatMap(({ Type, Properties }) => {
      const { Name, OriginAccessControlConfig, ResponseHeadersPolicyConfig } = Properties ?? {};
      const { Name: inner } = OriginAccessControlConfig ?? ResponseHeadersPolicyConfig ?? {};
      const name = Name ?? inner;
      return Type.startsWith('AWS::CloudFront::') && name !== undefined ? [name] : [];
    });
    expect(new Set(names.map(name => JSON.stringify(name))).size).toBe(6);
    for (const name of names) expect(JSON.stringify(name)).toContain('AWS::StackId');
  });

  test('has the API under the same origin, which is never cached and is told by which host it is known', () => {
    const [api, ...others] = config.CacheBehaviors;
    expect(others.map(({ PathPattern }: Json) => PathPattern)).toEqual(['/a/*']);
    expect(api).toMatchObject({
      PathPattern: '/v1/*',
      ViewerProtocolPolicy: 'redirect-to-https',
      // AWS's own: CachingDisabled, and AllViewerExceptHostHeader.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    });
    expect(api.AllowedMethods).toContain('DELETE');
    const origins = config.Origins.map(({ DomainName }: Json) => DomainName);
    expect(origins).toContainEqual({ Ref: 'ApiDomain' });
  });

  test('keeps no answer that broke, which CloudFront else gives to all for ten seconds, even where it is told not to', () => {
    expect(config.CustomErrorResponses).toEqual(
      [500, 502, 503, 504].map(ErrorCode => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  test('answers the page of a link there too, with its own policy, for notifications that acknowledge', () => {
    const [api, link] = config.CacheBehaviors;
    expect(link).toMatchObject({
      PathPattern: '/a/*',
      CachePolicyId: api.CachePolicyId,
      OriginRequestPolicyId: api.OriginRequestPolicyId,
      ViewerProtocolPolicy: 'redirect-to-https',
    });
    const own = policyNamed('Links');
    expect(own.SecurityHeadersConfig.ContentSecurityPolicy).toBeUndefined();
    expect(own.SecurityHeadersConfig.StrictTransportSecurity).toBeDefined();
  });

  test('sends the headers that keep other pages out, with both', () => {
    const { SecurityHeadersConfig: headers } = policyNamed('Answers');
    expect(headers.ContentSecurityPolicy).toEqual({
      ContentSecurityPolicy: consolePolicy,
      Override: true,
    });
    expect(consolePolicy).not.toMatch(/unsafe|\*/);
    // Of workers nothing of its own is said: where they may come from is what is said of scripts.
    expect(consolePolicy).toContain("script-src 'self'");
    expect(consolePolicy).not.toMatch(/worker-src|child-src/);
    expect(headers).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
    });
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      expect(behavior.ResponseHeadersPolicyId).toBeDefined();
    }
  });

  test('has the files packed and kept by what they are, whoever asks for them', () => {
    expect(config.DefaultCacheBehavior).toMatchObject({
      Compress: true,
      // AWS's own: CachingOptimized, which takes no cookie, query or header into account but how it may be packed.
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    });
  });

  test.each([
    '/',
    '/incidents/INC-2026-001',
    '/incidents/INC-2026-001/more',
    '/on-call',
    '/after/post-mortems/INC-2026-001',
    '/set-up/senders/prod.grafana',
    '/assets/console-1a2b.js',
  ])('has what the page at %s asks first named in its answer', path => {
    const headers = isPage(path) ? { link: { value: linkHeader(askedFirst(path)) } } : {};
    const asked = atEdge('OnePage')({ request: { uri: path, headers: {} } });
    const unchanged = { uri: path, headers: {} };
    // Of the request that its reader sent, or of the one that was made of it.
    for (const request of [asked, unchanged]) {
      expect(atEdge('AskAhead')({ request, response: { headers: {} } }).headers).toEqual(headers);
    }
  });

  test('shows one page at every address, and files at theirs', () => {
    const uri = (asked: string) => atEdge('OnePage')({ request: { uri: asked, headers: {} } }).uri;
    const pages = ['/', '/incidents/INC-2026-001', '/set-up/senders/prod.grafana'];
    expect(pages.map(uri)).toEqual(pages.map(() => '/index.html'));
    const files = ['/assets/index-1a2b.js', '/push-worker.js', '/icon.svg', '/favicon.ico'];
    expect(files.map(uri)).toEqual(files);
    const headers = { host: { value: 'ours.example.com' }, 'tocsin-host': { value: 'evil' } };
    expect(atEdge('TellHost')({ request: { headers } }).headers['tocsin-host']).toEqual({
      value: 'ours.example.com',
    });
  });
});

describe('the function that puts the files there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-put-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'index-1a2b.js'), 'export {}');
  // A browser that was given an older one for long would show an older console without a line.
  writeFileSync(join(folder, 'push-worker.js'), '');
  const asked: Asked = {
    RequestType: 'Update',
    ResponseURL: 'https://cloudformation.example.com/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Deployed',
    PhysicalResourceId: 'console-files',
  };
  function run(given: Asked, fails = false) {
    const put: StoredFile[] = [];
    const told: Json[] = [];
    const doing = puttingFiles({
      folder,
      put: async file => {
        if (fails) throw new Error('S3 says no');
        put.push(file);
      },
      tell: async (_url, body) => told.push(JSON.parse(body)),
    })(given);
    return doing.then(() => ({ put, told }));
  }

  test('puts what the page leads to before the page, each with how long it may be kept', async () => {
    const { put, told } = await run(asked);
    const never = 'no-cache';
    const script = 'text/javascript; charset=utf-8';
    const [page, ...others] = put
      .map(({ key, contentType, cacheControl }) => [key, contentType, cacheControl])
      .toReversed();
    expect(page).toEqual(['index.html', 'text/html; charset=utf-8', never]);
    expect(others.toSorted()).toEqual([
      ['assets/index-1a2b.js', script, 'public, max-age=31536000, immutable'],
      ['push-worker.js', script, never],
    ]);
    expect(told).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'console-files' }]);
  });

  test('says why when it fails, and leaves what is there when the stack goes', async () => {
    expect((await run(asked, true)).told).toMatchObject([
      { Status: 'FAILED', Reason: 'S3 says no' },
    ]);
    const gone = await run({ ...asked, RequestType: 'Delete' });
    expect(gone).toMatchObject({ put: [], told: [{ Status: 'SUCCESS' }] });
  });
});
