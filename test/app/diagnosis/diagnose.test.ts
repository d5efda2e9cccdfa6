import { describe, expect, test } from 'vitest';
import { diagnose } from '#app/diagnosis/diagnose.ts';
import { metricExamples, metricKindOf, metricKinds } from '#core/diagnosis/metric-kinds.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { ReadLogs, ReadMetric } from '#ports/diagnosis.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const window = { from: start, to: later(600) };
const metric = (namespace: string, name: string) => ({ namespace, name, statistic: 'Sum' });

function looking(change: { readLogs?: ReadLogs; readMetric?: ReadMetric } = {}) {
  const document = {
    ...team,
    services: {
      payments: {
        name: 'Payments',
        team: 'commerce',
        evidence: {
          logGroups: ['/aws/lambda/payments'],
          metrics: [metric('AWS/Lambda', 'Errors'), metric('AWS/RDS', 'DatabaseConnections')],
        },
      },
      search: { name: 'Search', team: 'commerce', match: ['search*'] },
    },
    defaultService: 'payments',
  };
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  configuration.put(parsed.directory);
  return diagnose({
    configuration,
    readLogs: async (group, _window, next) => ({
      lines: [
        line(group, next === undefined ? 'INFO started' : 'ERROR no connection available'),
        line(group, 'WARN Connection refused by peer'),
      ],
      ...(next === undefined && { next: 'second' }),
    }),
    readMetric: async () => ({ points: [{ at: start, value: 3 }] }),
    ...change,
  });
}

const line = (group: string, message: string) => ({ at: start, group, stream: 's', message });
const all = { errorsOnly: false, lines: 100 };

describe('looking into the logs of a service', () => {
  test('reads every page of its groups', async () => {
    const answer = await looking().logs({ ...all, service: 'payments' }, window);
    expect(answer).toMatchObject({
      groups: ['/aws/lambda/payments'],
      summary: { lines: 4, errors: 1 },
      incomplete: [],
    });
  });

  test.each(['Payments', 'PAYMENTS'])('finds a service by the name %s too', async service => {
    const answer = await looking().logs({ ...all, service }, window);
    expect(answer).toMatchObject({ groups: ['/aws/lambda/payments'] });
  });

  test('finds a service by the names that its alerts have', async () => {
    const answer = await looking().logs({ ...all, service: 'search-indexer' }, window);
    expect('advice' in answer && answer.advice).toContain('Service search names nothing');
  });

  test('finds any of the alternatives of a pattern, in any case', async () => {
    const filter = 'timeout|connection refused';
    const answer = await looking().logs({ ...all, filter }, window);
    expect('lines' in answer && answer.lines.map(({ message }) => message)).toEqual([
      'WARN Connection refused by peer',
      'WARN Connection refused by peer',
    ]);
  });

  test('shows the errors only, when asked', async () => {
    const answer = await looking().logs({ errorsOnly: true, lines: 5 }, window);
    expect('lines' in answer && answer.lines.map(({ message }) => message)).toEqual([
      'ERROR no connection available',
    ]);
  });

  test('says what could not be read, and shows the rest', async () => {
    const forbidden: ReadLogs = async group => ({ unreadable: `${group}: not allowed` });
    expect(await looking({ readLogs: forbidden }).logs(all, window)).toMatchObject({
      lines: [],
      incomplete: ['/aws/lambda/payments: not allowed'],
    });
  });

  test('answers in parts, each of which says how to read on', async () => {
    const pages = 12;
    const long: ReadLogs = async (group, _window, next = '0') => ({
      lines: [line(group, `ERROR ${next}`)],
      ...(Number(next) + 1 < pages && { next: String(Number(next) + 1) }),
    });
    const look = looking({ readLogs: long });
    const first = await look.logs(all, window);
    expect(first).toMatchObject({ summary: { errors: 8 }, next: '{"/aws/lambda/payments":"8"}' });
    const cursor = 'next' in first ? (first.next ?? '') : '';
    const second = await look.logs({ ...all, cursor }, window);
    expect(second).toMatchObject({ summary: { errors: 4 } });
    expect(second).not.toHaveProperty('next');
    expect(await look.logs({ ...all, cursor: 'x' }, window)).toMatchObject({ lines: [] });
  });

  test('reads on where a group stopped answering in the middle, until it does not answer at all', async () => {
    let isThrottled = true;
    const busy: ReadLogs = async (group, _window, next = '0') => {
      if (isThrottled && Number(next) >= 3) return { unreadable: `${group}: throttled` };
      const isLast = next === '5';
      return {
        lines: [line(group, `ERROR ${next}`)],
        ...(!isLast && { next: String(Number(next) + 1) }),
      };
    };
    const look = looking({ readLogs: busy });
    const first = await look.logs({ ...all, service: 'payments' }, window);
    expect(first).toMatchObject({ summary: { errors: 3 }, incomplete: [] });
    const cursor = 'next' in first ? (first.next ?? '') : '';
    const still = await look.logs({ ...all, service: 'payments', cursor }, window);
    expect(still).toMatchObject({ incomplete: ['/aws/lambda/payments: throttled'] });
    expect(still).not.toHaveProperty('next');
    isThrottled = false;
    const second = await look.logs({ ...all, service: 'payments', cursor }, window);
    expect(second).toMatchObject({ summary: { errors: 3 }, incomplete: [] });
  });

  test('says what to add where nothing is configured', async () => {
    const answer = await looking().logs({ ...all, service: 'search' }, window);
    expect(answer).toEqual({
      advice:
        'Service search names nothing to look at: in tocsin.yaml, under services.search.evidence, add logGroups: [/aws/lambda/…], and apply it.',
    });
    expect(await looking().logs({ ...all, service: 'serach' }, window)).toEqual({
      notFound: 'service serach; there are: payments, search',
    });
  });
});

describe('looking at the metrics of a service', () => {
  test('answers the series of the kind that was asked for', async () => {
    const answer = await looking().metrics({ kinds: ['database'] }, window);
    expect(answer).toEqual({
      series: [
        {
          service: 'payments',
          kind: 'database',
          name: 'DatabaseConnections',
          statistic: 'Sum',
          points: [{ at: start, value: 3 }],
        },
      ],
      incomplete: [],
    });
  });

  test('says what to add where there is none of that kind', async () => {
    const answer = await looking().metrics({ service: 'payments', kinds: ['system'] }, window);
    expect('advice' in answer && answer.advice).toContain('name: CPUUtilization');
  });

  test.each(metricKinds)('advises a metric of %s that is one', kind => {
    const [, namespace = '', name = ''] =
      /namespace: (\S+), name: (\w+)/.exec(metricExamples[kind]) ?? [];
    expect(metricKindOf({ namespace, name })).toBe(kind);
  });

  test.each([
    ['AWS/Lambda', 'Errors', 'errors'],
    ['AWS/ApiGateway', '5xx', 'errors'],
    ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 'errors'],
    ['AWS/ApiGateway', 'Latency', 'latency'],
    ['AWS/Lambda', 'Duration', 'latency'],
    ['AWS/RDS', 'DatabaseConnections', 'database'],
    ['AWS/RDS', 'CPUUtilization', 'system'],
    ['AWS/DynamoDB', 'SuccessfulRequestLatency', 'latency'],
    ['AWS/ECS', 'MemoryUtilization', 'system'],
    ['Shop', 'ActiveUsers', 'users'],
    ['Shop', 'RevenuePerMinute', 'revenue'],
    ['AWS/RDS', 'Whatever', 'database'],
  ])('knows that %s %s is about %s', (namespace, name, kind) => {
    expect(metricKindOf({ namespace, name })).toBe(kind);
  });
});
