import type { ReadContext } from '#local/template/read-context.ts';

export interface Table {
  name: string;
  arn: string;
  /** CreateTable's input, without the table's name. */
  shape: {
    KeySchema: unknown[];
    AttributeDefinitions: unknown[];
    GlobalSecondaryIndexes?: { IndexName: string; KeySchema: unknown[]; Projection: unknown }[];
  };
  streamView?: string;
  timeToLiveAttribute?: string;
}

export interface Queue {
  name: string;
  arn: string;
  url: string;
  visibilitySeconds: number;
  delaySeconds: number;
  redrive?: { deadLetterArn: string; maxReceiveCount: number };
}

export interface Topic {
  name: string;
  arn: string;
}

export interface Subscription {
  topicArn: string;
  protocol: string;
  endpoint: string;
  attributes: Record<string, string>;
}

export interface Bucket {
  name: string;
}

export function readTables(context: ReadContext): Table[] {
  return ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap(type =>
    context.of(type).map(({ id, properties }) => {
      const resolved = context.resolve(properties, id) as TableProperties;
      const stream = resolved.StreamSpecification?.StreamViewType;
      const ttl = resolved.TimeToLiveSpecification;
      const indexes = resolved.GlobalSecondaryIndexes?.map(index => ({
        IndexName: index.IndexName,
        KeySchema: index.KeySchema,
        Projection: index.Projection,
      }));
      return {
        name: context.name(id),
        arn: context.named(id, type).attributes.Arn ?? '',
        shape: {
          KeySchema: resolved.KeySchema,
          AttributeDefinitions: resolved.AttributeDefinitions,
          ...(indexes !== undefined && { GlobalSecondaryIndexes: indexes }),
        },
        ...(stream !== undefined && { streamView: stream }),
        ...(ttl?.Enabled && { timeToLiveAttribute: ttl.AttributeName }),
      };
    }),
  );
}

interface TableProperties {
  KeySchema: unknown[];
  AttributeDefinitions: unknown[];
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: unknown[]; Projection: unknown }[];
  StreamSpecification?: { StreamViewType: string };
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
}

export function readQueues(context: ReadContext): Queue[] {
  return context.of('AWS::SQS::Queue').map(({ id, properties }) => {
    const { ref, attributes } = context.named(id, 'AWS::SQS::Queue');
    const redrive = properties.RedrivePolicy as Record<string, unknown> | undefined;
    return {
      name: context.name(id),
      arn: attributes.Arn ?? '',
      url: ref,
      visibilitySeconds: Number(properties.VisibilityTimeout ?? 30),
      delaySeconds: Number(properties.DelaySeconds ?? 0),
      ...(redrive !== undefined && {
        redrive: {
          deadLetterArn: context.text(redrive.deadLetterTargetArn, `${id}.RedrivePolicy`),
          maxReceiveCount: Number(redrive.maxReceiveCount),
        },
      }),
    };
  });
}

export function readTopics(context: ReadContext): Topic[] {
  return context
    .of('AWS::SNS::Topic')
    .map(({ id }) => ({ name: context.name(id), arn: context.named(id, 'AWS::SNS::Topic').ref }));
}

/** Subscriptions to queues and mailboxes; a function or address elsewhere has no local counterpart. */
export function readSubscriptions(context: ReadContext): Subscription[] {
  return context.of('AWS::SNS::Subscription').map(({ id, properties }) => {
    const filter = properties.FilterPolicy;
    return {
      topicArn: context.text(properties.TopicArn, `${id}.TopicArn`),
      protocol: context.text(properties.Protocol, `${id}.Protocol`),
      endpoint: context.text(properties.Endpoint, `${id}.Endpoint`),
      attributes: {
        RawMessageDelivery: String(properties.RawMessageDelivery ?? false),
        ...(filter !== undefined && {
          FilterPolicy: JSON.stringify(context.resolve(filter, `${id}.FilterPolicy`)),
          FilterPolicyScope: String(properties.FilterPolicyScope ?? 'MessageAttributes'),
        }),
      },
    };
  });
}

export function readBuckets(context: ReadContext): Bucket[] {
  return context.of('AWS::S3::Bucket').map(({ id }) => ({ name: context.name(id) }));
}
