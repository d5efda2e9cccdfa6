import { claimWrites } from '#adapters/dynamodb/claims.ts';
import { afterPrefix, keys, ranges } from '#adapters/dynamodb/keys.ts';
import { reviewWrites } from '#adapters/dynamodb/open-reviews.ts';
import { publicWrites } from '#adapters/dynamodb/status-page-store.ts';
import {
  batchGet,
  find,
  fromItem,
  type Item,
  queryAll,
  queryIndex,
  type Table,
  transact,
  updateIf,
  type Write,
  write,
} from '#adapters/dynamodb/table.ts';
import { tableIndexes } from '#contract/table-indexes.ts';
import { sha256 } from '#core/digest.ts';
import { type IncidentId, incidentId, numberOf, numbersSkippedMax } from '#core/ids.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { headlineOf } from '#core/incident/headline.ts';
import {
  type DeclaredIncident,
  evolve,
  type Incident,
  undeclared,
} from '#core/incident/incident.ts';
import { recordedEvent } from '#core/incident/recorded-event.ts';
import { pageGuard } from '#core/paging/still-wanted.ts';
import { instant } from '#core/time/instant.ts';
import type { IncidentStore, ListQuery, Loaded, NewCommit, StoredCommit } from '#ports/incident.ts';

/**
 * The folded state is a cache of the events. When its shape changes, this number does too, and states of an older
 * revision are folded anew from their events on the next read.
 */
const stateRevision = 12;

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
      const outcome = await transact(table, [
        ...writes,
        ...reviewWrites(commit),
        ...publicWrites(commit),
      ]);
      if (outcome === 'written') return 'appended';
      // Somebody's commit came between: the whole decision must be taken again, whatever the claims say.
      const taken = claims[outcome.unmet - 2]?.claim;
      return taken === undefined ? 'conflict' : { taken };
    },

    async claimAlone(id, at, claims) {
      if (claims.length === 0) return 'claimed';
      const all = claims.flatMap(claim =>
        claimWrites(claim, { id, at }).map(one => ({ claim, write: one })),
      );
      const outcome = await transact(
        table,
        all.map(each => each.write),
      );
      if (outcome === 'written') return 'claimed';
      // The same request at this very moment: whether its claim holds is seen when it is over.
      const taken = all[outcome.unmet]?.claim;
      return taken === undefined ? 'conflict' : { taken };
    },

    async history(id) {
      return (await queryAll(table, ranges.events(id))).map(toCommit);
    },

    async list(query) {
      const { phases, severity, service } = query;
      const { page, next } = await pageOf(query);
      const loaded = await self.loadMany(page.map(idOf));
      return {
        // The index is a moment behind: what it names may have moved on, and is in another list by now.
        incidents: [...new Set(page.map(idOf))].flatMap(id => {
          const found = loaded.get(id);
          return found !== undefined && isListed(found, { phases, severity, service })
            ? [found]
            : [];
        }),
        ...(next !== undefined && { next }),
      };
    },

    async listTag(query) {
      const { page, next = '' } = await pageOf(query);
      const versions = await batchGet(
        table,
        page.map(each => keys.state(idOf(each))),
        ['pk', 'version'],
      );
      const all = versions.map(({ pk, version }) => `${pk?.S} ${version?.N}`).toSorted();
      return sha256([...all, next].join()).slice(0, 20);
    },

    async overdue(before, most) {
      const due = { partition: 'DUE', upTo: before };
      const items = await queryIndex(table, 'byDeadline', due, { most });
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
      const values = { number, reach: number - numbersSkippedMax };
      const condition =
        number > numbersSkippedMax ? isNear : `attribute_not_exists(pk) OR ${isNear}`;
      await updateIf(table, keys.counter(year), update, condition, values);
    },

    async requestOutcome(key) {
      const item = await find(table, keys.request(key));
      if (item === undefined) return undefined;
      const request = fromItem<{ incidentId: string; digest: string }>(item);
      return { incidentId: incidentId(request.incidentId), digest: request.digest };
    },
  };
  return self;

  /** Keys of the newest, and the last of them where there are more. */
  async function pageOf({ phases, severity, service, limit, cursor }: ListQuery) {
    const asked = { most: limit + 1, backwards: true };
    const pages = await Promise.all(
      phases.map(phase => {
        const { index, partition } = listOf(phase, severity, service);
        return queryIndex(table, index, { partition, before: cursor }, asked);
      }),
    );
    const newestFirst = pages.flat().toSorted((a, b) => (listKeyOf(a) > listKeyOf(b) ? -1 : 1));
    const page = newestFirst.slice(0, limit);
    const last = page.at(-1);
    const more = newestFirst.length > limit && last !== undefined;
    return { page, ...(more && { next: listKeyOf(last) }) };
  }

  async function read(item: Item): Promise<Loaded> {
    const { version, state, revision } = fromItem<StateItem>(item);
    const cached = JSON.parse(state) as Incident;
    if (revision === stateRevision) return { incident: cached, version };
    const commits = await self.history(idOf(item));
    const folded = commits.flatMap(commit => commit.events).reduce(evolve, undeclared);
    // Declared by a version that knows more, it would be gone: what that one made of it is nearer to the truth.
    return { incident: folded.phase === 'undeclared' ? cached : folded, version };
  }
}

function idOf({ pk }: Item): IncidentId {
  return incidentId(afterPrefix(pk?.S ?? ''));
}

const listKeyOf = (item: Item): string => item.listKey?.S ?? '';

/** Each list has an index of its own, so that one costs what it answers, however much else is open. */
function listOf(phase: string, severity?: string, service?: string) {
  const partition = [phase, severity, service].filter(part => part !== undefined).join('#');
  if (service === undefined) {
    return { index: severity === undefined ? 'byPhase' : 'bySeverity', partition } as const;
  }
  return {
    index: severity === undefined ? 'byService' : 'bySeverityAndService',
    partition,
  } as const;
}

function listKeys({ id, phase, severity, plan: { service }, declaredAt }: DeclaredIncident) {
  const lists = [
    listOf(phase),
    listOf(phase, severity),
    listOf(phase, undefined, service.id),
    listOf(phase, severity, service.id),
  ];
  const attributes = lists.map(({ index, partition }) => [
    tableIndexes[index].partition,
    partition,
  ]);
  return { ...Object.fromEntries(attributes), listKey: `${declaredAt}#${id}` };
}

function isListed(
  { incident }: Loaded,
  { phases, severity, service }: Pick<ListQuery, 'phases' | 'severity' | 'service'>,
): boolean {
  if (incident.phase === 'undeclared') return false;
  return (
    phases.includes(incident.phase) &&
    (severity === undefined || incident.severity === severity) &&
    (service === undefined || incident.plan.service.id === service)
  );
}

interface StateItem {
  version: number;
  revision: number;
  state: string;
}

function toCommit(item: Item): StoredCommit {
  const { sk, at, events } = fromItem<{ sk: string; at: string; events: string }>(item);
  const recorded: unknown[] = JSON.parse(events);
  return {
    version: Number(afterPrefix(sk)),
    at: instant(at),
    events: recorded.map(event => recordedEvent(event, instant(at))),
  };
}

/** Two writers that loaded the same version both try to write this event; the second finds it there. */
const notYetWritten = 'attribute_not_exists(pk)';
/** A counter only counts up, since a higher number may have been given already, and it does not leap. */
const isNear = '(lastNumber < :number AND lastNumber >= :reach)';
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
    ...listKeys(after),
    deadlineKey: dueAt === undefined ? undefined : 'DUE',
    dueAt,
  };
  const loaded = version - 1;
  return write.put(item, loaded === 0 ? notYetWritten : unchangedSinceLoaded, { loaded });
}
