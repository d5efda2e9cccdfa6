import { describe, expect, test } from 'vitest';
import { tableIndexes } from '#contract/table-indexes.ts';
import { type Json, synthesised, target } from './synthesised.ts';

const stack = await synthesised();

describe('the table', () => {
  const [table] = stack.ofType('AWS::DynamoDB::Table');

  test('can be restored to any moment, and outlives the stack', () => {
    expect(table?.Properties.PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
    });
    expect(table?.Properties.DeletionProtectionEnabled).toBe(true);
    expect(table?.DeletionPolicy).toBe('Retain');
  });

  test('has the keys, indexes, stream and expiry that the adapters count on', () => {
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      GlobalSecondaryIndexes: Object.entries(tableIndexes).map(
        ([IndexName, { partition, sort }]) => ({
          IndexName,
          KeySchema: [
            { AttributeName: partition, KeyType: 'HASH' },
            { AttributeName: sort, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        }),
      ),
    });
  });
});

describe('the bucket', () => {
  const [bucket] = stack.ofType('AWS::S3::Bucket');

  test('is private, encrypted, versioned, and outlives the stack', () => {
    expect(bucket?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(JSON.stringify(bucket?.Properties.BucketEncryption)).toContain('AES256');
    expect(bucket?.DeletionPolicy).toBe('Retain');
  });

  test('forgets raw webhooks after 90 days and evidence never', () => {
    const rules: Json[] = bucket?.Properties.LifecycleConfiguration.Rules;
    const expiring = rules.filter(rule => rule.ExpirationInDays !== undefined);
    expect(expiring.map(rule => [rule.Prefix, rule.ExpirationInDays])).toEqual([
      ['raw/', 90],
      ['progress/', 90],
      ['aws/lambda/', 90],
    ]);
  });

  test('locks evidence for as long as it is told to, and nothing else', async () => {
    const locking = await synthesised({ objectLockDays: '365' });
    for (const [each] of [stack, locking].map(({ ofType }) => ofType('AWS::S3::Bucket'))) {
      // Turning it on or off would replace the bucket.
      expect(each?.Properties).toMatchObject({ ObjectLockEnabled: true });
      expect(each?.Properties.ObjectLockConfiguration).toBeUndefined();
    }
    const { Environment } = locking.named('AWS::Lambda::Function', 'on-archive').Properties;
    expect(Environment.Variables.OBJECT_LOCK).toBe('GOVERNANCE:365');
    expect(stack.template.Parameters.ObjectLockDays).toMatchObject({ Type: 'Number', Default: 0 });
  });
});

describe('nothing is sent in clear', () => {
  test.each([
    ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
    ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
    ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'],
  ])('to any %s', (type, policyType, property) => {
    const guarded = stack
      .ofType(policyType)
      .filter(({ Properties }) => Properties.PolicyDocument.Statement.some(deniesClearText))
      .flatMap(({ Properties }) => [Properties[property]].flat().map(target));
    const resources = stack.ofType(type).map(({ id }) => id);
    expect(resources.length).toBeGreaterThan(0);
    expect(guarded.sort()).toEqual(resources.sort());
  });

  function deniesClearText({ Effect, Condition, Principal }: Json): boolean {
    const { '*': all, AWS } = { '*': Principal, ...Principal };
    return (
      Effect === 'Deny' &&
      (all === '*' || AWS === '*') &&
      Condition?.Bool?.['aws:SecureTransport'] === 'false'
    );
  }
});

describe('what is at rest is encrypted', () => {
  test('in queues, by SQS', () => {
    for (const { Properties } of stack.ofType('AWS::SQS::Queue')) {
      expect(Properties.SqsManagedSseEnabled, Properties.QueueName).toBe(true);
    }
  });

  test('in topics, by a key that exactly the publishers of that topic can use', () => {
    const keys = stack
      .ofType('AWS::SNS::Topic')
      .map(({ id, Properties }) => [stack.nameOf(id), Properties.KmsMasterKeyId]);
    // CloudWatch and the SMS service cannot use AWS's own key: with it, alarms and answers would vanish.
    expect(Object.fromEntries(keys)).toEqual({
      email: 'alias/aws/sns',
      stakeholders: 'alias/aws/sns',
      replies: undefined,
      operations: undefined,
    });
  });
});
