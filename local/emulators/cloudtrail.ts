import { createHash } from 'node:crypto';
import { account, region } from '#local/account.ts';
import { numberFor } from '#local/emulators/chance.ts';
import { pageOf } from '#local/emulators/short-pages.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/** CloudTrail's LookupEvents: a few believable changes a day of whatever is asked for, always the same ones. */
export function cloudTrailEmulator(request: AwsRequest): AwsResponse {
  if (request.operation !== 'LookupEvents') {
    throw noCounterpart(request);
  }
  const input = readJson(request) as unknown as Input;
  const [attribute, ...more] = input.LookupAttributes ?? [];
  if (attribute === undefined || more.length > 0) {
    throw new AwsError('InvalidLookupAttributesException', 'Give exactly one attribute');
  }
  const start = input.StartTime ?? 0;
  const end = input.EndTime ?? Date.now() / 1000;
  const events = [];
  for (let hour = Math.floor(start / 3600); hour * 3600 < end; hour++) {
    const number = numberFor(`${attribute.AttributeValue} ${hour}`);
    if (number % 3 !== 0) continue;
    const at = hour * 3600 + (number % 3600);
    if (at >= start && at <= end) events.push(eventAt(attribute, at, number));
  }
  // Newest first, as CloudTrail does it.
  events.reverse();
  const { items, next } = pageOf(events, input.NextToken, Math.min(input.MaxResults ?? 50, 50));
  return jsonResponse({ Events: items, ...(next !== undefined && { NextToken: next }) });
}

interface Input {
  LookupAttributes?: Attribute[];
  StartTime?: number;
  EndTime?: number;
  MaxResults?: number;
  NextToken?: string;
}
interface Attribute {
  AttributeKey: string;
  AttributeValue: string;
}

const kinds = [
  ['UpdateFunctionConfiguration20150331v2', 'lambda.amazonaws.com', false],
  ['ModifyDBClusterParameterGroup', 'rds.amazonaws.com', false],
  ['PutParameter', 'ssm.amazonaws.com', false],
  ['DescribeDBClusters', 'rds.amazonaws.com', true],
  ['UpdateService', 'ecs.amazonaws.com', false],
] as const;
const people = ['deploy-pipeline', 'ana', 'bo'];

function eventAt(
  { AttributeKey: key, AttributeValue: value }: Attribute,
  at: number,
  number: number,
) {
  const fitting = kinds.filter(([, source]) => key !== 'EventSource' || source === value);
  const [name, source, readOnly] = fitting[number % fitting.length] ?? kinds[0];
  const eventName = key === 'EventName' ? value : name;
  const resource = key === 'ResourceName' ? value : 'orders';
  const by = people[number % people.length] ?? 'ana';
  const id = createHash('sha256').update(`${value} ${at}`).digest('hex');
  const detail = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/engineer/${by}`,
    },
    eventTime: new Date(at * 1000).toISOString(),
    eventSource: source,
    eventName,
    awsRegion: region,
    requestParameters: { resource, reason: 'connection pool raised' },
    readOnly,
  };
  return {
    EventId: `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`,
    EventName: eventName,
    EventSource: source,
    EventTime: at,
    ReadOnly: String(readOnly),
    Username: by,
    Resources: [{ ResourceName: resource }],
    CloudTrailEvent: JSON.stringify(detail),
  };
}
