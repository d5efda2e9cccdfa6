import { createHash } from 'node:crypto';
import { AwsError, type AwsRequest, type AwsResponse, readJson } from '#local/wire/aws-wire.ts';

/**
 * CloudWatch Logs' FilterLogEvents: a few believable lines for any log group and window, always the same ones for the
 * same moments, so that an archive made twice is the same archive.
 */
export function logsEmulator(request: AwsRequest): AwsResponse {
  if (request.operation !== 'FilterLogEvents') {
    throw new AwsError(
      'UnknownOperationException',
      `${request.operation} has no local counterpart`,
    );
  }
  const input = readJson(request) as FilterInput;
  const group = input.logGroupName ?? input.logGroupIdentifier?.split(':').at(-1);
  if (!group) throw new AwsError('InvalidParameterException', 'A log group name is required');
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
  const body = {
    events,
    searchedLogStreams: [],
    ...(at < input.endTime && { nextToken: String(at) }),
  };
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { status: 200, headers, body: JSON.stringify(body) };
}

const everyMs = 15_000;
/** Small, so that paging is not first met in production. */
const defaultPage = 100;

interface FilterInput {
  logGroupName?: string;
  logGroupIdentifier?: string;
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
