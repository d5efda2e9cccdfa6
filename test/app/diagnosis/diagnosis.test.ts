import { describe, expect, test } from 'vitest';
import { noIncident } from '#app/api/refusal.ts';
import { checkHealth } from '#app/diagnosis/check-health.ts';
import { diagnose } from '#app/diagnosis/diagnose.ts';
import { diagnosisOperations } from '#app/diagnosis/diagnosis-operations.ts';
import { measure } from '#app/diagnosis/measure.ts';
import { queryDatabase } from '#app/diagnosis/query-database.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { type Instant, instant } from '#core/time/instant.ts';
import type { AskDatabase, Probe, ReadMetric } from '#ports/diagnosis.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { declaration, firstId, later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const now = later(3600);
const metric = (name: string) => ({ namespace: 'Shop', name, statistic: 'Sum' });
const evidence = {
  logGroups: ['/aws/lambda/payments'],
  metrics: [metric('Errors'), metric('CPUUtilization')],
  health: [{ name: 'API', url: 'https://payments.example.com/health' }],
  impact: {
    users: { metric: metric('FailedUsers') },
    revenue: { metric: metric('Orders'), perUnit: 40, currency: 'EUR' },
    raises: { SEV1: { users: 1000 } },
  },
  database: {
    cluster: 'arn:aws:rds:eu-central-1:111122223333:cluster:payments',
    secret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:reader',
    name: 'payments',
  },
};
const services = {
  payments: { name: 'Payments', team: 'commerce', evidence },
  website: { name: 'Website', team: 'commerce' },
};

function office(
  change: {
    readMetric?: ReadMetric;
    probe?: Probe;
    askDatabase?: AskDatabase;
    now?: () => Instant;
  } = {},
) {
  const parsed = parseDirectory({ ...team, services, defaultService: 'website' });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const handle = handleCommand({ incidents, pause: async () => {} });
  const deps = {
    configuration,
    readLogs: async (group: string) => ({
      lines: [{ at: start, group, stream: 's', message: 'ERROR pool is empty' }],
    }),
    readMetric: async () => ({ points: [{ at: start, value: 2 }] }),
    probe: async () => ({ ok: true, text: 'answered 200', milliseconds: 7 }),
    askDatabase: async () => ({ columns: ['pid'], rows: [['4182']] }),
    now: () => now,
    ...change,
  };
  return {
    ...diagnosisOperations({
      incidents,
      look: diagnose(deps),
      measure: measure(deps),
      checkHealth: checkHealth(deps),
      queryDatabase: queryDatabase(deps),
      now: deps.now,
    }),
    act: incidentCommands({
      incidents,
      configuration,
      roster: memoryRoster(),
      handle,
      now: deps.now,
    }),
    declare: (severity: 'SEV1' | 'SEV3' = 'SEV3') =>
      handle(firstId, { ...declaration(firstId, start), severity }),
  };
}

const { asked } = callOf();

describe('logs', () => {
  test('of the time of an incident, with its summary', async () => {
    const { diagnoseLogs, declare } = office();
    await declare();
    const query = { incident: firstId, service: 'payments', lines: 10 };
    expect(await diagnoseLogs(callOf({ query }))).toMatchObject({
      answer: { from: later(-900), to: now, summary: { errors: 1 }, lines: [{ at: start }] },
    });
  });

  test.each([
    [{ incident: 'INC-2026-999' }, noIncident('INC-2026-999')],
    [{ last: '10m', from: start }, { invalid: { path: '?', message: expect.any(String) } }],
    [{ service: 'nothing' }, { notFound: 'service nothing; there are: payments, website' }],
    [
      { service: 'website' },
      { refused: { rule: 'not-configured', text: expect.stringContaining('logGroups: [') } },
    ],
  ])('asked for as %j are refused in words', async (query, outcome) => {
    expect(await office().diagnoseLogs(callOf({ query: { lines: 1, ...query } }))).toEqual(outcome);
  });
});

describe('impact', () => {
  test('in users is the most at one time', async () => {
    const { measureImpact } = office();
    const query = { of: 'users' as const };
    expect(await measureImpact(callOf({ query }))).toMatchObject({
      answer: { services: [{ service: 'payments', usersAffected: 2 }], incomplete: [] },
    });
  });

  test('in revenue compares with the same time a week before', async () => {
    const readMetric: ReadMetric = async (_metric, { from }) => ({
      points: [{ at: from, value: from < start ? 100 : 30 }],
    });
    const { measureImpact } = office({ readMetric });
    const answer = await measureImpact(callOf({ query: { of: 'revenue' } }));
    expect(answer).toMatchObject({
      answer: { services: [{ revenueLost: { amount: 2800, currency: 'EUR' } }] },
    });
  });

  test('is of the same hour by the clock a week before, though the clocks changed between', async () => {
    const read: string[] = [];
    const readMetric: ReadMetric = async (_metric, { from }) => {
      read.push(from);
      return { points: [{ at: from, value: 1 }] };
    };
    const { measureImpact } = office({ readMetric, now: () => instant('2026-11-03T15:00:00Z') });
    const query = { of: 'revenue' as const, last: '1h' };
    expect(await measureImpact(callOf({ query }))).toMatchObject({
      answer: { services: [{ earlierSeconds: 7 * 86_400 + 3600 }] },
    });
    expect(read).toEqual(['2026-11-03T14:00:00.000Z', '2026-10-27T13:00:00.000Z']);
  });

  test('in revenue leaves out the period that is not over, of which a week before has all', async () => {
    const week = 7 * 86_400;
    const readMetric: ReadMetric = async (_metric, { from }) => {
      const isUsual = from < later(-week / 2);
      const shown = (seconds: number, value: number) => ({
        ...{ at: later(isUsual ? seconds - week : seconds), value },
      });
      return {
        points: [shown(3000, 100), shown(3300, isUsual ? 100 : 10)],
        periodSeconds: 300,
      };
    };
    const ask = (seconds: number) =>
      office({ readMetric, now: () => later(seconds) }).measureImpact(
        callOf({ query: { of: 'revenue' } }),
      );
    const loses = (amount: number) => ({ answer: { services: [{ revenueLost: { amount } }] } });
    expect(await ask(3330)).toMatchObject(loses(0));
    expect(await ask(3600)).toMatchObject(loses(3600));
  });

  test('that cannot be measured says why, and what to add where nothing is said of it', async () => {
    const denied = office({ readMetric: async () => ({ unreadable: 'Shop Orders: denied' }) });
    expect(await denied.measureImpact(callOf({ query: { of: 'revenue' } }))).toMatchObject({
      answer: { services: [], incomplete: ['Shop Orders: denied'] },
    });
    const silent = office({ readMetric: async () => ({ points: [] }) });
    expect(await silent.measureImpact(callOf({ query: { of: 'users' } }))).toMatchObject({
      answer: { incomplete: [expect.stringContaining('FailedUsers has no data')] },
    });
    const query = { of: 'users' as const, service: 'website' };
    expect(await silent.measureImpact(callOf({ query }))).toMatchObject({
      refused: { text: expect.stringContaining('impact: { users:') },
    });
  });
});

describe('health', () => {
  test('is every address, and errors against those of a day before', async () => {
    const { checkHealth: check } = office();
    expect(await check(callOf({ query: {} }))).toMatchObject({
      answer: {
        isHealthy: true,
        checks: [
          { name: 'API', ok: true, milliseconds: 7 },
          { name: 'Errors', ok: true, text: '2 on average, 2 a day before' },
        ],
      },
    });
  });

  test('is not well when an address is not, or when errors have more than doubled', async () => {
    const ill = office({ probe: async () => ({ ok: false, text: '503', milliseconds: 9 }) });
    expect(await ill.checkHealth(callOf({ query: {} }))).toMatchObject({
      answer: { isHealthy: false },
    });
    const worse = office({
      readMetric: async (_metric, { to }) => ({
        points: [{ at: to, value: to === now ? 5 : 2 }],
      }),
    });
    expect(await worse.checkHealth(callOf({ query: {} }))).toMatchObject({
      answer: { isHealthy: false, checks: [{ ok: true }, { name: 'Errors', ok: false }] },
    });
  });

  test('never says that there were no errors a day before where that could not be read', async () => {
    const throttled = office({
      readMetric: async (_metric, { to }) =>
        to === now ? { points: [{ at: to, value: 2 }] } : { unreadable: 'Errors: throttled' },
    });
    expect(await throttled.checkHealth(callOf({ query: {} }))).toMatchObject({
      answer: {
        checks: [
          { name: 'API' },
          { ok: false, text: '2 on average; of a day before, Errors: throttled' },
        ],
      },
    });
  });
});

describe('the database', () => {
  test('is asked all questions, or the one that was meant', async () => {
    const { queryDatabase: query } = office();
    expect(await query(callOf({ query: {} }))).toMatchObject({
      answer: {
        databases: [
          {
            service: 'payments',
            results: [{ query: 'long-running' }, { query: 'connections' }, { query: 'lock-waits' }],
          },
        ],
      },
    });
    expect(await query(callOf({ query: { query: 'connections' } }))).toMatchObject({
      answer: { databases: [{ results: [{ query: 'connections', rows: [['4182']] }] }] },
    });
  });

  test('that refuses a question answers the others', async () => {
    const askDatabase: AskDatabase = async (_database, sql) =>
      sql.includes('pg_locks')
        ? { unreadable: 'permission denied' }
        : { columns: ['pid'], rows: [] };
    expect(await office({ askDatabase }).queryDatabase(callOf({ query: {} }))).toMatchObject({
      answer: { incomplete: ['payments, lock-waits: permission denied'] },
    });
  });
});

describe('what was found', () => {
  const found = { kind: 'users', title: 'Users affected', summary: '1200 users' } as const;

  test('is on the timeline, and its figures with the incident', async () => {
    const { act: acts, declare } = office();
    await declare('SEV1');
    const acted = await acts.attachFinding(firstId, { ...found, usersAffected: 40 }, asked);
    expect(acted).toMatchObject({
      incident: { severity: 'SEV1', measured: { usersAffected: 40 } },
    });
    const lost = { amount: 99.5, currency: 'EUR' };
    const more = await acts.attachFinding(firstId, { ...found, revenueLost: lost }, asked);
    expect(more).toMatchObject({
      incident: { measured: { usersAffected: 40, revenueLost: lost } },
    });
  });

  test('raises the severity from the impact that was configured on, with the reason', async () => {
    const { act: acts, declare } = office();
    await declare('SEV3');
    const service = { kind: 'logs', title: 'Errors', summary: '9 errors' } as const;
    expect(await acts.attachFinding(firstId, service, asked)).toMatchObject({
      incident: { severity: 'SEV3' },
    });
    const acted = await acts.attachFinding(firstId, { ...found, usersAffected: 1200 }, asked);
    expect(acted).toMatchObject({
      incident: {
        severity: 'SEV1',
        severityReason: {
          rule: 'impact',
          text: '1200 users affected, and SEV1 begins at 1000',
        },
      },
    });
  });

  test('never lowers it', async () => {
    const { act: acts, declare } = office();
    await declare('SEV1');
    const acted = await acts.attachFinding(firstId, { ...found, usersAffected: 0 }, asked);
    expect(acted).toMatchObject({ incident: { severity: 'SEV1' } });
  });

  test('of an incident that is not there is refused', async () => {
    const { act: acts } = office();
    expect(await acts.attachFinding(firstId, found, asked)).toHaveProperty('notFound');
  });
});
