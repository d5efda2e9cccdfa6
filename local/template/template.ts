import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statusPageStack } from '#contract/status-page-files.ts';
import { account, localSecret, region } from '#local/account.ts';
import { StartFailure } from '#local/start-failure.ts';
import {
  type Attributes,
  noValue,
  type RawResource,
  type RawTemplate,
  resolver,
} from '#local/template/intrinsics.ts';
import type { ReadContext } from '#local/template/read-context.ts';
import { mayTake, type Role, readRoles } from '#local/template/roles.ts';
import type { Bucket, Queue, Subscription, Table, Topic } from '#local/template/stores.ts';
import {
  readBuckets,
  readQueues,
  readSubscriptions,
  readTables,
  readTopics,
} from '#local/template/stores.ts';
import type {
  LocalFunction,
  LogSubscription,
  Route,
  Rule,
  Sources,
} from '#local/template/wiring.ts';
import {
  readFunctions,
  readLogSubscriptions,
  readRoutes,
  readRules,
  readSources,
} from '#local/template/wiring.ts';

/** Everything in the deployed stack that the local one brings to life. */
export interface Model extends Sources {
  stackName: string;
  tables: Table[];
  queues: Queue[];
  topics: Topic[];
  subscriptions: Subscription[];
  buckets: Bucket[];
  /** Of the status page's own stack, where that was synthesised as well. */
  statusPageBucket?: string;
  scheduleGroups: string[];
  eventBuses: string[];
  /** Of SES. */
  configurationSets: string[];
  logGroups: string[];
  /** What the template answers whoever deployed it. */
  outputs: { key: string; value: string }[];
  resources: { id: string; type: string; physicalId: string }[];
  functions: LocalFunction[];
  routes: Route[];
  rules: Rule[];
  logSubscriptions: LogSubscription[];
  /** By role ARN. */
  roles: Map<string, Role>;
}

/** Reads a template and its assets from a cloud assembly (`cdk.out`); `url` is where the local stack listens. */
export function readModel(options: {
  assembly: string;
  url: string;
  parameters?: Record<string, string>;
}): Model {
  const { stackName, template, assets } = readAssembly(options.assembly);
  const page = readStatusPage(options.assembly);
  const secret = createHash('sha256').update(localSecret).digest('hex');
  const names = physicalNames(stackName, template);
  const resolve = resolver({
    template,
    parameters: {
      AdminTokenSha256: secret,
      IntegrationKeySha256: secret,
      ...(page !== undefined && { StatusPageBucket: page.name }),
      ...options.parameters,
    },
    pseudo: {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
      'AWS::NoValue': noValue,
    },
    attributes: (id, resource) => attributesOf(names(id, resource), resource.Type, options.url),
  });

  const context: ReadContext = {
    of: type =>
      Object.entries(template.Resources)
        .filter(([id, resource]) => resource.Type === type && resolve.exists(id))
        .map(([id, resource]) => ({ id, properties: resource.Properties ?? {} })),
    named: (id, type) => attributesOf(names(id, { Type: type }), type, options.url),
    name: id => names(id, template.Resources[id] ?? { Type: '' }),
    resolve: resolve.resolve,
    text: resolve.text,
    asset: key => join(options.assembly, assets[key] ?? key),
  };

  const functions = readFunctions(context);
  const roles = readRoles(context);
  const isOfLambda = mayTake(roles, 'lambda.amazonaws.com');
  const stranded = functions.find(({ roleArn }) => !isOfLambda(roleArn));
  if (stranded !== undefined) {
    throw new StartFailure(
      `${stranded.name}: the role defined for the function cannot be assumed by Lambda.`,
    );
  }

  return {
    stackName,
    tables: readTables(context),
    queues: readQueues(context),
    topics: readTopics(context),
    subscriptions: readSubscriptions(context),
    buckets: [...readBuckets(context), ...(page === undefined ? [] : [page])],
    ...(page !== undefined && { statusPageBucket: page.name }),
    scheduleGroups: context.of('AWS::Scheduler::ScheduleGroup').map(({ id }) => context.name(id)),
    eventBuses: context.of('AWS::Events::EventBus').map(({ id }) => context.name(id)),
    configurationSets: context
      .of('AWS::SES::ConfigurationSet')
      .map(({ id }) => context.named(id, 'AWS::SES::ConfigurationSet').ref),
    logGroups: context
      .of('AWS::Logs::LogGroup')
      .map(({ id, properties }) =>
        properties.LogGroupName === undefined
          ? context.name(id)
          : context.text(properties.LogGroupName, `${id}.LogGroupName`),
      ),
    outputs: Object.entries(template.Outputs ?? {}).map(([key, { Value }]) => ({
      key,
      value: context.text(Value, key),
    })),
    resources: Object.entries(template.Resources)
      .filter(([id]) => resolve.exists(id))
      .map(([id, { Type: type }]) => ({ id, type, physicalId: context.named(id, type).ref })),
    functions,
    routes: readRoutes(context),
    rules: readRules(context),
    logSubscriptions: readLogSubscriptions(context),
    roles,
    ...readSources(context),
  };
}

/** Of the second stack only its one bucket is brought to life: the gateway serves that as CloudFront does. */
function readStatusPage(assembly: string): Bucket | undefined {
  const file = join(assembly, `${statusPageStack}.template.json`);
  if (!existsSync(file)) return undefined;
  const template = JSON.parse(readFileSync(file, 'utf8')) as RawTemplate;
  const names = physicalNames(statusPageStack, template);
  const [found] = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::S3::Bucket',
  );
  return found && { name: names(...found) };
}

function readAssembly(assembly: string) {
  const files = existsSync(assembly) ? readdirSync(assembly) : [];
  const file = files.find(
    name => name.endsWith('.template.json') && !name.startsWith(statusPageStack),
  );
  if (file === undefined) {
    throw new StartFailure(`There is no CloudFormation template in ${assembly}.`);
  }
  const stackName = file.replace('.template.json', '');
  const template = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as RawTemplate;
  const manifest = JSON.parse(
    readFileSync(join(assembly, `${stackName}.assets.json`), 'utf8'),
  ) as AssetManifest;
  const assets = Object.fromEntries(
    Object.values(manifest.files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, source.path]),
    ),
  );
  return { stackName, template, assets };
}

interface AssetManifest {
  files: Record<
    string,
    { source: { path: string }; destinations: Record<string, { objectKey: string }> }
  >;
}

const nameProperties = [
  'FunctionName',
  'TableName',
  'QueueName',
  'TopicName',
  'BucketName',
  'RoleName',
  'LogGroupName',
  'Name',
];

/**
 * The name that the template asks for, else one that a person can read: `tocsin-on-webhook`. A stack's own names must
 * stay the same from one start to the next, because stored data is found by them.
 */
function physicalNames(stackName: string, template: RawTemplate) {
  const taken = new Map<string, string>();
  const byId = new Map<string, string>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    const given = nameProperties
      .map(property => resource.Properties?.[property])
      .find(value => typeof value === 'string');
    const readable = `${stackName}-${readableId(id, resource, stackName)}`.toLowerCase();
    const name = typeof given === 'string' ? given : readable;
    const kind = `${resource.Type} ${name}`;
    byId.set(id, taken.has(kind) ? `${name}-${id.slice(-8).toLowerCase()}` : name);
    taken.set(kind, id);
  }
  return (id: string, _resource: RawResource) => byId.get(id) ?? id;
}

/** `Tocsin/on-webhook/Resource` or `OnWebhook1A2B3C4D` becomes `on-webhook`. */
function readableId(id: string, resource: RawResource, stackName: string): string {
  const path = resource.Metadata?.['aws:cdk:path'];
  const readable =
    typeof path === 'string'
      ? path
          .split('/')
          .filter(part => part !== stackName && part !== 'Resource')
          .join('-')
      : id.replace(/[0-9A-F]{8}$/, '');
  return readable
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function attributesOf(name: string, type: string, url: string): Attributes {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  switch (type) {
    case 'AWS::SQS::Queue': {
      const queueUrl = `${url}/${account}/${name}`;
      const attributes = { Arn: arn('sqs', name), QueueName: name, QueueUrl: queueUrl };
      return { ref: queueUrl, attributes };
    }
    case 'AWS::SNS::Topic': {
      const topicArn = arn('sns', name);
      return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
    }
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const tableArn = arn('dynamodb', `table/${name}`);
      const attributes = { Arn: tableArn, StreamArn: `${tableArn}/stream/local` };
      return { ref: name, attributes };
    }
    case 'AWS::S3::Bucket': {
      const attributes = {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      };
      return { ref: name, attributes };
    }
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    case 'AWS::IAM::Role': {
      const attributes = { Arn: `arn:aws:iam::${account}:role/${name}`, RoleId: name };
      return { ref: name, attributes };
    }
    case 'AWS::Scheduler::ScheduleGroup':
      return { ref: name, attributes: { Arn: arn('scheduler', `schedule-group/${name}`) } };
    case 'AWS::Logs::LogGroup':
      return { ref: name, attributes: { Arn: `${arn('logs', `log-group:${name}`)}:*` } };
    case 'AWS::KMS::Key':
      return { ref: name, attributes: { Arn: arn('kms', `key/${name}`), KeyId: name } };
    case 'AWS::Events::EventBus':
      return { ref: name, attributes: { Arn: arn('events', `event-bus/${name}`), Name: name } };
    case 'AWS::Events::Rule':
      return { ref: name, attributes: { Arn: arn('events', `rule/${name}`) } };
    case 'AWS::ApiGatewayV2::Api':
      return { ref: 'local', attributes: { ApiEndpoint: url, ApiId: 'local' } };
    default:
      return { ref: name, attributes: {} };
  }
}
