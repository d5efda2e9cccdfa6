import { createHash } from 'node:crypto';
import { arnOf } from '#local/account.ts';
import type { Inventory } from '#local/emulators/inventory.ts';
import { pageOf } from '#local/emulators/short-pages.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/** What the stack's own log groups hold. */
export interface KeptLogs {
  groups: readonly string[];
  /** The lines of one group, oldest first. */
  lines: (group: string) => readonly { at: string; line: string }[];
}

/**
 * CloudWatch Logs: what our own functions said, and of the team's log groups a few believable lines for each window, always
 * the same ones for the same moments, so that an archive made twice is the same archive.
 */
export function logsEmulator(
  kept: KeptLogs,
  inventory: Pick<Inventory, 'has' | 'names'>,
): (request: AwsRequest) => AwsResponse {
  const isThere = (group: string) =>
    kept.groups.includes(group) || inventory.has(arnOf('logs', `log-group:${group}`));

  return request => {
    const input = readJson(request) as FilterInput;
    const group = input.logGroupName ?? input.logGroupIdentifier?.split(':').at(-1);
    if (request.operation !== 'DescribeLogGroups') {
      if (!group) throw new AwsError('InvalidParameterException', 'A log group name is required');
      if (!isThere(group)) {
        throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
      }
    }
    switch (request.operation) {
      case 'FilterLogEvents':
        return answer(filterEvents(kept, group ?? '', input));
      case 'DescribeLogGroups':
        return answer(
          describeGroups([...kept.groups, ...inventory.names(arnOf('logs', 'log-group:'))], input),
        );
      case 'DescribeLogStreams':
        return answer({ logStreams: [{ logStreamName: onlyStream }] });
      case 'GetLogEvents': {
        const { startTime = 0, endTime = Number.MAX_SAFE_INTEGER } = input;
        const { events } = keptEvents(kept, group ?? '', { startTime, endTime });
        return answer({ events, nextForwardToken: 'f/0', nextBackwardToken: 'b/0' });
      }
      default:
        throw noCounterpart(request);
    }
  };
}

/** A function's lines are one stream, whichever of its instances said them. */
const onlyStream = 'local';

function answer(body: object): AwsResponse {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { status: 200, headers, body: JSON.stringify(body) };
}

function describeGroups(groups: readonly string[], input: FilterInput) {
  const prefix = input.logGroupNamePrefix ?? '';
  const found = groups.filter(name => name.startsWith(prefix)).toSorted();
  const { items, next } = pageOf(found, input.nextToken, Math.min(input.limit ?? 50, 50));
  return {
    logGroups: items.map(logGroupName => {
      const arn = arnOf('logs', `log-group:${logGroupName}:*`);
      return { logGroupName, arn, creationTime: 0, storedBytes: 0, metricFilterCount: 0 };
    }),
    ...(next !== undefined && { nextToken: next }),
  };
}

function filterEvents(kept: KeptLogs, group: string, input: FilterInput) {
  if (kept.groups.includes(group)) return keptEvents(kept, group, input);
  if (input.startTime === undefined || input.endTime === undefined) {
    throw new AwsError('InvalidParameterException', 'Give startTime and endTime');
  }
  const from = input.nextToken === undefined ? input.startTime : Number(input.nextToken);
  const pageMax = Math.min(input.limit ?? defaultPage, 10_000);
  const events: LogEvent[] = [];
  let at = Math.ceil(from / everyMs) * everyMs;
  for (; at < input.endTime && events.length < pageMax; at += everyMs) {
    const event = eventAt(group, at);
    if (matches(event.message, input.filterPattern)) events.push(event);
  }
  return {
    events,
    searchedLogStreams: [],
    ...(at < input.endTime && { nextToken: String(at) }),
  };
}

function keptEvents({ lines }: KeptLogs, group: string, input: FilterInput) {
  const { startTime = 0, endTime = Number.MAX_SAFE_INTEGER } = input;
  const all = lines(group).flatMap(({ at, line: message }, index): LogEvent[] => {
    const timestamp = Date.parse(at);
    if (timestamp < startTime || timestamp >= endTime) return [];
    if (!matches(message, input.filterPattern)) return [];
    const eventId = createHash('sha256').update(`${group} ${index} ${at} ${message}`).digest('hex');
    return [
      {
        ...{ eventId: eventId.slice(0, 56), logStreamName: onlyStream },
        ...{ timestamp, ingestionTime: timestamp, message },
      },
    ];
  });
  const limit = Math.min(input.limit ?? defaultPage, 10_000);
  const { items, next } = pageOf(all, input.nextToken, limit);
  return {
    events: items,
    searchedLogStreams: [],
    ...(next !== undefined && { nextToken: next }),
  };
}

const everyMs = 15_000;
/** Small, so that paging is not first met in production. */
const defaultPage = 100;

interface FilterInput {
  logGroupName?: string;
  logGroupIdentifier?: string;
  logGroupNamePrefix?: string;
  startTime?: number;
  endTime?: number;
  nextToken?: string;
  limit?: number;
  filterPattern?: string;
}

interface LogEvent {
  eventId: string;
  logStreamName: string;
  timestamp: number;
  ingestionTime: number;
  message: string;
}

const lines = [
  (n: number) => `INFO request completed status=200 durationMs=${20 + (n % 180)}`,
  (n: number) => `INFO cache refreshed entries=${400 + (n % 300)}`,
  (n: number) => `WARN slow query durationMs=${900 + (n % 2100)} table=orders`,
  (n: number) => `ERROR upstream answered 503 attempt=${1 + (n % 3)} target=payment-gateway`,
  (n: number) => `WARN timeout calling payment-gateway afterMs=${3000 + (n % 40)}`,
  (n: number) => `INFO request completed status=201 durationMs=${30 + (n % 240)}`,
  (n: number) => `ERROR timed out waiting for a database connection waitMs=${5000 + (n % 900)}`,
];

function eventAt(group: string, at: number): LogEvent {
  const digest = createHash('sha256').update(`${group} ${at}`).digest();
  const number = digest.readUInt32BE(0);
  const line = lines[number % lines.length] ?? lines[0];
  const timestamp = at + (number % everyMs);
  return {
    eventId: digest.toString('hex').slice(0, 56),
    logStreamName: `${group.split('/').at(-1)}/instance-${1 + (number % 3)}`,
    timestamp,
    ingestionTime: timestamp + 800,
    message: `${new Date(timestamp).toISOString()} ${line?.(number) ?? ''}`,
  };
}

/** Plain words only: all of them must occur; `?word` means any of those. */
function matches(message: string, pattern: string | undefined): boolean {
  const words = (pattern ?? '').split(/\s+/).filter(word => word !== '');
  const any = words.filter(word => word.startsWith('?')).map(word => word.slice(1));
  const all = words.filter(word => !word.startsWith('?'));
  const holds = (word: string) => message.includes(word.replaceAll('"', ''));
  return all.every(holds) && (any.length === 0 || any.some(holds));
}
