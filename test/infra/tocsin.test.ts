import { mkdirSync } from 'node:fs';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { bundleFunctions } from '#infra/bundle.ts';
import { Tocsin, type TocsinProps } from '#infra/tocsin.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Json, placeholderHandlers, settled, synthesised } from './synthesised.ts';

const built = temporaryFolder();
await bundleFunctions(placeholderHandlers(), `${built}/functions`);
mkdirSync(`${built}/console`);
const secrets = { adminTokenSha256: 'a'.repeat(64), integrationKeySha256: 'b'.repeat(64) };

const appWith = (context: Record<string, unknown> = {}) =>
  new App({ outdir: temporaryFolder(), context: { ...context, 'tocsin:built': built } });
const add = (scope: Construct, id = 'Tocsin', props: Partial<TocsinProps> = {}) =>
  new Tocsin(scope, id, { ...secrets, ...props });
const templateOf = ({ stack }: Tocsin): Json => Template.fromStack(stack).toJSON();

describe('Tocsin as a construct', () => {
  test('deploys what the stack of our own app deploys, with the settings in code instead of parameters', async () => {
    const ours = await synthesised({ sesFrom: 'pager@example.com' });
    const theirs = templateOf(add(appWith(), 'Tocsin', { sesFrom: 'pager@example.com' }));
    expect(Object.keys(theirs.Parameters)).toEqual(['BootstrapVersion']);
    const bare = (resources: Json) => without(resources, 'Metadata');
    expect(bare(settled(theirs, {}).Resources)).toEqual(
      bare(
        settled(ours.template, {
          AdminTokenSha256: secrets.adminTokenSha256,
          IntegrationKeySha256: secrets.integrationKeySha256,
          SesFrom: 'pager@example.com',
        }).Resources,
      ),
    );
  });

  test('is the same whatever the app around it switches on for its own stacks', () => {
    const plain = templateOf(add(appWith()));
    expect(templateOf(add(appWith(CURRENTLY_RECOMMENDED_FLAGS)))).toEqual(plain);
    expect(
      templateOf(add(appWith({ bundles: '/nowhere', runbook: 'of theirs', console: true }))),
    ).toEqual(plain);
  });

  test('stands twice in one app: no name is shared, and one of them makes the logs that SNS writes', () => {
    const app = appWith();
    const [one, other] = [add(app, 'Payments'), add(app, 'Shop')];
    const inAnother = add(app, 'Far', { env: { account: '555501230000', region: 'eu-west-1' } });
    const names = [one, other].map(each => physicalNames(settled(templateOf(each), {})));
    expect(one.stack.stackName).toBe('Payments');
    expect(names[0]?.length).toBeGreaterThan(100);
    expect(names[0]?.filter(name => names[1]?.includes(name))).toEqual([]);
    expect(other.stack.dependencies).toEqual([one.stack]);
    expect(
      physicalNames(settled(templateOf(inAnother), {})).filter(name =>
        name.includes('DirectPublish'),
      ),
    ).toHaveLength(2);
  });

  test('stands where the stack around it stands, and tells its app where it is', () => {
    const env = { account: '555501230000', region: 'eu-central-1' };
    const theirs = new Stack(new Stage(appWith(), 'Prod'), 'Shop', { env });
    const pager = add(theirs, 'Pager', { console: true, statusPage: true, stackName: 'Pager' });
    expect(pager.stack.environment).toBe('aws://555501230000/eu-central-1');
    expect([pager.apiUrl, pager.statusPageAddress, pager.consoleAddress]).toEqual(
      Array(3).fill(expect.any(String)),
    );
  });
});

describe('what is wrong in the code of an app is said when it is synthesised', () => {
  test.each<[string, Partial<TocsinProps>, string]>([
    [
      'a secret for its hash',
      { adminTokenSha256: 'tcs_secret' },
      'adminTokenSha256 must be the SHA-256',
    ],
    [
      'one secret for both',
      { integrationKeySha256: secrets.adminTokenSha256 },
      'must not be the token',
    ],
    ['an address that is none', { sesFrom: 'pager' }, 'sesFrom cannot be "pager"'],
    ['a number that cannot call', { voiceOrigination: '555' }, 'voiceOrigination cannot be'],
    ['too many days', { objectLock: { days: 100_000 } }, 'objectLockDays cannot be 100000'],
    ['days that are none', { objectLock: { days: Number.NaN } }, 'objectLockDays cannot be'],
    [
      'a mode that is none',
      { objectLock: { days: 1, mode: 'FOREVER' as never } },
      'GOVERNANCE, COMPLIANCE',
    ],
    ['a cap of which nothing is a part', { smsMonthlyCapUsd: 0 }, 'smsMonthlyCapUsd cannot be 0'],
    ['a share below nothing', { reservedConcurrency: -1 }, 'reservedConcurrency cannot be -1'],
    [
      'a bucket that is none',
      { statusPage: { bucket: 'My Bucket' } },
      'statusPageBucket cannot be',
    ],
    [
      'a name without room for its functions',
      { stackName: 'P'.repeat(40) },
      'longer than 39 characters',
    ],
  ])('%s', (_, props, words) => {
    expect(() => add(appWith(), 'Tocsin', props)).toThrow(words);
  });
});

function without(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map(each => without(each, key));
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(rest.map(([name, each]) => [name, without(each, key)]));
}

/** What an account and region has once: names that CloudFormation does not make up. */
function physicalNames({ Resources }: Json): string[] {
  const named = /^((Function|Queue|Topic|LogGroup|Alarm|Group|Table|Bucket|Role|Rule)Name|Name)$/;
  return Object.entries<Json>(Resources).flatMap(([, { Type, Properties }]) =>
    Type === 'AWS::ApiGatewayV2::Api' ||
    Type === 'AWS::Logs::SubscriptionFilter' ||
    Type === 'AWS::Logs::MetricFilter'
      ? []
      : Object.entries<Json>(Properties ?? {})
          .filter(
            ([key, name]) =>
              named.test(key) && name.Ref === undefined && name['Fn::GetAtt'] === undefined,
          )
          .map(([, name]) => JSON.stringify(name)),
  );
}
