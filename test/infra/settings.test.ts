import { describe, expect, test } from 'vitest';
import { splitSettings, stackSettings } from '#contract/stack-settings.ts';
import { readModel } from '#local/template/template.ts';
import { type Json, settled, synthesised, target, templateOf, testApp } from './synthesised.ts';

const template = templateOf(await testApp());
const plain = await synthesised();
const set = {
  sesFrom: 'pager@example.com',
  voiceOrigination: '+15550190',
  smsStatusLogs: 'existing',
  objectLockDays: '365',
  smsMonthlyCapUsd: '50',
  reservedConcurrency: '5',
};

describe('what is set of a stack', () => {
  test('is a parameter each, with a default that sets nothing, so that the first deployment needs none', () => {
    for (const name of Object.values(stackSettings)) {
      expect(template.Parameters[name], name).toMatchObject({
        Default: expect.anything(),
        Description: expect.any(String),
      });
    }
  });

  test('is no cap of nothing, against which no spend could be measured: the alarm would be silent for ever', () => {
    expect(template.Parameters.SmsMonthlyCapUsd.MinValue).toBe(0.01);
    expect(template.Parameters.ObjectLockDays.MinValue).toBe(0);
  });

  test.each(Object.entries(stackSettings))(
    'is not taken where it would be forgotten: -c %s',
    async (name, parameter) => {
      await expect(testApp({ [name]: 'x' })).rejects.toThrow(`--parameters ${parameter}=x`);
    },
  );
});

describe('rehearsed on the templates', () => {
  test('the emergency: the version before, deployed with nothing said, keeps every channel', async () => {
    const { parameters } = splitSettings(set);
    // Two versions of the program with the same stack; CloudFormation keeps what parameters have.
    const [running, before] = [template, templateOf(await testApp())].map(each =>
      settled(each, parameters),
    );
    expect(before).toEqual(running);
    const { Variables } = functionIn(before, 'on-page').Environment;
    expect(Variables).toMatchObject({ SES_FROM: set.sesFrom, VOICE_ORIGINATION: '+15550190' });
  });

  test('destroyed and deployed again: what stays stands in the way of nothing, and is not taken again', () => {
    const stays = Object.entries<Json>(plain.template.Resources).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy === 'Retain',
    );
    expect(stays.map(([, { Type }]) => Type).sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
    ]);
    const names = stays.map(([, { Properties }]) => Properties.TableName ?? Properties.BucketName);
    expect(names).toEqual([undefined, undefined]);
    // Their names are in the outputs: what is written down before is how they are found again.
    const outputs = Object.entries<Json>(plain.template.Outputs).map(([name, { Value }]) => [
      target(Value),
      name,
    ]);
    expect(stays.map(([id]) => Object.fromEntries(outputs)[id])).toEqual([
      'TableName',
      'BucketName',
    ]);
  });
});

describe('the local stack reads the same template, with values of its own', () => {
  const read = async (given: Record<string, string>) => {
    const app = await testApp();
    app.synth();
    return readModel({
      assembly: app.outdir,
      url: 'http://127.0.0.1:1',
      ...splitSettings(given),
    });
  };
  const told = ({ functions }: Awaited<ReturnType<typeof read>>) =>
    functions.find(({ name }) => name === 'Tocsin-on-page')?.environment;
  const listening = ({ rules }: Awaited<ReturnType<typeof read>>) =>
    JSON.stringify(rules).includes('aws.ses');

  test('where nothing is set, nothing is told and nothing listens', async () => {
    const model = await read({});
    expect(told(model)).not.toHaveProperty('SES_FROM');
    expect(listening(model)).toBe(false);
  });

  test('and where SES is, both are', async () => {
    const model = await read({ sesFrom: 'pager@example.com' });
    expect(told(model)).toMatchObject({ SES_FROM: 'pager@example.com' });
    expect(listening(model)).toBe(true);
  });

  test('and SNS’s log of texts is read under its own name, whoever makes it', async () => {
    for (const smsStatusLogs of ['created', 'existing']) {
      const { logSubscriptions } = await read({ smsStatusLogs });
      expect(logSubscriptions.map(({ group }) => group)).toEqual([
        'sns/us-east-1/000000000000/DirectPublishToPhoneNumber',
        'sns/us-east-1/000000000000/DirectPublishToPhoneNumber/Failure',
      ]);
    }
  });
});

describe('the share that the way of a page keeps for itself', () => {
  const shares = ({ ofType, nameOf }: typeof plain) =>
    Object.fromEntries(
      ofType('AWS::Lambda::Function').flatMap(({ id, Properties }) =>
        Properties.ReservedConcurrentExecutions === undefined
          ? []
          : [[nameOf(id), Properties.ReservedConcurrentExecutions]],
      ),
    );

  test('is none by default: a new account has not more than what AWS wants left', () => {
    expect(shares(plain)).toEqual({});
  });

  test('is that of five functions, where it is set', async () => {
    expect(shares(await synthesised(set))).toEqual({
      'on-webhook': '5',
      'on-alert': '5',
      'on-incident-event': '5',
      'on-page': '5',
      'on-timer': '5',
    });
  });
});

function functionIn({ Resources }: Json, name: string): Json {
  return Object.values<Json>(Resources).find(
    ({ Properties }) => Properties?.FunctionName === `Tocsin-${name}`,
  ).Properties;
}
