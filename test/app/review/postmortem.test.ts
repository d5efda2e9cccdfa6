import { expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { postmortemOperations } from '#app/review/postmortem-operations.ts';
import { declare, resolve } from '../../support/incidents.ts';
import { memoryPostmortems } from '../../support/memory/memory-postmortems.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { firstId, later } from '../../support/samples.ts';

async function draftedPostmortem() {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  const handle = handleCommand({ incidents, pause: async () => {} });
  await handle(firstId, declare());
  await handle(firstId, resolve(60));
  const { once } = idempotentCommands({ incidents, configuration, handle });
  const operations = postmortemOperations({
    ...{ incidents, configuration, once },
    postmortems: memoryPostmortems(),
    now: () => later(100),
  });
  const params = { id: firstId };
  const draft = callOf<'createPostmortem'>({ params, body: {} });
  await operations.createPostmortem(draft);
  return { operations, params };
}

test('a post-mortem that is published already is refused as that, and no further version of it is stored', async () => {
  const { operations, params } = await draftedPostmortem();
  const publish = (runbookDiff: string, idempotencyKey?: string) =>
    operations.publishPostmortem(
      callOf<'publishPostmortem'>({
        ...{ params, body: { learnings: 'Pools need limits.', runbookDiff } },
        ...(idempotencyKey && { idempotencyKey }),
      }),
    );
  const first = { answer: { status: 'published', version: 2, runbookDiff: '+ limit' } };
  expect(await publish('+ limit', 'k1')).toMatchObject(first);
  const refused = { refused: { rule: 'postmortem-published' } };
  expect(await publish('+ limit')).toMatchObject(refused);
  expect(await publish('+ another')).toMatchObject(refused);
  expect(await publish('+ limit', 'k1')).toMatchObject(first);
});

test('a post-mortem that somebody wrote on meanwhile is not published by who read the version before', async () => {
  const { operations, params } = await draftedPostmortem();
  const publish = (version: number, runbookDiff?: string) =>
    operations.publishPostmortem(
      callOf<'publishPostmortem'>({
        params,
        body: { version, learnings: 'Pools need limits.', ...(runbookDiff && { runbookDiff }) },
      }),
    );
  await operations.editPostmortem(
    callOf<'editPostmortem'>({ params, body: { version: 1, markdown: 'Written meanwhile' } }),
  );
  expect(await publish(1)).toEqual({
    refused: {
      rule: 'edited-meanwhile',
      text: 'Ana wrote version 2 meanwhile; yours is of version 1. Read theirs first.',
    },
  });
  expect(await publish(1, '+ limit')).toMatchObject({ refused: { rule: 'edited-meanwhile' } });
  expect(await publish(2)).toMatchObject({ answer: { status: 'published', version: 2 } });
});
