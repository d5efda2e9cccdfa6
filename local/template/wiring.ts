import { account, region } from '#local/account.ts';
import type { ReadContext } from '#local/template/read-context.ts';

export interface LocalFunction {
  /** `tocsin-on-webhook`: also the access key id with which the function calls. */
  name: string;
  arn: string;
  assetDirectory: string;
  /** `index.handler` */
  handler: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  logFormat: 'Text' | 'JSON';
  roleArn: string;
  /** Lambda lets it feed itself. */
  mayLoop: boolean;
}

/** How Lambda reads a queue for a function. */
export interface QueueSource {
  functionArn: string;
  queueArn: string;
  batchSize: number;
  windowSeconds: number;
  reportsFailures: boolean;
}

/** How Lambda reads a table's stream for a function. */
export interface StreamSource {
  id: string;
  functionArn: string;
  streamArn: string;
  batchSize: number;
  bisects: boolean;
  /** -1: for ever. */
  retriesMax: number;
  recordAgeMaxSeconds: number;
  lanes: number;
  reportsFailures: boolean;
  /** A record is delivered when any of these matches; all records when there is none. */
  filters: unknown[];
  /** Bucket ARN for batches that were given up. */
  failureArn?: string;
}

/** Lines of a log group that a function asked for. */
export interface LogSubscription {
  name: string;
  group: string;
  functionArn: string;
}

export interface Sources {
  queueSources: QueueSource[];
  streamSources: StreamSource[];
}

export interface Route {
  /** `ANY` matches every method. */
  method: string;
  /** `/v1/{proxy+}`; `$default` is the empty string. */
  path: string;
  key: string;
  functionArn: string;
}

export interface Rule {
  name: string;
  everySeconds?: number;
  pattern?: Record<string, unknown>;
  targets: RuleTarget[];
}

export interface RuleTarget {
  arn: string;
  input?: string;
  transformer?: { paths: Record<string, string>; template: string };
}

export function readFunctions(context: ReadContext): LocalFunction[] {
  return context
    .of('AWS::Lambda::Function')
    .filter(({ properties }) => String(properties.Runtime).startsWith('nodejs'))
    .filter(({ properties }) => (properties.Code as { S3Key?: unknown }).S3Key !== undefined)
    .map(({ id, properties }) => {
      const code = properties.Code as { S3Key: unknown };
      const environment = properties.Environment as { Variables?: object } | undefined;
      const logging = properties.LoggingConfig as { LogFormat?: string } | undefined;
      return {
        name: context.name(id),
        arn: context.named(id, 'AWS::Lambda::Function').attributes.Arn ?? '',
        assetDirectory: context.asset(context.text(code.S3Key, `${id}.Code`)),
        handler: String(properties.Handler),
        environment: textsOf(context.resolve(environment?.Variables ?? {}, `${id}.Environment`)),
        timeoutSeconds: Number(properties.Timeout ?? 3),
        memoryMb: Number(properties.MemorySize ?? 128),
        logFormat: logging?.LogFormat === 'JSON' ? 'JSON' : 'Text',
        roleArn: context.text(properties.Role, `${id}.Role`),
        mayLoop: properties.RecursiveLoop === 'Allow',
      };
    });
}

export function readSources(context: ReadContext): Sources {
  const mappings = context.of('AWS::Lambda::EventSourceMapping').map(({ id, properties }) => ({
    id,
    properties,
    sourceArn: context.text(properties.EventSourceArn, `${id}.EventSourceArn`),
    functionArn: functionArn(context, properties.FunctionName, id),
    reportsFailures: JSON.stringify(properties.FunctionResponseTypes ?? []).includes(
      'ReportBatchItemFailures',
    ),
  }));
  return {
    queueSources: mappings
      .filter(({ sourceArn }) => sourceArn.startsWith('arn:aws:sqs:'))
      .map(({ properties, sourceArn, functionArn, reportsFailures }) => ({
        functionArn,
        queueArn: sourceArn,
        batchSize: Number(properties.BatchSize ?? 10),
        windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
        reportsFailures,
      })),
    streamSources: mappings
      .filter(({ sourceArn }) => sourceArn.startsWith('arn:aws:dynamodb:'))
      .map(mapping => streamSource(context, mapping)),
  };
}

function streamSource(
  context: ReadContext,
  mapping: {
    id: string;
    properties: Record<string, unknown>;
    sourceArn: string;
    functionArn: string;
    reportsFailures: boolean;
  },
): StreamSource {
  const { id, properties } = mapping;
  const criteria = properties.FilterCriteria as { Filters?: { Pattern: string }[] } | undefined;
  const destination = properties.DestinationConfig as
    | { OnFailure?: { Destination?: unknown } }
    | undefined;
  const failure = destination?.OnFailure?.Destination;
  return {
    id,
    functionArn: mapping.functionArn,
    streamArn: mapping.sourceArn,
    batchSize: Number(properties.BatchSize ?? 100),
    bisects: properties.BisectBatchOnFunctionError === true,
    retriesMax: Number(properties.MaximumRetryAttempts ?? -1),
    recordAgeMaxSeconds: Number(properties.MaximumRecordAgeInSeconds ?? -1),
    lanes: Number(properties.ParallelizationFactor ?? 1),
    reportsFailures: mapping.reportsFailures,
    filters: (criteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern) as unknown),
    ...(failure !== undefined && { failureArn: context.text(failure, `${id}.DestinationConfig`) }),
  };
}

/** Resolved as a whole, so that what has no value here is not there. */
function textsOf(variables: unknown): Record<string, string> {
  const entries = Object.entries(variables as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

export function readLogSubscriptions(context: ReadContext): LogSubscription[] {
  return context.of('AWS::Logs::SubscriptionFilter').map(({ id, properties }) => {
    const where = `${id}.LogGroupName`;
    const given = context.text(properties.LogGroupName, where);
    // A group of the template is referred to by the name that it goes by here.
    const own = context.of('AWS::Logs::LogGroup').find(group => context.name(group.id) === given);
    return {
      name: context.name(id),
      group: context.text(own?.properties.LogGroupName ?? given, where),
      functionArn: context.text(properties.DestinationArn, `${id}.DestinationArn`),
    };
  });
}

export function readRoutes(context: ReadContext): Route[] {
  const integrations = new Map(
    context
      .of('AWS::ApiGatewayV2::Integration')
      .map(({ id, properties }) => [id, context.text(properties.IntegrationUri, `${id}.Uri`)]),
  );
  return context.of('AWS::ApiGatewayV2::Route').flatMap(({ id, properties }) => {
    const target = context.text(properties.Target, `${id}.Target`);
    const integration = [...integrations].find(([name]) => target.endsWith(context.name(name)));
    if (integration === undefined) throw new Error(`${id}: no integration behind ${target}`);
    const key = context.text(properties.RouteKey, `${id}.RouteKey`);
    const [method = 'ANY', path = ''] = key === '$default' ? ['ANY', ''] : key.split(' ');
    // An integration may name the function in the long form that API Gateway invokes.
    const arn = /arn:aws:lambda:[^/]+:function:[^/]+/.exec(integration[1])?.[0] ?? integration[1];
    return [{ method, path, key, functionArn: arn }];
  });
}

export function readRules(context: ReadContext): Rule[] {
  return context
    .of('AWS::Events::Rule')
    .filter(
      ({ id, properties }) =>
        context.text(properties.State ?? 'ENABLED', `${id}.State`) !== 'DISABLED',
    )
    .map(({ id, properties }) => {
      const schedule = properties.ScheduleExpression;
      const targets = (context.resolve(properties.Targets ?? [], id) as RawTarget[]).map(
        target => ({
          arn: target.Arn,
          ...(target.Input !== undefined && { input: target.Input }),
          ...(target.InputTransformer !== undefined && {
            transformer: {
              paths: target.InputTransformer.InputPathsMap ?? {},
              template: target.InputTransformer.InputTemplate,
            },
          }),
        }),
      );
      return {
        name: context.name(id),
        targets,
        ...(typeof schedule === 'string' && { everySeconds: rateSeconds(schedule, id) }),
        ...(properties.EventPattern !== undefined && {
          pattern: context.resolve(properties.EventPattern, id) as Record<string, unknown>,
        }),
      };
    });
}

interface RawTarget {
  Arn: string;
  Input?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
}

const unitSeconds: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

function rateSeconds(expression: string, id: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds = unitSeconds[unit ?? ''];
  if (seconds === undefined) throw new Error(`${id}: ${expression} has no local meaning yet`);
  return Number(count) * seconds;
}

function functionArn(context: ReadContext, given: unknown, id: string): string {
  const value = context.text(given, `${id}.FunctionName`);
  if (value.startsWith('arn:')) return value;
  return `arn:aws:lambda:${region}:${account}:function:${value}`;
}
