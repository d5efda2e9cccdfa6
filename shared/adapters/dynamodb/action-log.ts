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
import type { ActionRun } from '#core/actions/run.ts';
import { epochMs } from '#core/instant.ts';
import type { ActionLog } from '#ports';

const keptDays = 400;

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
            UpdateExpression: 'SET #run.#status = :running, #run.approvedBy = :by',
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
            'SET #run.#status = :ended, #run.outcome = :outcome, #run.finishedAt = :at',
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
  };

  async function find(id: string): Promise<ActionRun | undefined> {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: name, Key: toItem(runKey(id)), ConsistentRead: true }),
    );
    return item && fromItem<{ run: ActionRun }>(item).run;
  }
}
