import {
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { claimWrites } from '#adapters/dynamodb/claims.ts';
import { reviewWrites } from '#adapters/dynamodb/open-reviews.ts';
import {
  cancellation,
  fromItem,
  type Item,
  isConditionFailure,
  itemsOfIncident,
  keys,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import { type IncidentId, incidentId, numberOf } from '#core/ids.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { incidentEvent } from '#core/incident/events.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import { pageGuard } from '#core/paging/still-wanted.ts';
import { instant } from '#core/time/instant.ts';
import type { IncidentStore, Loaded, NewCommit, StoredCommit } from '#ports/incident.ts';

/**
 * The folded state is a cache of the events. When its shape changes, this number does too, and states of an older
 * revision are folded anew from their events on the next read.
 */
const stateRevision = 5;

/** Incidents in DynamoDB: events appended, the folded state beside them, both in one transaction. */
export function incidentStore(table: Table): IncidentStore {
  const { client, name } = table;
  const self: IncidentStore = {
    async load(id) {
      const { Item: item } = await client.send(
        new GetItemCommand({
          TableName: name,
          Key: toItem(keys.state(id)),
          ConsistentRead: true,
        }),
      );
      return item === undefined ? { incident: undeclared, version: 0 } : read(item);
    },

    async loadMany(ids) {
      const loaded = new Map<IncidentId, Loaded>();
      let keysLeft = ids.map(id => toItem(keys.state(id)));
      while (keysLeft.length > 0) {
        const some = keysLeft.slice(0, 100);
        const { Responses: found, UnprocessedKeys: unread } = await client.send(
          new BatchGetItemCommand({
            RequestItems: { [name]: { Keys: some, ConsistentRead: true } },
          }),
        );
        for (const item of found?.[name] ?? []) {
          loaded.set(incidentId(fromItem<StateItem>(item).pk.slice(4)), await read(item));
        }
        keysLeft = [...keysLeft.slice(100), ...(unread?.[name]?.Keys ?? [])];
      }
      return loaded;
    },

    async append(commit) {
      const claims = commit.claims.map(claim => ({ claim, writes: claimWrites(claim, commit) }));
      const writes = [
        eventWrite(commit),
        stateWrite(commit),
        ...claims.flatMap(c => c.writes),
        ...reviewWrites(commit),
      ];
      try {
        await client.send(
          new TransactWriteItemsCommand({
            TransactItems: writes.map(write => onTable(write, name)),
          }),
        );
        return 'appended';
      } catch (error) {
        const reasons = cancellation(error);
        if (reasons === undefined) throw error;
        const failed = (index: number) => reasons[index]?.code === 'ConditionalCheckFailed';
        // Somebody's commit came between: the whole decision must be taken again, whatever the claims say.
        if (failed(0) || failed(1)) return 'conflict';
        const claimOfWrite = claims.flatMap(({ claim, writes }) => writes.map(() => claim));
        const taken = claimOfWrite.find((_, index) => failed(index + 2));
        if (taken !== undefined) return { taken };
        if (reasons.some(({ code }) => code === 'TransactionConflict')) return 'conflict';
        throw error;
      }
    },

    async history(id) {
      return (await itemsOfIncident(table, id, 'EVENT#')).map(toCommit);
    },

    async list({ phases, severity, service, limit, cursor }) {
      const found = await Promise.all(
        phases.map(phase => listPhase({ phase, severity, service, limit: limit + 1, cursor })),
      );
      const newestFirst = found.flat().toSorted((a, b) => (a.listKey > b.listKey ? -1 : 1));
      const page = newestFirst.slice(0, limit);
      const last = page.at(-1);
      const more = newestFirst.length > limit && last !== undefined;
      return {
        incidents: await Promise.all(page.map(({ item }) => read(item))),
        ...(more && { next: last.listKey }),
      };
    },

    async overdue(before, limit) {
      const { Items: items = [] } = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'byDeadline',
          KeyConditionExpression: 'deadlineKey = :due AND dueAt <= :before',
          ExpressionAttributeValues: toItem({ ':due': 'DUE', ':before': before }),
          Limit: limit,
        }),
      );
      return items.map(item => {
        const { pk, dueAt } = fromItem<{ pk: string; dueAt: string }>(item);
        return { id: incidentId(pk.slice(4)), dueAt: instant(dueAt) };
      });
    },

    async nextNumber(year) {
      const { Attributes: counter } = await client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: toItem(keys.counter(year)),
          UpdateExpression: 'ADD lastNumber :one',
          ExpressionAttributeValues: toItem({ ':one': 1 }),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      if (counter === undefined) throw new Error(`The counter of ${year} answered nothing`);
      return fromItem<{ lastNumber: number }>(counter).lastNumber;
    },

    async skipNumber(id) {
      const { year, number } = numberOf(id);
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: toItem(keys.counter(year)),
            UpdateExpression: 'SET lastNumber = :number',
            ConditionExpression: stillBelow,
            ExpressionAttributeValues: toItem({ ':number': number }),
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },

    async requestOutcome(key) {
      const { Item: item } = await client.send(
        new GetItemCommand({
          TableName: name,
          Key: toItem(keys.request(key)),
          ConsistentRead: true,
        }),
      );
      if (item === undefined) return undefined;
      const request = fromItem<{ incidentId: string; digest: string }>(item);
      return { incidentId: incidentId(request.incidentId), digest: request.digest };
    },
  };
  return self;

  async function listPhase(query: {
    phase: string;
    severity: string | undefined;
    service: string | undefined;
    limit: number;
    cursor: string | undefined;
  }): Promise<{ listKey: string; item: Item }[]> {
    const { phase, severity, service, limit, cursor } = query;
    const filters = [
      ...(severity === undefined ? [] : ['severity = :severity']),
      ...(service === undefined ? [] : ['service = :service']),
    ];
    const found: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'byPhase',
          KeyConditionExpression: `phaseKey = :phase${cursor === undefined ? '' : ' AND listKey < :cursor'}`,
          ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
          ExpressionAttributeValues: toItem({
            ':phase': `PHASE#${phase}`,
            ':cursor': cursor,
            ':severity': severity,
            ':service': service,
          }),
          ScanIndexForward: false,
          Limit: Math.max(limit, filters.length > 0 ? 100 : limit),
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      found.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined && found.length < limit);
    return found
      .slice(0, limit)
      .map(item => ({ listKey: fromItem<StateItem>(item).listKey, item }));
  }

  async function read(item: Item): Promise<Loaded> {
    const { pk, version, state, revision } = fromItem<StateItem>(item);
    if (revision === stateRevision) return { incident: JSON.parse(state) as Incident, version };
    const commits = await self.history(incidentId(pk.slice(4)));
    const events = commits.flatMap(commit => commit.events);
    return { incident: events.reduce(evolve, undeclared), version };
  }
}

interface StateItem {
  pk: string;
  version: number;
  revision: number;
  state: string;
  listKey: string;
}

function toCommit(item: Item): StoredCommit {
  const { sk, at, events } = fromItem<{ sk: string; at: string; events: string }>(item);
  const parsed: unknown[] = JSON.parse(events);
  return {
    version: Number(sk.slice('EVENT#'.length)),
    at: instant(at),
    events: parsed.map(event => incidentEvent.parse(event)),
  };
}

/** Two writers that loaded the same version both try to write this event; the second finds it there. */
const notYetWritten = 'attribute_not_exists(pk)';
/** A counter only counts up: a higher number may have been given already. */
const stillBelow = 'attribute_not_exists(lastNumber) OR lastNumber < :number';
/** The state may only follow from the very version that the decision was taken on. */
const unchangedSinceLoaded = 'version = :loaded';

function eventWrite({ id, version, at, events, before, after }: NewCommit): TransactWriteItem {
  const deadline = nextDeadline(after)?.at;
  const moved = deadline !== undefined && deadline !== nextDeadline(before)?.at;
  if (after.phase === 'undeclared') throw new Error(`A commit left ${id} undeclared`);
  return {
    Put: {
      TableName: '',
      Item: toItem({
        ...keys.event(id, version),
        incidentId: id,
        version,
        at,
        events: JSON.stringify(events),
        headline: JSON.stringify(headlineOf(after)),
        deadline: moved ? deadline : undefined,
      }),
      ConditionExpression: notYetWritten,
    },
  };
}

function stateWrite({ id, version, after }: NewCommit): TransactWriteItem {
  if (after.phase === 'undeclared') throw new Error(`A commit left ${id} undeclared`);
  const dueAt = nextDeadline(after)?.at;
  return {
    Put: {
      TableName: '',
      Item: toItem({
        ...keys.state(id),
        version,
        revision: stateRevision,
        state: JSON.stringify(after),
        guard: pageGuard(after),
        phaseKey: `PHASE#${after.phase}`,
        listKey: `${after.declaredAt}#${id}`,
        severity: after.severity,
        service: after.plan.service.id,
        deadlineKey: dueAt === undefined ? undefined : 'DUE',
        dueAt,
      }),
      ...(version === 1
        ? { ConditionExpression: notYetWritten }
        : {
            ConditionExpression: unchangedSinceLoaded,
            ExpressionAttributeValues: toItem({ ':loaded': version - 1 }),
          }),
    },
  };
}

function onTable(write: TransactWriteItem, name: string): TransactWriteItem {
  const [kind, body] = Object.entries(write)[0] ?? [];
  if (kind === undefined) throw new Error('An empty write');
  return { [kind]: { ...body, TableName: name } } as TransactWriteItem;
}
