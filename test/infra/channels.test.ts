import { describe, expect, test } from 'vitest';
import { type Json, type Synthesised, synthesised, target } from './synthesised.ts';

const plain = await synthesised();
const configured = await synthesised({
  sesFrom: 'pager@example.com',
  voiceOrigination: 'phone-0123456789abcdef',
});

describe('where nothing is set up', () => {
  test('nobody may send by SES or call', () => {
    expect(JSON.stringify(plain.rights())).not.toMatch(/ses:|sms-voice:/);
    expect(variablesOf(plain, 'on-page')).not.toHaveProperty('SES_FROM');
    expect(variablesOf(plain, 'on-page')).not.toHaveProperty('VOICE_ORIGINATION');
  });

  test('no rule follows calls or mail', () => {
    expect([ruleFor(plain, 'aws.sms-voice').State, ruleFor(plain, 'aws.ses').State]).toEqual([
      'DISABLED',
      'DISABLED',
    ]);
    expect(plain.ofType('AWS::SES::ConfigurationSet')).toEqual([]);
  });
});

describe('where SES is set up', () => {
  test.each([
    ['on-page', 'Tocsin-mail'],
    ['on-effect', undefined],
  ])('%s may send from that address and no other, whatever SES checks it for', (name, set) => {
    expect(variablesOf(configured, name).SES_FROM).toBe('pager@example.com');
    expect(variablesOf(configured, name).SES_CONFIGURATION_SET).toBe(set);
    const { Role } = configured.named('AWS::Lambda::Function', name).Properties;
    const bySes = configured
      .statementsOf(target(Role))
      .filter(({ Action }: Json) => Action === 'ses:SendEmail');
    const any = 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>';
    expect(bySes.map(({ Resource, Condition }) => [Resource.map(flat), Condition])).toEqual([
      [
        [`${any}:configuration-set/*`, `${any}:identity/*`],
        { StringEqualsIgnoreCase: { 'ses:FromAddress': 'pager@example.com' } },
      ],
    ]);
  });

  test('what became of its mails goes to the receipts queue', () => {
    const rule = ruleFor(configured, 'aws.ses');
    expect(rule.State).toBe('ENABLED');
    expect(rule.EventPattern.detail).toEqual({
      eventType: ['Delivery', 'DeliveryDelay', 'Bounce', 'Reject'],
      mail: { tags: { 'ses:configuration-set': ['Tocsin-mail'] } },
    });
    const [{ Arn, DeadLetterConfig }] = rule.Targets;
    expect(configured.nameOf(target(Arn))).toBe('receipts');
    expect(configured.nameOf(target(DeadLetterConfig.Arn))).toBe('undelivered');
    const [{ Properties } = { Properties: {} as Json }] = configured.ofType(
      'AWS::SES::ConfigurationSetEventDestination',
    );
    expect(Properties.EventDestination.MatchingEventTypes).toEqual([
      'delivery',
      'deliveryDelay',
      'bounce',
      'reject',
    ]);
  });

  test('an address that is none is not taken', () => {
    expect(takes('SesFrom', 'pager@example.com')).toBe(true);
    for (const wrong of ['pager', 'a@b', 'a b@example.com', 'a@example.com\nBcc: b@example.com']) {
      expect(takes('SesFrom', wrong)).toBe(false);
    }
  });
});

describe('where calls are set up', () => {
  const call = 'sms-voice:SendVoiceMessage';

  test('on-page may call from that number, on-effect may not', () => {
    expect(variablesOf(configured, 'on-page').VOICE_ORIGINATION).toBe('phone-0123456789abcdef');
    expect(allowed(configured, 'on-page', call)).toEqual([
      expect.stringMatching(/:phone-number\/phone-0123456789abcdef$/),
    ]);
    expect(allowed(configured, 'on-effect', call)).toEqual([]);
  });

  test.each([
    ['+15550190', /:phone-number\/phone-\*$/],
    ['pool-0123', /:pool\/pool-0123$/],
    ['arn:aws:sms-voice:eu-west-1:111122223333:pool/pool-0123', /^arn:aws:.*:pool\/pool-0123$/],
  ])('they may come from %s', async (voiceOrigination, resource) => {
    const stack = await synthesised({ voiceOrigination });
    expect(allowed(stack, 'on-page', call)).toEqual([expect.stringMatching(resource)]);
  });

  test('what became of them goes to the receipts queue', () => {
    const rule = ruleFor(configured, 'aws.sms-voice');
    expect(rule.State).toBe('ENABLED');
    const [{ Arn, DeadLetterConfig }] = rule.Targets;
    expect(configured.nameOf(target(Arn))).toBe('receipts');
    expect(configured.nameOf(target(DeadLetterConfig.Arn))).toBe('undelivered');
  });

  test('a number that is none is not taken', () => {
    expect(takes('VoiceOrigination', '+15550190')).toBe(true);
    for (const wrong of ['0555', 'phone-', '+1555 0190']) {
      expect(takes('VoiceOrigination', wrong)).toBe(false);
    }
  });
});

describe("SNS's log of texts", () => {
  const groups = plain
    .ofType('AWS::Logs::LogGroup')
    .filter(({ Properties }) => flat(Properties.LogGroupName).startsWith('sns/'));

  test('is two groups that are kept for two weeks, and both are read', () => {
    const name = 'sns/<AWS::Region>/<AWS::AccountId>/DirectPublishToPhoneNumber';
    expect(groups.map(({ Properties }) => flat(Properties.LogGroupName))).toEqual([
      name,
      `${name}/Failure`,
    ]);
    for (const { id, Properties } of groups) {
      expect(Properties.RetentionInDays).toBe(14);
      const [filter] = plain
        .ofType('AWS::Logs::SubscriptionFilter')
        .filter(subscription => target(subscription.Properties.LogGroupName) === id);
      expect(plain.nameOf(target(filter?.Properties.DestinationArn))).toBe('on-receipt');
      expect(filter?.Properties.FilterPattern).toBe('');
    }
  });

  test('is written by SNS alone, by what AWS lists for it, and its role can do nothing else', () => {
    const [role] = plain.ofType('AWS::IAM::Role').filter(({ id }) => /SmsStatusRole/.test(id));
    const [trust] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
    expect(trust.Principal).toEqual({ Service: 'sns.amazonaws.com' });
    // SNS may not say for whom it acts: a condition on that would leave the log empty.
    expect(trust.Condition).toBeUndefined();
    const actions = plain.statementsOf(role?.id ?? '').flatMap(({ Action }: Json) => Action);
    expect([...new Set(actions)].sort()).toEqual([
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'logs:PutMetricFilter',
      'logs:PutRetentionPolicy',
    ]);
  });

  test('is not made where the account has it already', async () => {
    const stack = await synthesised({ smsStatusLogs: 'existing' });
    const names = stack
      .ofType('AWS::Logs::LogGroup')
      .map(({ Properties: p }) => flat(p.LogGroupName));
    expect(names.filter(name => name.startsWith('sns/'))).toEqual([]);
    expect(stack.ofType('AWS::Logs::SubscriptionFilter')).toHaveLength(2);
    expect(plain.template.Parameters.SmsStatusLogs.AllowedValues).toEqual(['created', 'existing']);
  });

  test('is not lost when on-receipt fails', () => {
    const { id } = plain.named('AWS::Lambda::Function', 'on-receipt');
    const [config] = plain
      .ofType('AWS::Lambda::EventInvokeConfig')
      .filter(({ Properties }) => target(Properties.FunctionName) === id);
    const { Destination } = config?.Properties.DestinationConfig.OnFailure ?? {};
    expect(plain.nameOf(target(Destination))).toBe('undelivered');
  });
});

/** Whether CloudFormation takes a value for a parameter; empty, it is not set. */
function takes(parameter: string, value: string): boolean {
  const { AllowedPattern, Default } = plain.template.Parameters[parameter];
  expect(new RegExp(AllowedPattern).test(Default)).toBe(true);
  return new RegExp(AllowedPattern).test(value);
}

function ruleFor(stack: Synthesised, source: string): Json {
  const [rule] = stack
    .ofType('AWS::Events::Rule')
    .filter(({ Properties }) => Properties.EventPattern?.source?.includes(source));
  return rule?.Properties;
}

function variablesOf(stack: Synthesised, name: string): Record<string, Json> {
  return stack.named('AWS::Lambda::Function', name).Properties.Environment.Variables;
}

function allowed(stack: Synthesised, name: string, action: string): string[] {
  const { Role } = stack.named('AWS::Lambda::Function', name).Properties;
  return stack
    .statementsOf(target(Role))
    .filter(({ Action }: Json) => [Action].flat().includes(action))
    .flatMap(({ Resource }: Json) => [Resource].flat().map(flat));
}

function flat(value: Json): string {
  if (typeof value === 'string') return value;
  if (value?.Ref !== undefined) return `<${value.Ref}>`;
  return value?.['Fn::Join']?.[1].map(flat).join('') ?? '';
}
