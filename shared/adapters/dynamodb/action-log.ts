import { afterPrefix, keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  expiresAt,
  find,
  fromItem,
  type Item,
  putOrFind,
  queryAll,
  queryIndex,
  type Table,
  updateIf,
} from '#adapters/dynamodb/table.ts';
import { type ActionRun, longestActingSeconds, overdueAt } from '#core/actions/run.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { ActionLog } from '#ports/actions.ts';

/** In the sparse index of deadlines stands what did not end yet, and nothing else. */
const deadlineKey = 'ACTION';

const runOf = (item: Item) => fromItem<{ run: ActionRun }>(item).run;

export function actionLog(table: Table): ActionLog {
  return {
    async open(run) {
      const deadline = {
        deadlineKey,
        dueAt: overdueAt(run),
        expiresAt: expiresAt(run.at, keptDays.actionRun),
      };
      // The same request twice at once: one of them acts.
      const isNew = 'attribute_not_exists(pk)';
      const outcome = await putOrFind(table, { ...keys.run(run.id), run, ...deadline }, isNew);
      if (outcome === 'put') return 'opened';
      if (outcome.found === undefined) throw new Error(`${run.id} was taken and is gone`);
      return { held: runOf(outcome.found) };
    },

    find: findRun,

    async approve(id, by, at) {
      const update =
        'SET #run.#status = :running, #run.approvedBy = :by, #run.startedAt = :at, dueAt = :dueAt';
      // Two approve at once, or one approves as the time runs out: it is carried out once or not at all.
      const isWaiting =
        '#run.#status = :waiting AND #run.approveBefore > :at AND NOT (#run.#by.id = :approver AND #run.#by.kind = :kind)';
      const values = {
        ...{ running: 'running', waiting: 'waiting', by, approver: by.id, kind: by.kind, at },
        dueAt: addSeconds(at, longestActingSeconds),
      };
      const approved = await updateIf(table, keys.run(id), update, isWaiting, values);
      return approved === undefined ? 'taken' : 'approved';
    },

    async finish(id, { succeeded, outcome, at }) {
      const update =
        'SET #run.#status = :ended, #run.outcome = :outcome, #run.finishedAt = :at REMOVE deadlineKey, dueAt';
      // What did not run did not end.
      const isRunning = '#run.#status = :running';
      const ended = succeeded ? 'done' : 'failed';
      const values = { ended, running: 'running', outcome, at };
      const finished = await updateIf(table, keys.run(id), update, isRunning, values);
      if (finished === undefined) throw new Error(`${id} does not run`);
    },

    async follow(id, { execution, outcome, at }) {
      const update = 'SET #run.follows = :follows, #run.outcome = :outcome, dueAt = :dueAt';
      const values = {
        ...{ follows: { execution, at }, outcome, running: 'running' },
        dueAt: addSeconds(at, longestActingSeconds),
      };
      // What ended meanwhile is not followed.
      await updateIf(table, keys.run(id), update, '#run.#status = :running', values);
    },

    async recent(limit) {
      const runs = (await queryAll(table, ranges.runs)).map(runOf);
      // Ids do not sort by time, and people do few things by hand: reading them all is cheaper than an index.
      return runs.toSorted((a, b) => (a.at > b.at ? -1 : 1)).slice(0, limit);
    },

    async overdue(at, most) {
      const due = { partition: deadlineKey, upTo: at };
      const items = await queryIndex(table, 'byDeadline', due, { most });
      const ids = items.map(item => afterPrefix(fromItem<{ sk: string }>(item).sk));
      const found = await Promise.all(ids.map(findRun));
      // The index is a moment behind the table: what it names may have ended.
      return found.flatMap(run =>
        run === undefined || run.status === 'done' || run.status === 'failed' ? [] : [run],
      );
    },

    async abandon(id, at) {
      const marks = (from: ActionRun['status'], to: ActionRun['status']) => {
        // Somebody approves, or it ends, just as it is given up: then it is not given up.
        const isOverdue = '#run.#status = :from AND dueAt <= :at';
        return updateIf(table, keys.run(id), 'SET #run.#status = :to', isOverdue, { from, to, at });
      };
      const marked = (await marks('running', 'unknown')) ?? (await marks('waiting', 'expired'));
      return marked === undefined ? 'taken' : 'abandoned';
    },

    async settle(id) {
      // What may still end is still looked for.
      const isAbandoned = '#run.#status IN (:unknown, :expired)';
      const values = { unknown: 'unknown', expired: 'expired' };
      await updateIf(table, keys.run(id), 'REMOVE deadlineKey, dueAt', isAbandoned, values);
    },
  };

  async function findRun(id: string): Promise<ActionRun | undefined> {
    const item = await find(table, keys.run(id));
    return item && runOf(item);
  }
}
