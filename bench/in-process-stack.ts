import { createHash } from 'node:crypto';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { dynamoDb } from '#adapters/dynamodb/dynamodb.ts';
import { pause } from '#adapters/node/clock.ts';
import { environmentVariables } from '#contract/environment.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, instant } from '#core/time/instant.ts';
import { type InProcessAws, playAws } from './in-process-aws.ts';
import type { Item } from './in-process-table.ts';

/**
 * The real handlers, wired as they are deployed, on AWS played in the same process, under a clock that stands still
 * unless it is moved. Queues, stream, Scheduler and the two rules deliver when they are told to.
 */
export interface InProcessStack {
  aws: InProcessAws;
  /** By handler, the requests that it made. */
  requests: Map<string, string[]>;
  call(handler: HandlerName, event: unknown): Promise<unknown>;
  post(source: string, body: string): Promise<unknown>;
  /** A command or a question of the API, as the administrator. */
  api(
    method: string,
    path: string,
    body?: object,
    query?: Record<string, string>,
  ): Promise<unknown>;
  /** Delivers everything that is due, and what follows from it. */
  settle(): Promise<void>;
  /** Settles at every moment at which something falls due, with a sweep each minute and a round every five. */
  passes(seconds: number): Promise<void>;
}

const handlers = {
  'on-webhook': () => import('#functions/on-webhook.ts'),
  'on-alert': () => import('#functions/on-alert.ts'),
  'on-incident-event': () => import('#functions/on-incident-event.ts'),
  'on-page': () => import('#functions/on-page.ts'),
  'on-effect': () => import('#functions/on-effect.ts'),
  'on-archive': () => import('#functions/on-archive.ts'),
  'on-timer': () => import('#functions/on-timer.ts'),
  'on-api-request': () => import('#functions/on-api-request.ts'),
  'on-sweep': () => import('#functions/on-sweep.ts'),
  'on-duty': () => import('#functions/on-duty.ts'),
};
type HandlerName = keyof typeof handlers;
type Handler = (event: never, context: never) => Promise<unknown>;

const consumers: Record<string, HandlerName> = {
  alerts: 'on-alert',
  repeats: 'on-alert',
  pages: 'on-page',
  effects: 'on-effect',
  archive: 'on-archive',
  timers: 'on-timer',
};

const key = 'in-process';
const start = instant('2026-11-23T02:14:00.000Z');

export async function startInProcess(document: unknown): Promise<InProcessStack> {
  const sha256 = createHash('sha256').update(key).digest('hex');
  Object.assign(process.env, {
    ...Object.fromEntries(Object.keys(environmentVariables).map(name => [name, settingOf(name)])),
    ...{ ADMIN_TOKEN_SHA256: sha256, INTEGRATION_KEY_SHA256: sha256 },
    ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' },
  });
  let clockMs = Date.parse(start);
  Date.now = () => clockMs;
  const aws = playAws();
  await apply(document);
  const loaded = new Map<HandlerName, Handler>();
  for (const [name, load] of Object.entries(handlers)) {
    const { handler } = await load();
    loaded.set(name as HandlerName, handler as unknown as Handler);
  }
  aws.requests.length = 0;

  const requests = new Map<string, string[]>();
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 280_000 };
  const delayed: { at: number; handler: HandlerName; event: unknown }[] = [];

  async function call(name: HandlerName, event: unknown): Promise<unknown> {
    const answer = await loaded.get(name)?.(event as never, context as never);
    const made = requests.get(name) ?? [];
    made.push(...aws.requests.splice(0));
    requests.set(name, made);
    const { batchItemFailures: failures = [] } = (answer ?? {}) as { batchItemFailures?: [] };
    if (failures.length > 0) throw new Error(`${name} failed`);
    return answer;
  }

  function take(): void {
    for (const { queue, body, delaySeconds } of aws.messages.splice(0)) {
      const handler = consumers[queue];
      if (handler === undefined) throw new Error(`Nobody reads ${queue}`);
      delayed.push({ at: clockMs + delaySeconds * 1000, handler, event: records(body) });
    }
    for (const item of aws.written.splice(0)) {
      if (!item.sk?.S?.startsWith('EVENT#')) continue;
      delayed.push({ at: clockMs, handler: 'on-incident-event', event: streamed(item) });
    }
  }

  async function settle(): Promise<void> {
    for (;;) {
      take();
      delayed.sort((a, b) => a.at - b.at);
      const [next] = delayed;
      if (next === undefined || next.at > clockMs) return;
      delayed.shift();
      await call(next.handler, next.event);
    }
  }

  return {
    ...{ aws, requests, call, settle },
    post: (source, body) =>
      call('on-webhook', http('POST', `/v1/alerts/${source}`, body, { source })),
    api: (method, path, body, query) =>
      call('on-api-request', {
        ...http(method, path, body && JSON.stringify(body)),
        queryStringParameters: query,
      }),
    async passes(seconds) {
      const ends = clockMs + seconds * 1000;
      while (clockMs < ends) {
        const minute = (Math.floor(clockMs / 60_000) + 1) * 60_000;
        const soonest = Math.min(...delayed.map(({ at }) => at), minute, ends);
        clockMs = Math.max(soonest, clockMs + 1);
        for (const [name, { at, body }] of aws.schedules) {
          if (Date.parse(at) > clockMs) continue;
          aws.schedules.delete(name);
          delayed.push({ at: clockMs, handler: 'on-timer', event: records(body) });
        }
        await settle();
        if (clockMs === minute) await call('on-sweep', {});
        if (clockMs === minute && minute % 300_000 === 0) await call('on-duty', {});
        await settle();
      }
    },
  };
}

/** Addresses of queues by their variable's name; other values only have to be there. */
function settingOf(name: string): string {
  if (/^(SES_|VOICE_|OBJECT_LOCK)/.test(name)) return '';
  const queue = /^(\w+)_QUEUE_URL$/.exec(name)?.[1]?.toLowerCase();
  if (queue !== undefined) return `https://sqs.eu-central-1.amazonaws.com/123456789012/${queue}`;
  return name.endsWith('_ARN') ? `arn:aws:iam::123456789012:role/${name}` : name.toLowerCase();
}

async function apply(document: unknown): Promise<void> {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const { directory } = parsed;
  const table = { ask: dynamoDb(process.env), name: settingOf('TABLE_NAME'), pause };
  const store = configurationStore(table, () => start);
  // Old enough that the rounds have looked for whom it took out of the team.
  const at = addSeconds(start, -3600);
  await store.save({ version: 1, document, directory, by: 'bench', at });
}

function http(
  method: string,
  path: string,
  body: string | undefined,
  pathParameters: Record<string, string> = {},
) {
  return {
    rawPath: path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    pathParameters,
    requestContext: { http: { method }, requestId: 'request' },
    body,
    isBase64Encoded: false,
  };
}

export function records(...bodies: string[]) {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m-${index}`,
      body,
      attributes: { ApproximateReceiveCount: '1' },
    })),
  };
}

export function streamed(item: Item) {
  return { Records: [{ dynamodb: { NewImage: item, SequenceNumber: '1' } }] };
}
