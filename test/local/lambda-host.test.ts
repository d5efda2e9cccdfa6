import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { virtualClock } from '#local/clock/clock.ts';
import { functionLogs } from '#local/lambda/function-logs.ts';
import { lambdaHost } from '#local/lambda/host.ts';
import { steps } from '#local/wire/steps.ts';

const source = `import { existsSync } from 'node:fs';
export const slow = () => new Promise(resolve => setTimeout(resolve, 60_000));
export const brief = async ({ ms }) => { await new Promise(resolve => setTimeout(resolve, ms)); return ms; };
export const times = async () => ({
  now: Date.now(), made: new Date().getTime(), called: Date.parse(Date()), is: new Date() instanceof Date,
  fixed: new Date('2026-11-23T00:00:00Z').getTime(), kept: new Date(2026, 0).getMonth(),
});
export const context = async (_event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });
export const talks = async () => { console.log('one'); console.error('two'); };
export const waits = async ({ go }) => {
  console.log('begins');
  while (!existsSync(go)) await new Promise(resolve => setTimeout(resolve, 5));
  console.log('ends');
};
export const traced = async () => process.env._X_AMZN_TRACE_ID;
export const nothing = async () => undefined;
export const throwsText = async () => { throw 'just text'; };
`;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'host-'));
  writeFileSync(join(directory, 'index.mjs'), source);
  writeFileSync(join(directory, 'broken.mjs'), 'import "nowhere-to-be-found";');
});
afterAll(() => rmSync(directory, { recursive: true }));

const closing: (() => unknown)[] = [];
afterEach(() => Promise.all(closing.splice(0).map(close => close())));

function hostOf(
  name: string,
  timeoutSeconds = 5,
  handler = `index.${name}`,
  logFormat: 'Text' | 'JSON' = 'Text',
) {
  const clock = virtualClock({});
  const told: string[] = [];
  const logs = functionLogs({ clock, tell: line => told.push(line) });
  const definition = {
    name,
    arn: `arn:${name}`,
    assetDirectory: directory,
    handler,
    environment: {},
    timeoutSeconds,
    memoryMb: 512,
    logFormat,
    roleArn: '',
    mayLoop: false,
  };
  const calls = () => ({ open: 0, total: 0 });
  const endpoint = 'http://127.0.0.1:9';
  const channel = () => new MessageChannel().port2;
  const host = lambdaHost({
    functions: [definition],
    clock,
    endpoint,
    logs,
    calls,
    channel,
    steps: steps(),
    threads: 3,
  });
  closing.push(() => host.stop(), clock.stop);
  return { host, clock, logs, told, invoke: (event: unknown) => host.invoke(`arn:${name}`, event) };
}

const payload = async (invoked: ReturnType<ReturnType<typeof hostOf>['invoke']>) => {
  const result = await invoked;
  if ('error' in result) throw new Error(result.error.errorMessage);
  return JSON.parse(result.payload);
};

describe('the clock inside a function', () => {
  test('is the stack’s, by every way of asking', async () => {
    const { clock, invoke } = hostOf('times');
    clock.jumpTo(clock.now() + 86_400_000);
    const before = clock.now();
    const times = await payload(invoke({}));
    for (const moment of [times.now, times.made, times.called]) {
      // `Date()` as text has whole seconds.
      expect(moment).toBeGreaterThanOrEqual(before - 1000);
      expect(moment).toBeLessThanOrEqual(clock.now());
    }
  });

  test('leaves given moments alone', async () => {
    const { invoke } = hostOf('times');
    const times = await payload(invoke({}));
    expect(times).toMatchObject({ is: true, fixed: 1_795_392_000_000, kept: 0 });
  });
});

describe('an invocation', () => {
  test('has the context of Lambda', async () => {
    const { invoke } = hostOf('context', 7);
    const context = await payload(invoke({}));
    expect(context).toMatchObject({ functionName: 'context', invokedFunctionArn: 'arn:context' });
    expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(context.left).toBeGreaterThan(6000);
    expect(context.left).toBeLessThanOrEqual(7000);
  });

  test('that takes too long is ended, and the next one gets a new instance', async () => {
    const { host, invoke, told } = hostOf('slow', 0.2);
    const results = [await invoke({}), await invoke({})];
    for (const result of results) {
      expect(result).toMatchObject({
        error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.20 seconds' },
      });
    }
    expect(told).toHaveLength(2);
    expect(host.busy()).toEqual([]);
  });

  test('is not ended by a jump of the clock', async () => {
    const { clock, invoke } = hostOf('brief', 5);
    const invoked = invoke({ ms: 100 });
    clock.jumpTo(clock.now() + 3_600_000);
    expect(await payload(invoked)).toBe(100);
  });

  test('that sleeps is at rest, and wakes when the clock is moved', async () => {
    const { host, clock, invoke } = hostOf('brief', 5);
    await invoke({ ms: 0 });
    const start = clock.now();
    const invoked = invoke({ ms: 1200 });
    expect(host.busy()).toEqual(['brief runs']);
    await expect.poll(host.busy, { interval: 2 }).toEqual([]);
    const wakesAt = host.nextWake() ?? 0;
    expect(wakesAt - start).toBeGreaterThanOrEqual(1200);

    clock.jumpTo(wakesAt);
    host.clockJumped();
    expect(await payload(invoked)).toBe(1200);
    expect(host.nextWake()).toBeUndefined();
  });

  test('runs beside others, as many at once as there may be threads', async () => {
    const { invoke, logs } = hostOf('waits');
    const go = join(directory, 'go');
    const invoked = Array.from({ length: 8 }, () => invoke({ go }));
    const said = () => logs.lines('waits').map(({ line }) => line);
    await expect.poll(said, { timeout: 600_000 }).toEqual(['begins', 'begins', 'begins']);
    writeFileSync(go, '');
    await Promise.all(invoked);
    const atOnce = said().map(
      (_, index, all) =>
        all.slice(0, index + 1).filter(line => line === 'begins').length * 2 - index - 1,
    );
    expect(Math.max(...atOnce)).toBe(3);
    expect(said()).toHaveLength(16);
  });

  test('that returns nothing answers null', async () => {
    const { invoke } = hostOf('nothing');
    expect(await payload(invoke({}))).toBeNull();
  });

  test('that throws something odd is an error all the same', async () => {
    const { invoke, told } = hostOf('throwsText');
    expect(await invoke({})).toMatchObject({ error: { errorMessage: 'just text' } });
    expect(told).toEqual(['throwsText failed: string: just text']);
  });

  test('of an unknown function is a failure', async () => {
    const { host } = hostOf('nothing');
    expect(await host.invoke('arn:unknown', {})).toMatchObject({
      error: { errorType: 'ResourceNotFoundException' },
    });
  });
});

describe('functions that share a thread', () => {
  const shared = `import { threadId } from 'node:worker_threads';
    const atImport = process.env.OF;
    let calls = 0;
    export const handler = async ({ forMs }) => {
      calls += 1;
      await new Promise(resolve => setTimeout(resolve, forMs));
      console.log('of', process.env.OF);
      const { OF, AWS_ACCESS_KEY_ID: caller } = { ...process.env };
      return { threadId, calls, atImport, OF, caller, keys: Object.keys(process.env).length };
    };`;

  function hostOfTwo(timeoutSeconds: number, idleMs?: number) {
    const clock = virtualClock({});
    const logs = functionLogs({ clock, tell: () => undefined });
    const functions = ['ana', 'ben'].map(name => {
      const assetDirectory = join(directory, name);
      mkdirSync(assetDirectory, { recursive: true });
      writeFileSync(join(assetDirectory, 'index.mjs'), shared);
      return {
        ...{ name, arn: `arn:${name}`, assetDirectory, handler: 'index.handler' },
        ...{ environment: { OF: name }, memoryMb: 512, logFormat: 'Text' as const, roleArn: '' },
        mayLoop: false,
        timeoutSeconds: name === 'ana' ? timeoutSeconds : 5,
      };
    });
    const calls = () => ({ open: 0, total: 0 });
    const channel = () => new MessageChannel().port2;
    const host = lambdaHost({
      ...{ functions, clock, endpoint: 'http://127.0.0.1:9', logs, calls },
      ...{ channel, steps: steps(), ...(idleMs !== undefined && { idleMs }) },
    });
    closing.push(() => host.stop(), clock.stop);
    const invoke = (name: string, forMs: number) => host.invoke(`arn:${name}`, { forMs });
    return { invoke, logs };
  }

  test('have modules, an environment, a caller and a log of their own, even at the same time', async () => {
    const { invoke, logs } = hostOfTwo(5);
    await invoke('ana', 1);
    await invoke('ben', 1);
    const [ana, ben] = await Promise.all([payload(invoke('ana', 10)), payload(invoke('ben', 5))]);
    expect(ana).toMatchObject({ calls: 2, atImport: 'ana', OF: 'ana', caller: 'ana' });
    expect(ben).toMatchObject({ calls: 2, atImport: 'ben', OF: 'ben', caller: 'ben' });
    expect(ana.threadId).toBe(ben.threadId);
    for (const name of ['ana', 'ben']) {
      expect(logs.lines(name).map(({ line }) => line)).toEqual([`of ${name}`, `of ${name}`]);
    }
  });

  test('leave a thread that only one of them uses, where the first has nothing to do', async () => {
    const { invoke } = hostOfTwo(60, 1000);
    await Promise.all([invoke('ana', 1), invoke('ana', 1)]);
    const [ana] = await Promise.all([payload(invoke('ana', 30)), invoke('ben', 1)]);
    const threadOfBen = async () => (await payload(invoke('ben', 1))).threadId;
    await expect.poll(threadOfBen, { interval: 1, timeout: 600_000 }).toBe(ana.threadId);
  });

  test('do not fail with one that takes too long, and leave it behind', async () => {
    const { invoke } = hostOfTwo(0.1);
    const { threadId } = await payload(invoke('ana', 1));
    await invoke('ben', 1);
    const [ana, ben] = await Promise.all([invoke('ana', 60_000), payload(invoke('ben', 1000))]);
    expect(ana).toMatchObject({ error: { errorType: 'Sandbox.Timedout' } });
    expect(ben.threadId).toBe(threadId);
    const next = await Promise.all([payload(invoke('ana', 1)), payload(invoke('ben', 1))]);
    for (const { threadId: other, calls } of next) {
      expect(other).not.toBe(threadId);
      expect(calls).toBe(1);
    }
  });
});

test('what a function prints is kept', async () => {
  const { invoke, logs } = hostOf('talks');
  await invoke({});
  await expect
    .poll(() =>
      logs
        .lines('talks')
        .map(({ line }) => line)
        .sort(),
    )
    .toEqual(['one', 'two']);
});

test('a function that logs in JSON has its level beside each line', async () => {
  const { invoke, logs } = hostOf('talks', 5, 'index.talks', 'JSON');
  await invoke({});
  await expect.poll(() => logs.lines('talks').map(({ level }) => level)).toEqual(['INFO', 'ERROR']);
  expect(JSON.parse(logs.lines('talks')[0]?.line ?? '')).toMatchObject({
    message: 'one',
    requestId: expect.any(String),
  });
});

test('a bundle that does not load says so whenever it is called', async () => {
  const { invoke, told } = hostOf('broken', 5, 'broken.handler');
  for (const _ of ['first', 'second']) {
    expect(await invoke({})).toMatchObject({
      error: { errorMessage: expect.stringContaining('nowhere-to-be') },
    });
  }
  expect(told).toEqual(Array(2).fill(expect.stringMatching(/^broken failed: .*nowhere-to-be/)));
});

test('a function passes on what its invocation came from, as the SDK reads it', async () => {
  const { host } = hostOf('traced');
  const first = await payload(host.invoke('arn:traced', {}));
  expect(first).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0;Lineage=1:traced:1$/);
  const [root] = first.split(';');
  const second = await payload(host.invoke('arn:traced', {}, [first]));
  expect(second).toBe(`${root};Sampled=0;Lineage=1:traced:2`);
});
