import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { type DynamoDb, startDynamoDb } from '#local/emulators/dynamodb.ts';
import { findJava } from '#local/emulators/java.ts';
import { callJson } from '#local/wire/forward.ts';
import { startToyStack, talkTo } from './toy-stack.ts';

/* A database that dies is started again with what it had kept; one that kept nothing is said to be lost. */

const cleaning: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tocsin-'));
  cleaning.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The Java that listens there. */
async function javaAt(port: number): Promise<{ pid: number; words: string }> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,comm=,args=']);
  const found = stdout
    .split('\n')
    .map(line => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [])
    .filter(([, , command, words = '']) => command === 'java' && words.includes(`-port ${port}`));
  expect(found).toHaveLength(1);
  return { pid: Number(found[0]?.[1]), words: found[0]?.[3] ?? '' };
}

/** Ends it as a machine without memory does. */
async function kill(port: number): Promise<void> {
  process.kill((await javaAt(port)).pid, 'SIGKILL');
}

async function database(directory?: string, keep?: string) {
  const said = { revived: [] as string[], lost: [] as string[] };
  const told = Promise.withResolvers<void>();
  const started: DynamoDb = await startDynamoDb({
    java: await findJava(),
    signal: new AbortController().signal,
    ...(directory !== undefined && { directory }),
    ...(keep !== undefined && { keep }),
    revived: line => {
      said.revived.push(line);
      told.resolve();
    },
    lost: line => {
      said.lost.push(line);
      told.resolve();
    },
  });
  cleaning.push(() => started.stop());
  return { started, said, told: told.promise };
}

test('one with a folder is started again, and has what it had', async () => {
  const { started, said, told } = await database(folder());
  const call = (operation: string, input: object) =>
    callJson(started.port, `DynamoDB_20120810.${operation}`, input);
  await call('CreateTable', {
    TableName: 'kept',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await call('PutItem', { TableName: 'kept', Item: { pk: { S: 'one' } } });
  await kill(started.port);
  await told;
  expect(said.lost).toEqual([]);
  expect(said.revived).toEqual([expect.stringContaining('it was started again')]);
  const key = { TableName: 'kept', Key: { pk: { S: 'one' } } };
  expect(await call('GetItem', key)).toMatchObject({ Item: { pk: { S: 'one' } } });
});

test('one in memory is lost, in one line', async () => {
  const { started, said, told } = await database();
  await kill(started.port);
  await told;
  expect(said).toEqual({ revived: [], lost: [expect.stringContaining('kept in memory only')] });
});

test('what Java had loaded is kept by one that ends in peace, and the next starts with it', async () => {
  const kept = folder();
  const first = await database(undefined, kept);
  await first.started.stop();
  const [archive] = readdirSync(kept);
  expect(readdirSync(kept)).toEqual([expect.stringMatching(/^classes-\w+\.jsa$/)]);
  const { started } = await database(undefined, kept);
  expect(await callJson(started.port, 'DynamoDB_20120810.ListTables', {})).toEqual({
    TableNames: [],
  });
  expect((await javaAt(started.port)).words).toContain(archive);
});

test('the stack goes on when its database is there again', async () => {
  const stack = await startToyStack({ data: folder() });
  cleaning.push(() => stack.stop());
  const talk = talkTo(
    () => stack.url,
    () => stack,
  );
  await talk.alert('before');
  await talk.settles(60);
  await kill(stack.databasePort);
  await talk.alert('after');
  await talk.settles(120);
  const texts = (await talk.inbox('+15550100')).map(({ body }) => body);
  for (const what of ['before', 'after']) {
    expect(texts.filter(body => body.includes(what))).toHaveLength(1);
  }
});
