import { expect, test } from 'vitest';
import { actionOperations } from '#app/actions/action-operations.ts';
import { authenticateCaller } from '#app/api/authenticate.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { sha256 } from '#core/digest.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { ActionExecutors } from '#ports/actions.ts';
import { memoryActionLog } from '../../support/memory/memory-action-log.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const { payments } = team.services;
const document = {
  ...team,
  tokens: [
    { name: 'bridge', sha256: sha256('bridge'), scope: 'respond' },
    { name: 'console', sha256: sha256('console'), scope: 'respond' },
    { name: 'ana-laptop', sha256: sha256('of ana'), scope: 'respond', person: 'ana' },
    { name: 'bo-laptop', sha256: sha256('of bo'), scope: 'respond', person: 'bo' },
  ],
  services: {
    ...team.services,
    payments: {
      ...payments,
      actions: {
        config: { parameters: '/payments/config/', keys: { motd: 'any' } },
        database: {
          cluster: 'arn:aws:rds:eu-west-1:123456789012:cluster:payments',
          secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:payments',
          name: 'payments',
        },
        approvals: { 'config:set': 'second-person', 'db:connections:kill-idle': 'second-person' },
      },
    },
  },
};

/** Idle for longer at each look. */
const connection = (pid: number, idle: string) => ({
  pid,
  began: `of ${pid}`,
  idle,
  application: '',
});

function office() {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const incidents = memory.memoryIncidents(table);
  const log = memoryActionLog();
  const values = { '/payments/config/motd': { value: 'hello' } };
  let connections = [connection(1, '00:12:01'), connection(2, '00:11:00')];
  const ended: number[] = [];
  const hands: ActionExecutors = {
    looks: {
      parameters: async () => ({ kind: 'parameters', values }),
      'idle-connections': async ({ kind }) => ({ kind, connections }),
    },
    steps: {
      'put-parameter': async () => ({ done: 'motd is down' }),
      async 'terminate-connection'({ connection: { pid } }) {
        ended.push(pid);
        return { done: `${pid} ended` };
      },
    },
  };
  let asked = 0;
  let time = start;
  const deps = {
    ...{ hands, log, incidents, configuration },
    handle: handleCommand({ incidents, pause: async () => {} }),
    newToken: () => `${++asked}`,
    now: () => time,
  };
  const { configurationAction, configurationApproval } = actionOperations({
    ...deps,
    family: 'configuration',
  });
  const { databaseAction, databaseApproval } = actionOperations({ ...deps, family: 'database' });
  const authenticate = authenticateCaller({ configuration, adminTokenSha256: sha256('first') });
  async function callerOf(plain: string) {
    const caller = await authenticate(plain);
    if (caller === undefined) throw new Error(`No token ${plain}`);
    return { caller, via: 'api' } as const;
  }
  const idleConnections = {
    ended,
    areThen: (...then: typeof connections) => {
      connections = then;
    },
    async asksToEndThem(): Promise<string> {
      const outcome = await databaseAction({
        ...{ params: { action: 'db:connections:kill-idle' }, query: undefined, publicUrl: '' },
        body: { service: 'payments', inputs: {}, reason: 'there are none left', dryRun: false },
        asked: await callerOf('of ana'),
      });
      if (!('answer' in outcome)) throw new Error(JSON.stringify(outcome));
      return outcome.answer.id ?? '';
    },
    approves: async (id: string) =>
      databaseApproval({
        ...{ params: { id }, query: undefined, publicUrl: '', body: {} },
        asked: await callerOf('of bo'),
      }),
  };
  const approving = async (id: string, token: string, by?: string) =>
    configurationApproval({
      ...{ params: { id }, query: undefined, publicUrl: '', body: { by } },
      asked: await callerOf(token),
    });
  return {
    log,
    idleConnections,
    passes: (seconds: number) => {
      time = later(seconds);
    },
    async asks(token: string, by?: string): Promise<string> {
      const outcome = await configurationAction({
        ...{ params: { action: 'config:set' }, query: undefined, publicUrl: '' },
        body: {
          ...{ service: 'payments', inputs: { key: 'motd', value: 'down' } },
          ...{ reason: 'it is down', dryRun: false, by },
        },
        asked: await callerOf(token),
      });
      if (!('answer' in outcome)) throw new Error(JSON.stringify(outcome));
      expect(outcome.answer.status).toBe('waiting');
      return outcome.answer.id ?? '';
    },
    async approves(...given: [id: string, token: string, by?: string]): Promise<string> {
      const outcome = await approving(...given);
      if ('refused' in outcome) return outcome.refused.rule;
      return 'answer' in outcome ? outcome.answer.status : JSON.stringify(outcome);
    },
    async refusal(...given: [id: string, token: string, by?: string]): Promise<string> {
      const outcome = await approving(...given);
      return 'refused' in outcome ? outcome.refused.text : '';
    },
  };
}

test('a token that belongs to nobody cannot be both people', async () => {
  const { asks, approves, log } = office();
  for (const asker of ['ana', undefined]) {
    const id = await asks('bridge', asker);
    expect(await approves(id, 'bridge', 'bo')).toBe('same-token');
    expect(await log.find(id)).toMatchObject({ status: 'waiting', token: { name: 'bridge' } });
  }
  const id = await asks('first', 'ana');
  expect(await approves(id, 'first', 'bo')).toBe('same-token');
});

test('the refusal says how to get a token of your own', async () => {
  const { asks, refusal } = office();
  const id = await asks('bridge', 'ana');
  expect(await refusal(id, 'bridge', 'bo')).toContain('tocsin token --name bo-laptop --person bo');
});

test.each([
  ['both have tokens of their own', ['of ana'], ['of bo']],
  ['the first has', ['of ana'], ['bridge', 'bo']],
  ['the second has', ['bridge', 'ana'], ['of bo']],
  ['neither has, and two tokens are held', ['bridge', 'ana'], ['console', 'bo']],
] as const)('it is approved where %s', async (_, [asked, asker], [held, approver]) => {
  const { asks, approves } = office();
  const id = await asks(asked, asker);
  expect(await approves(id, held, approver)).toBe('done');
});

test('another token does not make another person, nor a person of a script', async () => {
  const { asks, approves } = office();
  const id = await asks('of ana');
  expect(await approves(id, 'bridge', 'ana')).toBe('same-person');
  expect(await approves(id, 'bridge')).toBe('not-a-person');
});

test('after an hour it is too late, also once that was noticed', async () => {
  const { asks, approves, passes, log } = office();
  const id = await asks('of ana');
  passes(3600);
  expect(await approves(id, 'of bo')).toBe('too-late');
  await log.abandon(id, later(3600));
  expect(await approves(id, 'of bo')).toBe('too-late');
});

test('of the idle connections that were shown, those that are still idle are ended', async () => {
  const { idleConnections } = office();
  const id = await idleConnections.asksToEndThem();
  idleConnections.areThen(connection(1, '00:14:30'), connection(3, '00:10:02'));
  expect(await idleConnections.approves(id)).toMatchObject({ answer: { status: 'done' } });
  expect(idleConnections.ended).toEqual([1]);
});

test('nothing is approved where none of the idle connections that were shown is idle any more', async () => {
  const { idleConnections } = office();
  const id = await idleConnections.asksToEndThem();
  idleConnections.areThen(connection(3, '00:10:02'));
  expect(await idleConnections.approves(id)).toMatchObject({ refused: { rule: 'changed-since' } });
  expect(idleConnections.ended).toEqual([]);
});
