import { tableIndexes } from '#contract/table-indexes.ts';

/*
 * The operations and expressions of DynamoDB that our adapters use, on maps, each at once. Only for measuring what the
 * product asks for: whether the adapters are right is for the contract tests on DynamoDB Local.
 */

type Value = { S?: string; N?: string; M?: Item };
export type Item = Record<string, Value>;

interface Expressions {
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
}
type Write = Expressions & { Key?: Item; Item?: Item };

export class ConditionFailed extends Error {
  readonly reasons: { Code: string; Item?: Item }[];
  constructor(reasons: { Code: string; Item?: Item }[]) {
    super('A condition did not hold');
    this.reasons = reasons;
  }
}

export function inProcessTable(onWritten: (item: Item) => void) {
  const partitions = new Map<string, Item[]>();
  const indexes = Object.entries(tableIndexes).map(([name, { partition, sort }]) => ({
    ...{ name, partition, sort, lists: new Map<string, Item[]>() },
  }));
  const all = [{ name: undefined, partition: 'pk', sort: 'sk', lists: partitions }, ...indexes];
  const text = (value: Value | undefined) => value?.S ?? value?.N ?? '';
  const isSame = (one: Item | undefined, { pk, sk }: Item) =>
    text(one?.pk) === text(pk) && text(one?.sk) === text(sk);

  function get(key: Item): Item | undefined {
    const list = partitions.get(text(key.pk)) ?? [];
    const found = list[placeIn(list, 'sk', text(key.sk))];
    return isSame(found, key) ? found : undefined;
  }

  /** Where the first item stands whose sort key is not lower. */
  function placeIn(list: readonly Item[], sort: string, wanted: string): number {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (text(list[middle]?.[sort]) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function place(key: Item, item: Item | undefined): void {
    const before = get(key);
    for (const { partition, sort, lists } of all) {
      const old = before?.[partition] && (lists.get(text(before[partition])) ?? []);
      if (old && before) {
        let at = placeIn(old, sort, text(before[sort]));
        while (at < old.length && !isSame(old[at], before)) at += 1;
        old.splice(at, 1);
      }
      if (item?.[partition] === undefined) continue;
      const list = lists.get(text(item[partition])) ?? [];
      lists.set(text(item[partition]), list);
      list.splice(placeIn(list, sort, text(item[sort])), 0, item);
    }
    if (item !== undefined) onWritten(item);
  }

  function check(write: Write): { Code: string; Item?: Item } {
    const { ConditionExpression: condition } = write;
    const found = get(write.Key ?? write.Item ?? {});
    if (condition === undefined || holds(condition, found ?? {}, write)) return { Code: 'None' };
    return { Code: 'ConditionalCheckFailed', ...(found && { Item: found }) };
  }

  function update(write: Write): Item {
    const key = write.Key ?? {};
    const next = updated({ ...key, ...get(key) }, write);
    place(key, next);
    return next;
  }

  function one<Answer>(write: Write, carryOut: () => Answer): Answer {
    const reason = check(write);
    if (reason.Code !== 'None') throw new ConditionFailed([reason]);
    return carryOut();
  }

  function query(input: Write & Record<string, unknown>): Item[] {
    const { IndexName: name, KeyConditionExpression, ScanIndexForward, Limit } = input;
    const values = input.ExpressionAttributeValues ?? {};
    const lists = all.find(each => each.name === name)?.lists;
    const items = lists?.get(text(values[':pk'] ?? values[':partition'])) ?? [];
    const most = Limit === undefined ? items.length : Number(Limit);
    const [first, step] = ScanIndexForward === false ? [items.length - 1, -1] : [0, 1];
    const condition = String(KeyConditionExpression);
    // What a condition on the sort key selects stands together; with an upper end only, from the very first.
    const fromTheFirst =
      step === 1 && /<=? /.test(condition) && !/>|BETWEEN|begins/.test(condition);
    const found: Item[] = [];
    for (let at = first; items[at] !== undefined && found.length < most; at += step) {
      const item = items[at] ?? {};
      if (holds(condition, item, input)) found.push(item);
      else if (fromTheFirst || found.length > 0) break;
    }
    return found;
  }

  return (operation: string, input: Record<string, unknown>): object => {
    const write = input as Write;
    switch (operation) {
      case 'GetItem':
        return { Item: get(write.Key ?? {}) };
      case 'BatchGetItem': {
        const [asked] = Object.entries(input.RequestItems as Record<string, { Keys: Item[] }>);
        const [name = '', { Keys = [] } = {}] = asked ?? [];
        return { Responses: { [name]: Keys.flatMap(key => get(key) ?? []) }, UnprocessedKeys: {} };
      }
      case 'BatchWriteItem': {
        const [puts = []] = Object.values(
          input.RequestItems as Record<string, { PutRequest: { Item: Item } }[]>,
        );
        for (const { PutRequest: put } of puts) place(put.Item, put.Item);
        return { UnprocessedItems: {} };
      }
      case 'Query':
        return { Items: query(input as Write & Record<string, unknown>) };
      case 'PutItem':
        return one(write, () => {
          place(write.Item ?? {}, write.Item);
          return {};
        });
      case 'UpdateItem':
        return one(write, () => ({ Attributes: update(write) }));
      case 'DeleteItem':
        return one(write, () => {
          const Attributes = get(write.Key ?? {});
          place(write.Key ?? {}, undefined);
          return { Attributes };
        });
      case 'TransactWriteItems': {
        const writes = (input.TransactItems as Record<string, Write>[]).flatMap(each =>
          Object.entries(each),
        );
        const reasons = writes.map(([, each]) => check(each));
        if (reasons.some(({ Code }) => Code !== 'None')) throw new ConditionFailed(reasons);
        for (const [kind, each] of writes) {
          if (kind === 'Put') place(each.Item ?? {}, each.Item);
          if (kind === 'Update') update(each);
          if (kind === 'Delete') place(each.Key ?? {}, undefined);
        }
        return {};
      }
      default:
        throw new Error(`The table does not know ${operation}`);
    }
  };
}

const tokens = /\(|\)|,|<>|<=|>=|=|<|>|[#:]?\w+(?:\.[#:]?\w+)*/g;

/** Whether a condition holds for an item: OR, AND, comparisons, IN, and the functions that we use. */
function holds(condition: string, item: Item, about: Expressions): boolean {
  const left = condition.match(tokens) ?? [];
  const next = () => left.shift() ?? '';
  const operand = (token: string): Value | undefined =>
    token.startsWith(':') ? about.ExpressionAttributeValues?.[token] : at(item, token, about);

  function any(): boolean {
    let result = all();
    while (left[0] === 'OR') {
      next();
      const also = all();
      result ||= also;
    }
    return result;
  }
  function all(): boolean {
    let result = term();
    while (left[0] === 'AND') {
      next();
      const also = term();
      result &&= also;
    }
    return result;
  }
  function term(): boolean {
    const first = next();
    if (first === '(') {
      const result = any();
      next();
      return result;
    }
    if (left[0] === '(') return call(first);
    const value = operand(first);
    const comparison = next();
    if (comparison === 'IN') {
      const among = [];
      for (let token = next(); token !== ')'; token = next()) {
        if (token !== '(' && token !== ',') among.push(operand(token));
      }
      return among.some(each => compared(value, each) === 0);
    }
    const order = compared(value, operand(next()));
    if (order === undefined) return comparison === '<>';
    switch (comparison) {
      case '=':
        return order === 0;
      case '<>':
        return order !== 0;
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '>=':
        return order >= 0;
      default:
        throw new Error(`${comparison} is no comparison`);
    }
  }
  function call(name: string): boolean {
    next();
    const path = next();
    const isThere = at(item, path, about) !== undefined;
    if (name === 'begins_with') next();
    const prefix = name === 'begins_with' ? operand(next())?.S : undefined;
    next();
    switch (name) {
      case 'attribute_exists':
        return isThere;
      case 'attribute_not_exists':
        return !isThere;
      case 'begins_with':
        return at(item, path, about)?.S?.startsWith(prefix ?? '') ?? false;
      default:
        throw new Error(`${name} is no function that we use`);
    }
  }
  return any();
}

function compared(one: Value | undefined, other: Value | undefined): number | undefined {
  if (one?.S !== undefined && other?.S !== undefined) {
    return one.S === other.S ? 0 : one.S < other.S ? -1 : 1;
  }
  if (one?.N !== undefined && other?.N !== undefined) return Number(one.N) - Number(other.N);
  return undefined;
}

function pathOf(path: string, { ExpressionAttributeNames: names = {} }: Expressions): string[] {
  return path.split('.').map(part => names[part] ?? part);
}

function at(item: Item, path: string, about: Expressions): Value | undefined {
  const [first = '', ...rest] = pathOf(path, about);
  return rest.reduce<Value | undefined>((value, name) => value?.M?.[name], item[first]);
}

function updated(item: Item, about: Expressions): Item {
  const next = structuredClone(item);
  const values = about.ExpressionAttributeValues ?? {};
  const expression = about.UpdateExpression ?? '';
  const put = (path: string, value: Value | undefined) => {
    const names = pathOf(path, about);
    const last = names.pop() ?? '';
    let target: Item = next;
    for (const name of names) target = target[name]?.M ?? {};
    if (value === undefined) delete target[last];
    else target[last] = value;
  };
  for (const [, path = '', value = ''] of expression.matchAll(/ADD (\S+) (:\w+)/g)) {
    const sum = Number(at(next, path, about)?.N ?? 0) + Number(values[value]?.N);
    put(path, { N: String(sum) });
  }
  for (const [, path = '', value = ''] of expression.matchAll(/([#\w.]+) = (:\w+)/g)) {
    put(path, values[value]);
  }
  for (const [, paths = ''] of expression.matchAll(/REMOVE (.+)$/g)) {
    for (const path of paths.split(/, */)) put(path, undefined);
  }
  return next;
}
