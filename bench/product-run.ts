import { StandardRetryStrategy } from '@smithy/core/retry';
import { addSeconds, instant } from '#core/time/instant.ts';
import { records, startInProcess, streamed } from './in-process-stack.ts';
import type { Item } from './in-process-table.ts';
import type { Growth, HandlerCost } from './product.ts';
import { percentile } from './report.ts';
import { serviceOf, team } from './team.ts';

/* Run by bench/product.ts in a process of its own, whose clients it replaces; prints JSON. */

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
for (const level of ['log', 'info', 'warn', 'error'] as const) console[level] = () => {};

const roundsMax = 5;
const asking = watchRequests();
const stack = await startInProcess(team());
const { aws } = stack;

const one = (number: number) => ({
  ...{ title: `Payment processing down, run ${number}`, service: serviceOf(number) },
  ...{ severity: 'SEV1', key: `run-${number}` },
  labels: { host: `host-${number}`, region: 'eu-central-1' },
});
const fifty = (number: number) => ({
  ...{ version: '4', status: 'firing', receiver: 'tocsin' },
  groupKey: `{}:{alertname="SlowAnswers${number}"}`,
  groupLabels: { alertname: 'SlowAnswers' },
  commonLabels: { alertname: 'SlowAnswers', service: serviceOf(number), severity: 'critical' },
  ...{ commonAnnotations: {}, externalURL: 'http://alertmanager.example.com' },
  alerts: Array.from({ length: 50 }, (_, index) => ({
    status: 'firing',
    labels: {
      ...{ alertname: 'SlowAnswers', service: serviceOf(number), severity: 'critical' },
      host: `host-${number}-${index}`,
    },
    annotations: { summary: 'Answers are slow' },
    ...{ startsAt: '2026-01-01T00:00:00Z', endsAt: '0001-01-01T00:00:00Z' },
  })),
});

const costs: HandlerCost[] = [];
const singles = await cost('accept one webhook', 2000, number => {
  const body = JSON.stringify(one(number));
  return { body, run: () => stack.post('generic', body) };
});
const batches = await cost('accept a webhook of 50 alerts', 400, number => {
  const body = JSON.stringify(fifty(number));
  return { body, run: () => stack.post('alertmanager', body) };
});
await cost('triage an alert that opens an incident', 400, number => {
  const { body = '' } = singles.messages[number] ?? {};
  return { body, run: () => stack.call('on-alert', records(body)) };
});
const declared = singlesWritten();
await cost('triage 50 alerts that open an incident', 50, number => {
  const { body = '' } = batches.messages[number] ?? {};
  return { body, run: () => stack.call('on-alert', records(body)) };
});
const dispatched = await cost('dispatch a declaration', declared.length, number => {
  const item = declared[number] ?? {};
  return {
    body: JSON.stringify(item),
    run: () => stack.call('on-incident-event', streamed(item)),
  };
});
const pages = dispatched.messages
  .filter(({ queue, body }) => queue === 'pages' && body.includes('"channel":"sms"'))
  // More to one phone within a minute go in one message.
  .slice(0, 3 * 80);
await cost('one text, from the queue to its vendor', pages.length, number => {
  const { body = '' } = pages[number] ?? {};
  return { body, run: () => stack.call('on-page', records(body)) };
});

write(`${JSON.stringify({ costs, growth: await grown() })}\n`);

/** Runs each call once, the first fifth for warming up, the rest in rounds. */
async function cost(
  what: string,
  times: number,
  make: (number: number) => { body: string; run: () => Promise<unknown> },
) {
  const calls = Array.from({ length: times }, (_, number) => make(number));
  const [warm, perRound] = [Math.floor(times / 5), Math.floor((times * 0.8) / roundsMax)];
  aws.messages.length = 0;
  for (const { run } of calls.slice(0, warm)) await run();
  const rounds: number[] = [];
  let [askingMs, requests] = [0, 0];
  for (let round = 0; round < roundsMax; round++) {
    const from = warm + round * perRound;
    stack.requests.clear();
    asking.microseconds = 0;
    const spent = await spending(async () => {
      for (const { run } of calls.slice(from, from + perRound)) await run();
    });
    rounds.push(spent.ms / perRound);
    askingMs = (asking.microseconds - spent.ownMicroseconds) / 1000 / perRound;
    requests = [...stack.requests.values()].flat().length / perRound;
  }
  const bodies = calls.map(({ body }) => body);
  costs.push({ what, rounds, askingMs, parseMs: parsing(bodies), requests });
  return { messages: aws.messages.splice(0) };
}

/** CPU of the whole process, with its collector of garbage and compiler, less that of playing AWS. */
async function spending(run: () => Promise<unknown>) {
  const [before, own] = [process.cpuUsage(), aws.ownMicroseconds];
  await run();
  const { user, system } = process.cpuUsage(before);
  const ownMicroseconds = aws.ownMicroseconds - own;
  return { ms: (user + system - ownMicroseconds) / 1000, ownMicroseconds };
}

function parsing(bodies: readonly string[]): number {
  const times = 5000;
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) JSON.parse(bodies[time % bodies.length] ?? '');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

function singlesWritten(): Item[] {
  return aws.written.splice(0).filter(({ sk }) => sk?.S === 'EVENT#000001');
}

/** The same calls while 10, 1,000 and 10,000 incidents are open. */
async function grown(): Promise<Growth[]> {
  const like = aws.table('GetItem', { Key: key('INC#INC-2026-001', 'STATE') }) as { Item: Item };
  const alert = JSON.stringify(one(0));
  const query = { service: serviceOf(0), severity: 'SEV1', limit: '20' };
  const id = 'INC-2026-001';
  const calls: Record<string, () => Promise<unknown>> = {
    'accept a webhook': () => stack.post('generic', alert),
    'triage a repeated alert': async () => {
      await stack.post('generic', alert);
      await stack.call('on-alert', records(aws.messages.splice(0)[0]?.body ?? ''));
    },
    'list by service and severity': () => stack.api('GET', '/v1/incidents', undefined, query),
    acknowledge: () => stack.api('POST', `/v1/incidents/${id}/acknowledge`, {}),
    sweep: () => stack.call('on-sweep', {}),
    round: () => stack.call('on-duty', {}),
  };
  const counts = [10, 1000, 10_000];
  const found = Object.keys(calls).map(what => ({ what, open: counts, ms: [] as number[] }));
  let open = 0;
  for (const count of counts) {
    for (; open < count; open++) aws.table('PutItem', { Item: copyOf(like.Item, open) });
    for (const each of found) {
      const spent: number[] = [];
      for (let time = 0; time < 120; time++) {
        spent.push((await spending(calls[each.what] ?? (async () => {}))).ms);
      }
      each.ms.push(percentile(spent.slice(20), 0.5));
      aws.messages.length = 0;
    }
  }
  return found;
}

function key(pk: string, sk: string): Item {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** Another open incident, declared a second earlier than the one before. */
function copyOf(item: Item, number: number): Item {
  const id = `INC-2025-${String(number + 1).padStart(5, '0')}`;
  const at = addSeconds(instant('2026-11-22T02:14:00.000Z'), -number);
  const copied = JSON.parse(JSON.stringify(item).replaceAll('INC-2026-001', id)) as Item;
  const later = { S: '2026-12-24T00:00:00.000Z' };
  return { ...copied, listKey: { S: `${at}#${id}` }, dueAt: later };
}

/** CPU of the thread while at least one request to AWS is on its way, from its first attempt to its answer. */
function watchRequests(): { microseconds: number } {
  const watched = { microseconds: 0 };
  let running = 0;
  let began = process.threadCpuUsage();
  const end = () => {
    if (--running > 0) return;
    const { user, system } = process.threadCpuUsage(began);
    watched.microseconds += user + system;
  };
  const { prototype } = StandardRetryStrategy;
  const { acquireInitialRetryToken, recordSuccess, refreshRetryTokenForRetry } = prototype;
  prototype.acquireInitialRetryToken = function (...args) {
    if (running++ === 0) began = process.threadCpuUsage();
    return acquireInitialRetryToken.apply(this, args);
  };
  prototype.recordSuccess = function (...args) {
    end();
    return recordSuccess.apply(this, args);
  };
  prototype.refreshRetryTokenForRetry = function (...args) {
    return refreshRetryTokenForRetry.apply(this, args).catch(error => {
      end();
      throw error;
    });
  };
  return watched;
}
