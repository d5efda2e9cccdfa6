import { gunzipSync, gzipSync } from 'node:zlib';
import middy from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  CloudWatchLogsDecodedData,
  CloudWatchLogsEvent,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import { log } from '#adapters/node/log.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  problem,
  takesGzip,
  withRequestId,
} from '#app/api/http.ts';

/*
 * The chains. Every handler goes through one of them, so that what a failure means is decided here once: over
 * HTTP a problem without details, on a queue or a stream exactly the records that failed, on a schedule a thrown error.
 */

/**
 * A call whose time is up ends with its process, which Lambda sees to. middy would answer a moment before that: what it
 * was at is then frozen, and goes on with a later call, on a verdict of long ago and beside whoever took its lease over.
 */
const untilLambdaEndsIt = { timeoutEarlyInMillis: 0 };

/**
 * HTTP API, payload version 2. An error is logged and answered without its message, which is not for strangers. `reader`: where
 * bodies of senders come, which are packed, or in other letters than UTF-8.
 */
export function http(
  answer: (request: ApiRequest, params: Record<string, string>) => Promise<ApiAnswer>,
  reader?: LoadReader,
) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(untilLambdaEndsIt)
    .use({
      onError: request => {
        const { awsRequestId } = request.context ?? {};
        const { requestId } = request.event.requestContext;
        log('error', 'request failed', { requestId, awsRequestId, error: describe(request.error) });
        const told = problem('internal', `Try again; if it stays, quote request ${requestId}.`);
        request.response = toResponse(withRequestId(told, requestId));
      },
    })
    .handler(async event => {
      const params = Object.fromEntries(
        Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, String(value)]),
      );
      const request = await toRequest(event, reader);
      const told = 'status' in request ? request : await answer(request, params);
      const response = toResponse(withRequestId(told, event.requestContext.requestId));
      return takesGzip(event.headers['accept-encoding']) ? packed(response) : response;
    });
}

/** What a long piece of work has to know of the run that it is part of. */
interface Run {
  remainingMs: () => number;
}

/**
 * A queue whose messages are independent of each other; those that throw come again by themselves. So does one of which it is
 * said that it belongs to it, which is no error.
 */
export function queue(
  handle: (record: SQSRecord, run: Run) => Promise<'done' | 'again'> | Promise<void>,
) {
  return queueBatch(async (records, run) => {
    const outcomes = await Promise.allSettled(records.map(record => handle(record, run)));
    return outcomes.flatMap((outcome, index) => {
      const messageId = records[index]?.messageId ?? '';
      if (outcome.status === 'fulfilled') return outcome.value === 'again' ? [messageId] : [];
      log('error', 'message failed', { messageId, error: describe(outcome.reason) });
      return [messageId];
    });
  });
}

/** A queue whose messages are better taken together; answers the ids of those that have to come again. */
export function queueBatch(handle: (records: SQSRecord[], run: Run) => Promise<string[]>) {
  return middy<SQSEvent, SQSBatchResponse>(untilLambdaEndsIt).handler(async (event, context) => {
    const remainingMs = () => context.getRemainingTimeInMillis();
    const failed = await handle(event.Records, { remainingMs });
    return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) };
  });
}

/**
 * Lines of a log, which CloudWatch hands over asynchronously, and a queue. Lambda brings lines again when one of them
 * throws, so each must be good twice.
 */
export function logsAndQueue(handle: {
  line: (message: string) => Promise<void>;
  record: (record: SQSRecord) => Promise<void>;
}) {
  const fromQueue = queue(handle.record);
  return middy<CloudWatchLogsEvent | SQSEvent, SQSBatchResponse | undefined>(
    untilLambdaEndsIt,
  ).handler(async (event, context) => {
    if ('Records' in event) return fromQueue(event, context);
    const packed = Buffer.from(event.awslogs.data, 'base64');
    const data = JSON.parse(gunzipSync(packed).toString()) as CloudWatchLogsDecodedData;
    // CloudWatch also asks, by a message of its own, whether we are there.
    if (data.messageType !== 'DATA_MESSAGE') return;
    for (const { message } of data.logEvents) await handle.line(message);
    return;
  });
}

/** The table's stream. A failed record is reported, so that only it and what follows it are read again. */
export function stream(handle: (record: DynamoDBRecord) => Promise<void>) {
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>(untilLambdaEndsIt).handler(
    async event => {
      for (const record of event.Records) {
        try {
          await handle(record);
        } catch (error) {
          const itemIdentifier = record.dynamodb?.SequenceNumber ?? '';
          log('error', 'stream record failed', { itemIdentifier, error: describe(error) });
          return { batchItemFailures: [{ itemIdentifier }] };
        }
      }
      return { batchItemFailures: [] };
    },
  );
}

/** A rule that runs every so often. */
export function scheduled(run: () => Promise<void>) {
  return middy(untilLambdaEndsIt).handler(async () => run());
}

/** Loaded when a body comes that is not handed over as text. */
type LoadReader = () => Promise<{
  bodySent: (
    sent: Uint8Array,
    headers: ApiRequest['headers'],
  ) => Pick<ApiRequest, 'body' | 'sent'> | ApiAnswer;
}>;

async function toRequest(
  event: APIGatewayProxyEventV2,
  reader: LoadReader | undefined,
): Promise<ApiRequest | ApiAnswer> {
  const { body, isBase64Encoded, cookies } = event;
  const request = {
    method: event.requestContext.http.method,
    path: event.rawPath,
    headers: { ...event.headers, ...(cookies !== undefined && { cookie: cookies.join('; ') }) },
    query: event.queryStringParameters ?? {},
  };
  if (!isBase64Encoded || !body) return { ...request, body };
  const sent = Buffer.from(body, 'base64');
  if (reader === undefined) return { ...request, body: sent.toString() };
  const read = (await reader()).bodySent(sent, event.headers);
  return 'status' in read ? read : { ...request, ...read };
}

function toResponse({ status, contentType, body, headers: given = {} }: ApiAnswer) {
  const { 'set-cookie': cookie, ...headers } = given;
  return {
    ...(cookie !== undefined && { cookies: [cookie] }),
    statusCode: status,
    headers: { 'cache-control': 'no-store', ...headers, 'content-type': contentType },
    body,
  };
}

/** What fits into one packet comes no sooner for being packed. */
const packetBytes = 1400;

/** Neither API Gateway nor CloudFront packs what may not be cached, and a story of a long night is 300 KB on a phone. */
function packed<Response extends { body: string; headers: object }>(response: Response) {
  if (response.body.length <= packetBytes) return response;
  return {
    ...response,
    headers: { ...response.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
    body: gzipSync(response.body).toString('base64'),
    isBase64Encoded: true,
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
