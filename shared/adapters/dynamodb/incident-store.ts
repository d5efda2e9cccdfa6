import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { claimWrites } from '#adapters/dynamodb/claims.ts';
import { afterPrefix, keys, ranges } from '#adapters/dynamodb/keys.ts';
import { reviewWrites } from '#adapters/dynamodb/open-reviews.ts';
import {
  batchGet,
  find,
  fromItem,
  type Item,
  queryAll,
  queryIndex,
  type Table,
  toItem,
  transact,
  updateIf,
  type Write,
  write,
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
  const self: IncidentStore = {
    async load(id) {
      const item = await find(table, keys.state(id));
      return item === undefined ? { incident: undeclared, version: 0 } : read(item);
    },

    async loadMany(ids) {
      const items = await batchGet(table, ids.map(keys.state));
      return new Map(
        await Promise.all(items.map(async item => [idOf(item), await read(item)] as const)),
      );
    },

    async append(commit) {
      const claims = commit.claims.flatMap(claim =>
        claimWrites(claim, commit).map(one => ({ claim, write: one })),
      );
      const writes = [eventWrite(commit), stateWrite(commit), ...claims.map(each => each.write)];
      const outcome = await transact(table, [...writes, ...reviewWrites(commit)]);
      if (outcome === 'written') return 'appended';
      // Somebody's commit came between: the whole decision must be taken again, whatever the claims say.
      const taken = claims[outcome.unmet - 2]?.claim;
      return taken === undefined ? 'conflict' : { taken };
    },

    async history(id) {
      return (await queryAll(table, ranges.events(id))).map(toCommit);
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

    async overdue(before, most) {
      const where = 'deadlineKey = :due AND dueAt <= :before';
      const values = { due: 'DUE', before };
      const items = await queryIndex(table, 'byDeadline', where, values, { most });
      return items.map(item => {
        const { dueAt } = fromItem<{ dueAt: string }>(item);
        return { id: idOf(item), dueAt: instant(dueAt) };
      });
    },

    async nextNumber(year) {
      const key = keys.counter(year);
      const counted = await updateIf(table, key, 'ADD lastNumber :one', undefined, { one: 1 });
      if (counted === undefined) throw new Error(`The counter of ${year} answered nothing`);
      return fromItem<{ lastNumber: number }>(counted).lastNumber;
    },

    async skipNumber(id) {
      const { year, number } = numberOf(id);
      const update = 'SET lastNumber = :number';
      await updateIf(table, keys.counter(year), update, stillBelow, { number });
    },

    async requestOutcome(key) {
      const item = await find(table, keys.request(key));
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
      const page = await table.client.send(
        new QueryCommand({
          TableName: table.name,
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
    const { version, state, revision } = fromItem<StateItem>(item);
    if (revision === stateRevision) return { incident: JSON.parse(state) as Incident, version };
    const commits = await self.history(idOf(item));
    const events = commits.flatMap(commit => commit.events);
    return { incident: events.reduce(evolve, undeclared), version };
  }
}

function idOf({ pk }: Item): IncidentId {
  return incidentId(afterPrefix(pk?.S ?? ''));
}

interface StateItem {
  version: number;
  revision: number;
  state: string;
  listKey: string;
}

function toCommit(item: Item): StoredCommit {
  const { sk, at, events } = fromItem<{ sk: string; at: string; events: string }>(item);
  const parsed: unknown[] = JSON.parse(events);
  return {
    version: Number(afterPrefix(sk)),
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

function eventWrite({ id, version, at, events, before, after }: NewCommit): Write {
  if (after.phase === 'undeclared') throw new Error(`A commit left ${id} undeclared`);
  const deadline = nextDeadline(after)?.at;
  const moved = deadline !== undefined && deadline !== nextDeadline(before)?.at;
  const item = {
    ...keys.event(id, version),
    incidentId: id,
    version,
    at,
    events: JSON.stringify(events),
    headline: JSON.stringify(headlineOf(after)),
    deadline: moved ? deadline : undefined,
  };
  return write.put(item, notYetWritten);
}

function stateWrite({ id, version, after }: NewCommit): Write {
  if (after.phase === 'undeclared') throw new Error(`A commit left ${id} undeclared`);
  const dueAt = nextDeadline(after)?.at;
  const item = {
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
  };
  const loaded = version - 1;
  return write.put(item, loaded === 0 ? notYetWritten : unchangedSinceLoaded, { loaded });
}
