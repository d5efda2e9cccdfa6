import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  expiresAt,
  fromItem,
  type Item,
  isConditionFailure,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import { type ActionRun, longestActingSeconds, overdueAt } from '#core/actions/run.ts';
import { addSeconds, epochMs } from '#core/time/instant.ts';
import type { ActionLog } from '#ports/actions.ts';

const keptDays = 400;
/** In the sparse index of deadlines stands what did not end yet, and nothing else. */
const deadlineKey = 'ACTION';

const runKey = (id: string) => ({ pk: 'ACTIONS', sk: `RUN#${id}` });

export function actionLog({ client, name }: Table): ActionLog {
  return {
    async open(run) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({
              ...runKey(run.id),
              run,
              ...{ deadlineKey, dueAt: overdueAt(run) },
              expiresAt: expiresAt(epochMs(run.at), keptDays),
            }),
            // The same request twice at once: one of them acts.
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return 'opened';
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        const held = await find(run.id);
        if (held === undefined) throw new Error(`${run.id} was taken and is gone`);
        return { held };
      }
    },

    find,

    async approve(id, by, at) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: toItem(runKey(id)),
            UpdateExpression:
              'SET #run.#status = :running, #run.approvedBy = :by, #run.startedAt = :at, dueAt = :dueAt',
            // Two approve at once, or one approves as the time runs out: it is carried out once or not at all.
            ConditionExpression:
              '#run.#status = :waiting AND #run.approveBefore > :at AND #run.#by.id <> :approver',
            ExpressionAttributeNames: { '#run': 'run', '#status': 'status', '#by': 'by' },
            ExpressionAttributeValues: toItem({
              ':running': 'running',
              ':waiting': 'waiting',
              ':by': by,
              ':approver': by.id,
              ':at': at,
              ':dueAt': addSeconds(at, longestActingSeconds),
            }),
          }),
        );
        return 'approved';
      } catch (error) {
        if (isConditionFailure(error)) return 'taken';
        throw error;
      }
    },

    async finish(id, { succeeded, outcome, at }) {
      await client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: toItem(runKey(id)),
          UpdateExpression:
            'SET #run.#status = :ended, #run.outcome = :outcome, #run.finishedAt = :at REMOVE deadlineKey, dueAt',
          // What did not run did not end.
          ConditionExpression: '#run.#status = :running',
          ExpressionAttributeNames: { '#run': 'run', '#status': 'status' },
          ExpressionAttributeValues: toItem({
            ':ended': succeeded ? 'done' : 'failed',
            ':running': 'running',
            ':outcome': outcome,
            ':at': at,
          }),
        }),
      );
    },

    async recent(limit) {
      const runs: ActionRun[] = [];
      let start: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: name,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: toItem({ ':pk': 'ACTIONS' }),
            ...(start !== undefined && { ExclusiveStartKey: start }),
          }),
        );
        runs.push(...(page.Items ?? []).map(item => fromItem<{ run: ActionRun }>(item).run));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      // Ids do not sort by time, and people do few things by hand: reading them all is cheaper than an index.
      return runs.toSorted((a, b) => (a.at > b.at ? -1 : 1)).slice(0, limit);
    },

    async overdue(at, limit) {
      const { Items: items = [] } = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'byDeadline',
          KeyConditionExpression: 'deadlineKey = :key AND dueAt <= :at',
          ExpressionAttributeValues: toItem({ ':key': deadlineKey, ':at': at }),
          Limit: limit,
        }),
      );
      const ids = items.map(item => fromItem<{ sk: string }>(item).sk.slice('RUN#'.length));
      const found = await Promise.all(ids.map(find));
      // The index is a moment behind the table: what it names may have ended.
      return found.flatMap(run =>
        run === undefined || run.status === 'done' || run.status === 'failed' ? [] : [run],
      );
    },

    async abandon(id, at) {
      const marks = async (from: ActionRun['status'], to: ActionRun['status']) => {
        try {
          await client.send(
            new UpdateItemCommand({
              TableName: name,
              Key: toItem(runKey(id)),
              UpdateExpression: 'SET #run.#status = :to',
              // Somebody approves, or it ends, just as it is given up: then it is not given up.
              ConditionExpression: '#run.#status = :from AND dueAt <= :at',
              ExpressionAttributeNames: { '#run': 'run', '#status': 'status' },
              ExpressionAttributeValues: toItem({ ':from': from, ':to': to, ':at': at }),
            }),
          );
          return true;
        } catch (error) {
          if (isConditionFailure(error)) return false;
          throw error;
        }
      };
      const isMarked = (await marks('running', 'unknown')) || (await marks('waiting', 'expired'));
      return isMarked ? 'abandoned' : 'taken';
    },

    async settle(id) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: toItem(runKey(id)),
            UpdateExpression: 'REMOVE deadlineKey, dueAt',
            // What may still end is still looked for.
            ConditionExpression: '#run.#status IN (:unknown, :expired)',
            ExpressionAttributeNames: { '#run': 'run', '#status': 'status' },
            ExpressionAttributeValues: toItem({ ':unknown': 'unknown', ':expired': 'expired' }),
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },
  };

  async function find(id: string): Promise<ActionRun | undefined> {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: name, Key: toItem(runKey(id)), ConsistentRead: true }),
    );
    return item && fromItem<{ run: ActionRun }>(item).run;
  }
}
