import { randomUUID } from 'node:crypto';
import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { isNamed } from '#adapters/aws/error-name.ts';
import type { DynamoDb } from '#adapters/dynamodb/dynamodb.ts';
import type { Key, Range } from '#adapters/dynamodb/keys.ts';
import { type TableIndex, tableIndexes } from '#contract/table-indexes.ts';
import { epochMs, type Instant } from '#core/time/instant.ts';
import type { Pause } from '#ports/runtime.ts';

/*
 * What is asked of the table, whose items are in keys.ts. Every write is conditional, and a condition is named beside
 * its use for the race that it decides. In an expression `#at` is the attribute `at` and `:at` is `at` of the values.
 */

export interface Table {
  ask: DynamoDb;
  name: string;
  /** Before what the table was too busy for is asked again: who asks at once keeps it busy. */
  pause: Pause;
}

export type Item = Record<string, AttributeValue>;
export type Values = Record<string, unknown>;
/** An item with its key, of which what is `undefined` is left out. */
export type Keyed = Key & Values;
/** One write of a transaction, on the table of that name. */
export type Write = (table: string) => TransactWriteItem;

const keysPerRead = 100;

/** A map with something called `constructor` in it, as schedules may be, is taken for an instance of a class. */
const marshalling = { removeUndefinedValues: true, convertClassInstanceToMap: true };

/** Of bytes, which are an attribute of their own if any, the text that they are on the way. */
export function toItem(record: object): Item {
  const item = marshall(record as Record<string, unknown>, marshalling);
  for (const value of Object.values(item)) {
    if (value.B !== undefined) value.B = Buffer.from(value.B).toString('base64') as never;
  }
  return item;
}

export function fromItem<Shape>(item: Item): Shape {
  const record = unmarshall(item);
  for (const [name, value] of Object.entries(item)) {
    if (value.B !== undefined) record[name] = Buffer.from(value.B as never, 'base64');
  }
  return record as Shape;
}

/** An item that is one of our own shapes, with the table's attributes beside it. */
export function recordOf<Shape extends object>(item: Item): Shape {
  const { pk: _pk, sk: _sk, expiresAt: _expires, ...record } = item;
  return fromItem<Shape>(record);
}

/** DynamoDB deletes expired items within days; a reader must not rely on the moment. */
export function expiresAt(at: Instant, days: number): number {
  return Math.floor(epochMs(at) / 1000) + days * 86_400;
}

export async function find({ ask, name }: Table, key: Key): Promise<Item | undefined> {
  const Key = toItem(key);
  const found = await ask('GetItem', { TableName: name, Key, ConsistentRead: true });
  return found.Item;
}

/**
 * Whichever of these there are, in no order. A key that the table was too busy to read is asked for again. `only`: of each
 * these attributes alone.
 */
export async function batchGet(
  { ask, name, pause }: Table,
  wanted: readonly Key[],
  only?: readonly string[],
): Promise<Item[]> {
  const found: Item[] = [];
  let left = [...new Map(wanted.map(key => [`${key.pk}\n${key.sk}`, key])).values()].map(toItem);
  let busy = 0;
  while (left.length > 0) {
    const Keys = left.slice(0, keysPerRead);
    const { Responses: answers, UnprocessedKeys: unread } = await ask('BatchGetItem', {
      RequestItems: {
        [name]: {
          ...{ Keys, ConsistentRead: true },
          ...(only !== undefined && {
            ProjectionExpression: only.map(each => `#${each}`).join(),
            ExpressionAttributeNames: Object.fromEntries(only.map(each => [`#${each}`, each])),
          }),
        },
      },
    });
    found.push(...(answers?.[name] ?? []));
    const again = unread?.[name]?.Keys ?? [];
    left = [...left.slice(keysPerRead), ...again];
    if (again.length > 0) await pause(++busy);
  }
  return found;
}

/** Who wrote a version and those before it, no more than so many, the newest first; each is an item of its own. */
export async function versionsDownFrom<Version extends { version: number }>(
  table: Table,
  keyOf: (version: number) => Key,
  from: number,
  most: number,
): Promise<Version[]> {
  const count = Math.max(0, Math.min(from, most));
  const wanted = Array.from({ length: count }, (_, back) => keyOf(from - back));
  const items = await batchGet(table, wanted, ['version', 'at', 'by']);
  return items.map(item => fromItem<Version>(item)).toSorted((a, b) => b.version - a.version);
}

/** `most`: no more than this many. `backwards`: from the highest sort key down. */
interface Asked {
  most?: number;
  backwards?: boolean;
}

/** All of a range, however many answers they take, read consistently. */
export function queryAll(table: Table, { pk, prefix }: Range, asked: Asked = {}): Promise<Item[]> {
  const where = prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)';
  return queried(table, where, { pk, prefix }, { ...asked, consistent: true });
}

/** Items of a partition whose sort keys come after one, no more than so many. */
export function queryAfter(
  table: Table,
  { pk }: Range,
  after: string | undefined,
  most: number,
): Promise<Item[]> {
  const where = after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after';
  return queried(table, where, { pk, after }, { most, consistent: true });
}

/** Keys of items, through an index, which is a moment behind the table. `before` and `upTo` bound its sort key. */
export function queryIndex(
  table: Table,
  index: TableIndex,
  { partition, before, upTo }: { partition: string; before?: string | undefined; upTo?: string },
  asked: Asked = {},
): Promise<Item[]> {
  const names = tableIndexes[index];
  const where = [
    `${names.partition} = :partition`,
    ...(before === undefined ? [] : [`${names.sort} < :before`]),
    ...(upTo === undefined ? [] : [`${names.sort} <= :upTo`]),
  ];
  return queried(table, where.join(' AND '), { partition, before, upTo }, { ...asked, index });
}

async function queried(
  { ask, name }: Table,
  where: string,
  values: Values,
  asked: Asked & { index?: string; consistent?: true },
): Promise<Item[]> {
  const { most = Number.POSITIVE_INFINITY, backwards = false, index, consistent } = asked;
  const found: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await ask('Query', {
      TableName: name,
      IndexName: index,
      KeyConditionExpression: where,
      ...placeholders([where], values),
      ConsistentRead: consistent,
      ScanIndexForward: !backwards,
      ...(most < Number.POSITIVE_INFINITY && { Limit: most - found.length }),
      ExclusiveStartKey: start,
    });
    found.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && found.length < most);
  return found;
}

/** Whether it was written; if not, what stood in its way. Without a condition, over whatever there was. */
export async function putOrFind(
  { ask, name, pause }: Table,
  item: Keyed,
  condition?: string,
  values: Values = {},
): Promise<'put' | { found: Item | undefined }> {
  const body = putBody(item, condition, values);
  try {
    const input = {
      TableName: name,
      ...body,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
    await pastTransactions(pause, () => ask('PutItem', input));
    return 'put';
  } catch (error) {
    return { found: unmet(error).Item };
  }
}

/** Whether the condition held. */
export async function putIf(
  table: Table,
  item: Keyed,
  condition?: string,
  values?: Values,
): Promise<boolean> {
  return (await putOrFind(table, item, condition, values)) === 'put';
}

/** The item as it is now; `undefined`: the condition did not hold, and nothing was changed. */
export async function updateIf(
  { ask, name, pause }: Table,
  key: Key,
  update: string,
  condition: string | undefined,
  values: Values,
): Promise<Item | undefined> {
  const body = updateBody(key, update, condition, values);
  try {
    const input = { TableName: name, ...body, ReturnValues: 'ALL_NEW' } as const;
    const answer = await pastTransactions(pause, () => ask('UpdateItem', input));
    return answer.Attributes ?? {};
  } catch (error) {
    unmet(error);
    return undefined;
  }
}

/** What was deleted; `undefined`: it was not there, or the condition did not hold. */
export async function deleteIf(
  { ask, name, pause }: Table,
  key: Key,
  condition = 'attribute_exists(pk)',
  values: Values = {},
): Promise<Item | undefined> {
  const body = { Key: toItem(key), ...conditional(condition, values) };
  try {
    const input = { TableName: name, ...body, ReturnValues: 'ALL_OLD' } as const;
    const answer = await pastTransactions(pause, () => ask('DeleteItem', input));
    return answer.Attributes;
  } catch (error) {
    unmet(error);
    return undefined;
  }
}

/** About a second, with the pauses between them. */
const conflictsMax = 8;

/**
 * A write of one item that meets a transaction on it is turned away, and the SDK does not ask again. The transaction is
 * over within milliseconds, long before a queue would try again.
 */
async function pastTransactions<Answer>(
  pause: Pause,
  send: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const isInTheWay = isNamed(error, 'TransactionConflictException');
      if (!isInTheWay || attempt === conflictsMax) throw error;
    }
    await pause(attempt);
  }
}

export const write = {
  put:
    (item: Keyed, condition?: string, values: Values = {}): Write =>
    TableName => ({ Put: { TableName, ...putBody(item, condition, values) } }),
  /** As `put`; what stood in its way is told with the refusal. */
  putOrFind:
    (item: Keyed, condition: string, values: Values): Write =>
    TableName => ({
      Put: {
        TableName,
        ...putBody(item, condition, values),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    }),
  update:
    (key: Key, update: string, condition: string | undefined, values: Values): Write =>
    TableName => ({ Update: { TableName, ...updateBody(key, update, condition, values) } }),
  check:
    (key: Key, condition: string, values: Values): Write =>
    TableName => ({
      ConditionCheck: { TableName, Key: toItem(key), ...conditional(condition, values) },
    }),
  remove:
    (key: Key, condition?: string, values: Values = {}): Write =>
    TableName => ({
      Delete: { TableName, Key: toItem(key), ...(condition && conditional(condition, values)) },
    }),
};

/** Why a transaction wrote nothing. */
export interface Refusal {
  /** The first write whose condition did not hold, and what stood in its way if that was asked for; -1: none. */
  unmet: number;
  found?: Item | undefined;
  error: Error;
}

/**
 * All writes or none. A refusal without an unmet condition: another transaction touched one of the items at this very
 * moment, so it is worth another look.
 */
export async function transact(
  { ask, name }: Table,
  writes: readonly Write[],
): Promise<'written' | Refusal> {
  try {
    const TransactItems = writes.map(each => each(name));
    // Asked twice, as after an answer that was lost, it is done once.
    await ask('TransactWriteItems', { TransactItems, ClientRequestToken: randomUUID() });
    return 'written';
  } catch (error) {
    if (!isNamed(error, 'TransactionCanceledException')) throw error;
    const { CancellationReasons: reasons = [] } = error as Error & {
      CancellationReasons?: { Code?: string; Item?: Item }[];
    };
    const index = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
    const isContended = reasons.some(({ Code }) => Code === 'TransactionConflict');
    if (index === -1 && !isContended) throw error;
    return { unmet: index, found: reasons[index]?.Item, error };
  }
}

function putBody(item: Keyed, condition: string | undefined, values: Values) {
  return { Item: toItem(item), ...(condition && conditional(condition, values)) };
}

function updateBody(key: Key, update: string, condition: string | undefined, values: Values) {
  return {
    Key: toItem(key),
    UpdateExpression: update,
    ConditionExpression: condition,
    ...placeholders([update, condition ?? ''], values),
  };
}

function conditional(condition: string, values: Values) {
  return { ConditionExpression: condition, ...placeholders([condition], values) };
}

/** Names and values of the expressions, and no others: DynamoDB refuses what is not used. */
function placeholders(expressions: readonly string[], values: Values) {
  const text = expressions.join(' ');
  const [names, used] = [/#\w+/g, /:\w+/g].map(form => [...new Set(text.match(form) ?? [])]);
  return {
    ...(names?.length && {
      ExpressionAttributeNames: Object.fromEntries(names.map(name => [name, name.slice(1)])),
    }),
    ...(used?.length && {
      ExpressionAttributeValues: toItem(
        Object.fromEntries(used.map(name => [name, values[name.slice(1)]])),
      ),
    }),
  };
}

/** The failed condition; any other error is thrown on. */
function unmet(error: unknown): { Item?: Item } {
  if (isNamed(error, 'ConditionalCheckFailedException')) {
    return error as Error & { Item?: Item };
  }
  throw error;
}
